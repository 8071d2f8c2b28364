package documents

import "kaipiao/typeface"

// paragraph is a text broken into lines.
type paragraph struct {
	lines []string
	look  style
}

func (p paragraph) height() float64 { return float64(len(p.lines)) * p.look.size * leading }

// wrap breaks a text into lines of a width.
func wrap(font *typeface.Typeface, content string, width float64, look style) paragraph {
	return paragraph{lines: font.Wrap(content, look.size, width), look: look}
}

// fit breaks a text into a box that grows no higher than some lines of its style. A text that needs more is printed
// smaller until all of it stands there: a name may have 300 characters and a remark 450.
func fit(font *typeface.Typeface, content string, width float64, most int, look style) paragraph {
	height := float64(most) * look.size * leading
	fitted := wrap(font, content, width, look)
	for fitted.height() > height && look.size > 0.5 {
		look.size *= 0.96
		fitted = wrap(font, content, width, look)
	}
	return fitted
}

// paragraph draws below a height.
func (c *canvas) paragraph(p paragraph, x, top float64) {
	for i, line := range p.lines {
		c.text(line, x, top+p.look.size*(0.5*leading+0.38+leading*float64(i)), p.look)
	}
}
