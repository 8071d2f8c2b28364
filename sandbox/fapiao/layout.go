package fapiao

import (
	"fmt"

	"kaipiao/typeface"
)

// The frame of the sheet, in millimetres.
const (
	left, right = 8.0, sheetWidth - 8
	partiesTop  = 29.0
	tableTop    = 49.0
	headBottom  = 55.0
	sumTop      = 94.0
	sumBottom   = 100.0
	totalBottom = 108.0
	noteBottom  = 128.0
	caption     = 6.0 // width of a column with a vertical caption
	body        = 3.2 // size of printed text
	label       = 3.0
	lineStep    = 4.4
	leading     = 1.35 // from one baseline to the next, in sizes of the text
	titleSize   = 20.5 / pointsPerMillimetre
	redSize     = 5.6
	numberLeft  = 159.0 // behind the longest title
	numberSize  = 3.0
	markSize    = 9.0

	linesPerSheet = 8 // (sumTop − headBottom) ÷ lineStep
)

// shares are the widths of the columns of the table of lines, beside each other.
var shares = [8]float64{170, 114, 62, 120, 120, 120, 106, 126}

// edge is where the n-th column begins, and the one before it ends.
func edge(n int) float64 {
	all, before := 0.0, 0.0
	for i, share := range shares {
		if all += share; i < n {
			before += share
		}
	}
	return left + (right-left)*before/all
}

// column is one column of the table of lines; amounts stand at its right end.
type column struct {
	title   string
	left    float64
	right   float64
	numeric bool
}

var columns = []column{
	{"项目名称", edge(0), edge(1), false},
	{"规格型号", edge(1), edge(2), false},
	{"单 位", edge(2), edge(3), false},
	{"数 量", edge(3), edge(4), true},
	{"单 价", edge(4), edge(5), true},
	{"金 额", edge(5), edge(6), true},
	{"税率/征收率", edge(6), edge(7), true},
	{"税 额", edge(7), edge(8), true},
}

// row is one printed row of the table: the first of a line carries its figures, the others the rest of its name.
type row struct{ name, net, rate, tax string }

// sheets lays an invoice out on as many sheets as its lines need.
func (p *Press) sheets(f Fapiao) []Sheet {
	pages := p.paginate(f)
	sheets := make([]Sheet, len(pages))
	for i, rows := range pages {
		drawing := &drawing{typeface: p.typeface}
		drawing.head(f, i+1, len(pages))
		drawing.parties(f)
		drawing.table(rows)
		if i == len(pages)-1 {
			drawing.sums(f)
		} else {
			drawing.right("续下页", right-2, sumBottom-1.6, body, textInk)
		}
		drawing.total(f)
		drawing.note(f)
		drawing.foot(f)
		sheets[i] = drawing.sheet
	}
	return sheets
}

// paginate wraps the names and fills page after page. A line is kept together unless it is longer than a page.
func (p *Press) paginate(f Fapiao) [][]row {
	pages := [][]row{{}}
	for _, line := range f.Lines {
		rows := p.rows(line)
		if used := len(pages[len(pages)-1]); used > 0 && used+len(rows) > linesPerSheet {
			pages = append(pages, []row{})
		}
		for _, r := range rows {
			if len(pages[len(pages)-1]) == linesPerSheet {
				pages = append(pages, []row{})
			}
			pages[len(pages)-1] = append(pages[len(pages)-1], r)
		}
	}
	return pages
}

func (p *Press) rows(line Line) []row {
	names := p.typeface.Wrap(line.Item, body, columns[0].right-columns[0].left-2)
	rows := make([]row, len(names))
	for i, name := range names {
		rows[i].name = name
	}
	rows[0].net, rows[0].rate, rows[0].tax = line.Net.String(), line.TaxRate.Percent(), line.Tax.String()
	return rows
}

// drawing is a sheet in the making.
type drawing struct {
	typeface *typeface.Typeface
	sheet    Sheet
}

func (d *drawing) text(content string, x, y, size float64, ink Ink) {
	if content != "" {
		d.sheet.Texts = append(d.sheet.Texts, Text{X: x, Y: y, Size: size, Ink: ink, Content: content})
	}
}

func (d *drawing) right(content string, x, y, size float64, ink Ink) {
	d.text(content, x-d.typeface.Width(content, size), y, size, ink)
}

// narrowed is the size of a text that has no more than a width.
func (d *drawing) narrowed(content string, size, width float64) float64 {
	if wide := d.typeface.Width(content, size); wide > width {
		return size * width / wide
	}
	return size
}

func (d *drawing) centre(content string, x, y, size float64, ink Ink) {
	d.text(content, x-d.typeface.Width(content, size)/2, y, size, ink)
}

// fit wraps a text into a box. The print shrinks until all of it stands there: a name may have 300 characters and a
// remark 450.
func (d *drawing) fit(content string, size, width, height float64) (lines []string, fitting float64) {
	lines = d.typeface.Wrap(content, size, width)
	for float64(len(lines))*size*leading > height && size > 1 {
		size -= 0.1
		lines = d.typeface.Wrap(content, size, width)
	}
	return lines, size
}

// down writes a vertical caption between two heights.
func (d *drawing) down(content string, x, top, bottom float64) {
	characters := []rune(content)
	step := 3.4
	y := (top+bottom)/2 - step*float64(len(characters))/2 + label*0.88
	for i, character := range characters {
		d.centre(string(character), x, y+step*float64(i), label, frameInk)
	}
}

func (d *drawing) rule(x1, y1, x2, y2 float64) {
	d.sheet.Rules = append(d.sheet.Rules, Rule{x1, y1, x2, y2, 0.2})
}

func (d *drawing) head(f Fapiao, page, pages int) {
	for _, y := range []float64{46, 76, 106} {
		x := (sheetWidth - d.typeface.Width(NotValid, markSize)) / 2
		d.sheet.Under = append(d.sheet.Under, Text{X: x, Y: y, Size: markSize, Ink: paleInk, Content: NotValid})
	}
	d.sheet.QRX, d.sheet.QRY, d.sheet.QRSide = left+1, 5, 21
	d.centre(f.Title(), sheetWidth/2, 14, titleSize, frameInk)
	half := d.typeface.Width(f.Title(), titleSize)/2 + 1.5
	d.rule(sheetWidth/2-half, 17, sheetWidth/2+half, 17)
	d.rule(sheetWidth/2-half, 18, sheetWidth/2+half, 18)
	if f.red() {
		d.centre("红字发票", 44, 16.5, redSize, stampInk) // between the QR code and the longest title
	}
	d.sheet.Stamp = Ellipse{X: sheetWidth/2 - 14, Y: 8, Width: 28, Height: 18.5}
	d.centre("测试环境", sheetWidth/2, 22.4, 2.8, stampInk)
	d.centre("SANDBOX", sheetWidth/2, 25.4, 2, stampInk)
	shift := d.typeface.Width("发票号码：", numberSize)
	d.text("发票号码：", numberLeft, 12, numberSize, frameInk)
	d.text(f.Number, numberLeft+shift, 12, d.narrowed(f.Number, numberSize, right-numberLeft-shift), textInk)
	d.text("开票日期：", numberLeft, 18, numberSize, frameInk)
	d.text(f.Date(), numberLeft+shift, 18, numberSize, textInk)
	if pages > 1 {
		d.right(fmt.Sprintf("共%d页 第%d页", pages, page), right, 25.5, 2.6, textInk)
	}
}

func (d *drawing) parties(f Fapiao) {
	middle := (left + right) / 2
	for _, y := range []float64{partiesTop, tableTop} {
		d.rule(left, y, right, y)
	}
	for _, x := range []float64{left, left + caption, middle, middle + caption, right} {
		d.rule(x, partiesTop, x, tableTop)
	}
	d.party("购买方信息", f.Buyer, left, middle)
	d.party("销售方信息", f.Seller, middle, right)
}

func (d *drawing) party(title string, party Party, from, to float64) {
	d.down(title, from+caption/2, partiesTop, tableTop)
	x := from + caption + 1.5
	d.text("名称：", x, partiesTop+6, label, frameInk)
	shift := d.typeface.Width("名称：", label)
	name, size := d.fit(party.Name, body, to-x-shift-1, 9.5)
	for i, line := range name {
		d.text(line, x+shift, partiesTop+6+size*leading*float64(i), size, textInk)
	}
	key := "统一社会信用代码/纳税人识别号："
	d.text(key, x, tableTop-3.5, label, frameInk)
	shift = d.typeface.Width(key, label)
	d.text(party.TaxNumber, x+shift, tableTop-3.5, d.narrowed(party.TaxNumber, body, to-x-shift-1), textInk)
}
