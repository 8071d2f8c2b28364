package documents

import (
	"fmt"
	"strconv"

	"kaipiao/domain/document"
)

// What the document says of itself, on every page (A9).
const (
	noVATInvoice        = "本形式发票不是增值税发票，不能作为抵扣进项税额的凭证。"
	noVATInvoiceEnglish = "This pro-forma invoice is not a VAT invoice and gives no right to deduct input tax."
)

// The frame of a page, in millimetres.
const (
	proformaLeft    = 18.0
	proformaRight   = 192.0
	proformaMiddle  = (proformaLeft + proformaRight) / 2
	proformaBodyTop = 56.0 // below the head
	proformaBottom  = 277.0
	proformaHead    = 11.0 // height of the head of the table
)

var (
	inkBlack = ink{28, 32, 38}
	inkGrey  = ink{108, 114, 124}
	inkNavy  = ink{22, 54, 98}
	inkLine  = ink{205, 210, 218}
	inkPale  = ink{243, 245, 249}

	textBody    = style{3.1, inkBlack}
	textLabel   = style{2.5, inkGrey}
	textHead    = style{2.9, inkNavy}
	textHeadLow = style{2.3, inkGrey}
)

var proformaColumns = []column{
	{title: "序号", subtitle: "No.", left: proformaLeft, right: 30},
	{title: "项目", subtitle: "Product", left: 30, right: 99},
	{title: "日期或账期", subtitle: "Date or period", left: 99, right: 143},
	{title: "税率", subtitle: "Tax rate", left: 143, right: 159, numeric: true},
	{title: "金额（含税，元）", subtitle: "Amount incl. tax, CNY", left: 159, right: proformaRight, numeric: true},
}

// proforma is a pro-forma invoice in the making.
type proforma struct {
	*canvas
	document.Proforma
}

// Proforma prints a pro-forma invoice, in Chinese and English. It returns document.ErrUnprintable for a text with a
// character that the font lacks.
func (p *Press) Proforma(of document.Proforma) ([]byte, error) {
	d := proforma{p.canvas("形式发票 Pro-forma Invoice "+of.Number, noVATInvoice+noVATInvoiceEnglish, of.Date), of}
	entries := make([]entry, len(of.Lines))
	for i, line := range of.Lines {
		entries[i] = newEntry(p.font, proformaColumns, textBody,
			strconv.Itoa(i+1), line.Product, line.Period.String(), line.TaxRate.Percent(), line.Amount.Grouped())
	}
	parties, closing := d.newParties(), d.newClosing()
	within := room{others: proformaBottom - proformaBodyTop - proformaHead, closing: closing.height()}
	within.first = within.others - parties.height()
	pages := paginate(entries, within)
	for i, page := range pages {
		d.pdf.AddPage()
		d.head()
		top := proformaBodyTop
		if i == 0 {
			top = d.parties(parties, top)
		}
		if len(page) > 0 || len(pages) == 1 {
			top = d.table(page, top)
		}
		if i == len(pages)-1 {
			d.closing(closing, top)
		}
		d.foot(i+1, len(pages))
	}
	return d.finish()
}

// head is the same on every page: what it is, its number, and that it is no VAT invoice.
func (d proforma) head() {
	d.fill(proformaLeft, 14, proformaRight, 15.2, inkNavy)
	d.text("形式发票", proformaLeft, 27, style{8.4, inkNavy})
	d.text("PRO-FORMA INVOICE", proformaLeft, 34, style{3.9, inkGrey})
	y := 22.0
	for _, row := range []struct{ label, value string }{
		{"编号 No.", d.Number},
		{"日期 Date", d.Date.String()},
		{"客户账号 Account", string(d.Account)},
		{"参考 Reference", d.Reference},
	} {
		if row.value != "" {
			d.text(row.label, 122, y, textLabel)
			d.right(row.value, proformaRight, y, d.narrowed(row.value, 44, textBody))
			y += 5
		}
	}
	d.fill(proformaLeft, 40.5, proformaRight, 51.5, inkPale)
	d.fill(proformaLeft, 40.5, proformaLeft+0.9, 51.5, inkNavy)
	d.text(noVATInvoice, proformaLeft+4, 45.3, style{3.1, inkNavy})
	d.text(noVATInvoiceEnglish, proformaLeft+4, 49.6, style{2.6, inkGrey})
}

func (d proforma) table(entries []entry, top float64) float64 {
	d.fill(proformaLeft, top, proformaRight, top+proformaHead-1, inkPale)
	d.rule(proformaLeft, top, proformaRight, top, 0.35, inkNavy)
	for _, c := range proformaColumns {
		d.cell(c, c.title, top+4.5, textHead)
		d.cell(c, c.subtitle, top+8.2, textHeadLow)
	}
	top += proformaHead - 1
	d.rule(proformaLeft, top, proformaRight, top, 0.2, inkNavy)
	for _, drawn := range entries {
		top = d.entry(proformaColumns, drawn, top, textBody)
		d.rule(proformaLeft, top, proformaRight, top, 0.12, inkLine)
	}
	d.rule(proformaLeft, top, proformaRight, top, 0.35, inkNavy)
	return top
}

func (d proforma) foot(page, pages int) {
	y := pageHeight - 13
	d.rule(proformaLeft, y-4.5, proformaRight, y-4.5, 0.12, inkLine)
	note := "形式发票 Pro-forma invoice " + d.Number + " · 非增值税发票 not a VAT invoice"
	d.text(note, proformaLeft, y, d.narrowed(note, 118, textLabel))
	d.right(pageOf(page, pages), proformaRight, y, textLabel)
}

// pageOf counts the pages in both languages.
func pageOf(page, pages int) string {
	return fmt.Sprintf("第 %d 页，共 %d 页 · Page %d of %d", page, pages, page, pages)
}
