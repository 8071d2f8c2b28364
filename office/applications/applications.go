package applications

import (
	"context"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Filter narrows the list of applications; zero values do not narrow.
type Filter struct {
	Account   ids.Account
	Seller    ids.Seller
	Status    application.Status
	DueBefore *time.Time
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

// List lists applications, without their invoices: oldest first, or as they were submitted where the list is narrowed to a time.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[application.Application], error) {
	var rows []query.Application
	err := o.tx.Look(ctx, func(q *query.Queries) (err error) {
		if err = q.PlanForWhatIsAsked(ctx); err == nil {
			rows, err = q.Applications(ctx, filter.parameters(page))
		}
		return err
	})
	if err != nil {
		return paging.Page[application.Application]{}, tx.Missing(err, "applications")
	}
	return paging.Of(rows, page, read.ApplicationOf, func(row query.Application) ids.Application { return row.ID }), nil
}

func (f Filter) parameters(page paging.Request) query.ApplicationsParams {
	return query.ApplicationsParams{
		Account: string(f.Account), Seller: string(f.Seller), Status: string(f.Status), DueBefore: f.DueBefore,
		Title: invoice.NormalizeTitle(f.Title), TaxpayerID: f.TaxpayerID, Medium: string(f.Medium), Kind: string(f.Kind),
		Number: f.Number, Serial: f.Serial, TrackingNumber: f.TrackingNumber,
		From: f.Submitted.From, Until: f.Submitted.Until, ByDay: f.Submitted.Given(), After: page.After, PageSize: paging.Size(page),
	}
}
