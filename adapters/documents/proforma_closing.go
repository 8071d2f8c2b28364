package documents

import "kaipiao/domain/document"

// How the end of the document stands, in millimetres.
const (
	sumsLeft   = 84.0
	sumsHead   = 8.0
	sumsStep   = 5.6
	totalRow   = 11.0
	wordsRow   = 8.0
	sealBox    = 40.0
	closingGap = 5.0
)

var sumsColumns = []column{
	{title: "税率", subtitle: "Tax rate", left: sumsLeft, right: 102, numeric: true},
	{title: "不含税金额", subtitle: "Net", left: 102, right: 131, numeric: true},
	{title: "税额", subtitle: "Tax", left: 131, right: 158, numeric: true},
	{title: "价税合计", subtitle: "Gross", left: 158, right: proformaRight, numeric: true},
}

// closing is what follows the last line: the sums, the remark, and the places of signature and seal.
type closing struct {
	rates  []document.RateTotal
	remark paragraph
}

func (c closing) height() float64 {
	height := closingGap + sumsHead + sumsStep*float64(len(c.rates)) + totalRow + wordsRow + closingGap + sealBox
	if len(c.remark.lines) > 0 {
		height += textLabel.size*leading + c.remark.height() + closingGap
	}
	return height
}

func (d proforma) newClosing() closing {
	made := closing{rates: d.ByRate()}
	if d.Remark != "" {
		made.remark = fit(d.font, d.Remark, proformaRight-proformaLeft, 6, textBody)
	}
	return made
}

func (d proforma) closing(measured closing, top float64) {
	y := d.sums(measured.rates, top+closingGap)
	if len(measured.remark.lines) > 0 {
		y += closingGap
		d.text("备注 Remark", proformaLeft, y+textLabel.size*1.1, textLabel)
		y += textLabel.size * leading
		d.paragraph(measured.remark, proformaLeft, y)
		y += measured.remark.height()
	}
	y += closingGap
	d.signature("客户确认 Confirmed by the customer", proformaLeft, proformaMiddle-partyGap/2, y)
	d.signature("卖方盖章 Seal of the seller", proformaMiddle+partyGap/2, proformaRight, y)
}

// sums draws net, tax and gross for each rate, then the total, and returns where they end.
func (d proforma) sums(rates []document.RateTotal, top float64) float64 {
	d.text("金额单位：人民币元", proformaLeft, top+3.4, textLabel)
	d.text("Amounts in Chinese yuan (CNY)", proformaLeft, top+7, textLabel)
	for _, c := range sumsColumns {
		d.cell(c, c.title, top+3.2, textHeadLow)
		d.cell(c, c.subtitle, top+6.2, textHeadLow)
	}
	y := top + sumsHead
	for _, rate := range rates {
		d.rule(sumsLeft, y, proformaRight, y, 0.12, inkLine)
		for i, figure := range []string{rate.TaxRate.Percent(), rate.Net.Grouped(), rate.Tax.Grouped(), rate.Gross.Grouped()} {
			d.cell(sumsColumns[i], figure, y+sumsStep/2+1.1, textBody)
		}
		y += sumsStep
	}
	d.fill(sumsLeft, y, proformaRight, y+totalRow, inkNavy)
	white := ink{255, 255, 255}
	d.text("合计 Total (CNY)", sumsLeft+4, y+totalRow/2+1.2, style{3.2, white})
	total := d.Total()
	d.right(total.Grouped(), proformaRight-cellAir, y+totalRow/2+1.7, d.narrowed(total.Grouped(), 66, style{4.8, white}))
	y += totalRow
	words := "大写 In words：" + total.Capitals()
	d.right(words, proformaRight-cellAir, y+5.3, d.narrowed(words, proformaRight-proformaLeft, style{2.9, inkBlack}))
	return y + wordsRow
}

// signature leaves room for a seal of 40 mm and a signature.
func (d proforma) signature(title string, left, right, top float64) {
	d.frame(left, top, right, top+sealBox, 0.2, inkLine)
	d.text(title, left+3, top+4.8, style{2.7, inkNavy})
	d.text("签字 Signature", left+3, top+sealBox-3, textLabel)
	d.text("日期 Date", right-30, top+sealBox-3, textLabel)
	d.rule(left+22, top+sealBox-2.6, right-33, top+sealBox-2.6, 0.12, inkGrey)
	d.rule(right-17, top+sealBox-2.6, right-3, top+sealBox-2.6, 0.12, inkGrey)
}
