package nuonuo

import (
	"cmp"
	"encoding/json"
	"strconv"

	"github.com/google/uuid"

	"kaipiao/domain/money"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/taxbureau"
)

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
