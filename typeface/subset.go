package typeface

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/signintech/gopdf"
)

// RegisterFor makes the font known to a PDF, as Family, with the characters of its texts alone. The library keeps the places of all
// glyphs of a font, tens of thousands of them, in every document; to compress those is more work than all the rest of a page.
func (t *Typeface) RegisterFor(document *gopdf.GoPdf, texts ...string) error {
	content, err := t.subset(strings.Join(texts, ""))
	if err == nil {
		err = document.AddTTFFontData(Family, content)
	}
	if err != nil {
		return fmt.Errorf("register the font: %w", err)
	}
	return nil
}

// subset makes a font of some characters; those that it lacks are left out.
func (t *Typeface) subset(text string) ([]byte, error) {
	full, err := tablesOf(t.content)
	if err != nil {
		return nil, err
	}
	characters := map[rune]int{}
	chosen := selection{full: full, glyphs: []int{0}, places: map[int]int{0: 0}}
	for _, character := range slices.Sorted(maps.Keys(set(text))) {
		if glyph, err := t.metrics.CharCodeToGlyphIndex(character); err == nil && glyph != 0 {
			characters[character] = chosen.place(int(glyph))
		}
	}
	glyf, loca := chosen.outlines()
	small := tables{"glyf": glyf, "loca": loca, "hmtx": chosen.metrics(), "cmap": charactersTable(characters)}
	for _, tag := range []string{"OS/2", "cvt ", "fpgm", "head", "hhea", "maxp", "name", "post", "prep"} {
		if table, has := full[tag]; has {
			small[tag] = slices.Clone(table)
		}
	}
	count := uint16(len(chosen.glyphs)) //nolint:gosec // no more than the font has
	binary.BigEndian.PutUint16(small["maxp"][4:], count)
	binary.BigEndian.PutUint16(small["hhea"][34:], count)
	binary.BigEndian.PutUint16(small["head"][50:], 1) // loca counts bytes, in four each
	small["post"] = small["post"][:32]
	binary.BigEndian.PutUint32(small["post"], 0x00030000) // without the names of glyphs
	return small.font(), nil
}

func set(text string) map[rune]bool {
	characters := map[rune]bool{}
	for _, character := range text {
		characters[character] = true
	}
	return characters
}

// selection are the glyphs that are taken out of a font, in their new order.
type selection struct {
	full   tables
	glyphs []int
	places map[int]int
}

// place is a glyph's new number.
func (s *selection) place(glyph int) int {
	at, known := s.places[glyph]
	if !known {
		at = len(s.glyphs)
		s.glyphs, s.places[glyph] = append(s.glyphs, glyph), at
	}
	return at
}

// outlines are the glyphs themselves, with those that they are composed of, and where each begins.
func (s *selection) outlines() (glyf, loca []byte) {
	for i := 0; i < len(s.glyphs); i++ { // it grows
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // a part of a font
		outline := slices.Clone(s.full.outline(s.glyphs[i]))
		s.compose(outline)
		glyf = append(glyf, outline...)
		glyf = append(glyf, make([]byte, -len(glyf)&3)...)
	}
	return glyf, binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // as above
}

// How a part of a composed glyph is described.
const (
	wordArguments = 1 << 0
	scaled        = 1 << 3
	moreParts     = 1 << 5
	scaledTwice   = 1 << 6
	transformed   = 1 << 7
)

// compose gives the parts of a composed glyph their new numbers.
func (s *selection) compose(outline []byte) {
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 { //nolint:gosec // a negative count means composed
		return
	}
	for at := 10; ; {
		flags, part := binary.BigEndian.Uint16(outline[at:]), outline[at+2:]
		binary.BigEndian.PutUint16(part, uint16(s.place(int(binary.BigEndian.Uint16(part))))) //nolint:gosec // no more than the font has
		if flags&moreParts == 0 {
			return
		}
		at += 6
		for flag, more := range map[uint16]int{wordArguments: 2, scaled: 2, scaledTwice: 4, transformed: 8} {
			if flags&flag != 0 {
				at += more
			}
		}
	}
}

// metrics are the widths of the glyphs and where they begin.
func (s *selection) metrics() (hmtx []byte) {
	all := s.full["hmtx"]
	own := int(binary.BigEndian.Uint16(s.full["hhea"][34:]))
	for _, glyph := range s.glyphs {
		if glyph < own {
			hmtx = append(hmtx, all[4*glyph:4*glyph+4]...)
			continue
		}
		hmtx = append(hmtx, all[4*own-4:4*own-2]...) // as wide as the last that says so
		beside := 4*own + 2*(glyph-own)
		hmtx = append(hmtx, all[beside:beside+2]...)
	}
	return hmtx
}
