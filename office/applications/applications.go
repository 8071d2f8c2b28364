package applications

import (
	"context"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Filter narrows the list of applications; zero values do not narrow.
type Filter struct {
	Account   ids.Account
	Seller    ids.Seller
	Statuses  []application.Status
	DueBefore *time.Time
	// Undecided: those that wait for a decision. ByDue: those, the most urgent first.
	Undecided, ByDue bool
	// Latest: the latest first.
	Latest bool
	// ClaimedBy: those that somebody has claimed, or nobody, where it is empty.
	ClaimedBy *string
	// Proposed: those that wait for the second of two people (O1), or those that do not.
	Proposed *bool
	Review   application.ReviewMode
	// AmountFrom: those of so much at least.
	AmountFrom *money.Amount
	// Title is compared as titles are (A4).
	Title      string
	TaxpayerID string
	Medium     invoice.Medium
	Kind       invoice.Kind
	// Number, Serial and TrackingNumber are those of its invoices.
	Number         string
	Serial         string
	TrackingNumber string
	// Submitted: those that were submitted then, in that order.
	Submitted paging.Span
}

// Application reads one application with its invoices; it refuses with not_found.
func (o *Office) Application(ctx context.Context, id ids.Application) (application.Application, error) {
	var a application.Application
	err := o.tx.Look(ctx, func(q *query.Queries) (err error) {
		a, err = read.Application(ctx, q, id)
		return err
	})
	return a, err
}

// List lists applications, without their invoices: oldest first, as they were submitted where the list is narrowed to a time, or by when a
// decision is due.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[application.Application], error) {
	asked, err := filter.parameters(page)
	if err != nil {
		return paging.Page[application.Application]{}, err
	}
	var rows []query.Application
	err = filter.in(o.tx).Look(ctx, func(q *query.Queries) (err error) {
		if err = q.PlanForWhatIsAsked(ctx); err == nil {
			rows, err = q.Applications(ctx, asked)
		}
		return err
	})
	if err != nil {
		return paging.Page[application.Application]{}, tx.Missing(err, "applications")
	}
	return paging.Of(rows, page, read.ApplicationOf, func(row query.Application) string {
		if filter.ByDue {
			return paging.DueCursor(&row.ReviewDueAt, row.ID)
		}
		return string(row.ID)
	}), nil
}

// Summary counts what List would list, and adds it up.
func (o *Office) Summary(ctx context.Context, filter Filter) (paging.Summary, error) {
	asked, err := filter.parameters(paging.Request{})
	if err != nil {
		return paging.Summary{}, err
	}
	var row query.ApplicationsSummedRow
	err = filter.in(o.tx).Look(ctx, func(q *query.Queries) (err error) {
		if err = q.PlanForWhatIsAsked(ctx); err == nil {
			row, err = q.ApplicationsSummed(ctx, query.ApplicationsSummedParams{
				Account: asked.Account, Seller: asked.Seller, Status: asked.Status, Statuses: asked.Statuses, Undecided: asked.Undecided,
				ClaimedBy: asked.ClaimedBy, Proposed: asked.Proposed, ReviewMode: asked.ReviewMode, AmountFrom: asked.AmountFrom,
				DueBefore: asked.DueBefore, Title: asked.Title,
				TaxpayerID: asked.TaxpayerID, Medium: asked.Medium, Kind: asked.Kind, Number: asked.Number, Serial: asked.Serial,
				TrackingNumber: asked.TrackingNumber, From: asked.From, Until: asked.Until, AtMost: paging.CapOfSums + 1,
			})
		}
		return err
	})
	if err != nil {
		return paging.Summary{}, tx.Missing(err, "applications")
	}
	return paging.SummaryOf(int(row.Found), row.Amount), nil
}

// in is where it is read: a queue of reviewers is acted on at once, and read in the database itself.
func (f Filter) in(db *tx.DB) tx.Looks { //nolint:ireturn // one of two
	if f.ByDue || f.Undecided || f.ClaimedBy != nil || f.Proposed != nil {
		return db
	}
	return db.Lists()
}

func (f Filter) parameters(page paging.Request) (query.ApplicationsParams, error) {
	asked := query.ApplicationsParams{
		Account: string(f.Account), Seller: string(f.Seller), DueBefore: f.DueBefore, Statuses: []string{},
		Undecided: f.Undecided || f.ByDue || f.Proposed != nil || f.ClaimedBy != nil, ClaimedBy: f.ClaimedBy, Proposed: f.Proposed,
		ReviewMode: string(f.Review), AmountFrom: f.AmountFrom,
		Title: invoice.NormalizeTitle(f.Title), TaxpayerID: f.TaxpayerID, Medium: string(f.Medium), Kind: string(f.Kind),
		Number: f.Number, Serial: f.Serial, TrackingNumber: f.TrackingNumber, ByDue: f.ByDue, Latest: f.Latest,
		From: f.Submitted.From, Until: f.Submitted.Until, ByDay: f.Submitted.Given() && !f.ByDue, After: page.After, PageSize: paging.Size(page),
	}
	asked.Status, asked.Statuses = paging.OneOrMore(f.Statuses)
	if f.ByDue {
		var err error
		asked.AfterDue, asked.After, err = paging.AfterDue(page)
		return asked, err
	}
	return asked, nil
}
