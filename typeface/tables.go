package typeface

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// tables are the parts of a TrueType font, by their tags.
type tables map[string][]byte

var errNotTrueType = errors.New("the font is not a whole TrueType font")

// tablesOf finds the parts of a font.
func tablesOf(font []byte) (tables, error) {
	if len(font) < 12 {
		return nil, errNotTrueType
	}
	found := tables{}
	for i := range int(binary.BigEndian.Uint16(font[4:])) {
		if len(font) < 12+16*(i+1) {
			return nil, errNotTrueType
		}
		entry := font[12+16*i:]
		start, size := int(binary.BigEndian.Uint32(entry[8:])), int(binary.BigEndian.Uint32(entry[12:]))
		if start+size > len(font) {
			return nil, errNotTrueType
		}
		found[string(entry[:4])] = font[start : start+size]
	}
	for tag, atLeast := range map[string]int{"head": 54, "hhea": 36, "maxp": 6, "post": 32, "hmtx": 4, "loca": 4, "glyf": 1} {
		if len(found[tag]) < atLeast {
			return nil, errNotTrueType
		}
	}
	return found, nil
}

// outline is one glyph.
func (t tables) outline(glyph int) []byte {
	loca := t["loca"]
	if binary.BigEndian.Uint16(t["head"][50:]) == 0 { // loca counts pairs of bytes, in two each
		return t["glyf"][2*int(binary.BigEndian.Uint16(loca[2*glyph:])) : 2*int(binary.BigEndian.Uint16(loca[2*glyph+2:]))]
	}
	return t["glyf"][binary.BigEndian.Uint32(loca[4*glyph:]):binary.BigEndian.Uint32(loca[4*glyph+4:])]
}

// font puts the parts together.
func (t tables) font() []byte {
	power := 1
	for 2*power <= len(t) {
		power *= 2
	}
	font := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, number := range []int{len(t), 16 * power, log2(power), 16 * (len(t) - power)} {
		font = binary.BigEndian.AppendUint16(font, uint16(number)) //nolint:gosec // a dozen tables
	}
	start := 12 + 16*len(t)
	var parts []byte
	for _, tag := range slices.Sorted(maps.Keys(t)) {
		part := append(slices.Clone(t[tag]), make([]byte, -len(t[tag])&3)...)
		font = append(font, tag...)
		for _, number := range []uint32{checksum(part), uint32(start + len(parts)), uint32(len(t[tag]))} { //nolint:gosec // a part of a font
			font = binary.BigEndian.AppendUint32(font, number)
		}
		parts = append(parts, part...)
	}
	return append(font, parts...)
}

func log2(power int) (exponent int) {
	for ; power > 1; power /= 2 {
		exponent++
	}
	return exponent
}

func checksum(part []byte) (sum uint32) {
	for ; len(part) > 0; part = part[4:] {
		sum += binary.BigEndian.Uint32(part)
	}
	return sum
}

// charactersTable says which glyph shows a character: those of the basic plane the old way, because readers ask for it, and all
// the new way.
func charactersTable(glyphs map[rune]int) []byte {
	basic, all := basicPlane(glyphs), everyPlane(glyphs)
	table := []byte{0, 0, 0, 2, 0, 3, 0, 1, 0, 0, 0, 20, 0, 3, 0, 10}
	table = binary.BigEndian.AppendUint32(table, uint32(20+len(basic))) //nolint:gosec // a few thousand characters at most
	return append(append(table, basic...), all...)
}

// basicPlane is a table of format 4, with a segment for each character and the last one that the format asks for.
func basicPlane(glyphs map[rune]int) []byte {
	var ends, deltas []byte
	count := 1
	for _, character := range slices.Sorted(maps.Keys(glyphs)) {
		if character < 0xFFFF {
			ends = binary.BigEndian.AppendUint16(ends, uint16(character))                            //nolint:gosec // of the basic plane
			deltas = binary.BigEndian.AppendUint16(deltas, uint16(glyphs[character]-int(character))) //nolint:gosec // modulo 65,536
			count++
		}
	}
	ends, deltas = append(ends, 0xFF, 0xFF), append(deltas, 0, 1)
	power := 1
	for 2*power <= count {
		power *= 2
	}
	var table []byte
	for _, number := range []int{4, 16 + 8*count, 0, 2 * count, 2 * power, log2(power), 2 * (count - power)} {
		table = binary.BigEndian.AppendUint16(table, uint16(number)) //nolint:gosec // as above
	}
	for _, column := range [][]byte{ends, {0, 0}, ends, deltas, make([]byte, 2*count)} {
		table = append(table, column...)
	}
	return table
}

// everyPlane is a table of format 12, with a group for each character.
func everyPlane(glyphs map[rune]int) []byte {
	table := []byte{0, 12, 0, 0}
	for _, number := range []int{16 + 12*len(glyphs), 0, len(glyphs)} {
		table = binary.BigEndian.AppendUint32(table, uint32(number)) //nolint:gosec // as above
	}
	for _, character := range slices.Sorted(maps.Keys(glyphs)) {
		for _, number := range []int{int(character), int(character), glyphs[character]} {
			table = binary.BigEndian.AppendUint32(table, uint32(number)) //nolint:gosec // as above
		}
	}
	return table
}
