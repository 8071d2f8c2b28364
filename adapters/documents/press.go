// Package documents prints the documents that we make ourselves, as PDF: pro-forma invoices (A9) and copies of stubs
// (V6). The same document always gives the same bytes.
package documents

import (
	"errors"
	"fmt"
	"strings"

	"github.com/signintech/gopdf"

	"kaipiao/domain/calendar"
	"kaipiao/domain/document"
	"kaipiao/typeface"
)

// A4, in millimetres.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
)

// Press prints documents. It is safe for concurrent use.
type Press struct{ font *typeface.Typeface }

// NewPress prints with a font.
func NewPress(font *typeface.Typeface) *Press { return &Press{font: font} }

// canvas begins a document. Its creation date is the date that it carries, so that it never depends on a clock.
func (p *Press) canvas(title, subject string, date calendar.Date) *canvas {
	pdf := &gopdf.GoPdf{}
	pdf.Start(gopdf.Config{Unit: gopdf.UnitMM, PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	pdf.SetInfo(gopdf.PdfInfo{
		Title: title, Subject: subject, Producer: "Kaipiao", CreationDate: date.At(0, 0, 0).In(calendar.Shanghai),
	})
	return &canvas{pdf: pdf, font: p.font, err: p.font.Register(pdf)}
}

// finish returns what was drawn, or the first thing that went wrong.
func (c *canvas) finish() ([]byte, error) {
	if errors.Is(c.err, typeface.ErrGlyph) {
		return nil, fmt.Errorf("%w: %w", document.ErrUnprintable, c.err)
	}
	if c.err != nil {
		return nil, fmt.Errorf("make the PDF: %w", c.err)
	}
	content, err := c.pdf.GetBytesPdfReturnErr()
	if err != nil {
		return nil, fmt.Errorf("make the PDF: %w", err)
	}
	if content, err = typeface.CorrectTexts(content); err != nil {
		return nil, fmt.Errorf("make the PDF: %w", err)
	}
	return content, nil
}

// Missing finds a character of a text that the font cannot show. A line end needs no glyph.
func (p *Press) Missing(text string) (rune, bool) {
	return p.font.Missing(strings.ReplaceAll(text, "\n", ""))
}
