// Package providertest is what every tax provider's client must do, as one test: the sandbox's runs in each build, a
// real aggregator's is run against that aggregator's test account.
package providertest

import (
	"time"

	"github.com/google/uuid"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/provider"
)

// NewSerial makes a serial that no provider has seen.
func NewSerial() invoice.Serial { return invoice.SerialFor(ids.Invoice(uuid.NewString()), 1) }

// Buyer is a company that can be a buyer.
var Buyer = invoice.Party{Name: "深圳市示例科技有限公司", TaxpayerID: "91440300MA5FAKE00D"}

// Seller is the seller of the FAQ.
var Seller = invoice.Party{Name: "北京百度网讯科技有限公司", TaxpayerID: "91110000802100433B"}

// Document makes a request that a provider issues: ordinary, electronic, two lines, 1,374.82 with tax.
func Document(serial invoice.Serial, seller invoice.Party) invoice.Document {
	rate := money.MustParseRate("0.06")
	lines := []invoice.Line{
		{Number: 1, Product: "智能体服务费", TaxCode: "3040203000000000000", TaxRate: rate, Gross: money.MustParse("1060.00")},
		{Number: 2, Product: "文心积分包", TaxCode: "3040203000000000000", TaxRate: rate, Gross: money.MustParse("314.82")},
	}
	document := invoice.Document{
		Serial: serial, Kind: invoice.Ordinary, Medium: invoice.Electronic, Seller: seller, Buyer: Buyer, TaxRate: rate,
		Remark: "账期 2026-10",
	}
	for _, line := range lines {
		line.Net = rate.Net(line.Gross)
		line.Tax = line.Gross.Sub(line.Net)
		document.Lines = append(document.Lines, line)
		document.Net, document.Tax = document.Net.Add(line.Net), document.Tax.Add(line.Tax)
		document.Gross = document.Gross.Add(line.Gross)
	}
	return document
}

// Reversal makes a request to reverse all of an issued document.
func Reversal(document invoice.Document, key provider.Key) invoice.RedDocument {
	red := invoice.RedDocument{Serial: NewSerial(), Number: key.Number, Blue: document, IssuedAt: time.Now().UTC(), Reason: invoice.RedReturn}
	for _, line := range document.Lines {
		red = with(red, line, line.Gross.Neg(), line.Net.Neg())
	}
	return red
}

// PartialReversal makes a request to reverse an amount with tax of one line of an issued document.
func PartialReversal(document invoice.Document, key provider.Key, line int, gross money.Amount) invoice.RedDocument {
	red := invoice.RedDocument{Serial: NewSerial(), Number: key.Number, Blue: document, IssuedAt: time.Now().UTC(), Reason: invoice.RedDiscount}
	return with(red, document.Lines[line-1], gross.Neg(), document.TaxRate.Net(gross.Neg()))
}

// with adds what is taken from a line; both amounts are negative.
func with(red invoice.RedDocument, line invoice.Line, gross, net money.Amount) invoice.RedDocument {
	line.Gross, line.Net, line.Tax = gross, net, gross.Sub(net)
	red.Lines = append(red.Lines, line)
	red.Net, red.Tax, red.Gross = red.Net.Add(line.Net), red.Tax.Add(line.Tax), red.Gross.Add(line.Gross)
	return red
}
