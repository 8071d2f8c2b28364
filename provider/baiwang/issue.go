package baiwang

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/provider"
)

// submission is a document to be issued.
type submission struct {
	SerialNo          string      `json:"serialNo"`
	InvoiceTypeCode   string      `json:"invoiceTypeCode"`
	InvoiceType       string      `json:"invoiceType"`
	PaperInvoiceFlag  string      `json:"paperInvoiceFlag"`
	PriceTaxMark      string      `json:"priceTaxMark"`
	TaxationMethod    string      `json:"taxationMethod"`
	BuyerName         string      `json:"buyerName"`
	BuyerTaxNo        string      `json:"buyerTaxNo,omitempty"`
	BuyerAddress      string      `json:"buyerAddress,omitempty"`
	BuyerPhone        string      `json:"buyerPhone,omitempty"`
	BuyerBankName     string      `json:"buyerBankName,omitempty"`
	BuyerBankNumber   string      `json:"buyerBankNumber,omitempty"`
	SellerAddress     string      `json:"sellerAddress,omitempty"`
	SellerTelphone    string      `json:"sellerTelphone,omitempty"`
	SellerBankName    string      `json:"sellerBankName,omitempty"`
	SellerBankNumber  string      `json:"sellerBankNumber,omitempty"`
	TotalPrice        json.Number `json:"invoiceTotalPrice"`
	TotalTax          json.Number `json:"invoiceTotalTax"`
	TotalPriceTax     json.Number `json:"invoiceTotalPriceTax"`
	Drawer            string      `json:"drawer,omitempty"`
	Remarks           string      `json:"remarks,omitempty"`
	InvoiceDetailList []line      `json:"invoiceDetailsList"`
}

type line struct {
	Number       int         `json:"goodsLineNo"`
	Nature       string      `json:"invoiceLineNature"`
	Code         string      `json:"goodsCode"`
	Name         string      `json:"goodsName"`
	TotalPrice   json.Number `json:"goodsTotalPrice"`
	TotalTax     json.Number `json:"goodsTotalTax"`
	TaxRate      json.Number `json:"goodsTaxRate"`
	Preferential string      `json:"preferentialMarkFlag"`
	Special      string      `json:"vatSpecialManagement,omitempty"`
	FreeTaxMark  string      `json:"freeTaxMark,omitempty"`
}

// typeCodes are the vendor's numbers for kinds of invoices, the same for both media.
var typeCodes = map[invoice.Kind]string{invoice.Special: "01", invoice.Ordinary: "02"}

// The vendor's words for yes and no.
var flags = map[bool]string{true: "Y", false: "N"}

func (c *Client) submission(document invoice.Document) submission {
	wire := submission{
		SerialNo: string(document.Serial), InvoiceTypeCode: typeCodes[document.Kind], InvoiceType: "0",
		PaperInvoiceFlag: flags[document.Medium == invoice.Paper], PriceTaxMark: "0", TaxationMethod: "0",
		BuyerName: document.Buyer.Name, BuyerTaxNo: document.Buyer.TaxpayerID,
		TotalPrice: written(document.Net), TotalTax: written(document.Tax), TotalPriceTax: written(document.Gross),
		Drawer: cmp.Or(document.Drawer, c.config.Drawer), Remarks: document.Remark,
	}
	wire.BuyerAddress, wire.BuyerPhone = split(document.Buyer.AddressPhone)
	wire.BuyerBankName, wire.BuyerBankNumber = split(document.Buyer.BankAccount)
	wire.SellerAddress, wire.SellerTelphone = split(document.Seller.AddressPhone)
	wire.SellerBankName, wire.SellerBankNumber = split(document.Seller.BankAccount)
	for _, from := range document.Lines {
		one := line{
			Number: from.Number, Nature: "0", Code: from.TaxCode, Name: from.Product, TotalPrice: written(from.Net),
			TotalTax: written(from.Tax), TaxRate: rateOf(from.TaxRate), Preferential: "0",
		}
		switch {
		case from.TaxRate.Equal(money.Exempt):
			one.Preferential, one.Special, one.FreeTaxMark = "1", "免税", "1"
		case !from.TaxRate.Taxed():
			one.FreeTaxMark = "3" // at the rate 0
		}
		wire.InvoiceDetailList = append(wire.InvoiceDetailList, one)
	}
	return wire
}

// rateOf is a rate as the vendor wants it: a number with three decimals. What is exempt is at 0, and marked beside it.
func rateOf(rate money.Rate) json.Number { return json.Number(rate.Decimal().StringFixed(3)) }

// Submit issues a document; the number comes with the answer. A serial that the vendor knows is asked about instead: it never makes a
// second document (I4).
func (c *Client) Submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	response, err := c.call(ctx, issueInvoice, c.nested(c.submission(document)))
	var answer provider.Answer
	if err == nil {
		answer, err = outcome(response, document.Serial)
	}
	if err == nil && answer.State == provider.Issued {
		return answer, nil
	}
	answer, duplicate, err := c.notDone(answer, err)
	switch {
	case err != nil:
		return provider.Answer{}, fmt.Errorf("submit %s: %w", document.Serial, err)
	case duplicate:
		return known(c.Query(ctx, document.Serial)), nil
	default:
		return answer, nil
	}
}

// issued is one document of an answer: it was issued, or it failed for a cause.
type issued struct {
	SerialNo    text `json:"serialNo"`
	InvoiceNo   text `json:"invoiceNo"`
	InvoiceDate text `json:"invoiceDate"`
	FailCause   text `json:"failCause"`
}

// outcome finds our document in an answer, among others or alone. One that failed without a cause is no answer: it may only wait for a
// quota or for a login.
func outcome(response json.RawMessage, serial invoice.Serial) (provider.Answer, error) {
	var said struct {
		Success []issued `json:"success"`
		Fail    []issued `json:"fail"`
	}
	if err := read(response, &said); err != nil {
		return provider.Answer{}, err
	}
	var found []provider.Answer
	for _, one := range said.Success {
		if one.SerialNo != text(serial) {
			continue
		}
		answer, err := documentOf(one.InvoiceNo, one.InvoiceDate)
		if err != nil {
			return provider.Answer{}, err
		}
		found = append(found, answer)
	}
	for _, one := range said.Fail {
		if one.SerialNo == text(serial) {
			found = append(found, provider.Answer{State: provider.Refused, Reason: string(one.FailCause)})
		}
	}
	if len(found) != 1 || (found[0].State == provider.Refused && found[0].Reason == "") {
		return provider.Answer{}, errUnreadable
	}
	return found[0], nil
}

// documentOf is a document that exists; without a number or an instant it would be no answer at all.
func documentOf(number, date text) (provider.Answer, error) {
	numbered, err := number.number()
	if err != nil {
		return provider.Answer{}, err
	}
	at, err := date.instant()
	return provider.Answer{State: provider.Issued, Number: numbered, IssuedAt: at}, err
}

// notDone reads why something was not done. A refusal among the documents of an answer is final, one in place of an answer only where
// its code is known to be; both only when their text says nothing better. Everything else is an error: nothing is known (I4).
func (c *Client) notDone(answer provider.Answer, err error) (read provider.Answer, duplicate bool, failed error) {
	final := err == nil
	if said, is := saidIn(err); is {
		answer = provider.Answer{State: provider.Refused, Reason: said.text}
		final = c.refusals[said.code] || c.refusals[said.subCode]
	} else if err != nil {
		return provider.Answer{}, false, err
	}
	switch {
	case c.duplicate.MatchString(answer.Reason):
		return answer, true, nil
	case c.quota.MatchString(answer.Reason):
		answer.State = provider.QuotaExhausted
	case c.session.MatchString(answer.Reason):
		answer.State = provider.SessionExpired
	case !final:
		return provider.Answer{}, false, err
	}
	answer.Reason = c.clean(answer.Reason, "")
	return answer, false, nil
}

// known reads what became of a serial that the vendor says it has. Having it is certain; the rest may come later.
func known(answer provider.Answer, err error) provider.Answer {
	if err != nil || answer.State == provider.NotFound {
		return provider.Answer{State: provider.Pending}
	}
	return answer
}
