package baiwang

import (
	"encoding/json"
	"strings"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/taxbureau"

	"github.com/shopspring/decimal"
)

var issueFields = parse(`serialNo!50 invoiceTypeCode!3 invoiceType!1 paperInvoiceFlag:1 priceTaxMark!1 taxationMethod!1 taxationLabel
	invoiceListMark invoiceSpecialMark buyerName!100 buyerTaxNo:20 buyerAddress buyerPhone buyerTelphone buyerBankName buyerBankNumber buyerEmail
	buyerNaturalPerson sellerAddress sellerTelphone sellerBankName sellerBankNumber invoiceTotalPrice!# invoiceTotalTax!# invoiceTotalPriceTax!#
	drawer remarks:230 contractNumber systemName:150 systemId:50 ext invoiceDetailsList!`,
	map[string]fields{"invoiceDetailsList": parse(`goodsLineNo!# invoiceLineNature!1 goodsCode!19 goodsName!100 goodsPersonalCode goodsSpecification:40
	goodsUnit:22 goodsQuantity goodsPrice:17 goodsTotalPrice!# goodsTotalTax!# goodsTaxRate!# preferentialMarkFlag:1 vatSpecialManagement
	freeTaxMark:1`, nil)})

// exact is an amount as the vendor writes it: a number.
type exact struct{ decimal.Decimal }

func (e exact) amount() money.Amount { return money.Round(e.Decimal) }

// number is an amount in an answer.
func number(amount money.Amount) json.Number { return json.Number(amount.String()) }

type issueRequest struct {
	SerialNo         string `json:"serialNo"`
	InvoiceTypeCode  string `json:"invoiceTypeCode"`
	InvoiceType      string `json:"invoiceType"`
	PaperInvoiceFlag string `json:"paperInvoiceFlag"`
	PriceTaxMark     string `json:"priceTaxMark"`
	BuyerName        string `json:"buyerName"`
	BuyerTaxNo       string `json:"buyerTaxNo"`
	BuyerAddress     string `json:"buyerAddress"`
	BuyerPhone       string `json:"buyerPhone"`
	BuyerBankName    string `json:"buyerBankName"`
	BuyerBankNumber  string `json:"buyerBankNumber"`
	SellerAddress    string `json:"sellerAddress"`
	SellerTelphone   string `json:"sellerTelphone"`
	SellerBankName   string `json:"sellerBankName"`
	SellerBankNumber string `json:"sellerBankNumber"`
	Net              exact  `json:"invoiceTotalPrice"`
	Tax              exact  `json:"invoiceTotalTax"`
	Gross            exact  `json:"invoiceTotalPriceTax"`
	Drawer           string `json:"drawer"`
	Remarks          string `json:"remarks"`
	Details          []struct {
		Line    int    `json:"goodsLineNo"`
		Code    string `json:"goodsCode"`
		Name    string `json:"goodsName"`
		Net     exact  `json:"goodsTotalPrice"`
		Tax     exact  `json:"goodsTotalTax"`
		Rate    exact  `json:"goodsTaxRate"`
		Special string `json:"vatSpecialManagement"`
		Free    string `json:"freeTaxMark"`
	} `json:"invoiceDetailsList"`
}

// types are the vendor's numbers for the kinds of digital invoices, on paper or not.
var types = map[string]taxbureau.InvoiceType{
	"01N": taxbureau.ElectronicSpecial, "02N": taxbureau.ElectronicOrdinary, "01Y": taxbureau.PaperSpecial, "02Y": taxbureau.PaperOrdinary,
}

func (q issueRequest) submission() (taxbureau.Submission, bool) {
	if q.PaperInvoiceFlag == "" {
		q.PaperInvoiceFlag = "N"
	}
	kind, known := types[q.InvoiceTypeCode+q.PaperInvoiceFlag]
	submission := taxbureau.Submission{
		Serial: q.SerialNo, InvoiceType: kind, Remark: q.Remarks, Drawer: q.Drawer, Net: q.Net.amount(), Tax: q.Tax.amount(), Gross: q.Gross.amount(),
		Seller: taxbureau.Party{
			Name: SellerName, TaxNumber: TaxNumber, AddressPhone: joined(q.SellerAddress, q.SellerTelphone),
			BankAccount: joined(q.SellerBankName, q.SellerBankNumber),
		},
		Buyer: taxbureau.Party{
			Name: q.BuyerName, TaxNumber: q.BuyerTaxNo, AddressPhone: joined(q.BuyerAddress, q.BuyerPhone),
			BankAccount: joined(q.BuyerBankName, q.BuyerBankNumber),
		},
	}
	for _, of := range q.Details {
		rate, err := money.ParseRate(of.Rate.StringFixed(3))
		if of.Free == "1" {
			rate, err = money.Exempt, nil
		}
		known = known && err == nil
		submission.Lines = append(submission.Lines, taxbureau.Line{
			Line: of.Line, Name: of.Name, TaxCode: of.Code, TaxRate: rate, Net: of.Net.amount(), Tax: of.Tax.amount(),
			Gross: of.Net.amount().Add(of.Tax.amount()),
		})
	}
	return submission, known && q.InvoiceType == "0" && q.PriceTaxMark == "0"
}

func joined(words, number string) string { return strings.TrimSpace(words + " " + number) }

// issue issues a document and answers when the bureau has decided.
func (d *Desk) issue(c call) {
	var request issueRequest
	if err := json.Unmarshal(c.body, &request); err != nil {
		refuse(codeMembers, "请求报文有误").Write(c.w)
		return
	}
	submission, known := request.submission()
	if !known {
		refuse(codeType, "发票类型不支持").Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.Issue, submission.Serial, func(mode faults.Mode) jsonhttp.Answer {
		ordered := ""
		switch mode {
		case faults.QuotaExhausted:
			return failed(submission, noQuota)
		case faults.SessionExpired:
			return failed(submission, noSession)
		case faults.Reject:
			ordered = byOrder
		default: // it is checked as any other
		}
		return d.decided(submission, ordered)
	})
}

func (d *Desk) decided(submission taxbureau.Submission, ordered string) jsonhttp.Answer {
	code, err := d.register.Submit(submission, ordered)
	if err != nil {
		return jsonhttp.Failed(err)
	}
	if code == taxbureau.QuotaExhausted {
		return failed(submission, noQuota)
	}
	var result taxbureau.Result
	err = until(func() (decided bool, err error) {
		result, _, err = d.register.Find(submission.Serial)
		return result.Status != taxbureau.Issuing, err
	})
	switch {
	case err != nil:
		return jsonhttp.Failed(err)
	case result.Status == taxbureau.Failed: // the same serial fails for the same cause
		return failed(submission, result.FailCause)
	case code == taxbureau.Duplicate:
		return failed(submission, isKnown)
	}
	record, _, err := d.register.Record(submission.Serial)
	if err != nil {
		return jsonhttp.Failed(err)
	}
	return respond(map[string]any{"success": []any{shown(record)}, "fail": []any{}})
}

func failed(submission taxbureau.Submission, cause string) jsonhttp.Answer {
	return respond(map[string]any{"success": []any{}, "fail": []any{map[string]any{
		"serialNo": submission.Serial, "failCause": cause, "invoiceTotalPrice": number(submission.Net),
		"invoiceTotalTax": number(submission.Tax), "invoiceTotalPriceTax": number(submission.Gross),
	}}})
}

// compact is an instant as the vendor writes it in most answers, and spaced in those about red-letter forms.
func compact(at time.Time) string { return at.In(calendar.Shanghai).Format("20060102150405") }
func spaced(at time.Time) string  { return at.In(calendar.Shanghai).Format(time.DateTime) }

// states are the vendor's numbers for what is left of a document.
var states = map[taxbureau.BlueState]string{
	taxbureau.Normal: "00", taxbureau.Void: "03", taxbureau.FullyRed: "05", taxbureau.PartlyRed: "06",
}

// shown is a document in an answer. A red one has a serial of the vendor's own.
func shown(of taxbureau.Record) map[string]any {
	submission := of.Submission
	typeCode := "02"
	if submission.InvoiceType.Special() {
		typeCode = "01"
	}
	document := map[string]any{
		"serialNo": of.Serial, "invoiceTypeCode": typeCode, "invoiceNo": of.Number, "invoiceCode": "", "invoiceDate": compact(of.IssuedAt),
		"invoiceType": "0", "invoiceStatus": states[of.State], "sellerTaxNo": submission.Seller.TaxNumber, "sellerName": submission.Seller.Name,
		"buyerTaxNo": submission.Buyer.TaxNumber, "buyerName": submission.Buyer.Name, "drawer": submission.Drawer, "remarks": submission.Remark,
		"invoiceTotalPrice": number(submission.Net), "invoiceTotalTax": number(submission.Tax), "invoiceTotalPriceTax": number(submission.Gross),
	}
	if !of.VoidedAt.IsZero() {
		document["invalidDate"] = compact(of.VoidedAt)
	}
	lines := []any{}
	if of.Form == nil {
		for _, line := range submission.Lines {
			lines = append(lines, shownLine(line, line.Line, line.Net, line.Tax))
		}
		document["invoiceDetailsList"] = lines
		return document
	}
	taken := of.Form.Request
	document["serialNo"], document["invoiceType"], document["invoiceStatus"] = "BW"+of.Number, "1", "00"
	document["redInfoNo"], document["originalInvoiceNo"] = of.Form.Result.Form, taken.Number
	document["redIssueReason"] = string(taken.Reason)
	document["invoiceTotalPrice"], document["invoiceTotalTax"] = number(taken.Net), number(taken.Tax)
	document["invoiceTotalPriceTax"], document["remarks"] = number(taken.Gross), ""
	document["invoiceDetailsList"] = shownRedLines(*of.Form)
	return document
}

func shownRedLines(of taxbureau.Form) []any {
	lines := []any{}
	for n, taken := range of.Request.Lines {
		line := shownLine(of.Of.Lines[taken.Line-1], n+1, taken.Net, taken.Tax)
		line["originalInvoiceDetailNo"] = taken.Line
		lines = append(lines, line)
	}
	return lines
}

func shownLine(of taxbureau.Line, no int, net, tax money.Amount) map[string]any {
	rate := of.TaxRate.Decimal().StringFixed(3)
	return map[string]any{
		"goodsLineNo": no, "invoiceLineNature": "0", "goodsCode": of.TaxCode, "goodsName": fapiao.ItemName(of.TaxCode, of.Name),
		"goodsTotalPrice": number(net), "goodsTotalTax": number(tax), "goodsTaxRate": rate,
	}
}
