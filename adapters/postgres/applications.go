package postgres

import (
	"context"
	"fmt"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
	"kaipiao/office/applications"
	"kaipiao/office/paging"
	"kaipiao/office/query"
)

// Application reads one application with its invoices; it refuses with not_found.
func (r *Register) Application(ctx context.Context, id string) (application.Application, error) {
	var a application.Application
	err := r.look(ctx, func(q *query.Queries) (err error) {
		a, err = readApplication(ctx, q, id)
		return err
	})
	return a, err
}

// AccountApplications lists an account's applications, oldest first; without their invoices.
func (r *Register) AccountApplications(ctx context.Context, account string, page paging.Request) (paging.Page[application.Application], error) {
	rows, err := query.New(r.pool).AccountApplications(ctx, query.AccountApplicationsParams{Account: account, After: page.After, PageSize: pageSize(page)})
	if err != nil {
		return paging.Page[application.Application]{}, missing(err, "applications")
	}
	return pageOf(rows, page, applicationOf, func(row query.Application) string { return row.ID }), nil
}

// Applications lists applications of all accounts, oldest first; without their invoices.
func (r *Register) Applications(ctx context.Context, filter applications.Filter, page paging.Request) (paging.Page[application.Application], error) {
	rows, err := query.New(r.pool).Applications(ctx, query.ApplicationsParams{
		Status: string(filter.Status), DueBefore: filter.DueBefore, After: page.After, PageSize: pageSize(page),
	})
	if err != nil {
		return paging.Page[application.Application]{}, missing(err, "applications")
	}
	return pageOf(rows, page, applicationOf, func(row query.Application) string { return row.ID }), nil
}

func readApplication(ctx context.Context, q *query.Queries, id string) (application.Application, error) {
	row, err := q.Application(ctx, id)
	if err != nil {
		return application.Application{}, missing(err, "application")
	}
	invoices, err := q.InvoicesOfApplication(ctx, id)
	if err != nil {
		return application.Application{}, fmt.Errorf("read invoices: %w", err)
	}
	lines, err := q.LinesOfApplication(ctx, id)
	if err != nil {
		return application.Application{}, fmt.Errorf("read invoice lines: %w", err)
	}
	a := applicationOf(row)
	for _, i := range invoices {
		a.Invoices = append(a.Invoices, invoiceOf(i, row, lines, nil))
	}
	return a, nil
}

func applicationOf(row query.Application) application.Application {
	return application.Application{
		ID: row.ID, Account: row.Account, Seller: row.Seller, Kind: row.Kind, Medium: row.Medium, Status: row.Status,
		Review: row.ReviewMode, ReviewDue: promise.Promise{At: row.ReviewDueAt, Provisional: row.ReviewProvisional},
		CoolOffUntil: row.CoolOffUntil, Gross: row.Gross, Offset: row.OffsetAmount, Total: row.Total, RoundingDrift: row.RoundingDrift,
		Buyer: buyerOf(row), Address: row.Address, Email: row.Email, Remark: row.Remark, ClaimedBy: row.ClaimedBy,
		DecidedBy: row.DecidedBy, DecisionReason: row.DecisionReason, DecidedAt: row.DecidedAt, SubmittedAt: row.SubmittedAt,
		Replaces: text(row.Replaces),
	}
}

func buyerOf(row query.Application) invoice.Party {
	return invoice.Party{
		Name: row.BuyerName, TaxpayerID: row.BuyerTaxpayerID, AddressPhone: row.BuyerAddressPhone, BankAccount: row.BuyerBankAccount,
	}
}
