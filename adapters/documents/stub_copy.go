package documents

import (
	"kaipiao/domain/calendar"
	"kaipiao/domain/document"
	"kaipiao/domain/invoice"
	"kaipiao/domain/taxcode"
)

// What the copy says of itself (V6).
const (
	copyOfStub         = "本件为遗失纸质发票的记账联（存根联）复印件。原发票仍然有效，本件不是另行开具的第二张发票。"
	copyOfStubEnglish  = "This is a copy of the stub of a paper invoice that was lost. The invoice stays valid; this is no second invoice."
	copyMark           = "复印件 COPY"
	copyMarkSize       = 25.0
	sandboxMark        = "测试环境 无效票据 SANDBOX"
	sandboxMarkSize    = 11.0
	copyMarkAngle      = 38.0
	copyMarksPerPage   = 2
	stubLeft           = 15.0
	stubRight          = 195.0
	stubCaption        = 8.0 // width of a column with a vertical caption
	stubTop            = 47.0
	stubBottom         = 273.0
	stubHead           = 7.0 // height of the head of the table
	stubSums           = 7.0
	stubTotal          = 9.0
	stubLeastTable     = 60.0 // height of the table where there are few lines
	stubSealCell       = 52.0 // width of the cell with the seal
	stubLeastSeller    = 47.0 // height of that cell
	stubDrawer         = 5.0
	stubStatement      = 16.0
	stubPartyFieldMost = 5 // lines of a field of a party
)

var (
	inkForm = ink{38, 70, 120}
	inkMark = ink{232, 235, 240}

	textForm = style{3.0, inkForm}
	textFill = style{3.1, inkBlack}
)

// stubColumns are those of the form. Of what is invoiced here specification, unit, quantity and price are not known, as on the original.
var stubColumns = []column{
	{title: "货物或应税劳务、服务名称", left: stubLeft, right: 71},
	{title: "规格型号", left: 71, right: 81},
	{title: "单位", left: 81, right: 88},
	{title: "数量", left: 88, right: 96, numeric: true},
	{title: "单价", left: 96, right: 106, numeric: true},
	{title: "税收分类编码", left: 106, right: 140, numeric: true},
	{title: "金　额", left: 140, right: 163, numeric: true},
	{title: "税率", left: 163, right: 175, numeric: true},
	{title: "税　额", left: 175, right: stubRight, numeric: true},
}

// Which of them carry the sums.
const (
	stubNet = 6
	stubTax = 8
)

// stub is a copy of a stub in the making.
type stub struct {
	*canvas
	document.StubCopy
}

// StubCopy prints a copy of the stub of a lost paper invoice. It returns document.ErrUnprintable for a text with a
// character that the font lacks.
func (p *Press) StubCopy(of document.StubCopy) ([]byte, error) {
	d := stub{p.canvas(stubTitle(of.Kind)+"记账联复印件 "+of.Number, copyOfStub+copyOfStubEnglish, of.CopiedOn), of}
	entries := make([]entry, len(of.Lines))
	for i, line := range of.Lines {
		entries[i] = newEntry(p.font, stubColumns, textFill,
			taxcode.Item(line.Category, line.Product), "", "", "", "", line.TaxCode, line.Net.Grouped(), line.TaxRate.Percent(), line.Tax.Grouped())
	}
	buyer, ending := d.newBlock("购买方", of.Buyer, stubRight), d.newEnding()
	within := room{others: stubBottom - stubTop - stubHead, closing: ending.height()}
	within.first = within.others - buyer.height
	pages := paginate(entries, within)
	for i, page := range pages {
		d.pdf.AddPage()
		d.mark()
		d.head()
		top := stubTop
		if i == 0 {
			top = d.block(buyer, top)
		}
		least := 0.0
		if len(pages) == 1 {
			least = min(stubLeastTable, stubBottom-top-stubHead-ending.height())
		}
		top = d.table(page, top, least)
		if i == len(pages)-1 {
			d.ending(ending, top)
		} else {
			d.right("续下页 Continued on the next page", stubRight, top+4.5, textLabel)
		}
		d.foot(i+1, len(pages))
	}
	return d.finish()
}

func stubTitle(kind invoice.Kind) string {
	if kind == invoice.Special {
		return "增值税专用发票"
	}
	return "增值税普通发票"
}

// mark writes across the page that it is a copy, beneath everything else.
func (d stub) mark() {
	look := style{copyMarkSize, inkMark}
	for i := range copyMarksPerPage {
		y := pageHeight * (float64(i) + 0.55) / copyMarksPerPage
		d.pdf.Rotate(copyMarkAngle, pageWidth/2, y)
		d.centre(copyMark, pageWidth/2, y+copyMarkSize*0.35, look)
		if d.Sandbox {
			d.centre(sandboxMark, pageWidth/2, y+copyMarkSize*0.35+sandboxMarkSize*1.6, style{sandboxMarkSize, inkMark})
		}
		d.pdf.RotateReset()
	}
}

// head is the same on every page: kind, number and date of the invoice.
func (d stub) head() {
	title := stubTitle(d.Kind)
	look := style{7.2, inkForm}
	half := d.font.Width(title, look.size)/2 + 6
	d.centre(title, pageWidth/2, 22, look)
	d.rule(pageWidth/2-half, 25.2, pageWidth/2+half, 25.2, 0.3, inkForm)
	d.rule(pageWidth/2-half, 26.2, pageWidth/2+half, 26.2, 0.3, inkForm)
	d.centre("记账联（存根联）复印件", pageWidth/2, 31.4, style{3.4, inkForm})
	d.centre("COPY OF THE STUB", pageWidth/2, 35.4, style{2.5, inkGrey})
	if d.Sandbox {
		d.centre(sandboxMark, pageWidth/2, 12, style{3.4, inkSeal})
	}
	number, date := "发票号码：", "开票日期："
	d.text(number, stubLeft, 43.5, textForm)
	d.text(d.Number, stubLeft+d.font.Width(number, textForm.size), 43.5, d.narrowed(d.Number, 70, textFill))
	d.right(date, stubRight-d.font.Width(chineseDate(d.IssuedOn), textFill.size), 43.5, textForm)
	d.right(chineseDate(d.IssuedOn), stubRight, 43.5, textFill)
}

func chineseDate(date calendar.Date) string {
	return date.At(0, 0, 0).In(calendar.Shanghai).Format("2006年01月02日")
}

func (d stub) foot(page, pages int) {
	note := "复印日期 Copied on " + d.CopiedOn.String()
	if d.Reference != "" {
		note += " · 参考 Reference " + d.Reference
	}
	d.text(note, stubLeft, pageHeight-13, d.narrowed(note, 125, textLabel))
	d.right(pageOf(page, pages), stubRight, pageHeight-13, textLabel)
}
