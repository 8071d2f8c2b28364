package documents

import (
	"github.com/signintech/gopdf"

	"kaipiao/typeface"
)

// pointsPerMillimetre turns the size of a text into the unit of font sizes.
const pointsPerMillimetre = 72 / 25.4

// leading is the distance from one baseline to the next, in sizes of the text.
const leading = 1.42

// ink is a colour: red, green and blue.
type ink [3]uint8

// style is how a text looks; its size is in millimetres.
type style struct {
	size float64
	ink  ink
}

// canvas draws on pages, in millimetres from the upper left corner. It keeps the first error and then draws nothing
// more, so that drawing reads without a check after each stroke.
type canvas struct {
	pdf  *gopdf.GoPdf
	font *typeface.Typeface
	err  error
}

// text writes a text from its left end; y is its baseline.
func (c *canvas) text(content string, x, y float64, look style) {
	if c.err != nil || content == "" {
		return
	}
	if c.err = c.font.Check(content); c.err != nil {
		return
	}
	if c.err = c.pdf.SetFont(typeface.Family, "", look.size*pointsPerMillimetre); c.err != nil {
		return
	}
	c.pdf.SetTextColor(look.ink[0], look.ink[1], look.ink[2])
	c.pdf.SetXY(x, y)
	c.err = c.pdf.Text(content)
}

// right writes a text to its right end.
func (c *canvas) right(content string, x, y float64, look style) {
	c.text(content, x-c.font.Width(content, look.size), y, look)
}

// centre writes a text around its middle.
func (c *canvas) centre(content string, x, y float64, look style) {
	c.text(content, x-c.font.Width(content, look.size)/2, y, look)
}

// narrowed is a style in which a text is no wider than a width.
func (c *canvas) narrowed(content string, width float64, look style) style {
	if wide := c.font.Width(content, look.size); wide > width {
		look.size *= width / wide
	}
	return look
}

// rule draws a straight stroke.
func (c *canvas) rule(x1, y1, x2, y2, weight float64, colour ink) {
	c.pdf.SetStrokeColor(colour[0], colour[1], colour[2])
	c.pdf.SetLineWidth(weight)
	c.pdf.Line(x1, y1, x2, y2)
}

// frame draws the outline of a box.
func (c *canvas) frame(left, top, right, bottom, weight float64, colour ink) {
	c.pdf.SetStrokeColor(colour[0], colour[1], colour[2])
	c.pdf.SetLineWidth(weight)
	c.pdf.RectFromUpperLeftWithStyle(left, top, right-left, bottom-top, "D")
}

// fill paints a box.
func (c *canvas) fill(left, top, right, bottom float64, colour ink) {
	c.pdf.SetFillColor(colour[0], colour[1], colour[2])
	c.pdf.RectFromUpperLeftWithStyle(left, top, right-left, bottom-top, "F")
}
