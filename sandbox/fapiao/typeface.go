package fapiao

import (
	"errors"
	"fmt"
	"os"

	"github.com/signintech/gopdf"
)

// ErrGlyph says that the font has no glyph for a character. A gap on an invoice would go unnoticed, so nothing is made.
var ErrGlyph = errors.New("the font has no glyph for a character of the invoice")

// family is the name under which the font is registered in a document.
const family = "invoice"

// Typeface is the font of every file, read and parsed once. It is safe for concurrent use.
type Typeface struct {
	container gopdf.FontContainer
	metrics   gopdf.SubsetFontObj
}

// LoadTypeface reads a TrueType font with Chinese glyphs.
func LoadTypeface(path string) (*Typeface, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	typeface := &Typeface{}
	if err := typeface.container.AddTTFFontData(family, content); err != nil {
		return nil, fmt.Errorf("read the font %s: %w", path, err)
	}
	typeface.metrics.SetTtfFontOption(gopdf.TtfOption{})
	if err := typeface.metrics.SetTTFData(content); err != nil {
		return nil, fmt.Errorf("read the font %s: %w", path, err)
	}
	return typeface, nil
}

// check returns ErrGlyph when a text cannot be shown. The library would put a blank there without saying so.
func (t *Typeface) check(text string) error {
	for _, character := range text {
		if glyph, err := t.metrics.CharCodeToGlyphIndex(character); err != nil || glyph == 0 {
			return fmt.Errorf("%w: %q in %q", ErrGlyph, character, text)
		}
	}
	return nil
}

// advance is the width of a character at a size, in the unit of the size. A missing glyph counts as a full one.
func (t *Typeface) advance(character rune, size float64) float64 {
	glyph, err := t.metrics.CharCodeToGlyphIndex(character)
	if err != nil {
		return size
	}
	return float64(t.metrics.GlyphIndexToPdfWidth(glyph)) * size / 1000
}

// width is the width of a text at a size, in the unit of the size.
func (t *Typeface) width(text string, size float64) float64 {
	total := 0.0
	for _, character := range text {
		total += t.advance(character, size)
	}
	return total
}

// wrap breaks a text into lines no wider than a width; Chinese may be broken anywhere. Line breaks in the text are kept.
func (t *Typeface) wrap(text string, size, width float64) []string {
	lines := []string{}
	line, used := []rune{}, 0.0
	for _, character := range text {
		step := t.advance(character, size)
		if character == '\n' || (used+step > width && len(line) > 0) {
			lines = append(lines, string(line))
			line, used = line[:0], 0
		}
		if character == '\n' || (character == ' ' && len(line) == 0) {
			continue // a line never begins with a blank
		}
		line, used = append(line, character), used+step
	}
	return append(lines, string(line))
}
