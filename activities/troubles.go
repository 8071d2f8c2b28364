package activities

import (
	"context"
	"time"

	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/task"
)

// Parking says that an invoice is held up, and why.
type Parking struct {
	Invoice ids.Invoice   `json:"invoice"`
	Cause   invoice.Cause `json:"cause"`
}

// Park stores that an invoice is held up for its seller's trouble (I5).
func (r *Register) Park(ctx context.Context, p Parking) error {
	return stepFailure(r.Office.Sellers.Park(ctx, p.Invoice, p.Cause, r.Now()))
}

// TroublesOf asks for a seller's troubles; In vain are those that tried since an instant.
type TroublesOf struct {
	Seller ids.Seller `json:"seller"`
	Since  time.Time  `json:"since"`
}

// ReadTroubles lists the causes for which a seller's invoices are parked.
func (r *Register) ReadTroubles(ctx context.Context, of TroublesOf) ([]task.Trouble, error) {
	troubles, err := r.Office.Sellers.Troubles(ctx, of.Seller, of.Since)
	return troubles, stepFailure(err)
}

// Batch says how many of the invoices that a cause holds up may try again.
type Batch struct {
	Seller ids.Seller    `json:"seller"`
	Cause  invoice.Cause `json:"cause"`
	Size   int           `json:"size"`
}

// Released says how many try again, since when.
type Released struct {
	Count int       `json:"count"`
	At    time.Time `json:"at"`
}

// Release lets the parked invoices that are due first try again.
func (r *Register) Release(ctx context.Context, b Batch) (Released, error) {
	now := r.Now()
	count, err := r.Office.Sellers.Release(ctx, b.Seller, b.Cause, b.Size, now)
	return Released{Count: count, At: now}, stepFailure(err)
}

// CloseTrouble closes the operator task of a cause when nobody is held up by it any more, and reports whether it did.
func (r *Register) CloseTrouble(ctx context.Context, b Batch) (bool, error) {
	closed, err := r.Office.Sellers.CloseTrouble(ctx, b.Seller, b.Cause, r.Now())
	return closed, stepFailure(err)
}

// MissPromise marks a missed promise and raises its operator task, once (I9); it reports whether it did.
func (r *Register) MissPromise(ctx context.Context, missed message.Missed) (bool, error) {
	late, err := r.Office.Promises.Miss(ctx, missed, r.Now())
	return late, stepFailure(err)
}

// WarnOfPromise notes that a promise is about to be missed.
func (r *Register) WarnOfPromise(ctx context.Context, missed message.Missed) error {
	return stepFailure(r.Office.Promises.Warn(ctx, missed, r.Now()))
}

// Contradicted says which workflow met which contradiction.
type Contradicted struct {
	Workflow string `json:"workflow"`
	contradiction.Contradiction
}

// ContradictionTask is the task that was opened; 0 when it was open already, so that nobody is told twice.
type ContradictionTask struct {
	Task int64 `json:"task,omitempty"`
}

// OpenContradiction opens the operator task of a contradiction, once for a workflow and a code.
func (r *Register) OpenContradiction(ctx context.Context, c Contradicted) (ContradictionTask, error) {
	id, err := r.Office.Tasks.OpenContradiction(ctx, c.Workflow, c.Contradiction, r.Now())
	return ContradictionTask{Task: id}, failure(err)
}

// CloseContradiction closes it, when the same step has succeeded.
func (r *Register) CloseContradiction(ctx context.Context, c Contradicted) error {
	return failure(r.Office.Tasks.CloseContradiction(ctx, c.Workflow, c.Code, r.Now()))
}
