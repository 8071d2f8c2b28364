package reversals

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/office/lock"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Request asks for an invoice to be red-issued; Key and Fingerprint make a repeated call harmless.
type Request struct {
	Invoice ids.Invoice
	Reason  invoice.RedReason
	// Nets are the net amounts to take off lines, by their numbers; nil for everything that is left.
	Nets        map[int]money.Amount
	By          actor.Actor
	Key         string
	Fingerprint []byte
}

// Request takes in that an e-invoice is to be red-issued, wholly or in part, with the message that starts the work
// (V1, V2). Paper needs a ticket, because its original has to come back (V3). The same key and request answer with the same
// reversal.
func (o *Office) Request(ctx context.Context, request Request, now time.Time) (reversal.Reversal, error) {
	var requested reversal.Reversal
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := lock.Invoice(ctx, q, request.Invoice)
		if err != nil {
			return err
		}
		made := func(k query.IdempotencyKey) *ids.Reversal { return k.Reversal }
		if id, found, err := tx.MadeBefore(ctx, q, row.Account, request.Key, request.Fingerprint, made); err != nil || found {
			if err == nil {
				requested, err = read.Reversal(ctx, q, id)
			}
			return err
		}
		if row.Medium == invoice.Paper {
			return refusal.New(refusal.PaperByTicket, "")
		}
		id, err := Start(ctx, q, row, Order{Reason: request.Reason, nets: request.Nets, By: request.By}, now)
		if err != nil {
			return err
		}
		err = q.InsertIdempotencyKey(ctx, query.InsertIdempotencyKeyParams{
			Account: row.Account, Key: request.Key, Request: request.Fingerprint, Reversal: &id, Now: now,
		})
		if err != nil {
			return fmt.Errorf("store idempotency key: %w", err)
		}
		requested, err = read.Reversal(ctx, q, id)
		return err
	})
	return requested, err
}

// Order is what is to be undone of an invoice; without nets, everything that is left.
type Order struct {
	Reason invoice.RedReason
	nets   map[int]money.Amount
	By     actor.Actor
}

// Start stores a reversal with its serial, and tells its workflow. Paper in the month of its issue is voided,
// everything else is red-issued (V3). The account and the invoice must be locked.
func Start(ctx context.Context, q *query.Queries, row query.Invoice, what Order, now time.Time) (ids.Reversal, error) {
	if err := CheckReversible(ctx, q, row, what.By); err != nil {
		return "", err
	}
	lines, err := linesToReverse(ctx, q, row, what.nets)
	if err != nil {
		return "", err
	}
	before, err := q.ReversalsOfInvoices(ctx, []ids.Invoice{row.ID})
	if err != nil {
		return "", fmt.Errorf("read reversals: %w", err)
	}
	n := len(before) + 1
	params := query.InsertReversalParams{
		ID: reversal.ID(row.ID, n), Invoice: row.ID, Kind: reversal.Red, Reason: what.Reason, RequestedBy: what.By, Now: now,
		N: int32(n), //nolint:gosec // a small number
	}
	params.Net, params.Tax, params.Gross = invoice.Totals(lines)
	if params.Kind = undoOf(row, before).Way(now); params.Kind == reversal.Red {
		serial := invoice.RedSerialFor(row.ID, n)
		params.Serial = &serial
	}
	if err := q.InsertReversal(ctx, params); err != nil {
		return "", fmt.Errorf("store reversal: %w", err)
	}
	if err := insertLines(ctx, q, params.ID, lines); err != nil {
		return "", err
	}
	// What was refused before is asked for anew.
	if err := tasks.CloseRefused(ctx, q, message.WorkflowOfReversals(row.ID), what.By, now); err != nil {
		return "", err
	}
	err = trail.Note(ctx, q, event.Event{
		Application: row.Application, Invoice: row.ID, At: now, What: event.OfReversal(params.Kind), Who: what.By, Detail: string(params.ID),
	})
	if err != nil {
		return "", err
	}
	return params.ID, outbox.TellReversals(ctx, q, row, message.Reverse, message.Nothing{}, now)
}

// undoOf is what decides how an issued invoice is undone.
func undoOf(row query.Invoice, before []query.Reversal) reversal.Undo {
	return reversal.Undo{Medium: row.Medium, IssuedAt: *row.IssuedAt, VoidRefused: slices.ContainsFunc(before, func(r query.Reversal) bool {
		return reversal.RefusedVoid(r.Kind, r.Status)
	})}
}

// CheckReversible refuses an invoice of which nothing is left to undo, or that is not ours to undo (V2, I8).
func CheckReversible(ctx context.Context, q *query.Queries, row query.Invoice, by actor.Actor) error {
	standing, err := read.Standing(ctx, q, row)
	if err != nil {
		return err
	}
	return standing.CheckReversible(by)
}

// linesToReverse are the lines of a new reversal: the parts that are asked for, or all that is left.
func linesToReverse(ctx context.Context, q *query.Queries, row query.Invoice, nets map[int]money.Amount) ([]invoice.Line, error) {
	left, err := linesLeft(ctx, q, row.ID)
	if err != nil || nets == nil {
		return left, err
	}
	lines, refused := invoice.PartOf(left, nets)
	return lines, refused.ErrorOrNil()
}

// linesLeft is what is left of an invoice's lines.
func linesLeft(ctx context.Context, q *query.Queries, id ids.Invoice) ([]invoice.Line, error) {
	rows, err := q.InvoiceLines(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read invoice lines: %w", err)
	}
	undone, err := q.ReversedLines(ctx, query.ReversedLinesParams{Invoice: id, Statuses: life.Text(reversal.NotGivenUp())})
	if err != nil {
		return nil, fmt.Errorf("read what was undone: %w", err)
	}
	lines, red := make([]invoice.Line, len(rows)), make([]invoice.Line, len(undone))
	for i, row := range rows {
		lines[i] = read.LineOf(row)
	}
	for i, row := range undone {
		red[i] = invoice.Line{Number: int(row.Line), Net: row.Net, Tax: row.Tax, Gross: row.Gross}
	}
	return invoice.Left(lines, red), nil
}

// Withdraw tells the workflow to take back the form of an invoice that the buyer has not confirmed (V1). The same call again tells it
// once more; who comes second is told that it is being taken back already (R3).
func (o *Office) Withdraw(ctx context.Context, invoiceID ids.Invoice, who actor.Actor, now time.Time) (reversal.Reversal, error) {
	var found reversal.Reversal
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockInvoice(ctx, invoiceID)
		if err != nil {
			return tx.Missing(err, "invoice")
		}
		standing, err := read.Standing(ctx, q, row)
		if err != nil {
			return err
		}
		if len(standing.Reversals) == 0 {
			return refusal.New(refusal.NoReversalRunning, "")
		}
		open := standing.Reversals[0]
		if err := open.Check(reversal.Withdraw, who); err != nil {
			return err
		}
		if err := q.AskToWithdraw(ctx, query.AskToWithdrawParams{ID: open.ID, Now: now}); err != nil {
			return fmt.Errorf("store that it is to be taken back: %w", err)
		}
		if err := noteWithdrawal(ctx, q, row, open.ID, who, now); err != nil {
			return err
		}
		if found, err = read.Reversal(ctx, q, open.ID); err != nil {
			return err
		}
		return outbox.TellReversals(ctx, q, row, message.Withdraw, message.WithdrawNews{Reversal: open.ID, By: who.String()}, now)
	})
	return found, err
}

// noteWithdrawal notes who asked for it, once.
func noteWithdrawal(ctx context.Context, q *query.Queries, row query.Invoice, id ids.Reversal, who actor.Actor, now time.Time) error {
	last, err := q.LastOfInvoice(ctx, query.LastOfInvoiceParams{Invoice: &row.ID, What: event.RedWithdrawalRequested})
	switch {
	case errors.Is(err, pgx.ErrNoRows) || (err == nil && last.Detail != string(id)):
		return trail.Note(ctx, q, event.Event{
			Application: row.Application, Invoice: row.ID, At: now, What: event.RedWithdrawalRequested, Who: who, Detail: string(id),
		})
	case err != nil:
		return fmt.Errorf("read who asked for it: %w", err)
	case last.Who != who:
		return refusal.New(refusal.WrongState, "", refusal.Words{English: "being taken back", Chinese: "正在撤回"})
	default:
		return nil
	}
}
