package taxbureau

import (
	"net/http"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
)

func (d *Desk) requestRed(w http.ResponseWriter, r *http.Request) {
	var request RedRequest
	if !readUnderSerial(w, r, &request, &request.Serial) {
		return
	}
	d.faults.Serve(w, r, faults.Red, request.Serial, func(mode faults.Mode) jsonhttp.Answer {
		ordered := ""
		switch mode {
		case faults.SessionExpired:
			return answer(SessionExpired, nil)
		case faults.Reject:
			ordered = refusedByOrder
		default: // it is checked as any other
		}
		code, err := d.register.RequestRed(request, ordered)
		if err != nil {
			return jsonhttp.Failed(err)
		}
		return answer(code, &RedResult{Serial: request.Serial})
	})
}

func (d *Desk) queryRed(w http.ResponseWriter, r *http.Request) {
	serial := r.PathValue("serial")
	result, known, err := d.register.FindRed(serial)
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	d.faults.Serve(w, r, faults.QueryRed, serial, func(mode faults.Mode) jsonhttp.Answer {
		if refused, struck := refusedQuery(mode); struck {
			return refused
		}
		switch {
		case !known:
			return answer(UnknownSerial, nil)
		case mode == faults.Pending:
			return answer(OK, &RedResult{Serial: serial, Status: Issuing})
		default:
			return answer(OK, &result)
		}
	})
}

// turning is something that is done to a form, and tells how it stands then.
type turning func(serial string) (RedResult, bool, error)

// turn does something to a form. A refusal ordered for it leaves the form as it stands, which is what is answered then.
func (d *Desk) turn(do turning) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		serial := r.PathValue("serial")
		d.faults.Serve(w, r, faults.Red, serial, func(mode faults.Mode) jsonhttp.Answer {
			take := do
			switch mode {
			case faults.SessionExpired:
				return answer(SessionExpired, nil)
			case faults.Reject:
				take = d.register.FindRed
			default: // it is done, if it can be
			}
			result, known, err := take(serial)
			switch {
			case err != nil:
				return jsonhttp.Failed(err)
			case !known:
				return answer(UnknownSerial, nil)
			default:
				return answer(OK, &result)
			}
		})
	}
}
