package fapiao

import (
	"encoding/xml"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
)

// eInvoice is the data file of an invoice as the tax platform writes it (the Ministry of Finance's data standard of electronic vouchers): no
// namespace, and members that are empty are there. The spelling of the names is the standard's, with its differences.
type eInvoice struct {
	XMLName   xml.Name `xml:"EInvoice"`
	Notice    string   `xml:",comment"`
	Header    header   `xml:"Header"`
	Data      invoiceData
	Methods   string      `xml:"SellerAuthentication>AuthenticationMethods"`
	Bureau    supervision `xml:"TaxSupervisionInfo"`
	Signature signature   `xml:"TaxBureauSignature"`
}

type header struct {
	ID        string          `xml:"EIid"`
	Tag       string          `xml:"EInvoiceTag"`
	Version   string          `xml:"Version"`
	Colour    labelled        `xml:"InherentLabel>InIssuType"`
	Type      labelled        `xml:"InherentLabel>EInvoiceType"`
	Kind      labelled        `xml:"InherentLabel>GeneralOrSpecialVAT"`
	Taxpayer  labelled        `xml:"InherentLabel>TaxpayerType"`
	Undefined []labelledTyped `xml:"UndefinedLabel>Label"`
}

type labelled struct {
	Code string `xml:"LabelCode"`
	Name string `xml:"LabelName"`
}

type labelledTyped struct {
	Type string `xml:"LabelType"`
	labelled
}

type invoiceData struct {
	XMLName  xml.Name `xml:"EInvoiceData"`
	Seller   seller   `xml:"SellerInformation"`
	Buyer    buyer    `xml:"BuyerInformation"`
	Basic    basic    `xml:"BasicInformation"`
	Items    []item   `xml:"IssuItemInformation"`
	Specific specific `xml:"SpecificInformation"`
	Remark   string   `xml:"AdditionalInformation>Remark"`
}

type seller struct {
	TaxNumber string `xml:"SellerIdNum"`
	Name      string `xml:"SellerName"`
	Address   string `xml:"SellerAddr"`
	Phone     string `xml:"SellerTelNum"`
	Bank      string `xml:"SellerBankName"`
	Account   string `xml:"SellerBankAccNum"`
}

type buyer struct {
	TaxNumber string `xml:"BuyerIdNum"`
	Name      string `xml:"BuyerName"`
	Address   string `xml:"BuyerAddr"`
	Phone     string `xml:"BuyerTelNum"`
	Bank      string `xml:"BuyerBankName"`
	Account   string `xml:"BuyerBankAccNum"`
	Handling  string `xml:"BuyerHandlingName"`
}

type basic struct {
	Net      string `xml:"TotalAmWithoutTax"`
	Tax      string `xml:"TotalTaxAm"`
	Gross    string `xml:"TotalTax-includedAmount"`
	Capitals string `xml:"TotalTax-includedAmountInChinese"`
	Drawer   string `xml:"Drawer"`
	On       string `xml:"RequestTime"`
}

type item struct {
	Name     string `xml:"ItemName"`
	Model    string `xml:"SpecMod"`
	Unit     string `xml:"MeaUnits"`
	Quantity string `xml:"Quantity"`
	Price    string `xml:"UnPrice"`
	Net      string `xml:"Amount"`
	Rate     string `xml:"TaxRate"`
	Tax      string `xml:"ComTaxAm"`
	Gross    string `xml:"TotaltaxIncludedAmount"`
	TaxCode  string `xml:"TaxClassificationCode"`
}

// specific is empty but for red documents, and for businesses that a cloud is not in.
type specific struct {
	Red *redEInvoice `xml:"RedEInvoice"`
}

type redEInvoice struct {
	Original string `xml:"OriginalInvoiceCode"`
	Form     string `xml:"CreditNoteNumber"`
}

type supervision struct {
	Number string `xml:"InvoiceNumber"`
	At     string `xml:"IssueTime"`
	Area   string `xml:"TaxBureauCode"`
	Name   string `xml:"TaxBureauName"`
}

// version is that of the standard.
const version = "0.35"

func (p *Press) xml(f Fapiao) ([]byte, error) {
	kind, colour := labelled{"02", "普通发票"}, labelled{"Y", "是否蓝字发票标志"}
	if f.Special {
		kind = labelled{"01", "增值税专用发票"}
	}
	var undoes specific
	if f.red() {
		colour.Code = "N"
		undoes.Red = &redEInvoice{Original: f.RedOf, Form: f.RedForm}
	}
	at := f.IssuedAt.In(calendar.Shanghai)
	area := areaOf(f.Number)
	document := eInvoice{
		Notice: " " + NotValid + " ",
		Header: header{
			ID: f.Number, Tag: "SWEI" + area.code + "00", Version: version, Colour: colour, Type: labelled{"01", "电子发票"}, Kind: kind,
			Taxpayer: labelled{"1", "一般纳税人"},
			Undefined: []labelledTyped{
				{"发票开具方式标签", labelled{"1", "网页开票"}}, {"测试环境标签", labelled{"SANDBOX", NotValid}},
			},
		},
		Data: invoiceData{
			Seller: sellerOf(f.Seller), Buyer: buyerOf(f.Buyer),
			Basic: basic{
				Net: f.Net.String(), Tax: f.Tax.String(), Gross: f.Gross.String(), Capitals: f.Gross.Capitals(), Drawer: f.Drawer,
				On: at.Format(time.DateOnly),
			},
			Items: itemsOf(f.Lines), Specific: undoes, Remark: f.remark(),
		},
		Methods:   "02",
		Bureau:    supervision{Number: f.Number, At: at.Format(time.DateTime), Area: "1" + area.code + "00000000", Name: area.bureau() + "（测试环境）"},
		Signature: signedAt(at),
	}
	return marshal(document)
}

func sellerOf(p Party) seller {
	address, phone := atLastBlank(p.AddressPhone)
	bank, account := atLastBlank(p.BankAccount)
	return seller{p.TaxNumber, p.Name, address, phone, bank, account}
}

func buyerOf(p Party) buyer {
	address, phone := atLastBlank(p.AddressPhone)
	bank, account := atLastBlank(p.BankAccount)
	return buyer{p.TaxNumber, p.Name, address, phone, bank, account, ""}
}

func itemsOf(lines []Line) []item {
	items := make([]item, len(lines))
	for i, line := range lines {
		items[i] = item{
			Name: line.Item, Net: line.Net.String(), Rate: rateInXML(line.TaxRate), Tax: line.Tax.String(), Gross: line.Gross.String(),
			TaxCode: line.TaxCode,
		}
	}
	return items
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
