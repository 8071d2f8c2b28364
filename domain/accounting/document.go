// Package accounting is what an accounting system is told of a tax document that was issued, red-issued or voided, in the shape in which
// such systems book it.
package accounting

import (
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
)

// Event is what happened to a document, for the books.
type Event string

// The events. A document is issued or red-issued once, and one on paper is voided once at most.
const (
	Issued    Event = "document.issued"
	RedIssued Event = "document.red_issued"
	Voided    Event = "document.voided"
)

// Colour is that of a document: a red one takes back what a blue one said.
type Colour string

// The colours.
const (
	Blue Colour = "blue" // 蓝字
	Red  Colour = "red"  // 红字
)

// Document is one event of one tax document with all that is booked of it. What was frozen with the document is told as it was frozen (A12);
// the same event is told the same way again, but for its files, which follow a moment after the issue, and its sheet of paper.
type Document struct {
	Event Event `json:"event"`
	// ID names the event for ever; who books it keeps it, so that nothing is booked twice.
	ID string    `json:"id" doc:"Names this event of this document for ever: book each once." example:"01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a-1"`
	At time.Time `json:"at" doc:"When it was issued, red-issued or voided, in UTC." example:"2026-09-18T02:00:00Z"`

	Application ids.Application `json:"application"`
	Account     ids.Account     `json:"account"`
	Invoice     ids.Invoice     `json:"invoice"`
	// SellerID tells the platform's documents from those of marketplace vendors, which are booked by the vendors.
	SellerID ids.Seller `json:"seller_id"`

	Kind   invoice.Kind   `json:"kind"`
	Medium invoice.Medium `json:"medium"`
	Colour Colour         `json:"colour"`
	Serial invoice.Serial `json:"serial,omitempty" doc:"Our key of the request at the tax provider (发票请求流水号); left out where there was none."`
	Number string         `json:"number" doc:"The number of the document (发票号码); of a red one its own." example:"26110000000000000001"`
	Sheet  *PaperSheet    `json:"sheet" doc:"The sheet of paper it is printed on; null electronically, and until it is known."`

	IssuedAt time.Time     `json:"issued_at" doc:"When the document was issued, in UTC." example:"2026-09-18T02:00:00Z"`
	IssuedOn calendar.Date `json:"issued_on" doc:"The date on the document, in Asia/Shanghai (开票日期)." example:"2026-09-18"`
	TaxMonth string        `json:"tax_month" doc:"The month of the event in Asia/Shanghai, in which its tax is declared (所属月份)." example:"2026-09"`
	VoidedAt *time.Time    `json:"voided_at" nullable:"true" doc:"When it was voided, in UTC; null where it is not told of that."`

	Original *OriginalDocument `json:"original" doc:"What a red document takes back; null for a blue one."`

	Buyer  invoice.Party `json:"buyer" doc:"Who stands on it as the buyer (购买方)."`
	Seller invoice.Party `json:"seller" doc:"Who stands on it as the seller (销售方)."`
	Remark string        `json:"remark,omitempty" doc:"The remark on it (备注)." example:"合同编号 2026-118"`
	Drawer string        `json:"drawer,omitempty" doc:"The clerk named on it (开票人)." example:"张三"`

	Net   money.Amount `json:"net" doc:"Amount without tax, in CNY (金额); below zero on a red one." example:"1000.00"`
	Tax   money.Amount `json:"tax" doc:"The tax in CNY (税额); below zero on a red one." example:"60.00"`
	Gross money.Amount `json:"gross" doc:"Amount with tax, in CNY (价税合计): net and tax." example:"1060.00"`

	Lines []DocumentLine `json:"lines" nullable:"false" doc:"What is sold, or taken back, line by line (明细)."`
	Files []DocumentFile `json:"files" nullable:"false" doc:"Its files, each once it is stored; empty before, and for paper."`
	// Sandbox: a test environment issued it, and nobody books it.
	Sandbox bool `json:"sandbox,omitempty" doc:"Whether the sandbox issued it, so that it is not valid; left out where it is."`
}

// PaperSheet is the blank sheet on which a paper is printed.
type PaperSheet struct {
	Code   string `json:"code" doc:"The code of its batch, 10 or 12 digits (发票代码)." example:"011002400111"`
	Number string `json:"number" doc:"Its number, 8 digits (纸质发票号码)." example:"00000001"`
}

// OriginalDocument is the blue document that a red one takes back, wholly or in part.
type OriginalDocument struct {
	ID       ids.Invoice       `json:"id" doc:"Names its event."`
	Number   string            `json:"number" doc:"Its number (被红冲蓝字发票号码)." example:"26110000000000000001"`
	Sheet    *PaperSheet       `json:"sheet" doc:"The sheet of paper it is printed on; null electronically, and until it is known."`
	IssuedOn calendar.Date     `json:"issued_on" doc:"The date on it, in Asia/Shanghai." example:"2026-09-01"`
	Reason   invoice.RedReason `json:"reason"`
	// FormNumber: others call it redInfoBillNo.
	FormNumber string `json:"form_number,omitempty" doc:"The bureau's number of the red-letter form (红字信息确认单编号); left out where there was none."`
}

// DocumentLine is one line of a document. Net and tax are gross on every line, and the lines add up to the document.
type DocumentLine struct {
	Number int `json:"line" doc:"The number of the line, from 1; a red document has those of the blue one." example:"1"`
	// Sources are what the ledger covers by it (L11).
	Sources   []LineSource `json:"sources" nullable:"false" doc:"The orders and bills behind the line, with what of each it covers; they add up to its gross."`
	TaxCode   string       `json:"tax_code" doc:"The tax classification code (税收分类编码)." example:"3040203000000000000"`
	ShortName string       `json:"short_name" doc:"The short name of the tax code (简称), printed before the product; empty where there is none." example:"信息系统服务"`
	Product   string       `json:"product" doc:"What was sold (商品名称)." example:"云服务器"`
	TaxRate   money.Rate   `json:"tax_rate" doc:"The VAT rate (税率), the same on every line."`
	Net       money.Amount `json:"net" doc:"Amount of the line without tax, in CNY (金额)." example:"1000.00"`
	Tax       money.Amount `json:"tax" doc:"The tax of the line, in CNY (税额)." example:"60.00"`
	Gross     money.Amount `json:"gross" doc:"Amount of the line with tax, in CNY (价税合计)." example:"1060.00"`
}

// LineSource is a record of the ledger behind a line.
type LineSource struct {
	Record ids.Consumption `json:"record" doc:"The order or bill, by the id under which it was reported." example:"bill-2026-08-1"`
	Charge ledger.Charge   `json:"charge"`
	Amount money.Amount    `json:"amount" doc:"What the line covers of it, with tax, in CNY; below zero on a red document." example:"1060.00"`
}

// DocumentFile is a stored file of a document.
type DocumentFile struct {
	Format invoice.FileFormat `json:"format"`
	SHA256 string             `json:"sha256" doc:"The SHA-256 checksum of the file, in hex."`
	Href   string             `json:"href" doc:"Where the file is downloaded." example:"/v1/invoices/01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a-1/files/ofd"`
	// Original is true of one file at most; copies are kept beside it.
	Original bool `json:"original" doc:"Whether this is the original (原件), which is archived; the others are copies of it."`
}

// TaxMonthOf is the month of an instant in Asia/Shanghai, as 2026-09.
func TaxMonthOf(at time.Time) string { return at.In(calendar.Shanghai).Format("2006-01") }

// originals says which format is the original: what bears the bureau's signature over the page, else the page, else the data.
var originals = []invoice.FileFormat{invoice.OFD, invoice.PDF, invoice.XML}

// FilesOf are files as they are told, each where the API hands it out below a path.
func FilesOf(stored []invoice.File, path string) []DocumentFile {
	files := make([]DocumentFile, len(stored))
	for i, file := range stored {
		files[i] = DocumentFile{Format: file.Format, SHA256: file.SHA256, Href: path + "/files/" + string(file.Format)}
	}
	for _, format := range originals {
		for i := range files {
			if files[i].Format == format {
				files[i].Original = true
				return files
			}
		}
	}
	return files
}
