package applications

import (
	"context"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Filter narrows the list of applications; zero values do not narrow.
type Filter struct {
	Status    application.Status
	DueBefore *time.Time
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

// ListOfAccount lists an account's applications, oldest first; without their invoices.
func (o *Office) ListOfAccount(ctx context.Context, account ids.Account, page paging.Request) (paging.Page[application.Application], error) {
	rows, err := o.tx.Reads().AccountApplications(ctx, query.AccountApplicationsParams{
		Account: account, After: ids.Application(page.After), PageSize: paging.Size(page),
	})
	if err != nil {
		return paging.Page[application.Application]{}, tx.Missing(err, "applications")
	}
	return paging.Of(rows, page, read.ApplicationOf, func(row query.Application) ids.Application { return row.ID }), nil
}

// List lists applications of all accounts, oldest first; without their invoices.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[application.Application], error) {
	rows, err := o.tx.Reads().Applications(ctx, query.ApplicationsParams{
		Status: string(filter.Status), DueBefore: filter.DueBefore, After: ids.Application(page.After), PageSize: paging.Size(page),
	})
	if err != nil {
		return paging.Page[application.Application]{}, tx.Missing(err, "applications")
	}
	return paging.Of(rows, page, read.ApplicationOf, func(row query.Application) ids.Application { return row.ID }), nil
}
