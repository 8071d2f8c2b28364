package invoices

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
	"kaipiao/office/lock"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// What becomes of a correction that was proposed.
const (
	confirmed = "confirmed"
	refused   = "refused"
	replaced  = "replaced"
)

// Correct gives an invoice that the provider refused for good the buyer's data as they should be; it is issued anew under
// the serial of the next generation (I4). Under a title that is not the certified name it waits for a second person (A4).
func (o *Office) Correct(ctx context.Context, id ids.Invoice, title invoice.Party, who actor.Actor, now time.Time) error {
	return o.correcting(ctx, id, invoice.Correct, who, func(q *query.Queries, row query.Invoice) error {
		account, err := q.Account(ctx, row.Account)
		if err != nil {
			return tx.Missing(err, "account")
		}
		known, err := read.ConfirmedTaxpayerID(ctx, q, row.Account, title.TaxpayerID)
		if err != nil {
			return err
		}
		buyer, secondPerson, err := application.CheckCorrection(read.CertificationOf(account), title, known)
		if err != nil {
			return err
		}
		if err := decideCorrection(ctx, q, row, replaced, who, now); err != nil {
			return err
		}
		if !secondPerson {
			return correct(ctx, q, row, buyer, who, now)
		}
		if err := q.ProposeCorrection(ctx, query.ProposeCorrectionParams{Invoice: id, Buyer: buyer, ProposedBy: who, Now: now}); err != nil {
			return fmt.Errorf("propose a correction: %w", err)
		}
		return trail.Note(ctx, q, event.Event{Application: row.Application, Invoice: id, At: now, What: event.CorrectionProposed, Who: who})
	})
}

// ConfirmCorrection carries out what somebody else of finance proposed (A4).
func (o *Office) ConfirmCorrection(ctx context.Context, id ids.Invoice, who actor.Actor, now time.Time) error {
	return o.correcting(ctx, id, invoice.ConfirmCorrection, who, func(q *query.Queries, row query.Invoice) error {
		proposed, err := read.Corrections(ctx, q, []query.Invoice{row})
		if err != nil {
			return err
		}
		correction := proposed[id]
		if err := correction.CheckConfirm(who); err != nil {
			return err
		}
		if err := decideCorrection(ctx, q, row, confirmed, who, now); err != nil {
			return err
		}
		return correct(ctx, q, row, correction.Buyer, who, now)
	})
}

// RefuseCorrection gives up what was proposed, by whomever; the invoice stays refused.
func (o *Office) RefuseCorrection(ctx context.Context, id ids.Invoice, who actor.Actor, reason string, now time.Time) error {
	return o.correcting(ctx, id, invoice.RefuseCorrection, who, func(q *query.Queries, row query.Invoice) error {
		proposed, err := read.Corrections(ctx, q, []query.Invoice{row})
		if err != nil {
			return err
		}
		if err := proposed[id].CheckRefuse(); err != nil {
			return err
		}
		if err := decideCorrection(ctx, q, row, refused, who, now); err != nil {
			return err
		}
		return trail.Note(ctx, q, event.Event{
			Application: row.Application, Invoice: id, At: now, What: event.CorrectionRefused, Who: who, Detail: reason,
		})
	})
}

// GiveUpRefused gives up what the provider refused for good: the reservation is given back (I4). What is under way is taken back by a ticket (R2), and
// refused here; the same call again changes nothing.
func (o *Office) GiveUpRefused(ctx context.Context, id ids.Invoice, who actor.Actor, reason string, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := lock.Invoice(ctx, q, id)
		if err != nil {
			return err
		}
		if row.Status != invoice.Failed && row.Status != invoice.Cancelled {
			return refusal.New(refusal.WrongState, "", invoice.Life.Words(row.Status))
		}
		return Stop(ctx, q, row, who, reason, now)
	})
}

// correcting locks an invoice of which the table of its life allows this.
func (o *Office) correcting(
	ctx context.Context, id ids.Invoice, do life.Action, who actor.Actor, work func(*query.Queries, query.Invoice) error,
) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := lock.Invoice(ctx, q, id)
		if err != nil {
			return err
		}
		if err := invoice.Life.Check(string(id), row.Status, do, who); err != nil {
			return err
		}
		return work(q, row)
	})
}

// correct lets a locked invoice be issued anew with these data of its buyer.
func correct(ctx context.Context, q *query.Queries, row query.Invoice, buyer invoice.Party, who actor.Actor, now time.Time) error {
	if _, err := q.CorrectInvoice(ctx, query.CorrectInvoiceParams{
		ID: row.ID, Buyer: &buyer, Sources: life.Text(invoice.Life.From(invoice.Correct)),
	}); err != nil {
		return fmt.Errorf("correct invoice: %w", err)
	}
	if err := closeRefused(ctx, q, row, who, now); err != nil {
		return err
	}
	err := trail.Note(ctx, q, event.Event{Application: row.Application, Invoice: row.ID, At: now, What: event.Corrected, Who: who, Detail: row.Failure})
	if err != nil {
		return err
	}
	return outbox.Resume(ctx, q, row.Workflow, now)
}

// decideCorrection ends what was proposed, where something was.
func decideCorrection(ctx context.Context, q *query.Queries, row query.Invoice, status string, who actor.Actor, now time.Time) error {
	err := q.DecideCorrection(ctx, query.DecideCorrectionParams{Invoice: row.ID, Status: status, DecidedBy: who, Now: now})
	if err != nil {
		return fmt.Errorf("decide about a correction: %w", err)
	}
	return nil
}
