package reversals

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/reversal"
	"kaipiao/office/lock"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// BookFound books a reversal of ours that the provider has carried out and of which its workflow has not heard (I11). The
// workflow tells the customer then, and is started where it does not run. Booking it again changes nothing.
func (o *Office) BookFound(ctx context.Context, id ids.Reversal, number string, issuedAt *time.Time, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		of, booked, err := recordReversed(ctx, q, id, number, issuedAt, now)
		if err != nil || !booked {
			return err
		}
		return leaveToTell(ctx, q, of, now)
	})
}

// leaveToTell leaves it to the workflow of an invoice's reversals to tell the customer, and to fetch the files: it has ended, and is
// not settled.
func leaveToTell(ctx context.Context, q *query.Queries, of query.Invoice, now time.Time) error {
	if err := outbox.TellReversals(ctx, q, of, message.Reverse, message.Nothing{}, now); err != nil {
		return err
	}
	return outbox.Resume(ctx, q, message.WorkflowOfReversals(of.ID), now)
}

// BookElsewhere books a red document or a void that somebody made at the provider or the bureau without us (V9): as a reversal
// of its own, with the amounts back in the ledger. Booking it again changes nothing. What the invoice has not left is a
// contradiction.
func (o *Office) BookElsewhere(ctx context.Context, listed invoice.Listed, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		of, before, err := lockNamed(ctx, q, listed.Of)
		if err != nil || has(before, of, listed) {
			return err
		}
		made, lines, err := othersReversal(ctx, q, of, listed, len(before)+1)
		if err != nil {
			return err
		}
		made.Origin, made.Status, made.Now = reversal.Elsewhere, reversal.Done, now
		if listed.Kind == invoice.RedIssuedDocument {
			made.Number, made.IssuedAt = &listed.Number, &listed.At
		}
		if err := storeOthers(ctx, q, made, lines); err != nil {
			return err
		}
		err = trail.Note(ctx, q, event.Event{
			Application: of.Application, Invoice: of.ID, At: now, What: event.UndoneElsewhere, Who: actor.Provider, Detail: string(made.ID),
		})
		if err != nil {
			return err
		}
		return bookOthers(ctx, q, of, made, lines, now)
	})
}

// has reports whether something that the provider lists is in the register.
func has(before []query.Reversal, of query.Invoice, listed invoice.Listed) bool {
	if listed.Kind == invoice.VoidMade {
		return of.Status == invoice.Voided
	}
	return slices.ContainsFunc(before, func(r query.Reversal) bool { return tx.Text((*string)(r.Serial)) == string(listed.Serial) })
}

// lockNamed locks the invoice of a number and its account, and reads its reversals. Only what our provider issued can be undone
// there, and only what is issued.
func lockNamed(ctx context.Context, q *query.Queries, number string) (query.Invoice, []query.Reversal, error) {
	named, err := q.InvoiceOfNumber(ctx, number)
	if err != nil {
		return named, nil, tx.Missing(err, "invoice")
	}
	of, err := lock.Invoice(ctx, q, named.ID)
	if err != nil {
		return of, nil, err
	}
	if of.Seller != invoice.Platform {
		return of, nil, contradiction.New(contradiction.VendorsInvoice, of.ID, of.Seller)
	}
	before, err := q.ReversalsOfInvoices(ctx, []ids.Invoice{of.ID})
	if err != nil {
		return of, nil, fmt.Errorf("read reversals: %w", err)
	}
	return of, before, nil
}

// othersReversal is the row of what others did, with its lines as the invoice's own: those that the provider names, or
// everything that is left where that is as much.
func othersReversal(
	ctx context.Context, q *query.Queries, of query.Invoice, listed invoice.Listed, n int,
) (query.InsertReversalOfOthersParams, []invoice.Line, error) {
	made := query.InsertReversalOfOthersParams{
		ID: reversal.ID(of.ID, n), Invoice: of.ID, Kind: reversal.Red, Reason: listed.Reason, RequestedBy: actor.Provider, Seller: of.Seller,
		N: int32(n), //nolint:gosec // a small number
	}
	if made.Reason == "" {
		made.Reason = invoice.RedError
	}
	if listed.Kind == invoice.VoidMade {
		made.Kind = reversal.Void
	} else {
		made.Serial = &listed.Serial
		if form := string(listed.Serial); !listed.Serial.Ours() { // others' forms go by their numbers
			made.FormNumber = &form
		}
	}
	left, err := linesLeft(ctx, q, of.ID)
	if err != nil {
		return made, nil, err
	}
	lines, fit := invoice.Taken(left, listed)
	if !fit || invoice.Life.Check(string(of.ID), of.Status, invoice.RecordReversed, actor.Provider) != nil {
		return made, nil, contradiction.New(contradiction.RedDiffers, contradiction.Or(listed.Number+string(listed.Serial)), of.ID)
	}
	made.Net, made.Tax, made.Gross = invoice.Totals(lines)
	return made, lines, nil
}

func storeOthers(ctx context.Context, q *query.Queries, made query.InsertReversalOfOthersParams, lines []invoice.Line) error {
	_, err := q.InsertReversalOfOthers(ctx, made)
	if tx.Violates(err, "reversals_number_key") || tx.Violates(err, "reversals_serial_key") {
		return contradiction.New(contradiction.NumberTaken, "reversal "+made.ID, contradiction.Or(tx.Text(made.Number)))
	}
	if err != nil {
		return fmt.Errorf("store reversal: %w", err)
	}
	return insertLines(ctx, q, made.ID, lines)
}

// insertLines stores what a reversal takes from which line.
func insertLines(ctx context.Context, q *query.Queries, id ids.Reversal, lines []invoice.Line) error {
	rows := make([]query.InsertReversalLinesParams, len(lines))
	for i, line := range lines {
		rows[i] = query.InsertReversalLinesParams{
			Reversal: id, Net: line.Net, Tax: line.Tax, Gross: line.Gross,
			Line: int32(line.Number), //nolint:gosec // at most some thousands
		}
	}
	if _, err := q.InsertReversalLines(ctx, rows); err != nil {
		return fmt.Errorf("store reversal: %w", err)
	}
	return nil
}
