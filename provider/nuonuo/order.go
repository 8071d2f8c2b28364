package nuonuo

import (
	"cmp"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/wire"
)

// invoiceLines are Nuonuo's letters for kind and medium.
var invoiceLines = map[invoice.Medium]map[invoice.Kind]string{
	invoice.Electronic: {invoice.Special: "bs", invoice.Ordinary: "pc"},
	invoice.Paper:      {invoice.Special: "es", invoice.Ordinary: "ec"},
}

// telLimit is the longest phone that Nuonuo takes of a seller, in characters.
const telLimit = 20

// order is what requestBillingNew takes. Every value is a text; what is empty is left out.
func (c *Client) order(document invoice.Document) wire.Members {
	buyer, seller := document.Buyer, document.Seller
	lines := make([]wire.Members, len(document.Lines))
	for n, line := range document.Lines {
		lines[n] = rated(line.TaxRate, wire.Members{
			"goodsName": line.Product, "goodsCode": line.TaxCode, "withTaxFlag": "0", "taxExcludedAmount": line.Net.String(),
			"tax": line.Tax.String(), "taxIncludedAmount": line.Gross.String(), "invoiceLineProperty": "0",
		})
	}
	buyerAddress, buyerTel := invoice.AddressAndPhone(buyer.AddressPhone, telLimit)
	sellerAddress, sellerTel := invoice.AddressAndPhone(seller.AddressPhone, telLimit)
	return wire.Members{
		"orderNo": string(document.Serial), "invoiceDate": c.civil(), "invoiceType": "1", "invoiceLine": invoiceLines[document.Medium][document.Kind],
		"buyerName": buyer.Name, "buyerTaxNum": buyer.TaxpayerID, "buyerTel": buyerTel, "buyerAddress": buyerAddress, "buyerAccount": buyer.BankAccount,
		"salerTaxNum": seller.TaxpayerID, "salerTel": sellerTel, "salerAddress": sellerAddress, "salerAccount": seller.BankAccount,
		"clerk": cmp.Or(document.Drawer, c.config.Clerk), "extensionNumber": c.config.Extension, "remark": document.Remark,
		"pushMode": "-1", "callBackUrl": c.config.CallbackURL, "invoiceDetail": lines, // -1: the buyer hears from us
	}.Given()
}

// civil is the present as Nuonuo writes it.
func (c *Client) civil() string { return c.config.Now().In(calendar.Shanghai).Format(time.DateTime) }

// rated adds a rate to a line, in Nuonuo's words: what is exempt (免税) is at the rate 0, with a reason.
func rated(rate money.Rate, line wire.Members) wire.Members {
	line["taxRate"] = rate.String()
	if rate.Equal(money.Exempt) {
		line["taxRate"], line["favouredPolicyFlag"] = "0", "03"
	}
	return line.Given()
}
