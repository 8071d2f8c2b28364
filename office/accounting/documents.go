package accounting

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/accounting"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/reversal"
	"kaipiao/domain/taxcode"
	"kaipiao/office/query"
	"kaipiao/office/read"
)

// whole is an invoice with what the ledger says of it.
type whole struct {
	read.Invoice
	seller invoice.Party
	sheet  *accounting.PaperSheet
	// moves are what it covered when it was issued and what came back since, in their order.
	moves []query.SourcesOfInvoicesRow
}

// documents reads what is told of events, with a few queries however many they are.
func (o *Office) documents(ctx context.Context, q *query.Queries, events []booked) ([]accounting.Document, error) {
	wanted := make([]ids.Invoice, len(events))
	for i, e := range events {
		wanted[i] = e.invoice
	}
	slices.Sort(wanted)
	invoices, err := o.invoices(ctx, q, slices.Compact(wanted))
	if err != nil {
		return nil, err
	}
	told := make([]accounting.Document, len(events))
	for i, e := range events {
		of, known := invoices[e.invoice]
		if !known {
			return nil, fmt.Errorf("invoice %s is not there", e.invoice)
		}
		if told[i], err = of.told(e); err != nil {
			return nil, err
		}
	}
	return told, nil
}

func (o *Office) invoices(ctx context.Context, q *query.Queries, wanted []ids.Invoice) (map[ids.Invoice]*whole, error) {
	found := make(map[ids.Invoice]*whole, len(wanted))
	if len(wanted) == 0 {
		return found, nil
	}
	rows, err := q.InvoicesByID(ctx, wanted)
	if err != nil {
		return nil, fmt.Errorf("read invoices: %w", err)
	}
	invoices, err := read.Invoices(ctx, q, rows)
	if err != nil {
		return nil, err
	}
	for i, one := range invoices {
		found[one.ID] = &whole{Invoice: one, seller: o.sellerOf(one)}
		if rows[i].SheetNumber != "" {
			found[one.ID].sheet = &accounting.PaperSheet{Code: rows[i].SheetCode, Number: rows[i].SheetNumber}
		}
	}
	moves, err := q.SourcesOfInvoices(ctx, pointers(wanted))
	if err != nil {
		return nil, fmt.Errorf("read what is invoiced: %w", err)
	}
	for _, move := range moves {
		of := found[ids.Invoice(move.Invoice)]
		of.moves = append(of.moves, move)
	}
	return found, nil
}

func pointers(invoices []ids.Invoice) []*ids.Invoice {
	list := make([]*ids.Invoice, len(invoices))
	for i := range invoices {
		list[i] = &invoices[i]
	}
	return list
}

// sellerOf is the seller as it was frozen with the invoice.
func (o *Office) sellerOf(i read.Invoice) invoice.Party {
	switch {
	case i.Printed != nil:
		return i.Printed.Seller
	case i.Seller == invoice.Platform:
		return o.policy.Seller.Party
	default:
		return o.policy.Vendor(i.Seller)
	}
}

// told is what is told of an event.
func (w *whole) told(e booked) (accounting.Document, error) {
	blue := w.blue()
	if e.event == accounting.Issued {
		return blue, nil
	}
	at := slices.IndexFunc(w.Reversals, func(r reversal.Reversal) bool { return string(r.ID) == e.id })
	if at < 0 {
		return blue, fmt.Errorf("reversal %s is not there", e.id)
	}
	if e.event == accounting.Voided {
		voided := blue
		voided.Event, voided.ID, voided.At, voided.VoidedAt, voided.TaxMonth = e.event, e.id, e.at.UTC(), utc(&e.at), accounting.TaxMonthOf(e.at)
		return voided, nil
	}
	return w.red(blue, w.Reversals[at]), nil
}

func utc(at *time.Time) *time.Time {
	in := at.UTC()
	return &in
}

// blue is what is told of the issue.
func (w *whole) blue() accounting.Document {
	document := accounting.Document{
		Event: accounting.Issued, ID: string(w.ID), At: w.IssuedAt.UTC(), Application: w.Application, Account: w.Account, Invoice: w.ID,
		SellerID: w.Seller, Kind: w.Kind, Medium: w.Medium, Colour: accounting.Blue, Serial: w.Serial, Number: w.Number, Sheet: w.sheet,
		IssuedAt: w.IssuedAt.UTC(), IssuedOn: calendar.DateOf(*w.IssuedAt), TaxMonth: accounting.TaxMonthOf(*w.IssuedAt),
		Buyer: w.Buyer, Seller: w.seller, Remark: w.Remark, Net: w.Net, Tax: w.Tax, Gross: w.Amount,
		Files: accounting.FilesOf(w.Files, "/v1/invoices/"+string(w.ID)),
	}
	if w.Printed != nil {
		document.Drawer, document.Sandbox = w.Printed.Drawer, w.Printed.Sandbox
	}
	sources := w.sources(func(move query.SourcesOfInvoicesRow) bool { return move.FromBucket == ledger.Reserved })
	document.Lines = make([]accounting.DocumentLine, len(w.Lines))
	for i, line := range w.Lines {
		document.Lines[i] = lineOf(line, sources[line.Number])
	}
	return document
}

// red is what is told of a red document; the ledger moved back what it takes back in the moment in which it was booked (V4).
func (w *whole) red(of accounting.Document, r reversal.Reversal) accounting.Document {
	red := of
	red.Event, red.ID, red.At, red.Colour, red.Serial, red.Number = accounting.RedIssued, string(r.ID), r.IssuedAt.UTC(), accounting.Red, r.Serial, r.Number
	red.IssuedAt, red.IssuedOn, red.TaxMonth = red.At, calendar.DateOf(*r.IssuedAt), accounting.TaxMonthOf(*r.IssuedAt)
	red.Original = &accounting.OriginalDocument{
		ID: of.Invoice, Number: of.Number, Sheet: of.Sheet, IssuedOn: of.IssuedOn, Reason: r.Reason, FormNumber: r.FormNumber,
	}
	red.Sheet, red.Remark, red.Drawer = nil, "", ""
	red.Net, red.Tax, red.Gross = r.Net.Neg(), r.Tax.Neg(), r.Gross.Neg()
	red.Files = accounting.FilesOf(r.Files, "/v1/invoices/"+string(w.ID)+"/red/"+string(r.ID))
	sources := w.sources(func(move query.SourcesOfInvoicesRow) bool {
		return move.FromBucket == ledger.Invoiced && r.EndedAt != nil && move.At.Equal(*r.EndedAt)
	})
	red.Lines = make([]accounting.DocumentLine, len(r.Lines))
	for i, undone := range r.Lines {
		for _, line := range w.Lines {
			if line.Number == undone.Number {
				line.Net, line.Tax, line.Gross = undone.Net.Neg(), undone.Tax.Neg(), undone.Gross.Neg()
				red.Lines[i] = lineOf(line, sources[line.Number])
			}
		}
	}
	return red
}

// sources are the records behind each line, as far as moves say so; what came back is below zero.
func (w *whole) sources(counts func(query.SourcesOfInvoicesRow) bool) map[int][]accounting.LineSource {
	behind, place := map[int][]accounting.LineSource{}, map[ids.Consumption]int{}
	home := map[[2]string]int{} // an invoice may have thousands of records
	for _, move := range w.moves {
		if !counts(move) || len(w.Lines) == 0 {
			continue
		}
		sold := [2]string{move.Product, move.TaxCode}
		line, known := home[sold]
		if !known {
			line = w.Lines[invoice.LineFor(w.Lines, move.Product, move.TaxCode)].Number
			home[sold] = line
		}
		amount := move.Amount
		if move.FromBucket == ledger.Invoiced {
			amount = amount.Neg()
		}
		at, again := place[move.Record]
		if !again {
			at, place[move.Record] = len(behind[line]), len(behind[line])
			behind[line] = append(behind[line], accounting.LineSource{Record: move.Record, Charge: move.Charge, Amount: money.Zero})
		}
		behind[line][at].Amount = behind[line][at].Amount.Add(amount)
	}
	return behind
}

func lineOf(line invoice.Line, sources []accounting.LineSource) accounting.DocumentLine {
	return accounting.DocumentLine{
		Number: line.Number, Sources: append([]accounting.LineSource{}, sources...), TaxCode: line.TaxCode,
		ShortName: cmp.Or(line.Category, taxcode.ShortName(line.TaxCode)), Product: line.Product, TaxRate: line.TaxRate,
		Net: line.Net, Tax: line.Tax, Gross: line.Gross,
	}
}
