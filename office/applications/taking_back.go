package applications

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/office/query"
	"kaipiao/office/trail"
)

// EndTakenBack ends an approved application that a ticket has taken back as a whole, when nothing is left of it: what was not issued is
// cancelled, and what was is voided or red-issued (R2). While a reversal is under way, or came to nothing, the application stays approved.
// The account must be locked.
func EndTakenBack(ctx context.Context, q *query.Queries, id ids.Application, now time.Time) error {
	ticket, err := q.TicketThatTookBack(ctx, &id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for the ticket that takes it back: %w", err)
	}
	of, err := q.InvoicesOfApplication(ctx, id)
	if err != nil {
		return fmt.Errorf("read invoices: %w", err)
	}
	gone := []invoice.Status{invoice.Cancelled, invoice.Voided, invoice.RedIssued}
	if slices.ContainsFunc(of, func(i query.Invoice) bool { return !slices.Contains(gone, i.Status) }) {
		return nil
	}
	ended, err := q.DecideApplication(ctx, query.DecideApplicationParams{
		ID: id, Status: application.Cancelled, Sources: life.Text(application.Life.From(application.TakeBack)), Who: ticket.DecidedBy,
		Reason: ticket.DecisionReason, Now: &now,
	})
	if err != nil {
		return fmt.Errorf("end the application: %w", err)
	}
	if ended == 0 {
		return nil
	}
	return trail.Note(ctx, q, event.Event{Application: id, At: now, What: event.Cancelled, Who: ticket.DecidedBy, Detail: ticket.DecisionReason})
}
