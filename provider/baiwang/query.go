package baiwang

import (
	"cmp"
	"context"
	"fmt"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// question asks for documents; what is left out does not narrow it.
type question struct {
	SerialNo  string `json:"serialNo,omitempty"`
	InvoiceNo string `json:"invoiceNo,omitempty"`
	StartDate string `json:"invoiceStartDate,omitempty"`
	EndDate   string `json:"invoiceEndDate,omitempty"`
	PageNo    int    `json:"pageNo,omitempty"`
	PageSize  int    `json:"pageSize,omitempty"`
}

// record is a document that exists, blue or red.
type record struct {
	SerialNo          text     `json:"serialNo"`
	InvoiceNo         text     `json:"invoiceNo"`
	EInvoiceNo        text     `json:"einvoiceNo"` // of the older platform
	InvoiceDate       text     `json:"invoiceDate"`
	InvoiceType       text     `json:"invoiceType"`
	Status            text     `json:"invoiceStatus"`
	RedInfoNo         text     `json:"redInfoNo"`
	OriginalNo        text     `json:"originalInvoiceNo"`
	OriginalEInvoice  text     `json:"originalEinvoiceNo"`
	RedIssueReason    text     `json:"redIssueReason"`
	TotalPrice        text     `json:"invoiceTotalPrice"`
	TotalTax          text     `json:"invoiceTotalTax"`
	InvalidDate       text     `json:"invalidDate"`
	InvoiceDetailList []detail `json:"invoiceDetailsList"`
}

// detail is one line of a red document or form.
type detail struct {
	OriginalNo text `json:"originalInvoiceDetailNo"`
	TotalPrice text `json:"goodsTotalPrice"`
	TotalTax   text `json:"goodsTotalTax"`
}

// The vendor's states of a document.
const (
	statusIssued      = "00"
	statusBlankVoided = "02" // a blank form: no document
	statusVoided      = "03"
	statusFullyRed    = "05"
	statusPartlyRed   = "06"
)

func (r record) number() text { return cmp.Or(r.EInvoiceNo, r.InvoiceNo) }

func (c *Client) records(ctx context.Context, asked question) ([]record, error) {
	response, err := c.call(ctx, queryInvoices, c.nested(asked))
	if err != nil {
		return nil, err
	}
	return readList[record](response)
}

// Query asks what became of a serial. Only issued documents are shown: nothing is that it failed, or is not known yet. Whatever the
// vendor answers instead of a list says nothing of the serial (I4).
func (c *Client) Query(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	records, err := c.records(ctx, question{SerialNo: string(serial)})
	if err == nil && len(records) == 0 {
		return provider.Answer{State: provider.NotFound}, nil
	}
	var answer provider.Answer
	if err == nil {
		answer, err = documentIn(records, serial)
	}
	if err != nil {
		return provider.Answer{}, fmt.Errorf("query %s: %w", serial, err)
	}
	return answer, nil
}

// documentIn is the one document under a serial; a void one was issued all the same.
func documentIn(records []record, serial invoice.Serial) (provider.Answer, error) {
	if len(records) != 1 || records[0].SerialNo != text(serial) {
		return provider.Answer{}, errUnreadable
	}
	switch records[0].Status {
	case statusIssued, statusPartlyRed, statusFullyRed, statusVoided:
		return documentOf(records[0].number(), records[0].InvoiceDate)
	default:
		return provider.Answer{}, errUnreadable
	}
}

// Usage tells whether anything is left of an invoice. What its buyer has done with it is not told (V1).
func (c *Client) Usage(ctx context.Context, of provider.Key) (invoice.Usage, error) {
	status, err := c.status(ctx, of.Number)
	if err != nil {
		return invoice.Usage{}, fmt.Errorf("ask for the usage of %s: %w", of.Number, err)
	}
	return invoice.Usage{Unknown: true, Voided: status == statusVoided, FullyRed: status == statusFullyRed}, nil
}

// status is the vendor's state of the document of a number.
func (c *Client) status(ctx context.Context, number string) (text, error) {
	records, err := c.records(ctx, question{InvoiceNo: number})
	if err != nil {
		return "", err
	}
	if len(records) != 1 || records[0].number() != text(number) {
		return "", errUnreadable
	}
	switch status := records[0].Status; status {
	case statusIssued, statusPartlyRed, statusFullyRed, statusVoided:
		return status, nil
	default:
		return "", errUnreadable
	}
}
