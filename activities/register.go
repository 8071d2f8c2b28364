package activities

import (
	"context"
	"errors"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/office"
)

// Register does the workflows' work on our own database. Its activities are fast, idempotent and run as local activities.
type Register struct {
	Office *office.Office
	Policy policy.Policy
	Now    func() time.Time
}

// Decision is where an application stands, and what comes next.
type Decision struct {
	Status application.Status `json:"status"`
	// ApproveAt is when it is approved by itself; zero where a reviewer decides.
	ApproveAt time.Time `json:"approve_at,omitzero"`
	// WarnAt and DueAt are when the decision is about to be late, and late (R1).
	WarnAt time.Time `json:"warn_at,omitzero"`
	DueAt  time.Time `json:"due_at,omitzero"`
	// Claimed: a reviewer has taken it, and decides about it (R1).
	Claimed bool `json:"claimed,omitempty"`
	// Invoice goes on in the same run once it is approved; empty where there are several, which have runs of their own.
	Invoice ids.Invoice `json:"invoice,omitempty"`
}

// Proceed approves what nobody has to review when its cool-off is over (R1), and answers where the application stands. Where somebody
// decided first, it answers with that decision (R3).
func (r *Register) Proceed(ctx context.Context, application ids.Application) (Decision, error) {
	found, err := r.Office.Applications.ApproveWhenDue(ctx, application, r.Now())
	return r.decision(ctx, application, found, err)
}

// CancelApplication cancels where the rules still allow it (R2). Where they do not, it answers with where the application stands.
func (r *Register) CancelApplication(ctx context.Context, c message.Cancellation) (Decision, error) {
	cancelled, err := r.Office.Applications.CancelInWorkflow(ctx, c.Application, actor.FromMessage(c.By), c.Reason, r.Now())
	return r.decision(ctx, c.Application, cancelled, err)
}

// decision turns "no, because it is in another state" into that state: a business "no" is a result, not an error.
func (r *Register) decision(ctx context.Context, id ids.Application, a application.Application, err error) (Decision, error) {
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Class() == refusal.Conflict {
		a, err = r.Office.Applications.Application(ctx, id)
	}
	if err != nil {
		return Decision{}, stepFailure(err)
	}
	d := Decision{Status: a.Status, DueAt: a.ReviewDue.At, WarnAt: application.ReviewWarning(a.Review, a.CoolOffUntil, a.ReviewDue.At)}
	d.Claimed = !a.ClaimedBy.IsNobody() && a.Status == application.PendingApproval
	if a.Review == application.AutomaticReview && a.ClaimedBy.IsNobody() {
		d.ApproveAt = a.CoolOffUntil
	}
	if len(a.Invoices) == 1 {
		d.Invoice = a.Invoices[0].ID
	}
	return d, nil
}

// Issued is the provider's word that a document exists.
type Issued struct {
	Invoice  ids.Invoice    `json:"invoice"`
	Serial   invoice.Serial `json:"serial"`
	Number   string         `json:"number"`
	IssuedAt time.Time      `json:"issued_at"`
}

// IssuedBooked says what is promised of an issued invoice: shipping, on paper (I2); nothing otherwise.
type IssuedBooked struct {
	WarnAt time.Time `json:"warn_at,omitzero"`
	DueAt  time.Time `json:"due_at,omitzero"`
}

// RecordIssued books an issued invoice.
func (r *Register) RecordIssued(ctx context.Context, i Issued) (IssuedBooked, error) {
	due, err := r.Office.Invoices.RecordIssued(ctx, i.Invoice, i.Serial, i.Number, i.IssuedAt, r.Now())
	if err != nil || due == nil {
		return IssuedBooked{}, stepFailure(err)
	}
	return IssuedBooked{DueAt: *due, WarnAt: promise.ShipWarning(*due)}, nil
}

// Refused is the provider's final "no" to a serial.
type Refused struct {
	Invoice ids.Invoice    `json:"invoice"`
	Serial  invoice.Serial `json:"serial"`
	Reason  string         `json:"reason"`
}

// RecordFailed stores the provider's final refusal.
func (r *Register) RecordFailed(ctx context.Context, f Refused) error {
	return stepFailure(r.Office.Invoices.RecordFailed(ctx, f.Invoice, f.Serial, f.Reason, r.Now()))
}

// Waiting says what an invoice waits for.
type Waiting struct {
	Invoice ids.Invoice        `json:"invoice"`
	For     invoice.WaitingFor `json:"for"`
}

// RecordWaiting stores what an invoice waits for (I5).
func (r *Register) RecordWaiting(ctx context.Context, w Waiting) error {
	return stepFailure(r.Office.Invoices.RecordWaiting(ctx, w.Invoice, w.For, r.Now()))
}

// Settle says that nothing is owed any more of what a workflow sees to (O6).
func (r *Register) Settle(ctx context.Context, workflow string) error {
	return stepFailure(r.Office.Runs.Settle(ctx, workflow, r.Now()))
}
