// Package fapiao makes the files of a fully digitalised e-invoice (数电票): PDF, OFD and XML. Every file says that it
// comes from a test environment and is not valid. The same invoice always gives the same bytes.
package fapiao

import (
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"sync"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
	"kaipiao/typeface"
)

// ErrFormat says that there is no file of that format.
var ErrFormat = errors.New("an invoice has no file of this format")

// Format is the format of a file.
type Format string

// The formats.
const (
	PDF Format = "pdf"
	OFD Format = "ofd"
	XML Format = "xml"
)

// ContentType is the MIME type of the format.
func (f Format) ContentType() string { return "application/" + string(f) }

// Fapiao is an invoice as it is printed.
type Fapiao struct {
	Number   string
	Special  bool
	IssuedAt time.Time
	Seller   Party
	Buyer    Party
	Lines    []Line
	Net      money.Amount
	Tax      money.Amount
	Gross    money.Amount
	Remark   string
	// RedOf is the number of the blue invoice that a red one reverses, RedForm that of the red-letter confirmation form it was
	// issued on; both are empty for a blue invoice. The amounts of a red one are negative.
	RedOf   string
	RedForm string
	// Drawer is the clerk named at the foot (开票人).
	Drawer string
}

// Party is a seller or buyer.
type Party struct {
	Name         string
	TaxNumber    string
	AddressPhone string
	BankAccount  string
}

// Line is one printed line; Item carries the short name of its tax code in asterisks.
type Line struct {
	Item    string
	TaxCode string
	TaxRate money.Rate
	Net     money.Amount
	Tax     money.Amount
	Gross   money.Amount
}

// Title is the heading.
func (f Fapiao) Title() string {
	if f.Special {
		return "电子发票（增值税专用发票）"
	}
	return "电子发票（普通发票）"
}

// red reports whether it reverses another invoice.
func (f Fapiao) red() bool { return f.RedOf != "" }

// remark is the printed remark; a red invoice names there what it reverses, and on which form.
func (f Fapiao) remark() string {
	if !f.red() {
		return f.Remark
	}
	return strings.TrimSuffix("被红冲蓝字数电发票号码："+f.RedOf+" 红字发票信息确认单编号："+f.RedForm+"\n"+f.Remark, "\n")
}

// Date is the civil date of issue, as printed.
func (f Fapiao) Date() string { return f.IssuedAt.In(calendar.Shanghai).Format("2006年01月02日") }

// QR is the content of the QR code: version, kind, code (none), number, total with tax, date of issue, check code (none), checksum. How the
// bureau computes the checksum is not published, and nobody checks it.
func (f Fapiao) QR() string {
	kind := "32"
	if f.Special {
		kind = "31"
	}
	content := fmt.Sprintf("01,%s,,%s,%s,%s,,", kind, f.Number, f.Gross, f.IssuedAt.In(calendar.Shanghai).Format("20060102"))
	return fmt.Sprintf("%s%04X", content, crc32.ChecksumIEEE([]byte(content))&0xffff)
}

// NotValid is printed on every file.
const NotValid = "测试环境 无效票据 SANDBOX"

// Press makes files. It is safe for concurrent use.
type Press struct {
	typeface *typeface.Typeface
	// drawn are the files that are given out for all invoices alike, by format; nil where each has its own.
	drawn *sync.Map
}

// NewPress makes files with a typeface.
func NewPress(with *typeface.Typeface) *Press { return &Press{typeface: with} }

// NewQuickPress makes one file of each format, the first invoice's, and gives it out for all others: where it is measured what others take, not what
// drawing takes.
func NewQuickPress(with *typeface.Typeface) *Press { return &Press{typeface: with, drawn: &sync.Map{}} }

// Make makes the file of an invoice. It returns ErrFormat for an unknown format and typeface.ErrGlyph for a text
// that the font cannot show.
func (p *Press) Make(invoice Fapiao, format Format) ([]byte, error) {
	if p.drawn == nil {
		return p.draws(invoice, format)
	}
	if before, there := p.drawn.Load(format); there {
		return before.([]byte), nil //nolint:forcetypeassert // nothing else is stored
	}
	content, err := p.draws(invoice, format)
	if err == nil {
		p.drawn.Store(format, content)
	}
	return content, err
}

func (p *Press) draws(invoice Fapiao, format Format) ([]byte, error) {
	switch format {
	case PDF:
		return p.pdf(invoice)
	case OFD:
		return p.ofd(invoice)
	case XML:
		return p.xml(invoice)
	default:
		return nil, fmt.Errorf("%q: %w", format, ErrFormat)
	}
}
