package read

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/parcel"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Standing reads what decides what may be done with an invoice: its state, the reversal that is under way, and its present parcel.
func Standing(ctx context.Context, q *query.Queries, row query.Invoice) (Invoice, error) {
	standing := Invoice{Invoice: InvoiceOf(row)}
	open, err := q.OpenReversal(ctx, query.OpenReversalParams{Invoice: row.ID, Open: life.Text(reversal.Life.Open())})
	switch {
	case err == nil:
		standing.Reversals = []reversal.Reversal{reversalOf(open)}
	case !errors.Is(err, pgx.ErrNoRows):
		return standing, fmt.Errorf("read reversals: %w", err)
	}
	if row.Medium != invoice.Paper {
		return standing, nil
	}
	present, err := PresentParcel(ctx, q, row)
	standing.Parcel = &present
	return standing, err
}

// InvoiceOf shows the row of an invoice, without what belongs to it.
func InvoiceOf(row query.Invoice) invoice.Invoice {
	return invoiceOf(row, query.Application{}, nil, nil)
}

// PresentParcel is the parcel that an invoice is in or is to be sent in; before it was ever shipped it is the first one.
func PresentParcel(ctx context.Context, q *query.Queries, of query.Invoice) (parcel.Parcel, error) {
	rows, err := q.PresentParcels(ctx, []ids.Invoice{of.ID})
	if err != nil {
		return parcel.Parcel{}, fmt.Errorf("read parcel: %w", err)
	}
	if len(rows) == 0 {
		return firstParcel(of), nil
	}
	return ParcelOf(rows[0], of), nil
}

func firstParcel(of query.Invoice) parcel.Parcel {
	return parcel.Parcel{Reference: parcel.Reference(of.ID, 1), Position: 1, ReceivedAt: of.DeliveredAt}
}

// ParcelOf shows the row of an invoice's present parcel.
func ParcelOf(row query.Parcel, of query.Invoice) parcel.Parcel {
	return parcel.Parcel{
		Reference: row.Reference, Position: int(row.Position), TrackingNumber: row.TrackingNumber, Ordered: row.Ordered,
		ShippedAt: row.ShippedAt, SilentAt: row.SilentAt, ReturnedAt: row.ReturnedAt, ToldAt: row.ToldAt, ReceivedAt: of.DeliveredAt,
	}
}

// LastHeard is when a parcel on its way gave its last sign of life.
func LastHeard(ctx context.Context, q *query.Queries, of ids.Invoice, present parcel.Parcel) (time.Time, error) {
	heard, err := q.LastOfParcel(ctx, query.LastOfParcelParams{Invoice: of, TrackingNumber: present.TrackingNumber, ShippedAt: *present.ShippedAt})
	if err != nil {
		return heard, fmt.Errorf("read the courier's events: %w", err)
	}
	return heard, nil
}

// papersOf are the paper ones.
func papersOf(rows []query.Invoice) (papers []ids.Invoice) {
	for _, row := range rows {
		if row.Medium == invoice.Paper {
			papers = append(papers, row.ID)
		}
	}
	return papers
}

// parcelsOf reads the present parcels of the paper invoices among these.
func parcelsOf(ctx context.Context, q *query.Queries, rows []query.Invoice) (map[ids.Invoice]*parcel.Parcel, error) {
	invoices := papersOf(rows)
	if len(invoices) == 0 {
		return nil, nil
	}
	found, papers := map[ids.Invoice]*parcel.Parcel{}, map[ids.Invoice]query.Invoice{}
	for _, row := range rows {
		if row.Medium == invoice.Paper {
			first := firstParcel(row)
			found[row.ID], papers[row.ID] = &first, row
		}
	}
	parcels, err := q.PresentParcels(ctx, invoices)
	if err != nil {
		return nil, tx.Missing(err, "parcels")
	}
	for _, row := range parcels {
		present := ParcelOf(row, papers[row.Invoice])
		found[row.Invoice] = &present
	}
	return found, nil
}

// Check says why somebody cannot do something with the invoice now, or nil: after the table of its life, and what depends on its
// medium, its seller, its parcel and its reversals.
func (i Invoice) Check(do life.Action, by actor.Actor) error {
	switch do {
	case invoice.RedIssue:
		if i.Medium == invoice.Paper { // its original has to come back (V3)
			return refusal.New(refusal.PaperByTicket, "")
		}
		return i.CheckReversible(by)
	case invoice.Ship, invoice.Resend, invoice.Deliver, invoice.CorrectShipping, invoice.PrintWaybill:
		return i.checkParcel(do, by)
	case invoice.HandInFile:
		return i.TakesFiles(by)
	case invoice.DeliverFiles:
		return i.checkDeliverFiles(by)
	case invoice.ChangeAddress:
		return i.CheckAddress(by)
	case invoice.Cancel:
		return i.CheckCancel(by)
	case invoice.ConfirmCorrection:
		return cmp.Or(invoice.Life.Check(string(i.ID), i.Status, do, by), i.Correction.CheckConfirm(by))
	default:
		return invoice.Life.Check(string(i.ID), i.Status, do, by)
	}
}

// CheckReversible refuses what is not issued, what is wholly undone, and what is being undone already (V2); and what a vendor
// issued, because our tax provider does not know it (I8).
func (i Invoice) CheckReversible(by actor.Actor) error {
	if err := invoice.Life.Check(string(i.ID), i.Status, invoice.RedIssue, by); err != nil {
		return err
	}
	if i.ByVendor() {
		return refusal.New(refusal.IssuedByVendor, "", i.ID, i.Seller)
	}
	return i.checkNoneRunning()
}

// checkDeliverFiles: papers have no files, and what a vendor issued our tax provider does not know (I8).
func (i Invoice) checkDeliverFiles(by actor.Actor) error {
	if err := invoice.Life.Check(string(i.ID), i.Status, invoice.DeliverFiles, by); err != nil {
		return err
	}
	if !i.concerns(invoice.DeliverFiles) {
		return refusal.New(refusal.WrongState, "", invoice.Life.Words(i.Status))
	}
	return nil
}

// checkNoneRunning refuses an invoice of which a reversal is under way.
func (i Invoice) checkNoneRunning() error {
	if i.reversing() {
		return refusal.New(refusal.ReversalRunning, "", i.ID)
	}
	return nil
}

func (i Invoice) reversing() bool {
	for _, r := range i.Reversals {
		if r.Status.Open() {
			return true
		}
	}
	return false
}

// checkParcel: a paper travels, by the tables of its own life and of its parcel's; what is being undone stays in the house (V3).
func (i Invoice) checkParcel(do life.Action, by actor.Actor) error {
	if err := invoice.Life.Check(string(i.ID), i.Status, do, by); err != nil {
		return err
	}
	if i.Medium != invoice.Paper || i.Parcel == nil {
		return refusal.New(refusal.WrongState, "", invoice.Life.Words(i.Status))
	}
	if err := i.Parcel.Check(ofParcel[do], by); err != nil {
		return err
	}
	switch {
	case do == invoice.Ship:
		return i.checkNoneRunning()
	case do == invoice.CorrectShipping && i.Parcel.Ordered:
		return refusal.New(refusal.ParcelOrdered, "", i.Parcel.TrackingNumber)
	default:
		return nil
	}
}

// ofParcel is what an invoice's action is to its parcel.
var ofParcel = map[life.Action]life.Action{
	invoice.Ship: parcel.Ship, invoice.Resend: parcel.Resend, invoice.Deliver: parcel.Deliver,
	invoice.CorrectShipping: parcel.Correct, invoice.PrintWaybill: parcel.PrintWaybill,
}

// Offers lists what somebody may do with the invoice now, and what it would expect to be able to, with the reason.
func (i Invoice) Offers(by actor.Actor) []life.Offer {
	var offers []life.Offer
	for _, do := range invoice.Life.Expected(i.Status, by.Kind) {
		if i.concerns(do) {
			offers = append(offers, invoice.Life.Offer(string(i.ID), do, i.Check(do, by)))
		}
	}
	return offers
}

// concerns reports whether an action makes sense for such an invoice at all.
func (i Invoice) concerns(do life.Action) bool {
	switch do {
	case invoice.Ship:
		return i.Parcel != nil && i.Parcel.State() == parcel.ToSend
	case invoice.Deliver, invoice.Resend, invoice.ChangeAddress:
		return i.Medium == invoice.Paper
	case invoice.CorrectShipping:
		return i.Parcel != nil && i.Parcel.State() != parcel.ToSend && i.Parcel.State() != parcel.CameBack && !i.ByVendor()
	case invoice.Issue, invoice.Refuse, invoice.ReportReversed, invoice.Remind:
		return i.ByVendor()
	case invoice.ConfirmCorrection, invoice.RefuseCorrection:
		return i.Correction != nil
	case invoice.Cancel: // everything else is taken back by a ticket (R2)
		return i.Status == invoice.Failed
	case invoice.HandInFile:
		return i.ByVendor() && i.Medium == invoice.Electronic
	case invoice.PrintWaybill: // what people have sent has its waybill from them
		return i.Parcel != nil && i.Parcel.Ordered && i.Parcel.Check(parcel.PrintWaybill, actor.Actor{Kind: actor.Finance}) == nil
	case invoice.DeliverFiles:
		return !i.ByVendor() && i.Medium == invoice.Electronic
	default:
		return true
	}
}
