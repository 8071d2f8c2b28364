package documents

import "kaipiao/typeface"

// column is one column of a table. A numeric one is set to its right end and never wrapped.
type column struct {
	title, subtitle string
	left, right     float64
	numeric         bool
}

// cellAir is the distance of a cell's text from the ends of its column.
const cellAir = 1.6

func (c column) width() float64 { return c.right - c.left - 2*cellAir }

// newEntry wraps the cells of a line into its columns.
func newEntry(font *typeface.Typeface, columns []column, look style, cells ...string) entry {
	made := entry{}
	for i, cell := range cells {
		lines := []string{cell}
		if !columns[i].numeric {
			lines = font.Wrap(cell, look.size, columns[i].width())
		}
		for row, line := range lines {
			if row == len(made) {
				made = append(made, make([]string, len(columns)))
			}
			made[row][i] = line
		}
	}
	return made
}

// cell writes one cell on a baseline. A figure that is wider than its column is printed smaller.
func (c *canvas) cell(in column, content string, y float64, look style) {
	if in.numeric {
		c.right(content, in.right-cellAir, y, c.narrowed(content, in.width(), look))
		return
	}
	c.text(content, in.left+cellAir, y, look)
}

// entry draws a line of the document below a height and returns where it ends.
func (c *canvas) entry(columns []column, drawn entry, top float64, look style) float64 {
	for i, row := range drawn {
		baseline := top + entryAir/2 + rowStep*(float64(i)+0.5) + look.size*0.38
		for j, content := range row {
			c.cell(columns[j], content, baseline, look)
		}
	}
	return top + drawn.height()
}
