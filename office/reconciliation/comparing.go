package reconciliation

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/reconciliation"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Compare finds what ledger, register and provider do not say alike, in pages, and stores it. Comparing again adds nothing. Beat is
// called after each page.
func (o *Office) Compare(ctx context.Context, id ids.Reconciliation, now time.Time, beat func()) error {
	return o.compare(ctx, id, comparison{now: now}, beat)
}

// CompareSettled does so while nobody issues anything, because the register was restored: what was issued a moment ago is not under way.
func (o *Office) CompareSettled(ctx context.Context, id ids.Reconciliation, now time.Time, beat func()) error {
	return o.compare(ctx, id, comparison{now: now, settled: true}, beat)
}

func (o *Office) compare(ctx context.Context, id ids.Reconciliation, c comparison, beat func()) error {
	row, err := o.tx.Reads().Reconciliation(ctx, id)
	if err != nil {
		return tx.Missing(err, "reconciliation")
	}
	looks := []look{listedAndOurs}
	if row.Number == "" {
		looks = append(looks, invoicesNotListed, reversalsNotListed, unansweredInvoices, unansweredReversals, ledgerDifferences)
	}
	c.Reconciliation = row
	for _, look := range looks {
		for more := true; more; beat() {
			next := c
			err := o.tx.Change(ctx, func(q *query.Queries) error {
				next = c // the transaction may be tried again
				found, looked, err := look(ctx, q, &next)
				if err != nil {
					return fmt.Errorf("compare register and provider: %w", err)
				}
				more = looked == pageSize
				return c.store(ctx, q, found)
			})
			if err != nil {
				return err
			}
			c = next
		}
		c.after, c.afterRow = "", 0
	}
	return nil
}

// comparison is one comparison, and where its present look stands.
type comparison struct {
	query.Reconciliation
	now      time.Time
	settled  bool
	after    string
	afterRow int64
	// forgotten is read when something is listed that the register does not know.
	forgotten *forgotten
}

// look finds the differences of one page, and says how many rows it has looked at.
type look func(ctx context.Context, q *query.Queries, c *comparison) (found []reconciliation.Difference, looked int, err error)

func (c *comparison) store(ctx context.Context, q *query.Queries, found []reconciliation.Difference) error {
	for _, d := range found {
		err := q.InsertDifference(ctx, query.InsertDifferenceParams{
			Reconciliation: c.ID, Kind: d.Kind, Serial: d.Serial, Number: d.Number, Invoice: tx.Optional(d.Invoice), Reversal: tx.Optional(d.Reversal),
			Ours: d.Ours, Theirs: d.Theirs, Ledger: d.Ledger, Now: c.now,
		})
		if err != nil {
			return fmt.Errorf("store a difference: %w", err)
		}
	}
	return nil
}

// listedAndOurs holds each entry of the provider's list against the register.
func listedAndOurs(ctx context.Context, q *query.Queries, c *comparison) (found []reconciliation.Difference, looked int, err error) {
	rows, err := q.ListedAndOurs(ctx, query.ListedAndOursParams{Reconciliation: c.ID, After: c.afterRow, PageSize: pageSize})
	if err != nil {
		return nil, 0, err
	}
	for _, row := range rows {
		c.afterRow = row.ID
		ours, side := oursOf(row)
		if side == nil {
			if ours, side, err = c.remember(ctx, q, row.Document, ours); err != nil {
				return nil, 0, err
			}
		}
		ours.Settled = c.settled
		kind := reconciliation.Compare(row.Document, ours, c.now)
		if kind == "" {
			continue
		}
		listed := row.Document
		found = append(found, reconciliation.Difference{
			Kind: kind, Serial: listed.Serial, Number: listed.Number, Invoice: ours.Invoice, Reversal: ours.Reversal, Ours: side, Theirs: &listed,
		})
	}
	return found, len(rows), nil
}

// oursOf is what the register has of an entry; no side where it has nothing.
func oursOf(row query.ListedAndOursRow) (reconciliation.Ours, *reconciliation.Side) {
	ours := reconciliation.Ours{
		Invoice: ids.Invoice(row.Invoice), InvoiceStatus: invoice.Status(row.InvoiceStatus), InForce: row.InForce,
		Reversal: ids.Reversal(row.Reversal), ReversalStatus: reversal.Status(row.ReversalStatus),
		OfLost: row.OfUndone && invoice.Serial(row.OfSerial).Ours(),
		Number: row.InvoiceNumber, Net: row.InvoiceNet, Tax: row.InvoiceTax, Gross: row.InvoiceGross, At: row.InvoiceIssuedAt,
	}
	status := row.InvoiceStatus
	if ours.Reversal != "" {
		ours.Number, ours.At = row.ReversalNumber, row.ReversalIssuedAt
		ours.Net, ours.Tax, ours.Gross = row.ReversalNet, row.ReversalTax, row.ReversalGross
		status = row.ReversalStatus
	}
	if ours.Invoice == "" {
		return ours, nil
	}
	side := side(status, "", ours.Number, ours.Net, ours.Tax, ours.Gross, ours.At)
	if ours.Reversal != "" {
		side = undone(side)
	}
	return ours, side
}

func side(status, serial, number string, net, tax, gross money.Amount, at *time.Time) *reconciliation.Side {
	return &reconciliation.Side{Status: status, Serial: serial, Number: number, Net: net, Tax: tax, Gross: gross, At: at}
}

// undone shows the amounts of a reversal as the red document has them, below zero.
func undone(side *reconciliation.Side) *reconciliation.Side {
	side.Net, side.Tax, side.Gross = side.Net.Neg(), side.Tax.Neg(), side.Gross.Neg()
	return side
}

// ofInvoice and ofReversal are differences of which the provider says nothing.
func ofInvoice(kind reconciliation.Kind, row query.Invoice) reconciliation.Difference {
	serial := tx.Text(row.Serial)
	return reconciliation.Difference{
		Kind: kind, Serial: serial, Number: tx.Text(row.Number), Invoice: row.ID,
		Ours: side(string(row.Status), string(serial), tx.Text(row.Number), row.Net, row.Tax, row.Amount, row.IssuedAt),
	}
}

func ofReversal(kind reconciliation.Kind, row query.Reversal) reconciliation.Difference {
	serial := tx.Text(row.Serial)
	return reconciliation.Difference{
		Kind: kind, Serial: serial, Number: tx.Text(row.Number), Invoice: row.Invoice, Reversal: row.ID,
		Ours: undone(side(string(row.Status), string(serial), tx.Text(row.Number), row.Net, row.Tax, row.Gross, row.IssuedAt)),
	}
}
