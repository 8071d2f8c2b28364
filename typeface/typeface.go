// Package typeface is the font of everything that is printed: how wide its characters are, where a text is broken into
// lines, and which characters it lacks.
package typeface

import (
	"errors"
	"fmt"
	"os"

	"github.com/signintech/gopdf"
)

// ErrGlyph says that the font has no glyph for a character. A gap on a document would go unnoticed, so nothing is made.
var ErrGlyph = errors.New("the font has no glyph for a character")

// Family is the name under which the font is registered in a PDF.
const Family = "typeface"

// Typeface is a font, read and parsed once. It is safe for concurrent use.
type Typeface struct {
	content   []byte
	container gopdf.FontContainer
	metrics   gopdf.SubsetFontObj
}

// Load reads a TrueType font with Chinese glyphs.
func Load(path string) (*Typeface, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	typeface := &Typeface{content: content}
	if err := typeface.container.AddTTFFontData(Family, content); err != nil {
		return nil, fmt.Errorf("read the font %s: %w", path, err)
	}
	typeface.metrics.SetTtfFontOption(gopdf.TtfOption{})
	if err := typeface.metrics.SetTTFData(content); err != nil {
		return nil, fmt.Errorf("read the font %s: %w", path, err)
	}
	return typeface, nil
}

// Register makes the font known to a PDF, as Family.
func (t *Typeface) Register(document *gopdf.GoPdf) error {
	if err := document.AddTTFFontFromFontContainer(Family, &t.container); err != nil {
		return fmt.Errorf("register the font: %w", err)
	}
	return nil
}

// Check returns ErrGlyph when a text cannot be shown. The library would put a blank there without saying so. The error
// names the character and not the text, which may be somebody's name.
func (t *Typeface) Check(text string) error {
	if character, lacks := t.Missing(text); lacks {
		return fmt.Errorf("%w: %q (%U)", ErrGlyph, character, character)
	}
	return nil
}

// Missing finds the first character of a text that the font has no glyph for.
func (t *Typeface) Missing(text string) (rune, bool) {
	for _, character := range text {
		if glyph, err := t.metrics.CharCodeToGlyphIndex(character); err != nil || glyph == 0 {
			return character, true
		}
	}
	return 0, false
}

// Advance is the width of a character at a size, in the unit of the size. A missing glyph counts as a full one.
func (t *Typeface) Advance(character rune, size float64) float64 {
	glyph, err := t.metrics.CharCodeToGlyphIndex(character)
	if err != nil {
		return size
	}
	return float64(t.metrics.GlyphIndexToPdfWidth(glyph)) * size / 1000
}

// Width is the width of a text at a size, in the unit of the size.
func (t *Typeface) Width(text string, size float64) float64 {
	total := 0.0
	for _, character := range text {
		total += t.Advance(character, size)
	}
	return total
}
