package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/message"
	"kaipiao/office/query"
)

// Enqueue writes a message for Temporal in the transaction that makes it necessary: what is accepted is started, whether
// Temporal is up or not. Nobody may talk to Temporal from inside a transaction instead.
func Enqueue(ctx context.Context, q *query.Queries, message query.InsertOutboxParams) error {
	if err := q.InsertOutbox(ctx, message); err != nil {
		return fmt.Errorf("store outbox message: %w", err)
	}
	return q.NotifyOutbox(ctx)
}

// Message is one start or signal that Temporal is owed.
type Message struct {
	WorkflowID string
	Kind       message.Kind
	// Signal is the signal's name; empty for a start.
	Signal string
	// Payload is the argument, as JSON; of register.TellReversals what TellsReversal reads.
	Payload []byte
}

// TellsReversal reads the payload of a message to the workflow of an invoice's reversals.
func (m Message) TellsReversal() (message.ReversalStart, json.RawMessage, error) {
	var news json.RawMessage
	told := toldReversal{News: &news}
	err := json.Unmarshal(m.Payload, &told)
	return told.Start, news, err
}

// Send hands one message to Temporal. It must be harmless to send a message twice.
type Send func(context.Context, Message) error

// sweepSize is how many messages one sweep of the outbox takes.
const sweepSize = 50

// Deliver hands messages to send until ctx ends: at once when they are written, and in sweeps for what was left
// behind. Several processes may do so side by side. It returns the database's error when the connection is lost.
func (o *Office) Deliver(ctx context.Context, clock func() time.Time, send Send) error {
	return o.tx.WheneverTold(ctx, "kaipiao_outbox", func(ctx context.Context) error {
		for taken := sweepSize; taken == sweepSize; {
			var err error
			if taken, err = o.Dispatch(ctx, clock(), send); err != nil {
				return err
			}
		}
		return nil
	})
}

// Dispatch hands the messages that are due to send, in the order of writing per workflow, and forgets those that were
// sent. A message that could not be sent is tried again later, with growing pauses. It returns how many it tried to send.
func (o *Office) Dispatch(ctx context.Context, now time.Time, send Send) (int, error) {
	taken := 0
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		rows, err := q.TakeOutbox(ctx, query.TakeOutboxParams{Now: now, PageSize: sweepSize})
		if err != nil {
			return fmt.Errorf("read the outbox: %w", err)
		}
		held, err := overtaken(ctx, q, rows)
		if err != nil {
			return err
		}
		var sent []int64
		for _, row := range rows {
			if held[row.WorkflowID] {
				continue
			}
			taken++
			message := Message{WorkflowID: row.WorkflowID, Kind: row.Kind, Signal: row.Signal, Payload: row.Payload}
			if err := send(ctx, message); err == nil {
				sent = append(sent, row.ID)
				continue
			}
			held[row.WorkflowID] = true
			if err := q.PostponeOutbox(ctx, query.PostponeOutboxParams{ID: row.ID, NotBefore: now.Add(pause(row.Attempts))}); err != nil {
				return fmt.Errorf("postpone an outbox message: %w", err)
			}
		}
		return q.DeleteOutbox(ctx, sent)
	})
	return taken, err
}

// overtaken are the workflows whose first message somebody else is sending in this moment: theirs wait, so that nothing
// overtakes the start.
func overtaken(ctx context.Context, q *query.Queries, rows []query.Outbox) (map[string]bool, error) {
	ids, mine := make([]string, len(rows)), map[int64]bool{}
	for i, row := range rows {
		ids[i], mine[row.ID] = row.WorkflowID, true
	}
	first, err := q.FirstOfOutbox(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	held := map[string]bool{}
	for _, row := range first {
		held[row.WorkflowID] = !mine[row.ID]
	}
	return held, nil
}

// pause doubles from one second to one minute.
func pause(attempts int32) time.Duration {
	return min(time.Second<<min(attempts, 6), time.Minute)
}
