package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/office/query"
	"kaipiao/office/tx"
	"kaipiao/tracing"
)

// Enqueue writes a message for Temporal in the transaction that makes it necessary: what is accepted is started, whether
// Temporal is up or not, and goes on to be owed until somebody settles it (O6). Nobody may talk to Temporal from inside a
// transaction instead.
func Enqueue(ctx context.Context, q *query.Queries, now time.Time, m message.Message) error {
	row, err := Written(m)
	if err != nil {
		return err
	}
	tracing.Concerns(ctx, "workflow", row.WorkflowID)
	trace := tx.Optional(tracing.Parent(ctx))
	err = q.InsertOutbox(ctx, query.InsertOutboxParams{
		WorkflowID: row.WorkflowID, Workflow: tx.Optional(row.Workflow), Start: row.Start, Signal: tx.Optional(row.Signal), Payload: row.Payload, Now: now,
		Trace: trace,
	})
	if err != nil {
		return fmt.Errorf("store outbox message: %w", err)
	}
	if row.Workflow != "" {
		err := q.OweRun(ctx, query.OweRunParams{Workflow: row.WorkflowID, Type: row.Workflow, Start: row.Start, Now: now, Trace: trace})
		if err != nil {
			return fmt.Errorf("store what must run: %w", err)
		}
	}
	return q.NotifyOutbox(ctx)
}

// Written is a message as the outbox keeps it.
func Written(m message.Message) (row Message, err error) {
	row = Message{WorkflowID: m.WorkflowID, Workflow: m.Workflow, Signal: m.Signal}
	if m.Workflow != "" {
		row.Start, err = json.Marshal(m.Start)
	}
	if m.Signal != "" && err == nil {
		row.Payload, err = json.Marshal(m.Payload)
	}
	if err != nil {
		return row, fmt.Errorf("write a message to %s: %w", m.WorkflowID, err)
	}
	return row, nil
}

// Resume tells a running workflow that what it waits for was seen to.
func Resume(ctx context.Context, q *query.Queries, workflow string, now time.Time) error {
	return Enqueue(ctx, q, now, message.Resume.To(workflow, message.Nothing{}))
}

// TellNews tells a running workflow that the provider has something to say.
func TellNews(ctx context.Context, q *query.Queries, workflow string, now time.Time) error {
	return Enqueue(ctx, q, now, message.ProviderNews.To(workflow, message.Nothing{}))
}

// TellDesk tells the seller's desk that there is a cause, or that somebody has seen to it; it is started where it does not run.
func TellDesk(ctx context.Context, q *query.Queries, seller ids.Seller, cause invoice.Cause, now time.Time) error {
	start := message.StartSellerDesk.With(message.SellerDeskStart{Seller: seller})
	return Enqueue(ctx, q, now, message.Trouble.WithStart(start, message.TroubleNews{Cause: cause}))
}

// TellReversals tells the workflow of an invoice's reversals, which is started where it does not run.
func TellReversals[News any](ctx context.Context, q *query.Queries, row query.Invoice, signal message.Signal[News], news News, now time.Time) error {
	start := message.ReversalStart{Invoice: row.ID, Application: row.Application, Account: row.Account, Medium: row.Medium}
	return Enqueue(ctx, q, now, signal.WithStart(message.StartReversals.With(start), news))
}
