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
	// Patience is how long those that were let go are waited for; who gives no answer is put back.
	Patience time.Duration `json:"patience,omitempty"`
}

// Released says how many try again, since when.
type Released struct {
	Count int       `json:"count"`
	At    time.Time `json:"at"`
}

// Release lets some of what is parked try again.
func (r *Register) Release(ctx context.Context, b Batch) (Released, error) {
	now := r.Now()
	if err := r.Office.Sellers.PutBack(ctx, b.Seller, b.Cause, b.Patience, now); err != nil {
		return Released{}, stepFailure(err)
	}
	count, err := r.Office.Sellers.Release(ctx, b.Seller, b.Cause, b.Size, now)
	return Released{Count: count, At: now}, stepFailure(err)
}

// Apart says how many of a seller's documents fail alone, and when to let the next ones try.
type Apart struct {
	Count  int       `json:"count,omitempty"`
	NextAt time.Time `json:"next_at,omitzero"`
}

// ReleaseAlone lets those try that fail alone, when their time has come.
func (r *Register) ReleaseAlone(ctx context.Context, b Batch) (Apart, error) {
	apart, err := r.Office.Sellers.ReleaseAlone(ctx, b.Seller, b.Patience, r.Now())
	return Apart(apart), stepFailure(err)
}

// CloseTrouble closes the operator task of a cause when nobody is held up by it any more, and reports whether it did.
func (r *Register) CloseTrouble(ctx context.Context, b Batch) (bool, error) {
	closed, err := r.Office.Sellers.CloseTrouble(ctx, b.Seller, b.Cause, r.Now())
	return closed, stepFailure(err)
}

// Untold is an open operator task that nobody was mailed about yet: a seller's trouble, or something that is wrong with one document.
type Untold struct {
	Task  int64         `json:"task"`
	Cause invoice.Cause `json:"cause,omitempty"`
}

// untoldAtOnce is how many tasks a desk is told of at a time.
const untoldAtOnce = 16

// OwedByDesk is what a seller's desk owes beside the troubles: mails about tasks, mails that were given up and are to be sent anew, and tries
// of those that fail alone.
type OwedByDesk struct {
	Untold []Untold `json:"untold,omitempty"`
	// Anew are the tasks of mails that somebody wants to have sent anew.
	Anew  []int64 `json:"anew,omitempty"`
	Apart int     `json:"apart,omitempty"`
}

// ReadOwed reads it.
func (r *Register) ReadOwed(ctx context.Context, seller ids.Seller) (OwedByDesk, error) {
	var owed OwedByDesk
	untold, err := r.Office.Tasks.Untold(ctx, seller, untoldAtOnce)
	if err != nil {
		return owed, stepFailure(err)
	}
	for _, open := range untold {
		one := Untold{Task: open.ID}
		if open.Subject == "" {
			one.Cause = invoice.Cause(open.Kind)
		}
		owed.Untold = append(owed.Untold, one)
	}
	if owed.Anew, err = r.Office.Tasks.ToSendAnew(ctx, seller, untoldAtOnce); err != nil {
		return owed, stepFailure(err)
	}
	apart, err := r.Office.Sellers.Apart(ctx, seller)
	owed.Apart = apart.Count
	return owed, stepFailure(err)
}

// RecordTold notes that the operators were mailed about a task.
func (r *Register) RecordTold(ctx context.Context, task int64) error {
	return stepFailure(r.Office.Tasks.Told(ctx, task, r.Now()))
}

// MissPromise marks a missed promise and raises its operator task, once (I9); it reports whether the operators are to be told.
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

// ContradictionTask is the task that was opened; 0 when it was open already and the operators know, so that nobody is told twice.
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
