package nuonuo

import (
	"encoding/json"
	"net/http"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/taxbureau"
)

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
