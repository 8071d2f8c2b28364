package invoices

import (
	"context"
	"fmt"
	"slices"

	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
	"kaipiao/office/paging"
	"kaipiao/office/query"
)

// View is one of the views of a customer's list of invoices.
type View string

// The views. All others are All; what was given up stands there only.
const (
	All      View = "all"
	UnderWay View = "under_way"
	// NeedsYou: the buyer has to confirm its red-issuing, or a ticket about it waits for the customer.
	NeedsYou View = "needs_you"
	Issued   View = "issued"
	Undone   View = "undone"
)

// Views are all of them, in the order of the tabs.
func Views() []View { return []View{All, UnderWay, NeedsYou, Issued, Undone} }

// states of the views that are sets of them.
var states = map[View][]invoice.Status{
	UnderWay: invoice.Unsettled,
	Issued:   life.In(invoice.Issued, invoice.Shipped, invoice.Delivered),
	Undone:   life.In(invoice.RedIssued, invoice.PartlyRedIssued, invoice.Voided),
}

// PrintStage is how far the print desk has come with a paper invoice of ours.
type PrintStage string

// The stages.
const (
	// ToPrint: it is issued, and no sheet is recorded on which it is printed.
	ToPrint PrintStage = "to_print"
	// ToShip: it is printed, and has no tracking number yet.
	ToShip PrintStage = "to_ship"
	// ToSendAgain: it came back, and waits to be sent once more (V7).
	ToSendAgain PrintStage = "to_send_again"
)

// statuses are those that the list is narrowed to, by itself and by its view.
func (f Filter) statuses() ([]invoice.Status, error) {
	of, narrows := states[f.View]
	if !narrows {
		return f.Statuses, nil
	}
	if len(f.Statuses) == 0 {
		return of, nil
	}
	both := slices.DeleteFunc(slices.Clone(f.Statuses), func(status invoice.Status) bool { return !slices.Contains(of, status) })
	if len(both) == 0 {
		return nil, refusal.BadInput("status", "Nothing in this view is in that state.", "该视图中没有处于此状态的发票。")
	}
	return both, nil
}

// Summary counts what List would list, and adds it up.
func (o *Office) Summary(ctx context.Context, filter Filter) (paging.Summary, error) {
	found, err := o.summaries(ctx, filter)
	if err != nil {
		return paging.Summary{}, err
	}
	return found[0], nil
}

// SummaryByView has the same of each view too, whatever states and view the filter names.
func (o *Office) SummaryByView(ctx context.Context, filter Filter) (paging.Summary, map[View]paging.Summary, error) {
	filters, views := []Filter{filter}, Views()
	for _, view := range views {
		of := filter
		of.View, of.Statuses = view, nil
		filters = append(filters, of)
	}
	found, err := o.summaries(ctx, filters...)
	if err != nil {
		return paging.Summary{}, nil, err
	}
	of := map[View]paging.Summary{}
	for n, view := range views {
		of[view] = found[n+1]
	}
	return found[0], of, nil
}

// summaries are of some filters, in one round trip.
func (o *Office) summaries(ctx context.Context, filters ...Filter) ([]paging.Summary, error) {
	asked := make([]query.InvoicesSummedParams, len(filters))
	for n, filter := range filters {
		p, err := filter.Parameters(paging.Request{})
		if err != nil {
			return nil, err
		}
		asked[n] = query.InvoicesSummedParams{
			Account: p.Account, Vendor: p.Vendor, Seller: p.Seller, Status: p.Status, Statuses: p.Statuses, NeedsCustomer: p.NeedsCustomer, Proposed: p.Proposed,
			Desk: p.Desk, AmountFrom: p.AmountFrom, WaitingFor: p.WaitingFor, DueBefore: p.DueBefore, Promised: p.Promised, Title: p.Title,
			TaxpayerID: p.TaxpayerID, Medium: p.Medium, Kind: p.Kind, Number: p.Number, Serial: p.Serial, TrackingNumber: p.TrackingNumber,
			Chosen: p.Chosen, From: p.From, Until: p.Until, ByDue: p.ByDue, AtMost: paging.CapOfSums + 1,
		}
	}
	found := make([]paging.Summary, len(filters))
	err := filters[0].in(o.tx).Look(ctx, func(q *query.Queries) error {
		if err := q.PlanForWhatIsAsked(ctx); err != nil {
			return err
		}
		q.Ahead(func(q *query.Queries) {
			for _, one := range asked {
				_, _ = q.InvoicesSummed(ctx, one)
			}
		})
		for n, one := range asked {
			row, err := q.InvoicesSummed(ctx, one)
			if err != nil {
				return err
			}
			found[n] = paging.SummaryOf(int(row.Found), row.Amount)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sum invoices: %w", err)
	}
	return found, nil
}
