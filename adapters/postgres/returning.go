package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"
)

// RecordAwaitingBuyer stores that the buyer has to confirm the red-letter form, and returns until when (V1). Storing it
// again changes nothing.
func (r *Register) RecordAwaitingBuyer(ctx context.Context, id string, now time.Time) (time.Time, error) {
	var confirmBy time.Time
	err := r.change(ctx, func(q *query.Queries) error {
		row, of, err := lockReversal(ctx, q, id)
		if err != nil {
			return err
		}
		if row.ConfirmBy != nil {
			confirmBy = *row.ConfirmBy
			return nil
		}
		confirmBy = now.Add(r.policy.Red.ConfirmWithin.Std())
		if _, err := q.AwaitBuyer(ctx, query.AwaitBuyerParams{ID: id, Now: now, ConfirmBy: confirmBy}); err != nil {
			return fmt.Errorf("store reversal: %w", err)
		}
		return note(ctx, q, noted{application: of.Application, invoice: of.ID, at: now, what: "red_awaits_buyer", who: "provider", detail: id})
	})
	return confirmBy, err
}

// RecordReversed books that an invoice is undone at the provider, wholly or in part: its amounts return to the ledger in
// the moment in which the red document exists, and not before (V4, L9). A void has no number. Booking it again changes
// nothing.
func (r *Register) RecordReversed(ctx context.Context, id, number string, issuedAt *time.Time, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, of, err := lockReversal(ctx, q, id)
		if err != nil || row.Status == reversal.Done {
			return err
		}
		ended, err := q.EndReversal(ctx, query.EndReversalParams{
			ID: id, Status: reversal.Done, Number: optional(number), IssuedAt: issuedAt, Now: now,
		})
		if err != nil {
			return fmt.Errorf("store reversal: %w", err)
		}
		if ended == 0 {
			return fmt.Errorf("reversal %s is %s, and the provider says that document %q exists", id, row.Status, number)
		}
		lines, err := namedLines(ctx, q, row)
		if err != nil {
			return err
		}
		if err := bookReturn(ctx, q, of, lines, now); err != nil {
			return err
		}
		return markReversed(ctx, q, row, of, number, now)
	})
}

// namedLines are the lines of a reversal with the products and tax codes of the invoice's.
func namedLines(ctx context.Context, q *query.Queries, row query.Reversal) ([]invoice.Line, error) {
	rows, err := q.InvoiceLines(ctx, row.Invoice)
	if err != nil {
		return nil, fmt.Errorf("read invoice lines: %w", err)
	}
	undone, err := q.LinesOfReversals(ctx, []string{row.ID})
	if err != nil {
		return nil, fmt.Errorf("read lines of the reversal: %w", err)
	}
	var lines []invoice.Line
	for _, u := range undone {
		for _, named := range rows {
			if named.Line == u.Line {
				line := lineOf(named)
				line.Net, line.Tax, line.Gross = u.Net, u.Tax, u.Gross
				lines = append(lines, line)
			}
		}
	}
	return lines, nil
}

// markReversed gives the invoice its state: voided, red-issued, or partly so. Whoever is about to ship it is told.
func markReversed(ctx context.Context, q *query.Queries, row query.Reversal, of query.Invoice, number string, now time.Time) error {
	left, err := linesLeft(ctx, q, of.ID)
	if err != nil {
		return err
	}
	next := invoice.RedIssued
	switch {
	case row.Kind == reversal.Void:
		next = invoice.Voided
	case len(left) > 0:
		next = invoice.PartlyRedIssued
	}
	marked, err := q.MarkReversed(ctx, query.MarkReversedParams{ID: of.ID, Status: next, Sources: sources(next)})
	if err != nil {
		return fmt.Errorf("mark reversed: %w", err)
	}
	if marked == 0 {
		return refusal.New(refusal.WrongState, "", string(of.Status))
	}
	if err := keepLate(ctx, q, of.OverdueSince, message.WorkflowOfInvoice(of.ID), now); err != nil {
		return err
	}
	if err := keepLate(ctx, q, row.OverdueSince, message.WorkflowOfReversals(of.ID), now); err != nil {
		return err
	}
	err = note(ctx, q, noted{application: of.Application, invoice: of.ID, at: now, what: string(next), who: "provider", detail: number})
	if err != nil || of.Medium != invoice.Paper || of.Status == invoice.Delivered {
		return err
	}
	payload, err := json.Marshal(message.Reversed{})
	if err != nil {
		return err
	}
	return enqueue(ctx, q, query.InsertOutboxParams{
		WorkflowID: message.WorkflowOfInvoice(of.ID), Kind: message.SignalWorkflow, Signal: message.ReversedSignal, Payload: payload, Now: now,
	})
}

// RecordNotReversed stores that nothing came of a reversal: denied, lapsed, withdrawn or refused. The invoice stays valid
// and its amounts stay invoiced. What the bureau does not void (any more) is red-issued instead (V3): its original is here.
func (r *Register) RecordNotReversed(ctx context.Context, id string, status reversal.Status, why string, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, of, err := lockReversal(ctx, q, id)
		if err != nil || !row.Status.Open() {
			return err
		}
		if _, err := q.EndReversal(ctx, query.EndReversalParams{ID: id, Status: status, Why: why, Now: now}); err != nil {
			return fmt.Errorf("store reversal: %w", err)
		}
		if err := keepLate(ctx, q, row.OverdueSince, message.WorkflowOfReversals(of.ID), now); err != nil {
			return err
		}
		err = note(ctx, q, noted{
			application: of.Application, invoice: of.ID, at: now, what: string(row.Kind) + "_" + string(status), who: "provider", detail: why,
		})
		switch {
		case err != nil:
			return err
		case row.Kind == reversal.Void && status == reversal.Refused:
			_, err = startReversal(ctx, q, of, undoing{reason: row.Reason, by: row.RequestedBy}, now)
			return err
		case of.Medium == invoice.Paper && of.Status != invoice.Delivered:
			return lookAgain(ctx, q, of.ID, now) // it may be shipped after all
		default:
			return nil
		}
	})
}

// lockReversal locks the account, the invoice and the reversal, in the order in which everybody locks.
func lockReversal(ctx context.Context, q *query.Queries, id string) (query.Reversal, query.Invoice, error) {
	row, err := q.Reversal(ctx, id)
	if err != nil {
		return row, query.Invoice{}, missing(err, "reversal")
	}
	of, err := lockForLedger(ctx, q, row.Invoice)
	if err != nil {
		return row, of, err
	}
	row, err = q.LockReversal(ctx, id)
	return row, of, missing(err, "reversal")
}

// RecordReversalFile stores where a file of a red document is kept (I6); the first one of a format stays.
func (r *Register) RecordReversalFile(ctx context.Context, id string, file invoice.File, now time.Time) error {
	return query.New(r.pool).InsertReversalFile(ctx, query.InsertReversalFileParams{
		Reversal: id, Format: file.Format, Sha256: file.SHA256, Size: file.Size, Key: file.Key, Now: now,
	})
}

// bookReturn moves what is undone of an invoice back: where it was refunded meanwhile it clears that debt (L9), and the
// rest can be invoiced again. The lines name products and tax codes, and so the records that come back.
func bookReturn(ctx context.Context, q *query.Queries, row query.Invoice, lines []invoice.Line, now time.Time) error {
	covered, outstanding, err := coveredBy(ctx, q, row.ID)
	if err != nil {
		return err
	}
	var entries []ledger.Entry
	for _, line := range lines {
		for _, back := range ledger.Return(covered, outstanding, line.Product, line.TaxCode, line.Gross) {
			entries = append(entries, ledger.Entry{
				Account: row.Account, Seller: row.Seller, TaxCode: back.TaxCode, FromConsumption: back.Consumption, From: ledger.Invoiced,
				ToConsumption: back.Consumption, To: back.To, Amount: back.Amount, Application: row.Application, Invoice: row.ID, At: now,
			})
		}
	}
	return post(ctx, q, entries)
}

// coveredBy is what an invoice still covers of each record, and what is outstanding of the same records.
func coveredBy(ctx context.Context, q *query.Queries, id string) ([]ledger.Take, map[string]money.Amount, error) {
	entries, err := q.CoveredByInvoice(ctx, &id)
	if err != nil {
		return nil, nil, fmt.Errorf("read what is invoiced: %w", err)
	}
	var order []string
	amounts := map[string]money.Amount{}
	for _, e := range entries {
		if e.ToBucket == ledger.Invoiced {
			order = append(order, e.ToConsumption)
			amounts[e.ToConsumption] = e.Amount
		} else {
			amounts[e.ToConsumption] = amounts[e.ToConsumption].Sub(e.Amount)
		}
	}
	return takesOf(ctx, q, order, amounts)
}
