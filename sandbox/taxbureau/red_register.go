package taxbureau

import (
	"time"

	"kaipiao/sandbox/store"
)

// RequestRed accepts a request to reverse, or answers Duplicate when the serial is known, or FullyReversed when nothing is
// left. A refusal ordered beforehand is decided at once; otherwise the bureau's own checks decide, and a refusal shows
// after the delay.
func (r *Register) RequestRed(request RedRequest, ordered string) (code Code, err error) {
	err = r.store.Update(func(tx store.Tx) error {
		_, known, err := store.Get[redForm](tx, store.RedForms, request.Serial)
		if err != nil {
			return err
		}
		if known {
			code = Duplicate
			return nil
		}
		code, err = r.acceptRed(tx, request, ordered)
		return err
	})
	return code, err
}

func (r *Register) acceptRed(tx store.Tx, request RedRequest, ordered string) (Code, error) {
	now := r.instant()
	form := redForm{Request: request, AcceptedAt: now, DecidedAt: now.Add(r.pace.IssueDelay)}
	if ordered != "" {
		form.Refusal, form.DecidedAt = ordered, now
		return OK, store.Put(tx, store.RedForms, request.Serial, form)
	}
	of, exists, err := readBlue(tx, request.Number, now)
	if err != nil {
		return OK, err
	}
	if exists && of.status(now) == FullyRed {
		return FullyReversed, nil
	}
	form.Refusal = noBlue
	if exists {
		form.Refusal = of.refuseRed(request, now)
	}
	if form.Refusal == "" {
		if err := r.enter(tx, &form, of); err != nil {
			return OK, err
		}
		if err := of.addForm(tx, request.Serial); err != nil {
			return OK, err
		}
	}
	return OK, store.Put(tx, store.RedForms, request.Serial, form)
}

// FindRed tells what became of a form; it reports false when the serial is not known.
func (r *Register) FindRed(serial string) (result RedResult, known bool, err error) {
	err = r.store.View(func(tx store.Tx) error {
		var form redForm
		form, known, err = store.Get[redForm](tx, store.RedForms, serial)
		result = form.result(r.now())
		return err
	})
	return result, known, err
}

// Withdraw takes a form back while it waits for the buyer, and tells how it stands then.
func (r *Register) Withdraw(serial string) (result RedResult, known bool, err error) {
	return r.turn(serial, AwaitsBuyer, func(_ store.Tx, form *redForm, now time.Time) error {
		form.Becomes, form.TurnsAt, form.IssuedAt = Withdrawn, now, time.Time{}
		return nil
	})
}

// Confirm is the seller's yes to a form that the buyer began; the red document comes of it by itself.
func (r *Register) Confirm(serial string) (result RedResult, known bool, err error) {
	return r.turn(serial, AwaitsSeller, func(tx store.Tx, form *redForm, now time.Time) error {
		of, _, err := issued(tx, form.Request.Number, now)
		if err != nil {
			return err
		}
		form.Becomes, form.TurnsAt = Confirmed, now
		return r.prepare(tx, form, areaOf(of.Submission.Seller.TaxNumber), now)
	})
}

// Decline is the seller's no.
func (r *Register) Decline(serial string) (result RedResult, known bool, err error) {
	return r.turn(serial, AwaitsSeller, func(_ store.Tx, form *redForm, now time.Time) error {
		form.Becomes, form.TurnsAt = Declined, now
		return nil
	})
}

// turn has a form become something else while it waits for one side, and tells how it stands then.
func (r *Register) turn(
	serial string, waiting FormState, become func(store.Tx, *redForm, time.Time) error,
) (result RedResult, known bool, err error) {
	err = r.store.Update(func(tx store.Tx) error {
		var form redForm
		form, known, err = store.Get[redForm](tx, store.RedForms, serial)
		if err != nil || !known {
			return err
		}
		now := r.instant()
		if form.state(now) == waiting {
			if err := become(tx, &form, now); err != nil {
				return err
			}
			if err := store.Put(tx, store.RedForms, serial, form); err != nil {
				return err
			}
		}
		result = form.result(now)
		return nil
	})
	return result, known, err
}
