package reconciliation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/reconciliation"
	"kaipiao/domain/refusal"
	"kaipiao/domain/task"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/tasks"
	"kaipiao/office/tx"
)

// Open lists the differences of a comparison about which nothing was done yet, in the order in which they were found: a blue
// invoice before what is taken from it.
func (o *Office) Open(ctx context.Context, id ids.Reconciliation) ([]reconciliation.Difference, error) {
	rows, err := o.tx.Reads().OpenDifferences(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read differences: %w", err)
	}
	found := make([]reconciliation.Difference, len(rows))
	for i, row := range rows {
		found[i] = differenceOf(row)
	}
	return found, nil
}

// AskAtProvider asks the provider about a serial of ours, and tells whether it has the document with that number.
type AskAtProvider func(ctx context.Context, d reconciliation.Difference) (has bool, err error)

// Repair does what a difference asks for (I11). Doing it twice does it once: what is booked is booked, what is asked is asked
// again. What contradicts the register is given to people.
func (o *Office) Repair(ctx context.Context, d reconciliation.Difference, ask AskAtProvider, now time.Time) error {
	outcome, err := o.repair(ctx, d, ask, now)
	var met *contradiction.Contradiction
	var refused *refusal.Refusal
	switch {
	case errors.As(err, &met):
		return o.giveToPeople(ctx, d, refusal.Words{English: met.English, Chinese: met.Chinese}, now)
	case errors.As(err, &refused) && refused.Code == refusal.ReversalRunning:
		return nil // it is found again when that one has ended
	case errors.As(err, &refused):
		return o.giveToPeople(ctx, d, refusal.Words{English: refused.English(), Chinese: refused.Chinese()}, now)
	case err != nil:
		return err
	case outcome == reconciliation.Tasked:
		return o.giveToPeople(ctx, d, d.Kind.Words(), now)
	}
	return o.tx.Change(ctx, func(q *query.Queries) error {
		_, err := q.SettleDifference(ctx, query.SettleDifferenceParams{ID: d.ID, Outcome: outcome, Now: now, Who: actor.Of(ctx)})
		return err
	})
}

func (o *Office) repair(ctx context.Context, d reconciliation.Difference, ask AskAtProvider, now time.Time) (reconciliation.Outcome, error) {
	switch d.Kind.Repair() {
	case reconciliation.Book:
		return reconciliation.Booked, o.book(ctx, d, now)
	case reconciliation.TakeIn:
		return reconciliation.TakenIn, o.reversals.TakeIn(ctx, *d.Theirs, now)
	case reconciliation.Ask:
		return o.ask(ctx, d, ask, now)
	default:
		return reconciliation.Tasked, nil
	}
}

// book books what the provider has.
func (o *Office) book(ctx context.Context, d reconciliation.Difference, now time.Time) error {
	switch d.Kind {
	case reconciliation.SerialLost:
		return o.bookForgotten(ctx, d, now)
	case reconciliation.BlueNotRecorded:
		if _, err := o.invoices.RecordIssued(ctx, d.Invoice, d.Serial, d.Number, d.Theirs.At, now); err != nil {
			return err
		}
		// Its workflow has not heard of it; it asks now, and goes on.
		return o.tx.Change(ctx, func(q *query.Queries) error { return lookAgain(ctx, q, d, now) })
	case reconciliation.RedNotRecorded:
		return o.reversals.BookFound(ctx, d.Reversal, d.Number, &d.Theirs.At, now)
	case reconciliation.VoidNotRecorded:
		return o.reversals.BookFound(ctx, d.Reversal, "", nil, now)
	default:
		return o.reversals.BookElsewhere(ctx, *d.Theirs, now)
	}
}

// bookForgotten books an invoice of which the register has forgotten that it was submitted, and perhaps that it was approved. Each part
// may be done again.
func (o *Office) bookForgotten(ctx context.Context, d reconciliation.Difference, now time.Time) error {
	of, err := o.tx.Reads().Invoice(ctx, d.Invoice) // it may be of a pending application
	if err != nil {
		return tx.Missing(err, "invoice")
	}
	if err := o.applications.ApproveFound(ctx, of.Application, now); err != nil {
		return err
	}
	if err := o.invoices.StoreForgotten(ctx, d.Invoice, d.Serial, now); err != nil {
		return err
	}
	d.Kind = reconciliation.BlueNotRecorded
	return o.book(ctx, d, now)
}

// ask asks about a serial again, never under a new one (I4): the workflow of what is under way; the provider itself, of what is
// booked here and not listed there.
func (o *Office) ask(ctx context.Context, d reconciliation.Difference, atProvider AskAtProvider, now time.Time) (reconciliation.Outcome, error) {
	if d.Kind == reconciliation.NotAtProvider {
		has, err := atProvider(ctx, d)
		if has {
			return reconciliation.Asked, err
		}
		return reconciliation.Tasked, err
	}
	return reconciliation.Asked, o.tx.Change(ctx, func(q *query.Queries) error { return lookAgain(ctx, q, d, now) })
}

// lookAgain has the run that sees to a document ask the provider now.
func lookAgain(ctx context.Context, q *query.Queries, d reconciliation.Difference, now time.Time) error {
	of, err := q.Invoice(ctx, d.Invoice)
	if err != nil {
		return tx.Missing(err, "invoice")
	}
	if d.Reversal == "" {
		return outbox.Resume(ctx, q, of.Workflow, now)
	}
	return outbox.TellReversals(ctx, q, of, message.Resume, message.Nothing{}, now)
}

// giveToPeople opens the operator task of a difference. It is one for the document and the kind, however often it is found.
func (o *Office) giveToPeople(ctx context.Context, d reconciliation.Difference, words refusal.Words, now time.Time) error {
	matter := matterOf(d, words)
	return o.tx.Change(ctx, func(q *query.Queries) error {
		id, err := tasks.OpenMatter(ctx, q, matter, now)
		if err != nil {
			return err
		}
		_, err = q.GiveDifferenceToPeople(ctx, query.GiveDifferenceToPeopleParams{ID: d.ID, Task: &id})
		return err
	})
}

// matterOf is what people read of a difference.
func matterOf(d reconciliation.Difference, words refusal.Words) tasks.Matter {
	named := cmp.Or(d.Number, string(d.Serial), string(d.Invoice))
	return tasks.Matter{
		Kind: task.Difference, Seller: invoice.Platform, Subject: "document/" + named, Code: string(d.Kind),
		Words: refusal.Words{
			English: fmt.Sprintf("Document %s: %s.", named, words.English), Chinese: fmt.Sprintf("单据 %s：%s。", named, words.Chinese),
		},
	}
}

// Name adds to the task of a document of which the register has lost the application, which one it was and whose, as Temporal still
// knows it. Naming it again changes nothing.
func (o *Office) Name(ctx context.Context, d reconciliation.Difference, application ids.Application, account ids.Account, now time.Time) error {
	words := d.Kind.Words()
	return o.tx.Change(ctx, func(q *query.Queries) error {
		_, err := tasks.OpenMatter(ctx, q, matterOf(d, refusal.Words{
			English: fmt.Sprintf("%s (application %s of account %s)", words.English, application, account),
			Chinese: fmt.Sprintf("%s（账户 %[3]s 的申请 %[2]s）", words.Chinese, application, account),
		}), now)
		return err
	})
}
