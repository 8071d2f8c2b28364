package runs

import (
	"context"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Note writes into the timeline of what a run is about that something was done to the run. A seller's desk is about nothing that has one.
func (o *Office) Note(ctx context.Context, workflow string, what event.Name, who actor.Actor, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error { return note(ctx, q, workflow, what, who, now) })
}

func note(ctx context.Context, q *query.Queries, workflow string, what event.Name, who actor.Actor, now time.Time) error {
	noted := event.Event{At: now, What: what, Who: who, Detail: workflow}
	subject, id := message.About(workflow)
	switch subject {
	case "application":
		noted.Application = ids.Application(id)
	case "invoice", "reversal":
		row, err := q.Invoice(ctx, ids.Invoice(id))
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		noted.Application, noted.Invoice = row.Application, row.ID
	case "ticket":
		row, err := q.Ticket(ctx, ids.Ticket(id))
		if err != nil {
			return tx.Missing(err, "ticket")
		}
		noted.Application, noted.Ticket = tx.Text(row.Application), row.ID
	default:
		return nil
	}
	return trail.Note(ctx, q, noted)
}
