package taxbureau

import (
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/sandbox/store"
)

// redForm is what the bureau made of one request to reverse. Where it stands follows from the instants alone, so that a
// restart in between changes nothing.
type redForm struct {
	Request RedRequest `json:"request"`
	// Form is the form's number; empty for a refused request.
	Form string `json:"form,omitempty"`
	// Refusal is the bureau's reason, empty for a form that was entered; it shows at DecidedAt.
	Refusal    string    `json:"refusal,omitempty"`
	AcceptedAt time.Time `json:"accepted_at"`
	DecidedAt  time.Time `json:"decided_at"`
	// Begins is where the form stands at first. When that is waiting for the other side, it becomes Becomes at TurnsAt, which is
	// LapsesAt unless somebody does something before.
	Begins   FormState `json:"begins,omitempty"`
	Becomes  FormState `json:"becomes,omitempty"`
	TurnsAt  time.Time `json:"turns_at,omitzero"`
	LapsesAt time.Time `json:"lapses_at,omitzero"`
	// Number is that of the red document, and IssuedAt when it is issued, zero while none is to come.
	Number   string    `json:"number,omitempty"`
	IssuedAt time.Time `json:"issued_at,omitzero"`
}

func (f redForm) state(now time.Time) FormState {
	if (f.Begins == AwaitsBuyer || f.Begins == AwaitsSeller) && !now.Before(f.TurnsAt) {
		return f.Becomes
	}
	return f.Begins
}

// issued reports whether the red document exists.
func (f redForm) issued(now time.Time) bool { return !f.IssuedAt.IsZero() && !now.Before(f.IssuedAt) }

// open reports whether a red document may still come of the form.
func (f redForm) open(now time.Time) bool {
	return f.Refusal == "" && !f.issued(now) && endings[f.state(now)] == ""
}

// endings are the states in which no red document comes of a form, in words.
var endings = map[FormState]string{
	Denied:    "购买方已否认红字发票信息确认单",
	Declined:  "销售方已否认红字发票信息确认单",
	Lapsed:    "超过规定时限未确认，红字发票信息确认单已自动作废",
	Withdrawn: "发起方已撤销红字发票信息确认单",
}

// result is what a query answers at an instant.
func (f redForm) result(now time.Time) RedResult {
	result := RedResult{Serial: f.Request.Serial, Form: f.Form, State: f.state(now), Status: Issuing}
	ending := endings[result.State]
	switch {
	case f.Refusal != "" && now.Before(f.DecidedAt):
	case f.Refusal != "":
		result.Status, result.FailCause = Failed, f.Refusal
	case ending != "":
		result.Status, result.FailCause = Failed, ending
	case f.issued(now):
		result.Status, result.Number, result.IssuedAt = Issued, f.Number, f.IssuedAt
	}
	return result
}

// enter makes a form of an accepted request: what the buyer has neither used nor booked needs no confirmation (V1).
func (r *Register) enter(tx store.Tx, form *redForm, of blue) error {
	var err error
	area := areaOf(of.Submission.Seller.TaxNumber)
	if form.Form, err = drawForm(tx, area, form.AcceptedAt); err != nil {
		return err
	}
	form.LapsesAt = form.AcceptedAt.Add(r.pace.ConfirmWithin)
	if of.buyer.Used || of.buyer.Booked {
		form.Begins = AwaitsBuyer
		return r.hear(tx, form, area, of.buyer.Confirms, form.AcceptedAt.Add(r.pace.IssueDelay))
	}
	form.Begins = NotToBeConfirmed
	return r.prepare(tx, form, area, form.AcceptedAt)
}

// drawForm makes the number of the next form: the area, four zeros, year and month, ten digits that count up.
func drawForm(tx store.Tx, area string, at time.Time) (string, error) {
	sequence, err := tx.Sequence(store.RedForms)
	if err != nil {
		return "", fmt.Errorf("draw the number of a red-letter form: %w", err)
	}
	return fmt.Sprintf("%s0000%s%010d", area, at.In(calendar.Shanghai).Format("0601"), sequence), nil
}

// hear writes down what the buyer says to a form at an instant. What comes too late changes nothing, as silence does.
func (r *Register) hear(tx store.Tx, form *redForm, area string, word Word, at time.Time) error {
	form.Becomes, form.TurnsAt, form.IssuedAt = Lapsed, form.LapsesAt, time.Time{}
	if !at.Before(form.LapsesAt) {
		return nil
	}
	switch word {
	case Yes:
		form.Becomes, form.TurnsAt = Confirmed, at
		return r.prepare(tx, form, area, at)
	case No:
		form.Becomes, form.TurnsAt = Denied, at
	case Silent: // it lapses
	}
	return nil
}

// prepare gives the form the red document that the bureau issues by itself once nobody needs to confirm it any more.
func (r *Register) prepare(tx store.Tx, form *redForm, area string, from time.Time) (err error) {
	form.IssuedAt = from.Add(r.pace.IssueDelay)
	if form.Number != "" {
		return nil // the buyer thought better of it twice; a number is not given back
	}
	if form.Number, err = draw(tx, issuedOnTheWay, area, form.IssuedAt); err != nil {
		return err
	}
	return store.Put(tx, store.RedNumbers, form.Number, form.Request.Serial)
}
