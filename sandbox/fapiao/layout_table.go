package fapiao

func (d *drawing) table(rows []row) {
	for _, y := range []float64{headBottom, sumTop, sumBottom} {
		d.rule(left, y, right, y)
	}
	d.rule(left, tableTop, left, totalBottom)
	d.rule(right, tableTop, right, totalBottom)
	for _, c := range columns {
		if c.numeric {
			d.right(c.title, c.right-2, headBottom-1.9, label, frameInk)
		} else {
			d.centre(c.title, (c.left+c.right)/2, headBottom-1.9, label, frameInk)
		}
		if c.left > left {
			d.rule(c.left, tableTop, c.left, sumTop)
		}
	}
	y := headBottom + lineStep
	for _, r := range rows {
		d.text(r.name, columns[0].left+1, y, body, textInk)
		d.amounts(r.net, r.rate, r.tax, y)
		y += lineStep
	}
}

// amounts writes the three figures of a line or of the sum into their columns.
func (d *drawing) amounts(net, rate, tax string, y float64) {
	for i, figure := range []string{net, rate, tax} {
		c := columns[5+i]
		d.right(figure, c.right-2, y, d.narrowed(figure, body, c.right-c.left-3), textInk)
	}
}

func (d *drawing) sums(f Fapiao) {
	d.centre("合　　计", (columns[0].left+columns[0].right)/2, sumBottom-1.8, body, frameInk)
	d.amounts("¥"+f.Net.String(), "", "¥"+f.Tax.String(), sumBottom-1.8)
}

func (d *drawing) total(f Fapiao) {
	d.rule(left, totalBottom, right, totalBottom)
	d.rule(columns[0].right, sumBottom, columns[0].right, totalBottom)
	d.centre("价税合计（大写）", (columns[0].left+columns[0].right)/2, totalBottom-2.9, label, frameInk)
	// A cross in a circle marks that nothing can be written before the figure.
	capitals, from, figure := "⊗ "+f.Gross.Capitals(), columns[0].right+3, "¥"+f.Gross.String()
	d.text(capitals, from, totalBottom-2.8, d.narrowed(capitals, 3.6, columns[5].right-4-from), textInk)
	d.text("（小写）", columns[5].right-2, totalBottom-2.9, label, frameInk)
	room := right - 3 - columns[5].right - d.typeface.Width("（小写）", label)
	d.right(figure, right-3, totalBottom-2.8, d.narrowed(figure, 3.6, room), textInk)
}

func (d *drawing) note(f Fapiao) {
	for _, x := range []float64{left, left + caption, right} {
		d.rule(x, totalBottom, x, noteBottom)
	}
	d.rule(left, noteBottom, right, noteBottom)
	d.down("备注", left+caption/2, totalBottom, noteBottom)
	lines, size := d.fit(f.note(), 2.8, right-left-caption-3, noteBottom-totalBottom-1.5)
	for i, line := range lines {
		d.text(line, left+caption+1.5, totalBottom+1+size+size*leading*float64(i), size, textInk)
	}
}

// note is the remark, after the addresses and bank accounts that are to be shown.
func (f Fapiao) note() string {
	note := ""
	for _, part := range []struct{ key, value string }{
		{"购买方地址、电话", f.Buyer.AddressPhone},
		{"购买方开户银行及账号", f.Buyer.BankAccount},
		{"销售方地址、电话", f.Seller.AddressPhone},
		{"销售方开户银行及账号", f.Seller.BankAccount},
	} {
		if part.value != "" {
			note += part.key + "：" + part.value + "；\n"
		}
	}
	return note + f.remark()
}

func (d *drawing) foot(f Fapiao) {
	d.text("开票人：", left+8, noteBottom+5.5, label, frameInk)
	d.text(f.Drawer, left+21, noteBottom+5.5, body, textInk)
	d.right(NotValid+" · 不得作为报销或抵扣凭证", right, noteBottom+5.5, 2.8, stampInk)
}
