package nuonuo

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
	"kaipiao/sandbox/taxbureau"
)

// bill is what Nuonuo keeps of a form, under its serial at the bureau.
type bill struct {
	Request  taxbureau.RedRequest `json:"request"`
	Line     string               `json:"line"`
	Callback string               `json:"callback,omitempty"`
	At       time.Time            `json:"at"`
	// Fetched: somebody has asked for the red document (fastInvoiceRed), without which there is none of a paper one.
	Fetched bool `json:"fetched,omitempty"`
	// TurnedAt is when somebody withdrew, confirmed or denied it, which shows a while after; Before and Doing are what is shown until then.
	TurnedAt time.Time `json:"turned_at,omitzero"`
	Before   string    `json:"before,omitempty"`
	Doing    string    `json:"doing,omitempty"`
}

// formRequest is the body of saveInvoiceRedConfirm.
type formRequest struct {
	BillID, BlueInvoiceLine, ApplySource, BlueElecInvoiceNumber string
	SellerTaxNo, BuyerName, RedReason, CallbackURL              string
	Detail                                                      []struct{ BlueDetailIndex, TaxExcludedAmount, TaxAmount string }
}

// lineOf is Nuonuo's word for kind and medium.
func lineOf(sheet taxbureau.Sheet) string {
	return map[bool]map[bool]string{false: {false: "pc", true: "bs"}, true: {false: "ec", true: "es"}}[sheet.Paper][sheet.Special]
}

// reversal is the request as the bureau gets it; without lines it is all of the invoice.
func (q formRequest) reversal(of taxbureau.Sheet) (made taxbureau.RedRequest, wrong bool) {
	made = taxbureau.RedRequest{Serial: q.BillID, Number: q.BlueElecInvoiceNumber, Reason: taxbureau.RedReason(q.RedReason)}
	add := func(number int, net, tax money.Amount) {
		made.Lines = append(made.Lines, taxbureau.RedLine{Line: number, Net: net, Tax: tax, Gross: net.Add(tax)})
		made.Net, made.Tax, made.Gross = made.Net.Add(net), made.Tax.Add(tax), made.Gross.Add(net).Add(tax)
	}
	for n, line := range of.Lines {
		if len(q.Detail) == 0 {
			add(n+1, line.Net.Neg(), line.Tax.Neg())
		}
	}
	for _, line := range q.Detail {
		number, err1 := strconv.Atoi(line.BlueDetailIndex)
		net, err2 := money.Parse(line.TaxExcludedAmount)
		tax, err3 := money.Parse(line.TaxAmount)
		if err1 != nil || err2 != nil || err3 != nil {
			return made, true
		}
		add(number, net, tax)
	}
	return made, false
}

// enter enters a form. What the bureau does not take shows later, as the form's state.
func (d *Desk) enter(c call) {
	var request formRequest
	if err := json.Unmarshal(c.body, &request); err != nil {
		refuse(illFormed, "请求报文格式有误").Write(c.w)
		return
	}
	request.BillID = cmp.Or(request.BillID, uuid.NewString()[:30])
	sheet, exists, err := d.register.Sheet(request.BlueElecInvoiceNumber)
	made, wrong := request.reversal(sheet)
	switch {
	case err != nil:
		jsonhttp.Failed(err).Write(c.w)
		return
	case wrong:
		refuse("E9124", "明细金额格式有误").Write(c.w)
		return
	case request.SellerTaxNo != TaxNumber || request.ApplySource != "0":
		refuse("E9302", "税号与用户身份不符").Write(c.w)
		return
	case exists && (request.BuyerName != sheet.Buyer.Name || request.BlueInvoiceLine != lineOf(sheet)):
		refuse("E9113", "购方信息或票种与蓝票不一致").Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.Red, made.Serial, func(mode faults.Mode) jsonhttp.Answer {
		ordered := ""
		if mode == faults.SessionExpired {
			return refuse("E9999", noSession)
		}
		if mode == faults.Reject {
			ordered = byOrder
		}
		code, err := d.register.RequestRed(made, ordered)
		if err == nil && code == taxbureau.OK {
			err = d.keep(bill{Request: made, Line: request.BlueInvoiceLine, Callback: request.CallbackURL, At: d.now()})
		}
		switch {
		case err != nil:
			return jsonhttp.Failed(err)
		case code == taxbureau.FullyReversed:
			return refuse("E9103", "该发票已全额冲红，不能重复冲红")
		case code == taxbureau.Duplicate:
			return refuse("E9999", isKnown)
		}
		if request.CallbackURL != "" {
			d.owe(owed{request.CallbackURL, func() (told, bool) { return d.formTold(made.Serial) }})
		}
		return done(made.Serial)
	})
}

// keep writes down what is kept of a form, and how the order of its red document is called.
func (d *Desk) keep(of bill) error {
	return d.store.Update(func(tx store.Tx) error {
		if err := store.Put(tx, store.Nuonuo, "serial/"+own(of.Request.Serial), of.Request.Serial); err != nil {
			return err
		}
		return store.Put(tx, store.Nuonuo, "bill/"+of.Request.Serial, of)
	})
}

// seen is a form with where it stands.
type seen struct {
	bill
	kept    bool
	result  taxbureau.RedResult
	of      taxbureau.Sheet
	byBuyer bool
}

// all are the forms of the account: those that the bureau has, and those that it did not take, oldest first.
func (d *Desk) all() (all []seen, err error) {
	entered, err := d.register.Forms()
	if err != nil {
		return nil, err
	}
	for _, form := range entered {
		one := seen{bill: bill{Request: form.Request, At: form.AcceptedAt}, result: form.Result, byBuyer: form.ByBuyer}
		all = append(all, one)
	}
	for n := range all {
		if err := d.look(&all[n]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b seen) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Request.Serial, b.Request.Serial))
	})
	return all, nil
}

// look adds what is kept of a form, and the invoice that it is about.
func (d *Desk) look(one *seen) error {
	err := d.store.View(func(tx store.Tx) error {
		found, kept, err := store.Get[bill](tx, store.Nuonuo, "bill/"+one.Request.Serial)
		if one.kept = kept; kept {
			one.bill = found
		}
		return err
	})
	if err == nil {
		one.of, _, err = d.register.Sheet(one.Request.Number)
	}
	if one.Line == "" {
		one.Line = lineOf(one.of)
	}
	return err
}

// find finds a form by its serial or by the bureau's number.
func (d *Desk) find(billID, billNo string) (found seen, exists bool, err error) {
	serial := cmp.Or(billID, billNo)
	if billID == "" {
		all, err := d.all()
		if err != nil {
			return seen{}, false, err
		}
		n := slices.IndexFunc(all, func(one seen) bool { return one.result.Form == billNo })
		if n < 0 {
			return seen{}, false, nil
		}
		return all[n], true, nil
	}
	found.Request.Serial = serial
	if found.result, exists, err = d.register.FindRed(serial); err != nil || !exists {
		return seen{}, false, err
	}
	return found, true, d.look(&found)
}

// opened reports whether the red document is Nuonuo's to show.
func (s seen) opened() bool {
	return s.result.Status == taxbureau.Issued && (s.Fetched || !s.of.Paper)
}

// foreign reports whether others have entered it, without Nuonuo.
func (s seen) foreign() bool { return s.Request.Serial == s.result.Form }

// billStatus is the bureau's state of it: 15 until it has one, 16 where it was not taken.
func (s seen) billStatus() string {
	switch {
	case s.result.State != "":
		return string(s.result.State)
	case s.result.Status == taxbureau.Failed:
		return "16"
	default:
		return "15"
	}
}

// shown is an element of the list.
func (d *Desk) shownForm(s seen) entry {
	detail := []entry{}
	for _, line := range s.Request.Lines {
		detail = append(detail, entry{
			"blueDetailIndex": strconv.Itoa(line.Line), "taxExcludedAmount": line.Net.String(), "taxAmount": line.Tax.String(), "goodsName": nil,
		})
	}
	source := 0
	if s.byBuyer {
		source = 1
	}
	shown := entry{
		"billNo": s.result.Form, "billUuid": own("uuid " + s.Request.Serial), "billId": s.Request.Serial, "billStatus": s.billStatus(),
		"billMessage": s.result.FailCause, "invoiceSerialNum": nil, "orderNo": s.Request.Serial, "requestStatus": nil, "openStatus": "0",
		"applySource": source, "blueInvoiceLine": s.Line, "blueInvoiceNumber": nil, "blueElecInvoiceNumber": s.Request.Number,
		"billTime": civil(s.At), "confirmTime": nil, "sellerTaxNo": TaxNumber, "sellerName": SellerName, "buyerTaxNo": s.of.Buyer.TaxNumber,
		"buyerName": s.of.Buyer.Name, "taxExcludedAmount": s.Request.Net.String(), "taxAmount": s.Request.Tax.String(),
		"redReason": string(s.Request.Reason), "redInvoiceNumber": nil, "pdfUrl": nil, "detail": detail,
	}
	if s.foreign() {
		shown["billId"], shown["orderNo"] = nil, nil
	}
	if d.now().Before(s.TurnedAt.Add(d.settings.Sealing)) {
		shown["billStatus"], shown["requestStatus"] = s.Before, s.Doing
		return shown
	}
	if s.opened() {
		shown["openStatus"], shown["redInvoiceNumber"] = "1", s.result.Number
		if !s.foreign() || s.Fetched {
			shown["invoiceSerialNum"] = own(s.Request.Serial)
		}
	}
	return shown
}

func civil(at time.Time) string { return at.In(calendar.Shanghai).Format(time.DateTime) }

// forms lists forms, one page.
func (d *Desk) forms(c call) {
	var request struct{ BillID, BillNo, BillStatus, BillTimeStart, BillTimeEnd, PageNo, PageSize string }
	if err := json.Unmarshal(c.body, &request); err != nil {
		refuse(illFormed, "请求报文格式有误").Write(c.w)
		return
	}
	size, page := atLeast(request.PageSize, 10), atLeast(request.PageNo, 1)
	var found []seen
	var err error
	if request.BillID+request.BillNo != "" {
		one, exists, failed := d.find(request.BillID, request.BillNo)
		if err = failed; exists {
			found = append(found, one)
		}
	} else {
		from, err1 := time.ParseInLocation(time.DateTime, request.BillTimeStart, calendar.Shanghai)
		to, err2 := time.ParseInLocation(time.DateTime, request.BillTimeEnd, calendar.Shanghai)
		if err1 != nil || err2 != nil || to.Sub(from) > 90*day || size > 50 {
			refuse(illFormed, "时间跨度不能超过90天，每页不能超过50条").Write(c.w)
			return
		}
		found, err = d.all()
		found = slices.DeleteFunc(found, func(one seen) bool {
			status := request.BillStatus != "" && request.BillStatus != one.billStatus()
			return status || one.At.Before(from) || one.At.After(to.Add(time.Second))
		})
	}
	if err != nil {
		jsonhttp.Failed(err).Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.QueryRed, cmp.Or(request.BillID, request.BillNo, "list"), func(mode faults.Mode) jsonhttp.Answer {
		if mode == faults.Reject || mode == faults.QuotaExhausted || mode == faults.SessionExpired {
			return refuse("040102", exception)
		}
		list := []entry{}
		for _, one := range found[min(size*(page-1), len(found)):min(size*page, len(found))] {
			shown := d.shownForm(one)
			if mode == faults.Pending {
				shown["billStatus"], shown["openStatus"], shown["redInvoiceNumber"], shown["invoiceSerialNum"] = "15", "0", nil, nil
			}
			list = append(list, shown)
		}
		return done(map[string]any{"total": len(found), "list": list})
	})
}

// atLeast reads a count; one that is none is what there is instead.
func atLeast(text string, instead int) int {
	if number, err := strconv.Atoi(text); err == nil && number > 0 {
		return number
	}
	return instead
}

// turning is a request about a form that waits for somebody.
type turning struct{ BillID, BillNo, ConfirmAgreement string }

// confirm is the seller's word to a form that the buyer began.
func (d *Desk) confirm(c call) {
	d.turn(c, func(word turning, serial string) (taxbureau.RedResult, bool, error) {
		if word.ConfirmAgreement == "1" {
			return d.register.Confirm(serial)
		}
		return d.register.Decline(serial)
	}, taxbureau.AwaitsSeller)
}

// withdraw takes a form back.
func (d *Desk) withdraw(c call) {
	d.turn(c, func(_ turning, serial string) (taxbureau.RedResult, bool, error) { return d.register.Withdraw(serial) }, taxbureau.AwaitsBuyer)
}

// doing is what is being done to a form that waits for somebody: it is cancelled, or confirmed.
var doing = map[taxbureau.FormState]string{taxbureau.AwaitsBuyer: "01", taxbureau.AwaitsSeller: "03"}

func (d *Desk) turn(c call, do func(turning, string) (taxbureau.RedResult, bool, error), waiting taxbureau.FormState) {
	var word turning
	err := json.Unmarshal(c.body, &word)
	found, exists, failed := d.find(word.BillID, word.BillNo)
	if err != nil || failed != nil || !exists {
		refuse("E9999", "未查询到红字确认单").Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.Red, found.Request.Serial, func(mode faults.Mode) jsonhttp.Answer {
		switch {
		case mode == faults.SessionExpired:
			return refuse("E9999", noSession)
		case mode == faults.Reject:
			return refuse("E9999", byOrder)
		case found.result.State != waiting:
			return refuse("E9999", "红字确认单当前状态不允许该操作")
		}
		found.Before, found.Doing, found.TurnedAt = string(waiting), doing[waiting], d.now()
		_, _, err := do(word, found.Request.Serial)
		if err == nil {
			err = d.keep(found.bill)
		}
		if err != nil {
			return jsonhttp.Failed(err)
		}
		return done(word.BillID)
	})
}

// fast issues the red document of a form: of a paper one, or of one that the bureau has issued by itself and Nuonuo has not fetched.
func (d *Desk) fast(c call) {
	var request struct{ OrderNo, BillNo, TaxNum string }
	err := json.Unmarshal(c.body, &request)
	found, exists, failed := d.find("", request.BillNo)
	switch {
	case err != nil || failed != nil:
		jsonhttp.Problem(http.StatusInternalServerError, "The sandbox failed.").Write(c.w)
	case !exists || request.TaxNum != TaxNumber || request.OrderNo != found.Request.Serial:
		refuse("E9999", "未查询到红字确认单").Write(c.w)
	case found.Fetched:
		refuse("E9106", "订单编号已存在，请直接查询开票结果").Write(c.w)
	case found.result.State != taxbureau.NotToBeConfirmed && found.result.State != taxbureau.Confirmed:
		refuse("E9999", "红字确认单当前状态不允许该操作").Write(c.w)
	default:
		found.Fetched = true
		if err := d.keep(found.bill); err != nil {
			jsonhttp.Failed(err).Write(c.w)
			return
		}
		done(map[string]string{"invoiceSerialNum": own(found.Request.Serial)}).Write(c.w)
	}
}

// redEntry is what is shown of the red document of a form.
func (d *Desk) redEntry(r *http.Request, serial string) (shown entry, exists bool, err error) {
	found, exists, err := d.find(serial, "")
	if err != nil || !exists || !found.kept || (!found.opened() && !found.Fetched) || (found.foreign() && !found.Fetched) {
		return nil, false, err
	}
	shown = entry{
		"serialNo": own(serial), "orderNo": serial, "status": issuing, "statusMsg": statusTexts[issuing], "failCause": "", "invoiceCode": "", "invoiceNo": "",
	}
	if !found.opened() {
		return shown, true, nil
	}
	shown["status"], shown["statusMsg"], shown["redReason"] = issued, statusTexts[issued], string(found.Request.Reason)
	return shown, true, d.complete(r, shown, found.result.Number)
}
