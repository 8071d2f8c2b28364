package taxbureau

import (
	"errors"
	"log/slog"
	"net/http"
	"regexp"

	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/typeface"
)

// serialFormat is what the aggregator takes as a serial.
var serialFormat = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// refusedByOrder is the reason given when a refusal was ordered as a fault.
const refusedByOrder = "税务局拒绝开具：纳税人状态异常（沙箱故障注入 reject）"

// Desk serves the aggregator's calls.
type Desk struct {
	register *Register
	faults   *faults.Book
	press    *fapiao.Press
}

// NewDesk serves a register under the standing faults; the press makes the files.
func NewDesk(register *Register, book *faults.Book, press *fapiao.Press) *Desk {
	return &Desk{register: register, faults: book, press: press}
}

// Register adds the calls.
func (d *Desk) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /provider/v1/invoices", d.submit)
	mux.HandleFunc("GET /provider/v1/invoices/{serial}", d.query)
	mux.HandleFunc("POST /provider/v1/numbers", d.reserve)
	mux.HandleFunc("GET /provider/v1/files/{number}/{format}", d.file)
	mux.HandleFunc("GET /provider/v1/usages/{number}", d.usage)
	mux.HandleFunc("POST /provider/v1/red-forms", d.requestRed)
	mux.HandleFunc("GET /provider/v1/red-forms/{serial}", d.queryRed)
	mux.HandleFunc("POST /provider/v1/red-forms/{serial}/withdraw", d.turn(d.register.Withdraw))
	mux.HandleFunc("POST /provider/v1/red-forms/{serial}/confirm", d.turn(d.register.Confirm))
	mux.HandleFunc("POST /provider/v1/red-forms/{serial}/deny", d.turn(d.register.Decline))
	mux.HandleFunc("GET /provider/v1/documents", d.list)
	mux.HandleFunc("POST /bureau/reds", d.elsewhere(d.register.RedElsewhere))
	mux.HandleFunc("POST /bureau/voids", d.elsewhere(d.register.VoidElsewhere))
	mux.HandleFunc("POST /bureau/red-forms", d.elsewhere(d.register.BuyersForm))
	mux.HandleFunc("POST /bureau/red-forms/{serial}/withdraw", d.withdrawBuyersForm)
	mux.HandleFunc("POST /provider/v1/voids", d.void)
	mux.HandleFunc("POST /buyers/{number}", d.orderBuyer)
	mux.HandleFunc("GET /provider/v1/sellers/{seller}", d.standing)
	mux.HandleFunc("POST /quota", d.setQuota)
	mux.HandleFunc("GET /issued", d.issued)
}

func answer(code Code, result any) jsonhttp.Answer {
	return jsonhttp.JSON(http.StatusOK, envelope{Code: code, Describe: describes[code], Result: result})
}

func malformed(reason error) jsonhttp.Answer {
	body := envelope{Code: BadRequest, Describe: describes[BadRequest] + "：" + reason.Error()}
	return jsonhttp.JSON(http.StatusBadRequest, body)
}

var errSerial = errors.New("serial: 1 to 64 letters, digits or hyphens")

// readUnderSerial reads a request, which has to name a serial; it answers one that does not.
func readUnderSerial(w http.ResponseWriter, r *http.Request, request any, serial *string) bool {
	err := jsonhttp.Read(w, r, request)
	if err == nil && !serialFormat.MatchString(*serial) {
		err = errSerial
	}
	if err != nil {
		malformed(err).Write(w)
	}
	return err == nil
}

func (d *Desk) submit(w http.ResponseWriter, r *http.Request) {
	var submission Submission
	if !readUnderSerial(w, r, &submission, &submission.Serial) {
		return
	}
	d.faults.Serve(w, r, faults.Issue, submission.Serial, func(mode faults.Mode) jsonhttp.Answer {
		ordered := ""
		switch mode {
		case faults.QuotaExhausted:
			return answer(QuotaExhausted, nil)
		case faults.SessionExpired:
			return answer(SessionExpired, nil)
		case faults.Reject:
			ordered = refusedByOrder
		default: // it is checked as any other
		}
		code, err := d.register.Submit(submission, ordered)
		if err != nil {
			return jsonhttp.Failed(err)
		}
		return answer(code, &Result{Serial: submission.Serial})
	})
}

func (d *Desk) query(w http.ResponseWriter, r *http.Request) {
	serial := r.PathValue("serial")
	result, known, err := d.register.Find(serial)
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	idle := []faults.Mode{}
	if result.Status != Issued {
		idle = append(idle, faults.SealFailed) // there is nothing to be sealed yet
	}
	d.faults.Serve(w, r, faults.Query, serial, func(mode faults.Mode) jsonhttp.Answer {
		if refused, struck := refusedQuery(mode); struck {
			return refused
		}
		if !known {
			return answer(UnknownSerial, nil)
		}
		return answer(OK, obscured(result, mode))
	}, idle...)
}

// refusedQuery is the answer to a question that a fault keeps from being answered.
func refusedQuery(mode faults.Mode) (refused jsonhttp.Answer, struck bool) {
	switch mode {
	case faults.QuotaExhausted:
		return answer(QuotaExhausted, nil), true
	case faults.SessionExpired:
		return answer(SessionExpired, nil), true
	case faults.Reject:
		return answer(TooManyQueries, nil), true
	default:
		return jsonhttp.Answer{}, false
	}
}

// obscured shows a result as the aggregator would that has no decision yet, or whose document is not sealed yet.
func obscured(result Result, mode faults.Mode) *Result {
	switch mode {
	case faults.Pending:
		return &Result{Serial: result.Serial, Status: Issuing}
	case faults.SealFailed:
		result.Status = SealFailed
	default: // as it is
	}
	return &result
}

func (d *Desk) reserve(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Serial string `json:"serial"`
	}
	if !readUnderSerial(w, r, &request, &request.Serial) {
		return
	}
	number, err := d.register.Reserve(request.Serial)
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	answer(OK, &Result{Serial: request.Serial, Number: number}).Write(w)
}

func (d *Desk) file(w http.ResponseWriter, r *http.Request) {
	found, exists, err := d.register.printable(r.PathValue("number"))
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	d.faults.Serve(w, r, faults.File, found.serial, func(mode faults.Mode) jsonhttp.Answer {
		missing := jsonhttp.JSON(http.StatusNotFound, envelope{Code: NoSuchFile, Describe: describes[NoSuchFile]})
		switch {
		case mode == faults.SessionExpired:
			return answer(SessionExpired, nil)
		case mode == faults.QuotaExhausted:
			return answer(TooManyQueries, nil)
		case mode != faults.None, !exists, found.paper, d.faults.Stands(faults.Query, faults.SealFailed, found.serial):
			return missing
		}
		return d.print(found.sheet, fapiao.Format(r.PathValue("format")), missing)
	})
}

// print makes a file. A text that the font cannot show makes the file missing, not wrong: it is reported in the log.
func (d *Desk) print(sheet fapiao.Fapiao, format fapiao.Format, missing jsonhttp.Answer) jsonhttp.Answer {
	content, err := d.press.Make(sheet, format)
	switch {
	case errors.Is(err, fapiao.ErrFormat):
		return missing
	case errors.Is(err, typeface.ErrGlyph):
		slog.Warn("the file cannot be made", "number", sheet.Number, "format", format, "reason", err)
		return missing
	case err != nil:
		return jsonhttp.Failed(err)
	}
	return jsonhttp.Answer{Status: http.StatusOK, ContentType: format.ContentType(), Body: content}
}

func (d *Desk) issued(w http.ResponseWriter, _ *http.Request) {
	documents, err := d.register.Issued()
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	jsonhttp.Items(documents).Write(w)
}
