package documents

// table draws the framed table of lines below a height and returns where it ends.
func (d stub) table(entries []entry, top, least float64) float64 {
	bottom := top + stubHead
	for _, c := range stubColumns {
		d.centre(c.title, (c.left+c.right)/2, top+4.7, d.narrowed(c.title, c.right-c.left-1, textForm))
	}
	d.formRule(bottom)
	for _, drawn := range entries {
		bottom = d.entry(stubColumns, drawn, bottom, textFill)
	}
	bottom = max(bottom, top+stubHead+least)
	d.columnRules(top, bottom)
	d.box(top, bottom)
	return bottom
}

func (d stub) columnRules(top, bottom float64) {
	for _, c := range stubColumns[1:] {
		d.rule(c.left, top, c.left, bottom, 0.2, inkForm)
	}
}

func (d stub) formRule(y float64) { d.rule(stubLeft, y, stubRight, y, 0.2, inkForm) }

// box frames a part of the form over its whole width.
func (d stub) box(top, bottom float64) { d.frame(stubLeft, top, stubRight, bottom, 0.3, inkForm) }

// down writes a vertical caption between two heights.
func (d stub) down(caption string, x, top, bottom float64) {
	characters := []rune(caption)
	step := textForm.size * 1.35
	y := (top+bottom)/2 - step*float64(len(characters))/2 + step*0.78
	for i, character := range characters {
		d.centre(string(character), x, y+step*float64(i), textForm)
	}
}

// sums draws the row of sums and the total in capitals and figures.
func (d stub) sums(top float64) float64 {
	y := top + stubSums
	d.centre("合　　计", (stubColumns[0].left+stubColumns[0].right)/2, top+4.7, textForm)
	d.cell(stubColumns[stubNet], "¥"+d.Net.Grouped(), top+4.7, textFill)
	d.cell(stubColumns[stubTax], "¥"+d.Tax.Grouped(), top+4.7, textFill)
	d.columnRules(top, y)
	d.box(top, y)
	bottom := y + stubTotal
	d.box(y, bottom)
	d.rule(stubLeft+36, y, stubLeft+36, bottom, 0.2, inkForm)
	d.centre("价税合计（大写）", stubLeft+18, y+5.7, textForm)
	// A cross in a circle marks that nothing can be written before the figure.
	words := "⊗ " + d.Gross.Capitals()
	d.text(words, stubLeft+39, y+5.8, d.narrowed(words, 84, style{3.5, inkBlack}))
	d.text("（小写）", 142, y+5.7, textForm)
	figure := "¥" + d.Gross.Grouped()
	d.right(figure, stubRight-3, y+5.8, d.narrowed(figure, 37, style{3.7, inkBlack}))
	return bottom
}
