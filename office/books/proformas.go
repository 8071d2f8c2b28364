package books

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/trail"
)

// outdateProformas tells the customers on whose pro-forma invoices something stands that is refunded now (A9). What stands on one that is
// sealed is free for another; one that is not is neither confirmed nor sealed any more, but made anew, or given up by its customer.
func outdateProformas(ctx context.Context, q *query.Queries, refunded []query.InsertRefundsParams, now time.Time) error {
	consumptions := make([]ids.Consumption, len(refunded))
	for i, row := range refunded {
		consumptions[i] = row.Consumption
	}
	tickets, err := q.OutdateProformas(ctx, query.OutdateProformasParams{Now: now, Consumptions: consumptions})
	if err != nil {
		return fmt.Errorf("look for pro-forma invoices: %w", err)
	}
	var events []event.Event
	for _, row := range tickets {
		if row.Status.Closed() {
			if err := q.GiveUpProforma(ctx, row.ID); err != nil {
				return fmt.Errorf("give up the pro-forma invoice: %w", err)
			}
		}
		events = append(events, event.Event{Ticket: row.ID, At: now, What: event.ProformaOutdated, Who: actor.Of(ctx), Detail: string(row.ID)})
	}
	return trail.Note(ctx, q, events...)
}
