package typeface

import "encoding/binary"

// Drawn is what a character is drawn with: its outline, or those of its parts. It also says whether there are parts.
func (t *Typeface) Drawn(character rune) (outline []byte, composed bool) {
	glyph, err := t.metrics.CharCodeToGlyphIndex(character)
	if err != nil {
		return nil, false
	}
	all, err := tablesOf(t.content)
	if err != nil {
		return nil, false
	}
	return all.drawn(int(glyph))
}

func (t tables) drawn(glyph int) (outline []byte, composed bool) {
	own := t.outline(glyph)
	if len(own) < 10 || int16(binary.BigEndian.Uint16(own)) >= 0 {
		return own, false
	}
	for at, more := 10, true; more; {
		flags, part := binary.BigEndian.Uint16(own[at:]), int(binary.BigEndian.Uint16(own[at+2:]))
		drawn, _ := t.drawn(part)
		outline, more = append(outline, drawn...), flags&moreParts != 0
		start := at + 4
		at += 6
		for flag, size := range map[uint16]int{wordArguments: 2, scaled: 2, scaledTwice: 4, transformed: 8} {
			if flags&flag != 0 {
				at += size
			}
		}
		outline = append(outline, own[start:at]...) // where the part is put
	}
	return outline, true
}

// Subset makes a font of some characters.
func (t *Typeface) Subset(text string) ([]byte, error) { return t.subset(text) }
