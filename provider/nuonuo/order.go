package nuonuo

import (
	"cmp"
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

// order is the body of requestBillingNew. Every value is a text.
type order struct {
	OrderNo         string      `json:"orderNo"`
	InvoiceDate     string      `json:"invoiceDate"`
	InvoiceType     string      `json:"invoiceType"`
	InvoiceLine     string      `json:"invoiceLine"`
	BuyerName       string      `json:"buyerName"`
	BuyerTaxNum     string      `json:"buyerTaxNum,omitempty"`
	BuyerTel        string      `json:"buyerTel,omitempty"`
	BuyerAddress    string      `json:"buyerAddress,omitempty"`
	BuyerAccount    string      `json:"buyerAccount,omitempty"`
	SalerTaxNum     string      `json:"salerTaxNum"`
	SalerTel        string      `json:"salerTel,omitempty"`
	SalerAddress    string      `json:"salerAddress,omitempty"`
	SalerAccount    string      `json:"salerAccount,omitempty"`
	Clerk           string      `json:"clerk"`
	ExtensionNumber string      `json:"extensionNumber,omitempty"`
	Remark          string      `json:"remark,omitempty"`
	PushMode        string      `json:"pushMode"`
	CallBackURL     string      `json:"callBackUrl,omitempty"`
	InvoiceDetail   []orderLine `json:"invoiceDetail"`
}

type orderLine struct {
	GoodsName           string `json:"goodsName"`
	GoodsCode           string `json:"goodsCode"`
	WithTaxFlag         string `json:"withTaxFlag"`
	TaxRate             string `json:"taxRate"`
	TaxExcludedAmount   string `json:"taxExcludedAmount"`
	Tax                 string `json:"tax"`
	TaxIncludedAmount   string `json:"taxIncludedAmount"`
	InvoiceLineProperty string `json:"invoiceLineProperty"`
	FavouredPolicyFlag  string `json:"favouredPolicyFlag,omitempty"`
}

// Some of Nuonuo's values.
const (
	blue       = "1"
	pushNobody = "-1" // the buyer hears from us
	net        = "0"  // amounts are without tax
	ordinary   = "0"  // no discount
	exempt     = "03" // 免税
	telLimit   = 20   // characters
)

func (c *Client) order(document invoice.Document) order {
	made := order{
		OrderNo: string(document.Serial), InvoiceDate: c.config.Now().In(calendar.Shanghai).Format(time.DateTime), InvoiceType: blue,
		InvoiceLine: invoiceLines[document.Medium][document.Kind],
		BuyerName:   document.Buyer.Name, BuyerTaxNum: document.Buyer.TaxpayerID, BuyerAccount: document.Buyer.BankAccount,
		SalerTaxNum: document.Seller.TaxpayerID, SalerAccount: document.Seller.BankAccount,
		Clerk: cmp.Or(document.Drawer, c.config.Clerk), ExtensionNumber: c.config.Extension, Remark: document.Remark,
		PushMode: pushNobody, CallBackURL: c.config.CallbackURL,
	}
	made.BuyerAddress, made.BuyerTel = contact(document.Buyer.AddressPhone)
	made.SalerAddress, made.SalerTel = contact(document.Seller.AddressPhone)
	for _, line := range document.Lines {
		rate, favour := rateOf(line.TaxRate)
		made.InvoiceDetail = append(made.InvoiceDetail, orderLine{
			GoodsName: line.Product, GoodsCode: line.TaxCode, WithTaxFlag: net, TaxRate: rate, TaxExcludedAmount: line.Net.String(),
			Tax: line.Tax.String(), TaxIncludedAmount: line.Gross.String(), InvoiceLineProperty: ordinary, FavouredPolicyFlag: favour,
		})
	}
	return made
}

// rateOf is a rate in Nuonuo's words: what is exempt is at the rate 0, for a reason.
func rateOf(of money.Rate) (rate, favour string) {
	if of.Equal(money.Exempt) {
		return "0", exempt
	}
	return of.String(), ""
}

// The phones that end an address: abroad, a mobile, one of 400, one of a place; each may have an extension. What stands after a blank may
// lack what makes it certain.
var phoneFormat = regexp.MustCompile(`^(.*?)[\s,，;；:：、]*(?:电话[:：]?\s*)?(` + phones + `(?:\s*[/、,，;；]\s*` + phones + `)*)$`)

const (
	phones    = `(?:\+[0-9][0-9 ()（）.-]{5,}[0-9]|1[3-9][0-9]{9}|400-?[0-9]{3}-?[0-9]{4}|[(（]?0[0-9]{2,3}[)）]?[- ]?[0-9]{7,8}|[0-9]{7,8})` + extension
	extension = `(?:\s*(?:-|转|ext\.?|x)\s*[0-9]{1,6})?`
)

// contact takes "address phone" apart, which Nuonuo wants in two. Where no phone is recognised, or it is too long to be one, all is the
// address, and nothing is lost.
func contact(joined string) (address, phone string) {
	joined = strings.TrimSpace(joined)
	found := phoneFormat.FindStringSubmatch(joined)
	if found == nil || utf8.RuneCountInString(found[2]) > telLimit || endsInDigit(found[1]) {
		return joined, ""
	}
	return found[1], found[2]
}

// endsInDigit: a longer number than that of a phone was cut in two.
func endsInDigit(text string) bool {
	return text != "" && text[len(text)-1] >= '0' && text[len(text)-1] <= '9'
}
