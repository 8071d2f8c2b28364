package baiwang

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/provider"
	"kaipiao/wire"
)

// typeCodes are the vendor's numbers for kinds of invoices, the same for both media; flags its words for yes and no.
var (
	typeCodes = map[invoice.Kind]string{invoice.Special: "01", invoice.Ordinary: "02"}
	flags     = map[bool]string{true: "Y", false: "N"}
)

// submission is a document to be issued. Prices are without tax, and the lines are without quantity.
func (c *Client) submission(of invoice.Document) wire.Members {
	buyerAddress, buyerPhone := invoice.AddressAndPhone(of.Buyer.AddressPhone, 0)
	buyerBank, buyerAccount := invoice.BankAndAccount(of.Buyer.BankAccount)
	sellerAddress, sellerPhone := invoice.AddressAndPhone(of.Seller.AddressPhone, 0)
	sellerBank, sellerAccount := invoice.BankAndAccount(of.Seller.BankAccount)
	lines := []wire.Members{}
	for _, line := range of.Lines {
		one := wire.Members{
			"goodsLineNo": line.Number, "invoiceLineNature": "0", "goodsCode": line.TaxCode, "goodsName": line.Product,
			"goodsTotalPrice": written(line.Net), "goodsTotalTax": written(line.Tax), "goodsTaxRate": rateOf(line.TaxRate), "preferentialMarkFlag": "0",
		}
		switch {
		case line.TaxRate.Equal(money.Exempt):
			one["preferentialMarkFlag"], one["vatSpecialManagement"], one["freeTaxMark"] = "1", "免税", "1"
		case !line.TaxRate.Taxed():
			one["freeTaxMark"] = "3" // at the rate 0
		}
		lines = append(lines, one)
	}
	return wire.Members{
		"serialNo": of.Serial, "invoiceTypeCode": typeCodes[of.Kind], "invoiceType": "0", "paperInvoiceFlag": flags[of.Medium == invoice.Paper],
		"priceTaxMark": "0", "taxationMethod": "0", "buyerName": of.Buyer.Name, "buyerTaxNo": of.Buyer.TaxpayerID,
		"buyerAddress": buyerAddress, "buyerPhone": buyerPhone, "buyerBankName": buyerBank, "buyerBankNumber": buyerAccount,
		"sellerAddress": sellerAddress, "sellerTelphone": sellerPhone, "sellerBankName": sellerBank, "sellerBankNumber": sellerAccount,
		"invoiceTotalPrice": written(of.Net), "invoiceTotalTax": written(of.Tax), "invoiceTotalPriceTax": written(of.Gross),
		"drawer": cmp.Or(of.Drawer, c.config.Drawer), "remarks": of.Remark, "invoiceDetailsList": lines,
	}
}

// written is an amount as the vendor wants it, a number with two decimals, and rateOf a rate, with three. What is exempt is at 0.
func written(amount money.Amount) json.Number { return json.Number(amount.String()) }
func rateOf(rate money.Rate) json.Number      { return json.Number(rate.Decimal().StringFixed(3)) }

// Submit issues a document; the number comes with the answer. A serial that the vendor knows is asked about instead: it never makes a
// second document (I4).
func (c *Client) Submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	response, err := c.call(ctx, issueInvoice, c.submission(document))
	var answer provider.Answer
	if err == nil {
		answer, err = outcome(response, document.Serial)
	}
	if err == nil && answer.State == provider.Issued {
		return answer, nil
	}
	answer, duplicate, err := c.notDone(answer, err)
	if duplicate {
		return provider.Having(c.Query(ctx, document.Serial)), nil
	}
	return answer, err
}

// outcome finds our document in an answer, among others or alone. One that failed without a cause is no answer: it may only wait for a
// quota or for a login.
func outcome(response json.RawMessage, serial invoice.Serial) (provider.Answer, error) {
	said, err := wire.ReadObject(response)
	var found []provider.Answer
	for _, one := range said.List("success") {
		if err == nil && one.String("serialNo") == string(serial) {
			var answer provider.Answer
			answer, err = documentOf(one.String("invoiceNo"), one.Text("invoiceDate"))
			found = append(found, answer)
		}
	}
	for _, one := range said.List("fail") {
		if one.String("serialNo") == string(serial) {
			found = append(found, provider.Answer{State: provider.Refused, Reason: one.String("failCause")})
		}
	}
	if err != nil || len(found) != 1 || (found[0].State == provider.Refused && found[0].Reason == "") {
		return provider.Answer{}, wire.ErrUnreadable
	}
	return found[0], nil
}

// numberFormat is that of numbers; those of older papers have eight digits.
var numberFormat = regexp.MustCompile(`^(?:[0-9]{20}|[0-9]{8})$`)

// documentOf is a document that exists; without a number or an instant it would be no answer at all.
func documentOf(number string, date wire.Text) (provider.Answer, error) {
	at, err := date.Instant()
	if err != nil || !numberFormat.MatchString(number) {
		return provider.Answer{}, wire.ErrUnreadable
	}
	return provider.Answer{State: provider.Issued, Number: number, IssuedAt: at}, nil
}

// notDone reads why something was not done. A refusal among the documents of an answer is final, one in place of an answer only where
// its code is known to be; both only when their text says nothing better. Everything else is an error: nothing is known (I4).
func (c *Client) notDone(answer provider.Answer, err error) (read provider.Answer, duplicate bool, failed error) {
	said := wire.RefusalIn(err)
	if err != nil && said.Party == "" {
		return provider.Answer{}, false, err
	}
	reason := c.secrets.Hidden(cmp.Or(said.Text, answer.Reason))
	if c.causes.Known(reason) {
		return provider.Answer{State: provider.Pending}, true, nil
	}
	read = c.causes.Of(reason)
	if err != nil && read.State == provider.Refused && !said.Has(c.config.RefusalCodes...) {
		return provider.Answer{}, false, err
	}
	return read, false, nil
}
