package vendors

import (
	"context"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/vendor"
	"kaipiao/office/lock"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
)

// Remind asks a vendor by mail for an invoice that it has not issued yet (I8), and not more often than every few hours. The mail is owed with
// the event, and handed over like every other one.
func (o *Office) Remind(ctx context.Context, id ids.Invoice, who actor.Actor, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := lock.Invoice(ctx, q, id)
		switch {
		case err != nil:
			return err
		case row.Seller == invoice.Platform:
			return refusal.New(refusal.NotFound, "", "invoice of a vendor")
		}
		if err := invoice.Life.Check(string(id), row.Status, invoice.Remind, who); err != nil {
			return err
		}
		last, err := read.LastReminder(ctx, q, row)
		if err != nil {
			return err
		}
		if err := vendor.CheckReminder(row.Seller, o.policy.Vendors[row.Seller].Email, last, now); err != nil {
			return err
		}
		if err := trail.Act(ctx, q, "invoice/"+string(id), string(event.VendorReminded), map[string]any{"vendor": row.Seller}); err != nil {
			return err
		}
		return trail.Note(ctx, q, event.Event{
			Application: row.Application, Invoice: id, At: now, What: event.VendorReminded, Who: who, Detail: string(row.Seller),
		})
	})
}
