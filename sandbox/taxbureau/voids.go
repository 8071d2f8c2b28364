package taxbureau

import (
	"net/http"
	"time"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
)

// VoidResult is what became of a request to void: Voided, or Failed for good with the reason.
type VoidResult struct {
	Number    string `json:"number"`
	Status    State  `json:"status"`
	FailCause string `json:"fail_cause,omitempty"`
}

// Void voids a paper document (V3); one that is void stays it.
func (r *Register) Void(number string) (result VoidResult, err error) {
	err = r.store.Update(func(tx store.Tx) error {
		now := r.instant()
		of, exists, err := readBlue(tx, number, now)
		if err != nil {
			return err
		}
		result = VoidResult{Number: number, Status: Voided}
		switch {
		case !exists:
			result.FailCause = "发票不存在或尚未开具"
		case !of.voidedAt.IsZero():
			return nil
		default:
			result.FailCause = of.refuseVoid(now)
		}
		if result.FailCause != "" {
			result.Status = Failed
			return nil
		}
		return store.Put(tx, store.Voids, number, now)
	})
	return result, err
}

// refuseVoid is the bureau's reason not to void; empty when all is well.
func (b blue) refuseVoid(now time.Time) string {
	_, locked := b.openForm(now)
	switch {
	case !b.Submission.InvoiceType.Paper():
		return "电子发票不能作废，请开具红字发票"
	case locked:
		return "该发票已被红字发票信息确认单锁定，不能作废"
	case b.status(now) != Normal:
		return "该发票已开具红字发票，不能作废"
	case b.buyer.Used:
		return "该发票已用于申报抵扣，不能作废"
	case period(b.DecidedAt) != period(now):
		return "该发票不是本月开具的发票，不能作废，请开具红字发票"
	}
	return ""
}

func (d *Desk) void(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Number string `json:"number"`
	}
	if err := jsonhttp.Read(w, r, &request); err != nil {
		malformed(err).Write(w)
		return
	}
	d.faults.Serve(w, r, faults.Red, request.Number, func(mode faults.Mode) jsonhttp.Answer {
		switch mode {
		case faults.SessionExpired:
			return answer(SessionExpired, nil)
		case faults.Reject:
			return answer(OK, VoidResult{Number: request.Number, Status: Failed, FailCause: refusedByOrder})
		default: // it is voided, if it can be
		}
		result, err := d.register.Void(request.Number)
		if err != nil {
			return jsonhttp.Failed(err)
		}
		return answer(OK, result)
	})
}
