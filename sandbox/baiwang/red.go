package baiwang

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"kaipiao/domain/calendar"
	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/taxbureau"
)

var (
	addFields = parse(`taxNo!20 taxUserName redConfirmSerialNo!50 entryIdentity!2 sellerTaxNo!20 sellerTaxName!100 buyerTaxNo:20 buyerTaxName!100
		originInvoiceIsPaper!1 originalInvoiceNo! originInvoiceDate!19 originInvoiceTotalPrice!# originInvoiceTotalTax!# originInvoiceType!2
		invoiceTotalPrice!# invoiceTotalTax!# redInvoiceLabel!2 invoiceSource!1 priceTaxMark!1 autoIssueSwitch!1 deliverFlag!1 redInvoiceIsPaper!1
		originalPaperInvoiceCode originalPaperInvoiceNo orgCode accessPlatformNo drawer drawerCredentialsType drawerCredentialsNo buyerEmail buyerPhone
		originInvoiceSetCode ext redConfirmDetailReqEntityList!`,
		map[string]fields{"redConfirmDetailReqEntityList": parse(`originalInvoiceDetailNo!# goodsLineNo!# goodsCode!19 goodsName! goodsSimpleName!
		projectName! goodsTaxRate!# goodsTotalPrice!# goodsTotalTax!# goodsQuantity goodsPrice goodsUnit`, nil)})
	operateFields  = parse("taxNo!20 sellerTaxNo!20 redConfirmUuid redConfirmNo confirmType!2 taxUserName", nil)
	forminfoFields = parse("taxNo!20 sellerTaxNo!20 redConfirmUuid redConfirmNo taxUserName", nil)
	formlistFields = parse(`taxNo!20 sellerTaxNo!20 buySelSelector!1 entryIdentity!2 pageNo!# pageSize!# queryAll redConfirmSerialNo redConfirmNo
		confirmState originalInvoiceNo buyerTaxNo invoiceStartDate invoiceEndDate taxUserName`, nil)
)

type addRequest struct {
	SerialNo    string `json:"redConfirmSerialNo"`
	OriginalNo  string `json:"originalInvoiceNo"`
	OriginDate  string `json:"originInvoiceDate"`
	Net         exact  `json:"invoiceTotalPrice"`
	Tax         exact  `json:"invoiceTotalTax"`
	Label       string `json:"redInvoiceLabel"`
	AutoIssue   string `json:"autoIssueSwitch"`
	DetailsList []struct {
		Line int    `json:"originalInvoiceDetailNo"`
		Code string `json:"goodsCode"`
		Name string `json:"goodsName"`
		Item string `json:"projectName"`
		Net  exact  `json:"goodsTotalPrice"`
		Tax  exact  `json:"goodsTotalTax"`
	} `json:"redConfirmDetailReqEntityList"`
}

// labels are the vendor's numbers for the reasons of a form.
var labels = map[string]taxbureau.RedReason{
	"01": taxbureau.IssuedInError, "02": taxbureau.SalesReturn, "03": taxbureau.ServiceSuspended, "04": taxbureau.Discount,
}

func (q addRequest) reversal() (request taxbureau.RedRequest, wrong string) {
	request = taxbureau.RedRequest{
		Serial: q.SerialNo, Number: q.OriginalNo, Reason: labels[q.Label], Net: q.Net.amount(), Tax: q.Tax.amount(),
		Gross: q.Net.amount().Add(q.Tax.amount()),
	}
	for _, of := range q.DetailsList {
		request.Lines = append(request.Lines, taxbureau.RedLine{
			Line: of.Line, Net: of.Net.amount(), Tax: of.Tax.amount(), Gross: of.Net.amount().Add(of.Tax.amount()),
		})
		if of.Name != fapiao.ItemName(of.Code, of.Item) {
			return request, "goodsName应为*商品简称*项目名称"
		}
	}
	if _, err := time.ParseInLocation(time.DateTime, q.OriginDate, calendar.Shanghai); err != nil {
		return request, "originInvoiceDate有误"
	}
	if q.AutoIssue != "Y" {
		return request, "沙箱仅支持自动开具红票"
	}
	return request, ""
}

// add enters a red-letter form. What the bureau refuses is answered when it has decided; the same serial is refused for the same cause.
func (d *Desk) add(c call) {
	var body addRequest
	err := json.Unmarshal(c.body, &body)
	request, wrong := body.reversal()
	if err != nil || wrong != "" {
		refuse(codeMembers, cmp.Or(wrong, "请求报文有误")).Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.Red, request.Serial, func(mode faults.Mode) jsonhttp.Answer {
		ordered := ""
		if answer, is := troubled(mode); is {
			return answer
		}
		if mode == faults.Reject {
			ordered = byOrder
		}
		code, err := d.register.RequestRed(request, ordered)
		if err != nil {
			return jsonhttp.Failed(err)
		}
		if code == taxbureau.FullyReversed {
			return refuse(codeState, "该发票已全额冲红，不能重复冲红")
		}
		var result taxbureau.RedResult
		err = until(func() (decided bool, err error) {
			result, _, err = d.register.FindRed(request.Serial)
			return result.State != "" || result.Status != taxbureau.Issuing, err
		})
		switch {
		case err != nil:
			return jsonhttp.Failed(err)
		case result.State == "":
			return refuse(codeState, result.FailCause)
		case code == taxbureau.Duplicate:
			return refuse(codeKnown, isKnown)
		}
		return respond([]any{map[string]any{
			"redConfirmUuid": uuidOf(result.Form), "redConfirmNo": result.Form, "redConfirmSerialNo": request.Serial,
			"confirmState": string(result.State), "redInvoiceNo": "",
		}})
	})
}

// uuidOf is the vendor's own name of a form.
func uuidOf(no string) string {
	return strings.ReplaceAll(uuid.NewSHA1(uuid.NameSpaceOID, []byte(no)).String(), "-", "")
}

// named is by what a form is asked for.
type named struct {
	UUID        string `json:"redConfirmUuid"`
	No          string `json:"redConfirmNo"`
	ConfirmType string `json:"confirmType"`
}

// form finds a form by one of its names, and answers where the names cannot be read.
func (d *Desk) form(c call) (found taxbureau.Form, asked named, exists, readable bool) {
	err := json.Unmarshal(c.body, &asked)
	if err == nil && asked.UUID+asked.No == "" {
		refuse(codeEmpty, "redConfirmUuid、redConfirmNo不能同时为空").Write(c.w)
		return found, asked, false, false
	}
	forms, err2 := d.register.Forms()
	if err != nil || err2 != nil {
		refuse(codeMembers, "请求报文有误").Write(c.w)
		return found, asked, false, false
	}
	n := slices.IndexFunc(forms, func(of taxbureau.Form) bool {
		no := of.Result.Form
		return (asked.No == "" || asked.No == no) && (asked.UUID == "" || asked.UUID == uuidOf(no))
	})
	if n < 0 {
		return found, asked, false, true
	}
	return forms[n], asked, true, true
}

// operate confirms, denies or withdraws a form.
func (d *Desk) operate(c call) {
	of, asked, exists, readable := d.form(c)
	if !readable {
		return
	}
	operation, known := map[string]struct {
		does    func(string) (taxbureau.RedResult, bool, error)
		waiting taxbureau.FormState
	}{
		"01": {d.register.Confirm, taxbureau.AwaitsSeller},
		"02": {d.register.Decline, taxbureau.AwaitsSeller},
		"03": {d.register.Withdraw, taxbureau.AwaitsBuyer},
	}[asked.ConfirmType]
	d.faults.Serve(c.w, c.r, faults.Red, of.Request.Serial, func(mode faults.Mode) jsonhttp.Answer {
		if answer, is := troubled(mode); is {
			return answer
		}
		switch {
		case !known:
			return refuse(codeMembers, "confirmType有误")
		case !exists:
			return refuse(codeUnknown, "未查询到红字确认单")
		case mode == faults.Reject || of.Result.State != operation.waiting:
			return refuse(codeState, "红字确认单状态不允许该操作")
		}
		result, _, err := operation.does(of.Request.Serial)
		if err != nil {
			return jsonhttp.Failed(err)
		}
		return respond(map[string]any{"redConfirmUuid": uuidOf(result.Form), "redConfirmNo": result.Form, "confirmState": string(result.State)})
	})
}

// forminfo tells where a form stands.
func (d *Desk) forminfo(c call) {
	of, _, exists, readable := d.form(c)
	if !readable {
		return
	}
	d.faults.Serve(c.w, c.r, faults.QueryRed, of.Request.Serial, func(mode faults.Mode) jsonhttp.Answer {
		if answer, is := troubled(mode); is {
			return answer
		}
		switch {
		case mode == faults.Reject:
			return refuse(codeOften, tooOften)
		case !exists:
			return respond(nil)
		case mode == faults.Pending:
			of.Result.State, of.Result.Status = taxbureau.NotToBeConfirmed, taxbureau.Issuing
		}
		return respond(shownForm(of))
	})
}

// formlist lists forms, once a day.
func (d *Desk) formlist(c call) {
	var asked struct {
		SerialNo string `json:"redConfirmSerialNo"`
		State    string `json:"confirmState"`
		Identity string `json:"entryIdentity"`
		PageNo   int    `json:"pageNo"`
		PageSize int    `json:"pageSize"`
	}
	if err := json.Unmarshal(c.body, &asked); err != nil || asked.PageSize > 50 || asked.PageNo < 1 {
		refuse(codeMembers, "查询条件有误").Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.QueryRed, cmp.Or(asked.SerialNo, "list"), func(mode faults.Mode) jsonhttp.Answer {
		if answer, is := troubled(mode); is {
			return answer
		}
		if mode == faults.Reject || !d.mayRead(asked.PageNo) {
			return refuse(codeOften, tooOften)
		}
		forms, err := d.register.Forms()
		if err != nil {
			return jsonhttp.Failed(err)
		}
		forms = slices.DeleteFunc(forms, func(of taxbureau.Form) bool {
			serial, state := shownForm(of)["redConfirmSerialNo"], string(of.Result.State)
			return (asked.SerialNo != "" && asked.SerialNo != serial) || (asked.State != "" && asked.State != state) || of.ByBuyer != (asked.Identity == "02")
		})
		list := []any{}
		for _, of := range page(forms, asked.PageNo, asked.PageSize) {
			list = append(list, shownForm(of))
		}
		return respond(list)
	}, faults.Pending)
}

// mayRead counts the first pages of a day.
func (d *Desk) mayRead(page int) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	day := calendar.DateOf(d.now()).String()
	if page == 1 {
		d.read[day]++
	}
	return d.read[day] <= d.settings.FormListsPerDay
}

// shownForm is a form in an answer. Others' forms have no serial of ours.
func shownForm(of taxbureau.Form) map[string]any {
	label := ""
	for known, reason := range labels {
		if reason == of.Request.Reason {
			label = known
		}
	}
	serial, identity := of.Request.Serial, "01"
	if of.Foreign {
		serial = ""
	}
	if of.ByBuyer {
		identity = "02"
	}
	form := map[string]any{
		"redConfirmUuid": uuidOf(of.Result.Form), "redConfirmNo": of.Result.Form, "redConfirmSerialNo": serial, "entryIdentity": identity,
		"sellerTaxNo": of.Of.Seller.TaxNumber, "sellerTaxName": of.Of.Seller.Name, "buyerTaxNo": of.Of.Buyer.TaxNumber,
		"buyerTaxName": of.Of.Buyer.Name, "originalInvoiceNo": of.Request.Number, "redInvoiceLabel": label,
		"confirmState": string(of.Result.State), "alreadyRedInvoiceFlag": "N", "redInvoiceNo": "", "redInvoiceDate": "",
		"entryDate": spaced(of.AcceptedAt), "invoiceTotalPrice": number(of.Request.Net), "invoiceTotalTax": number(of.Request.Tax),
		"validFlag": "Y", "electricInvoiceDetails": shownRedLines(of),
	}
	if of.Result.Status == taxbureau.Issued {
		form["alreadyRedInvoiceFlag"], form["redInvoiceNo"], form["redInvoiceDate"] = "Y", of.Result.Number, spaced(of.Result.IssuedAt)
	}
	return form
}
