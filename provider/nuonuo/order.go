package nuonuo

import (
	"cmp"
	"maps"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// invoiceLines are Nuonuo's letters for kind and medium.
var invoiceLines = map[invoice.Medium]map[invoice.Kind]string{
	invoice.Electronic: {invoice.Special: "bs", invoice.Ordinary: "pc"},
	invoice.Paper:      {invoice.Special: "es", invoice.Ordinary: "ec"},
}

// The longest phone that Nuonuo takes of a seller, in characters.
const telLimit = 20

// order is what requestBillingNew takes. Every value is a text; what is empty is left out.
func (c *Client) order(document invoice.Document) parameters {
	buyer, seller := document.Buyer, document.Seller
	lines := make([]parameters, len(document.Lines))
	for n, line := range document.Lines {
		lines[n] = given(rated(line.TaxRate, parameters{
			"goodsName": line.Product, "goodsCode": line.TaxCode, "withTaxFlag": "0", "taxExcludedAmount": line.Net.String(),
			"tax": line.Tax.String(), "taxIncludedAmount": line.Gross.String(), "invoiceLineProperty": "0",
		}))
	}
	buyerAddress, buyerTel := contact(buyer.AddressPhone)
	sellerAddress, sellerTel := contact(seller.AddressPhone)
	return given(parameters{
		"orderNo": string(document.Serial), "invoiceDate": c.civil(), "invoiceType": "1", "invoiceLine": invoiceLines[document.Medium][document.Kind],
		"buyerName": buyer.Name, "buyerTaxNum": buyer.TaxpayerID, "buyerTel": buyerTel, "buyerAddress": buyerAddress, "buyerAccount": buyer.BankAccount,
		"salerTaxNum": seller.TaxpayerID, "salerTel": sellerTel, "salerAddress": sellerAddress, "salerAccount": seller.BankAccount,
		"clerk": cmp.Or(document.Drawer, c.config.Clerk), "extensionNumber": c.config.Extension, "remark": document.Remark,
		"pushMode": "-1", "callBackUrl": c.config.CallbackURL, "invoiceDetail": lines, // -1: the buyer hears from us
	})
}

// given is a request without what is empty.
func given(request parameters) parameters {
	maps.DeleteFunc(request, func(_ string, value any) bool { return value == "" })
	return request
}

// civil is the present as Nuonuo writes it.
func (c *Client) civil() string { return c.config.Now().In(calendar.Shanghai).Format(time.DateTime) }

// rated adds a rate to a line, in Nuonuo's words: what is exempt (免税) is at the rate 0, with a reason.
func rated(rate money.Rate, line parameters) parameters {
	line["taxRate"], line["favouredPolicyFlag"] = rate.String(), ""
	if rate.Equal(money.Exempt) {
		line["taxRate"], line["favouredPolicyFlag"] = "0", "03"
	}
	return line
}

// The phones that end an address: abroad, a mobile, one of 400, one of a place; each may have an extension. What stands after a blank may
// lack what makes it certain.
var phoneFormat = regexp.MustCompile(`^(.*?)([\s,，;；:：、]*(?:电话[:：]?\s*)?)(` + phones + `(?:\s*[/、,，;；]\s*` + phones + `)*)$`)

const (
	phones    = `(?:\+[0-9][0-9 ()（）.-]{5,}[0-9]|1[3-9][0-9]{9}|400-?[0-9]{3}-?[0-9]{4}|[(（]?0[0-9]{2,3}[)）]?[- ]?[0-9]{7,8}|[0-9]{7,8})` + extension
	extension = `(?:\s*(?:-|转|ext\.?|x)\s*[0-9]{1,6})?`
)

// contact takes "address phone" apart, which Nuonuo wants in two. Where no phone is recognised, or it is too long to be one, all is the
// address, and nothing is lost.
func contact(joined string) (address, phone string) {
	joined = strings.TrimSpace(joined)
	found := phoneFormat.FindStringSubmatch(joined)
	if found == nil || utf8.RuneCountInString(found[3]) > telLimit || (found[2] == "" && cutInTwo.MatchString(found[1]+"|"+found[3])) {
		return joined, ""
	}
	return found[1], found[3]
}

// cutInTwo is a number longer than a phone's, of which the end was taken for one.
var cutInTwo = regexp.MustCompile(`[0-9]\|[0-9]`)
