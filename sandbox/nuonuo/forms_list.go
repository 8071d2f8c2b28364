package nuonuo

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
)

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
