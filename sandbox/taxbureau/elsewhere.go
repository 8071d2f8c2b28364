package taxbureau

import (
	"net/http"
	"time"

	"kaipiao/domain/money"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
)

// Deed is what somebody else does to a blue document at the bureau, without the seller's back office.
type Deed struct {
	Number string `json:"number"`
	// Lines are what is taken from which line, below zero; without any it is everything that is left.
	Lines  []RedLine `json:"lines,omitempty"`
	Reason RedReason `json:"reason,omitempty"`
	// Silent: the provider does not call back.
	Silent bool `json:"silent,omitempty"`
}

// Done is what came of it: the bureau's own serial of the form, and the number of the red document.
type Done struct {
	Serial string `json:"serial,omitempty"`
	Number string `json:"number,omitempty"`
}

// RedElsewhere makes a red document at once, as the seller's accountant does on the bureau's own page (V9).
func (r *Register) RedElsewhere(deed Deed) (done Done, refused string, err error) {
	return r.formElsewhere(deed, func(tx store.Tx, form *redForm, area string) error {
		form.Begins = NotToBeConfirmed
		if err := r.prepare(tx, form, area, form.AcceptedAt); err != nil {
			return err
		}
		form.IssuedAt = form.AcceptedAt
		return nil
	})
}

// BuyersForm is a red-letter form that the buyer begins, and that waits for the seller (V8).
func (r *Register) BuyersForm(deed Deed) (done Done, refused string, err error) {
	return r.formElsewhere(deed, func(_ store.Tx, form *redForm, _ string) error {
		form.Begins, form.Becomes, form.TurnsAt = AwaitsSeller, Lapsed, form.LapsesAt
		return nil
	})
}

// formElsewhere enters a form under a serial of the bureau's own.
func (r *Register) formElsewhere(deed Deed, begin func(store.Tx, *redForm, string) error) (done Done, refused string, err error) {
	err = r.store.Update(func(tx store.Tx) error {
		done, refused = Done{}, ""
		now := r.instant()
		of, exists, err := readBlue(tx, deed.Number, now)
		if err != nil {
			return err
		}
		if !exists {
			refused = noBlue
			return nil
		}
		request := of.requestOf(deed, now)
		if refused = of.refuseRed(request, now); refused != "" {
			return nil
		}
		area := areaOf(of.Submission.Seller.TaxNumber)
		form := redForm{AcceptedAt: now, DecidedAt: now, LapsesAt: now.Add(r.pace.ConfirmWithin)}
		if form.Form, err = drawForm(tx, area, now); err != nil {
			return err
		}
		request.Serial = form.Form
		form.Request = request
		if err := begin(tx, &form, area); err != nil {
			return err
		}
		if err := of.addForm(tx, request.Serial); err != nil {
			return err
		}
		done = Done{Serial: request.Serial, Number: form.Number}
		if err := store.Put(tx, store.RedForms, request.Serial, form); err != nil || deed.Silent {
			return err
		}
		return r.callbacks.owe(tx, callback{Serial: request.Serial, Number: deed.Number})
	})
	r.callbacks.wake()
	return done, refused, err
}

// requestOf is the request to reverse that a deed means.
func (b blue) requestOf(deed Deed, now time.Time) RedRequest {
	request := RedRequest{Number: deed.Number, Reason: deed.Reason, Lines: deed.Lines}
	if request.Reason == "" {
		request.Reason = IssuedInError
	}
	left := b.left(now)
	for _, line := range b.Submission.Lines {
		if rest := left[line.Line]; len(deed.Lines) == 0 && !rest.Gross.IsZero() {
			request.Lines = append(request.Lines, RedLine{Line: line.Line, Net: rest.Net.Neg(), Tax: rest.Tax.Neg(), Gross: rest.Gross.Neg()})
		}
	}
	var net, tax, gross money.Amount
	for _, line := range request.Lines {
		net, tax, gross = net.Add(line.Net), tax.Add(line.Tax), gross.Add(line.Gross)
	}
	request.Net, request.Tax, request.Gross = net, tax, gross
	return request
}

// VoidElsewhere voids a paper document, as the seller's accountant does on the bureau's own page (V9).
func (r *Register) VoidElsewhere(deed Deed) (done Done, refused string, err error) {
	result, err := r.Void(deed.Number)
	if err != nil || result.Status == Failed || deed.Silent {
		return Done{}, result.FailCause, err
	}
	err = r.store.Update(func(tx store.Tx) error { return r.callbacks.owe(tx, callback{Number: deed.Number}) })
	r.callbacks.wake()
	return Done{}, "", err
}

// WithdrawBuyersForm is the buyer who takes back the form that it began.
func (r *Register) WithdrawBuyersForm(serial string) (result RedResult, known bool, err error) {
	return r.turn(serial, AwaitsSeller, func(_ store.Tx, form *redForm, now time.Time) error {
		form.Becomes, form.TurnsAt = Withdrawn, now
		return nil
	})
}

// elsewhere has something done by somebody else.
func (d *Desk) elsewhere(do func(Deed) (Done, string, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var deed Deed
		if err := jsonhttp.Read(w, r, &deed); err != nil {
			jsonhttp.Refused(err).Write(w)
			return
		}
		done, refused, err := do(deed)
		switch {
		case err != nil:
			jsonhttp.Failed(err).Write(w)
		case refused != "":
			jsonhttp.Problem(http.StatusUnprocessableEntity, refused).Write(w)
		default:
			jsonhttp.JSON(http.StatusCreated, done).Write(w)
		}
	}
}

func (d *Desk) withdrawBuyersForm(w http.ResponseWriter, r *http.Request) {
	result, known, err := d.register.WithdrawBuyersForm(r.PathValue("serial"))
	switch {
	case err != nil:
		jsonhttp.Failed(err).Write(w)
	case !known:
		jsonhttp.Problem(http.StatusNotFound, describes[UnknownSerial]).Write(w)
	default:
		jsonhttp.JSON(http.StatusOK, result).Write(w)
	}
}
