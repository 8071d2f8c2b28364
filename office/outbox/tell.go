package outbox

import (
	"context"
	"encoding/json"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/office/query"
)

// LookAgain tells an invoice's workflow that what held it up was seen to.
func LookAgain(ctx context.Context, q *query.Queries, id string, now time.Time) error {
	return Resume(ctx, q, message.WorkflowOfInvoice(id), now)
}

// Resume tells a running workflow that what it waits for was seen to.
func Resume(ctx context.Context, q *query.Queries, workflow string, now time.Time) error {
	payload, err := json.Marshal(message.Resume{})
	if err != nil {
		return err
	}
	return Enqueue(ctx, q, query.InsertOutboxParams{
		WorkflowID: workflow, Kind: message.SignalWorkflow, Signal: message.ResumeSignal, Payload: payload, Now: now,
	})
}

// toldReversal is the payload of a message to the workflow of an invoice's reversals.
type toldReversal struct {
	Start message.ReversalStart `json:"start"`
	News  any                   `json:"news"`
}

// TellDesk tells the seller's desk that there is a cause, or that somebody has seen to it.
func TellDesk(ctx context.Context, q *query.Queries, seller string, cause invoice.Cause, now time.Time) error {
	payload, err := json.Marshal(message.TroubleNews{Cause: cause})
	if err != nil {
		return err
	}
	return Enqueue(ctx, q, query.InsertOutboxParams{
		WorkflowID: message.WorkflowOfSellerDesk(seller), Kind: message.TellSellerDesk, Signal: message.TroubleSignal, Payload: payload, Now: now,
	})
}

// TellReversals tells the workflow of an invoice's reversals, which is started where it does not run.
func TellReversals(ctx context.Context, q *query.Queries, row query.Invoice, signal string, news any, now time.Time) error {
	payload, err := json.Marshal(toldReversal{
		Start: message.ReversalStart{Invoice: row.ID, Application: row.Application, Account: row.Account, Medium: row.Medium}, News: news,
	})
	if err != nil {
		return err
	}
	return Enqueue(ctx, q, query.InsertOutboxParams{WorkflowID: message.WorkflowOfReversals(row.ID), Kind: message.TellReversals, Signal: signal, Payload: payload, Now: now})
}
