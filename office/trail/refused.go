package trail

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// NoteRefused notes in the timeline of what a workflow is about that a message to it was refused, and why. A seller's desk is about
// no object, and what the register does not know has no timeline.
func (o *Office) NoteRefused(ctx context.Context, workflow, why string, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return NoteOfRun(ctx, q, workflow, event.Event{At: now, What: event.MessageRefused, Who: actor.FromMessage(""), Detail: why})
	})
}

// NoteOfRun writes an event into the timeline of what a workflow is about, where that has one.
func NoteOfRun(ctx context.Context, q *query.Queries, workflow string, noted event.Event) error {
	about, err := objectOf(ctx, q, workflow, &noted)
	if errors.Is(err, pgx.ErrNoRows) || (err == nil && !about) {
		return nil
	}
	if err != nil {
		return tx.Missing(err, workflow)
	}
	return Note(ctx, q, noted)
}

// objectOf names in an event what a workflow is about; it reports whether it is about anything that has a timeline.
func objectOf(ctx context.Context, q *query.Queries, workflow string, noted *event.Event) (bool, error) {
	switch what, id := message.About(workflow); what {
	case "application":
		found, err := q.Application(ctx, ids.Application(id))
		if err != nil {
			return false, err
		}
		noted.Application = found.ID
		noted.Invoice, err = servedBy(ctx, q, workflow, found)
		return true, err
	case "invoice", "reversal":
		found, err := q.Invoice(ctx, ids.Invoice(id))
		noted.Application, noted.Invoice = found.Application, found.ID
		return true, err
	case "ticket":
		found, err := q.Ticket(ctx, ids.Ticket(id))
		noted.Application, noted.Invoice, noted.Ticket = tx.Text(found.Application), tx.Text(found.Invoice), found.ID
		return true, err
	default:
		return false, nil
	}
}

// servedBy is the single invoice of an approved application, whose workflow goes on as that of the invoice; nothing where there is none.
func servedBy(ctx context.Context, q *query.Queries, workflow string, of query.Application) (ids.Invoice, error) {
	if of.Status != application.Approved {
		return "", nil
	}
	rows, err := q.InvoicesOfApplication(ctx, of.ID)
	if err != nil {
		return "", fmt.Errorf("read invoices: %w", err)
	}
	for _, row := range rows {
		if row.Workflow == workflow {
			return row.ID, nil
		}
	}
	return "", nil
}
