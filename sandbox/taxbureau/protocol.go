// Package taxbureau is the simulated tax provider: an aggregator's HTTP interface with the tax bureau behind it. The
// protocol is described in the sandbox's README.
package taxbureau

import (
	"time"

	"kaipiao/domain/money"
)

// InvoiceType is the aggregator's letter code for kind and medium.
type InvoiceType string

// The invoice types, in the letters that 诺诺 uses.
const (
	ElectronicSpecial  InvoiceType = "bs"
	ElectronicOrdinary InvoiceType = "pc"
	PaperSpecial       InvoiceType = "es"
	PaperOrdinary      InvoiceType = "ec"
)

// Special reports whether the buyer can deduct the tax.
func (t InvoiceType) Special() bool { return t == ElectronicSpecial || t == PaperSpecial }

// Paper reports whether the invoice is printed by the seller; it has no files then.
func (t InvoiceType) Paper() bool { return t == PaperSpecial || t == PaperOrdinary }

// Valid reports whether t is one of the types.
func (t InvoiceType) Valid() bool {
	return t == ElectronicSpecial || t == ElectronicOrdinary || t == PaperSpecial || t == PaperOrdinary
}

// Submission is a request to issue.
type Submission struct {
	Serial string `json:"serial"`
	// Number is one drawn for this serial beforehand, or empty.
	Number      string       `json:"number,omitempty"`
	InvoiceType InvoiceType  `json:"invoice_type"`
	Seller      Party        `json:"seller"`
	Buyer       Party        `json:"buyer"`
	Lines       []Line       `json:"lines"`
	Net         money.Amount `json:"net"`
	Tax         money.Amount `json:"tax"`
	Gross       money.Amount `json:"gross"`
	Remark      string       `json:"remark,omitempty"`
	// Drawer is the clerk to name (开票人); where there is none, the bureau names its own.
	Drawer string `json:"drawer,omitempty"`
}

// Party is a seller or a buyer.
type Party struct {
	Name         string `json:"name"`
	TaxNumber    string `json:"tax_number,omitempty"`
	AddressPhone string `json:"address_phone,omitempty"`
	BankAccount  string `json:"bank_account,omitempty"`
}

// Line is one line of a request; net + tax = gross.
type Line struct {
	Line    int          `json:"line"`
	Name    string       `json:"name"`
	TaxCode string       `json:"tax_code"`
	TaxRate money.Rate   `json:"tax_rate"`
	Net     money.Amount `json:"net"`
	Tax     money.Amount `json:"tax"`
	Gross   money.Amount `json:"gross"`
}

// Code is the outcome of a call.
type Code string

// The outcomes. E0000, E9103, E9106, E9500 and E9613 are 诺诺's; the others are the sandbox's own.
const (
	OK             Code = "E0000"
	BadRequest     Code = "E9001" // the body cannot be read; nothing was accepted
	FullyReversed  Code = "E9103" // nothing is left of the document to reverse; not accepted
	Duplicate      Code = "E9106" // the serial is known: fetch it, do not submit it anew
	QuotaExhausted Code = "E9201" // not accepted; the serial stays free
	SessionExpired Code = "E9430" // not accepted; the serial stays free
	UnknownSerial  Code = "E9500"
	TooManyQueries Code = "E9613"
	NoSuchFile     Code = "E9700"
)

// describes are the texts that go with the codes.
var describes = map[Code]string{
	OK:             "成功",
	BadRequest:     "请求报文有误",
	FullyReversed:  "该发票已全额冲红，不能重复冲红",
	Duplicate:      "订单编号已存在，请直接查询开票结果",
	QuotaExhausted: "开票预扣授信额度失败，授信额度不足本次开票金额",
	SessionExpired: "电子税务局登录已失效，请开票员重新登录并完成人脸认证",
	UnknownSerial:  "未查询到开票记录",
	TooManyQueries: "查询次数已达上限，请稍后再试",
	NoSuchFile:     "暂无该格式的版式文件",
}

// envelope is the body of every answer but a file.
type envelope struct {
	Code     Code   `json:"code"`
	Describe string `json:"describe"`
	Result   any    `json:"result,omitempty"`
}

// State is what became of a serial, in 诺诺's numbers.
type State int

// The states of a serial.
const (
	Issued     State = 2
	Voided     State = 3
	Issuing    State = 20
	Failed     State = 22
	SealFailed State = 24
)

// Result is what is known of a serial.
type Result struct {
	Serial    string    `json:"serial"`
	Status    State     `json:"status,omitempty"`
	Number    string    `json:"number,omitempty"`
	IssuedAt  time.Time `json:"issued_at,omitzero"`
	FailCause string    `json:"fail_cause,omitempty"`
}
