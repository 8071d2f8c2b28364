package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"
	"kaipiao/office/reversals"

	"github.com/jackc/pgx/v5"
)

// RequestReversal takes in that an e-invoice is to be red-issued, wholly or in part, with the message that starts the work
// (V1, V2). Paper needs a ticket, for its original has to come back (V3). The same key and request answer with the same
// reversal.
func (r *Register) RequestReversal(ctx context.Context, request reversals.Request, now time.Time) (reversal.Reversal, error) {
	var requested reversal.Reversal
	err := r.change(ctx, func(q *query.Queries) error {
		row, err := lockForLedger(ctx, q, request.Invoice)
		if err != nil {
			return err
		}
		made := func(k query.IdempotencyKey) *string { return k.Reversal }
		if id, found, err := madeBefore(ctx, q, row.Account, request.Key, request.Fingerprint, made); err != nil || found {
			if err == nil {
				requested, err = readReversal(ctx, q, id)
			}
			return err
		}
		if row.Medium == invoice.Paper {
			return refusal.New(refusal.PaperByTicket, "")
		}
		id, err := startReversal(ctx, q, row, undoing{reason: request.Reason, nets: request.Nets, by: request.By}, now)
		if err != nil {
			return err
		}
		err = q.InsertIdempotencyKey(ctx, query.InsertIdempotencyKeyParams{
			Account: row.Account, Key: request.Key, Request: request.Fingerprint, Reversal: &id, Now: now,
		})
		if err != nil {
			return fmt.Errorf("store idempotency key: %w", err)
		}
		requested, err = readReversal(ctx, q, id)
		return err
	})
	return requested, err
}

// undoing is what is to be undone of an invoice; without nets, everything that is left.
type undoing struct {
	reason invoice.RedReason
	nets   map[int]money.Amount
	by     string
}

// startReversal stores a reversal with its serial, and tells its workflow. Paper in the month of its issue is voided,
// everything else is red-issued (V3). The account and the invoice must be locked.
func startReversal(ctx context.Context, q *query.Queries, row query.Invoice, what undoing, now time.Time) (string, error) {
	if err := reversible(ctx, q, row); err != nil {
		return "", err
	}
	lines, err := undoneLines(ctx, q, row, what.nets)
	if err != nil {
		return "", err
	}
	before, err := q.ReversalsOfInvoices(ctx, []string{row.ID})
	if err != nil {
		return "", fmt.Errorf("read reversals: %w", err)
	}
	n := len(before) + 1
	params := query.InsertReversalParams{
		ID: reversal.ID(row.ID, n), Invoice: row.ID, N: int32(n), Kind: reversal.Red, Reason: what.reason, RequestedBy: what.by, Now: now, //nolint:gosec // a small number
	}
	params.Net, params.Tax, params.Gross = invoice.Totals(lines)
	if voidable(row, before, now) {
		params.Kind = reversal.Void
	} else {
		serial := invoice.RedSerialFor(row.ID, n)
		params.Serial = &serial
	}
	if err := q.InsertReversal(ctx, params); err != nil {
		return "", fmt.Errorf("store reversal: %w", err)
	}
	rows := make([]query.InsertReversalLinesParams, len(lines))
	for i, line := range lines {
		rows[i] = query.InsertReversalLinesParams{Reversal: params.ID, Line: int32(line.Number), Net: line.Net, Tax: line.Tax, Gross: line.Gross} //nolint:gosec // at most some thousands
	}
	if _, err := q.InsertReversalLines(ctx, rows); err != nil {
		return "", fmt.Errorf("store reversal: %w", err)
	}
	err = note(ctx, q, noted{application: row.Application, invoice: row.ID, at: now, what: string(params.Kind) + "_requested", who: what.by, detail: params.ID})
	if err != nil {
		return "", err
	}
	return params.ID, tellReversal(ctx, q, row, message.ReverseSignal, message.Reverse{}, now)
}

// voidable: paper in the month of its issue (V3), unless the bureau has refused to void it before.
func voidable(row query.Invoice, before []query.Reversal, now time.Time) bool {
	refused := func(r query.Reversal) bool {
		return r.Kind == reversal.Void && r.Status == reversal.Refused
	}
	return row.Medium == invoice.Paper && calendar.DateOf(*row.IssuedAt).Month() == calendar.DateOf(now).Month() && !slices.ContainsFunc(before, refused)
}

// reversible refuses what is not issued, what is wholly undone, and what is being undone already (V2); and what a vendor
// issued, for our tax provider does not know it (I8).
func reversible(ctx context.Context, q *query.Queries, row query.Invoice) error {
	switch {
	case row.Status == invoice.Voided || row.Status == invoice.RedIssued:
		return refusal.New(refusal.AlreadyReversed, "", row.ID)
	case !row.Status.CanBecome(invoice.RedIssued):
		return refusal.New(refusal.NotIssued, "", row.ID)
	case row.Seller != invoice.Platform:
		return refusal.New(refusal.IssuedByVendor, "", row.ID, row.Seller)
	}
	return notBeingUndone(ctx, q, row.ID)
}

// notBeingUndone refuses an invoice of which a reversal is under way.
func notBeingUndone(ctx context.Context, q *query.Queries, id string) error {
	switch _, err := q.OpenReversal(ctx, id); {
	case err == nil:
		return refusal.New(refusal.ReversalRunning, "", id)
	case !errors.Is(err, pgx.ErrNoRows):
		return fmt.Errorf("read reversals: %w", err)
	default:
		return nil
	}
}

// undoneLines are the lines of a new reversal: the parts that are asked for, or all that is left.
func undoneLines(ctx context.Context, q *query.Queries, row query.Invoice, nets map[int]money.Amount) ([]invoice.Line, error) {
	left, err := linesLeft(ctx, q, row.ID)
	if err != nil || nets == nil {
		return left, err
	}
	lines, refused := invoice.PartOf(left, nets)
	return lines, refused.ErrorOrNil()
}

// linesLeft is what is left of an invoice's lines.
func linesLeft(ctx context.Context, q *query.Queries, id string) ([]invoice.Line, error) {
	rows, err := q.InvoiceLines(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read invoice lines: %w", err)
	}
	undone, err := q.LinesUndone(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read what was undone: %w", err)
	}
	lines, red := make([]invoice.Line, len(rows)), make([]invoice.Line, len(undone))
	for i, row := range rows {
		lines[i] = lineOf(row)
	}
	for i, row := range undone {
		red[i] = invoice.Line{Number: int(row.Line), Net: row.Net, Tax: row.Tax, Gross: row.Gross}
	}
	return invoice.Left(lines, red), nil
}

// WithdrawReversal tells the workflow to take back the form of an invoice that the buyer has not confirmed (V1).
func (r *Register) WithdrawReversal(ctx context.Context, invoiceID, who string, now time.Time) (reversal.Reversal, error) {
	var found reversal.Reversal
	err := r.change(ctx, func(q *query.Queries) error {
		row, err := q.Invoice(ctx, invoiceID)
		if err != nil {
			return missing(err, "invoice")
		}
		open, err := q.OpenReversal(ctx, invoiceID)
		if errors.Is(err, pgx.ErrNoRows) || (err == nil && open.Kind != reversal.Red) {
			return refusal.New(refusal.NoReversalRunning, "")
		}
		if err != nil {
			return fmt.Errorf("read reversals: %w", err)
		}
		if err := note(ctx, q, noted{application: row.Application, invoice: row.ID, at: now, what: "red_withdrawal_requested", who: who, detail: open.ID}); err != nil {
			return err
		}
		if found, err = readReversal(ctx, q, open.ID); err != nil {
			return err
		}
		return tellReversal(ctx, q, row, message.WithdrawSignal, message.Withdraw{Reversal: open.ID, By: who}, now)
	})
	return found, err
}

// tellReversal tells the workflow of an invoice's reversals, which is started where it does not run.
func tellReversal(ctx context.Context, q *query.Queries, row query.Invoice, signal string, news any, now time.Time) error {
	payload, err := json.Marshal(toldReversal{
		Start: message.ReversalStart{Invoice: row.ID, Application: row.Application, Account: row.Account, Medium: row.Medium}, News: news,
	})
	if err != nil {
		return err
	}
	return enqueue(ctx, q, query.InsertOutboxParams{WorkflowID: message.WorkflowOfReversals(row.ID), Kind: message.TellReversals, Signal: signal, Payload: payload, Now: now})
}
