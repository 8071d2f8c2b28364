package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Message is one start or signal that Temporal is owed, as it was written.
type Message struct {
	WorkflowID string
	// Workflow is the type to start, and Start its argument as JSON; empty where a running workflow is told.
	Workflow string
	Start    json.RawMessage
	// Signal is what it is told, and Payload the news as JSON; empty for a start alone.
	Signal  string
	Payload json.RawMessage
	// Trace is where it was written in a trace, and TraceOfRun where the run that it is for was started; empty where nothing is traced.
	Trace, TraceOfRun string
}

// Send hands one message to Temporal. It must be harmless to send a message twice. Several are sent at the same time, never two
// of the same workflow.
type Send func(context.Context, Message) error

// Deliver hands messages to send until ctx ends: at once when they are written, and in sweeps for what was left
// behind. Several processes may do so side by side. It returns the database's error when the connection is lost.
func (o *Office) Deliver(ctx context.Context, clock func() time.Time, send Send) error {
	return o.tx.WheneverTold(ctx, "kaipiao_outbox", func(ctx context.Context) error { return o.Dispatch(ctx, clock, send) })
}

// Dispatch hands on what is due, a few at a time, until nothing is: of each workflow one after the other, in the order of
// writing. A message that could not be sent is tried again later, with growing pauses. No transaction is open while one is
// sent, and a process that dies with messages loses none, because another one takes them when the lease is over.
func (o *Office) Dispatch(ctx context.Context, clock func() time.Time, send Send) error {
	for {
		claimed, err := o.claim(ctx, clock())
		if err != nil || len(claimed) == 0 {
			return err
		}
		var sending errgroup.Group
		for _, one := range claimed {
			sending.Go(func() error { return o.handOver(ctx, one, clock, send) })
		}
		if err := sending.Wait(); err != nil {
			return err
		}
	}
}

// claim takes some messages that are due, each for as long as its lease says.
func (o *Office) claim(ctx context.Context, now time.Time) (claimed []query.Outbox, err error) {
	ctx, stop := context.WithTimeout(ctx, claimTimeout)
	defer stop()
	err = o.tx.Change(ctx, func(q *query.Queries) error {
		claimed, err = q.ClaimOutbox(ctx, query.ClaimOutboxParams{Now: now, HowMany: AtOnce, LeasedUntil: now.Add(Lease)})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim messages of the outbox: %w", err)
	}
	return claimed, nil
}

// handOver sends one message, and notes what came of it even when the process is stopping.
func (o *Office) handOver(ctx context.Context, one query.Outbox, clock func() time.Time, send Send) error {
	sending, stop := context.WithTimeout(ctx, SendTimeout)
	failed := send(sending, Message{
		WorkflowID: one.WorkflowID, Workflow: tx.Text(one.Workflow), Start: one.Start, Signal: tx.Text(one.Signal), Payload: one.Payload,
		Trace: tx.Text(one.Trace), TraceOfRun: o.traceOfRun(sending, one),
	})
	stop()
	ctx, stop = context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer stop()
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		if failed == nil {
			return q.DeleteOutbox(ctx, query.DeleteOutboxParams{ID: one.ID, LeasedUntil: one.DueAt})
		}
		return q.PostponeOutbox(ctx, query.PostponeOutboxParams{ID: one.ID, LeasedUntil: one.DueAt, DueAt: clock().Add(pause(one.Attempts))})
	})
	if err != nil {
		return fmt.Errorf("note what came of a message of the outbox: %w", err)
	}
	return nil
}

// traceOfRun is where the run that a message is for was started. A trace is worth no message: where it cannot be read there is none.
func (o *Office) traceOfRun(ctx context.Context, one query.Outbox) string {
	if one.Trace == nil || one.Signal == nil {
		return ""
	}
	trace, err := o.tx.Reads().TraceOfRun(ctx, one.WorkflowID)
	if err != nil {
		return ""
	}
	return tx.Text(trace)
}
