package fapiao

import (
	"encoding/xml"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
)

// eInvoice is the data file of an invoice. The members have the names that receivers know from the tax platform's own
// XML; the signature is left out, because there is none.
type eInvoice struct {
	XMLName xml.Name `xml:"EInvoice"`
	Notice  string   `xml:",comment"`
	ID      string   `xml:"Header>EIid"`
	Tag     string   `xml:"Header>EInvoiceTag"`
	Version string   `xml:"Header>Version"`
	Kind    labelled `xml:"Header>InherentLabel>GeneralOrSpecialVAT"`
	Colour  labelled `xml:"Header>InherentLabel>InIssuType"`
	Data    invoiceData
	Bureau  supervision `xml:"TaxSupervisionInfo"`
}

type labelled struct {
	Code string `xml:"LabelCode"`
	Name string `xml:"LabelName"`
}

type invoiceData struct {
	XMLName xml.Name `xml:"EInvoiceData"`
	Seller  seller   `xml:"SellerInformation"`
	Buyer   buyer    `xml:"BuyerInformation"`
	Basic   basic    `xml:"BasicInformation"`
	Items   []item   `xml:"IssuItemInformation"`
	Remark  string   `xml:"AdditionalInformation>Remark,omitempty"`
}

type seller struct {
	TaxNumber    string `xml:"SellerIdNum"`
	Name         string `xml:"SellerName"`
	AddressPhone string `xml:"SellerAddr,omitempty"`
	BankAccount  string `xml:"SellerBankAccNum,omitempty"`
}

type buyer struct {
	TaxNumber    string `xml:"BuyerIdNum,omitempty"`
	Name         string `xml:"BuyerName"`
	AddressPhone string `xml:"BuyerAddr,omitempty"`
	BankAccount  string `xml:"BuyerBankAccNum,omitempty"`
}

type basic struct {
	Net      string `xml:"TotalAmWithoutTax"`
	Tax      string `xml:"TotalTaxAm"`
	Gross    string `xml:"TotalTax-includedAmount"`
	Capitals string `xml:"TotalTax-includedAmountInChinese"`
	Drawer   string `xml:"Drawer"`
	At       string `xml:"RequestTime"`
}

type item struct {
	Name    string `xml:"ItemName"`
	Net     string `xml:"Amount"`
	Rate    string `xml:"TaxRate"`
	Tax     string `xml:"ComTaxAm"`
	Gross   string `xml:"TotaltaxIncludedAmount"`
	TaxCode string `xml:"TaxClassificationCode"`
}

type supervision struct {
	Number string `xml:"InvoiceNumber"`
	At     string `xml:"IssueTime"`
	Area   string `xml:"TaxBureauCode"`
	Name   string `xml:"TaxBureauName"`
}

func (p *Press) xml(f Fapiao) ([]byte, error) {
	kind := labelled{"02", "普通发票"}
	if f.Special {
		kind = labelled{"01", "增值税专用发票"}
	}
	at := f.IssuedAt.In(calendar.Shanghai).Format(time.DateTime)
	document := eInvoice{
		Notice: " " + NotValid + " ", ID: f.Number, Tag: "SANDBOX", Version: "1.0",
		Kind: kind, Colour: labelled{"Y", "是否蓝字发票标志"},
		Data: invoiceData{
			Seller: seller{f.Seller.TaxNumber, f.Seller.Name, f.Seller.AddressPhone, f.Seller.BankAccount},
			Buyer:  buyer{f.Buyer.TaxNumber, f.Buyer.Name, f.Buyer.AddressPhone, f.Buyer.BankAccount},
			Basic: basic{
				Net: f.Net.String(), Tax: f.Tax.String(), Gross: f.Gross.String(),
				Capitals: f.Gross.Capitals(), Drawer: f.Drawer, At: at,
			},
			Remark: f.remark(),
		},
		Bureau: supervision{Number: f.Number, At: at, Area: "00000000000", Name: "测试环境（非税务机关）"},
	}
	if f.red() {
		document.Colour.Code = "N"
	}
	for _, line := range f.Lines {
		document.Data.Items = append(document.Data.Items, item{
			Name: line.Item, Net: line.Net.String(), Rate: rateInXML(line.TaxRate),
			Tax: line.Tax.String(), Gross: line.Gross.String(), TaxCode: line.TaxCode,
		})
	}
	return marshal(document)
}

// rateInXML is the rate as receivers read it: a fraction, or the word for what is exempt.
func rateInXML(rate money.Rate) string {
	if rate.Equal(money.Exempt) {
		return rate.Percent()
	}
	return rate.String()
}

func marshal(document any) ([]byte, error) {
	content, err := xml.MarshalIndent(document, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("make the XML: %w", err)
	}
	return append([]byte(xml.Header), append(content, '\n')...), nil
}
