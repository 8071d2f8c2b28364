package reversals

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/domain/vendor"
	"kaipiao/office/books"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// BookByVendor books that a marketplace vendor has red-issued a locked invoice of its own, wholly or in part (V10): its amounts return to
// the ledger, and its customer is told by the workflow of its reversals. Saying the same again changes nothing.
func BookByVendor(ctx context.Context, q *query.Queries, of query.Invoice, said vendor.Reversal, now time.Time) error {
	before, err := q.ReversalsOfInvoices(ctx, []ids.Invoice{of.ID})
	if err != nil {
		return fmt.Errorf("read reversals: %w", err)
	}
	if said.Nets != nil && of.Medium == invoice.Paper {
		return refusal.New(refusal.PaperAsAWhole, "lines")
	}
	if again, err := saidBefore(ctx, q, before, said); err != nil || again {
		return err
	}
	if err := invoice.Life.Check(string(of.ID), of.Status, invoice.ReportReversed, said.By); err != nil {
		return err
	}
	if err := checkRedNumber(ctx, q, of, said, now); err != nil {
		return err
	}
	lines, err := linesToReverse(ctx, q, of, said.Nets)
	if err != nil {
		return err
	}
	n, issuedAt := len(before)+1, said.IssuedOn.At(0, 0, 0) // of the hour nothing is known
	made := query.InsertReversalOfOthersParams{
		ID: reversal.ID(of.ID, n), Invoice: of.ID, Kind: reversal.Red, Reason: invoice.RedError, Status: reversal.Done, Origin: reversal.ByVendor,
		Seller: of.Seller, RequestedBy: said.By, Now: now, Number: &said.Number, IssuedAt: &issuedAt,
		N: int32(n), //nolint:gosec // a small number
	}
	made.Net, made.Tax, made.Gross = invoice.Totals(lines)
	if err := storeVendors(ctx, q, made, lines); err != nil {
		return err
	}
	err = trail.Note(ctx, q, event.Event{
		Application: of.Application, Invoice: of.ID, At: now, What: event.UndoneByVendor, Who: said.By, Detail: string(made.ID),
	})
	if err != nil {
		return err
	}
	return bookOthers(ctx, q, of, made, lines, now)
}

func storeVendors(ctx context.Context, q *query.Queries, made query.InsertReversalOfOthersParams, lines []invoice.Line) error {
	_, err := q.InsertReversalOfOthers(ctx, made)
	if tx.Violates(err, "reversals_number_key") { // another invoice of the vendor, at the same moment
		return refusal.New(refusal.NumberTaken, "number", *made.Number)
	}
	if err != nil {
		return fmt.Errorf("store reversal: %w", err)
	}
	return insertLines(ctx, q, made.ID, lines)
}

// bookOthers books a reversal that exists already: the amounts return, the invoice has its state, and the workflows hear of it.
func bookOthers(ctx context.Context, q *query.Queries, of query.Invoice, made query.InsertReversalOfOthersParams, lines []invoice.Line, now time.Time) error {
	if err := books.BookReturn(ctx, q, of, lines, now); err != nil {
		return err
	}
	row, err := q.Reversal(ctx, made.ID)
	if err != nil {
		return tx.Missing(err, "reversal")
	}
	if err := markReversed(ctx, q, row, of, tx.Text(made.Number), now); err != nil {
		return err
	}
	if of.WaitingFor == invoice.WaitingForVendor && of.Medium == invoice.Electronic { // it waits for a file that may never come
		if err := outbox.Resume(ctx, q, of.Workflow, now); err != nil {
			return err
		}
	}
	return leaveToTell(ctx, q, of, now)
}

// saidBefore reports whether the vendor has said the same before: the same number of the same day, and no other lines. The same number
// with something else is refused.
func saidBefore(ctx context.Context, q *query.Queries, before []query.Reversal, said vendor.Reversal) (bool, error) {
	for _, r := range before {
		if tx.Text(r.Number) != said.Number || r.Origin != reversal.ByVendor {
			continue
		}
		lines, err := q.LinesOfReversals(ctx, []ids.Reversal{r.ID})
		if err != nil {
			return false, fmt.Errorf("read lines of the reversal: %w", err)
		}
		if calendar.DateOf(*r.IssuedAt) == said.IssuedOn && (said.Nets == nil || sameNets(lines, said.Nets)) {
			return true, nil
		}
		return false, refusal.New(refusal.NumberTaken, "number", said.Number)
	}
	return false, nil
}

func sameNets(lines []query.ReversalLine, nets map[int]money.Amount) bool {
	for _, line := range lines {
		if net, named := nets[int(line.Line)]; !named || !net.Equal(line.Net) {
			return false
		}
	}
	return len(lines) == len(nets)
}

// checkRedNumber: a number of the right form that stands on nothing else of the vendor, and a day between that of the invoice and today.
func checkRedNumber(ctx context.Context, q *query.Queries, of query.Invoice, said vendor.Reversal, now time.Time) error {
	if !invoice.ValidNumber(of.Medium, said.Number) {
		return refusal.New(refusal.NumberInvalid, "number")
	}
	issued := calendar.DateOf(*of.IssuedAt)
	if said.IssuedOn.Before(issued) || calendar.DateOf(now).Before(said.IssuedOn) {
		return refusal.New(refusal.RedDateImpossible, "issued_on", issued)
	}
	taken, err := q.NumberTaken(ctx, query.NumberTakenParams{Seller: of.Seller, Number: said.Number})
	if err != nil {
		return fmt.Errorf("look for the number: %w", err)
	}
	if !taken {
		if taken, err = q.ReversalNumberTaken(ctx, query.ReversalNumberTakenParams{Seller: of.Seller, Number: said.Number}); err != nil {
			return fmt.Errorf("look for the number: %w", err)
		}
	}
	if taken {
		return refusal.New(refusal.NumberTaken, "number", said.Number)
	}
	return nil
}
