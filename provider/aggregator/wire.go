package aggregator

import (
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/loggable"
	"kaipiao/domain/money"
)

// The outcomes of a call.
const (
	codeOK             = "E0000"
	codeBadRequest     = "E9001" // not accepted: the request cannot be read, now or ever
	codeFullyReversed  = "E9103" // nothing is left of the document to reverse
	codeDuplicate      = "E9106" // the serial is known: fetch it
	codeQuotaExhausted = "E9201"
	codeSessionExpired = "E9430"
	codeUnknownSerial  = "E9500"
	codeNoSuchFile     = "E9700"
)

// The states of a serial.
const (
	stateIssued     = 2
	stateVoided     = 3
	stateIssuing    = 20
	stateFailed     = 22
	stateSealFailed = 24
)

// submission is the body of a request to issue.
type submission struct {
	Serial      string       `json:"serial"`
	Number      string       `json:"number,omitempty"`
	InvoiceType string       `json:"invoice_type"`
	Seller      party        `json:"seller"`
	Buyer       party        `json:"buyer"`
	Lines       []line       `json:"lines"`
	Net         money.Amount `json:"net"`
	Tax         money.Amount `json:"tax"`
	Gross       money.Amount `json:"gross"`
	Remark      string       `json:"remark,omitempty"`
	Drawer      string       `json:"drawer,omitempty"`
}

type party struct {
	Name         string `json:"name"`
	TaxNumber    string `json:"tax_number,omitempty"`
	AddressPhone string `json:"address_phone,omitempty"`
	BankAccount  string `json:"bank_account,omitempty"`
}

type line struct {
	Line    int          `json:"line"`
	Name    string       `json:"name"`
	TaxCode string       `json:"tax_code"`
	TaxRate money.Rate   `json:"tax_rate"`
	Net     money.Amount `json:"net"`
	Tax     money.Amount `json:"tax"`
	Gross   money.Amount `json:"gross"`
}

// envelope is the body of every answer but a file.
type envelope struct {
	Code     string          `json:"code"`
	Describe string          `json:"describe"`
	Result   json.RawMessage `json:"result"`
}

// read reads the result that a call answers with.
func (e envelope) read(into any) error {
	if err := json.Unmarshal(e.Result, into); err != nil {
		const unreadable = "the aggregator's result cannot be read"
		return loggable.Hide(fmt.Errorf("%s: %w", unreadable, err), unreadable) // what cannot be read is quoted
	}
	return nil
}

// result is what became of a serial.
type result struct {
	Serial    string    `json:"serial"`
	Status    int       `json:"status"`
	Number    string    `json:"number"`
	IssuedAt  time.Time `json:"issued_at"`
	FailCause string    `json:"fail_cause"`
}

// invoiceTypes are the aggregator's letters for kind and medium.
var invoiceTypes = map[invoice.Medium]map[invoice.Kind]string{
	invoice.Electronic: {invoice.Special: "bs", invoice.Ordinary: "pc"},
	invoice.Paper:      {invoice.Special: "es", invoice.Ordinary: "ec"},
}

func toWire(document invoice.Document) submission {
	lines := make([]line, len(document.Lines))
	for i, from := range document.Lines {
		lines[i] = line{
			Line: from.Number, Name: from.Product, TaxCode: from.TaxCode, TaxRate: from.TaxRate,
			Net: from.Net, Tax: from.Tax, Gross: from.Gross,
		}
	}
	return submission{
		Serial: string(document.Serial), Number: document.ReservedNumber,
		InvoiceType: invoiceTypes[document.Medium][document.Kind],
		Seller:      toParty(document.Seller), Buyer: toParty(document.Buyer),
		Lines: lines, Net: document.Net, Tax: document.Tax, Gross: document.Gross, Remark: document.Remark, Drawer: document.Drawer,
	}
}

func toParty(from invoice.Party) party {
	return party{Name: from.Name, TaxNumber: from.TaxpayerID, AddressPhone: from.AddressPhone, BankAccount: from.BankAccount}
}
