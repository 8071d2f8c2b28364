package read

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
	"kaipiao/domain/secondperson"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Application reads one application with its invoices; it refuses with not_found.
func Application(ctx context.Context, q *query.Queries, id ids.Application) (application.Application, error) {
	q.Ahead(func(q *query.Queries) {
		_, _ = q.Application(ctx, id)
		_, _ = q.InvoicesOfApplication(ctx, id)
		_, _ = q.LinesOfApplication(ctx, id)
	})
	row, err := q.Application(ctx, id)
	if err != nil {
		return application.Application{}, tx.Missing(err, "application")
	}
	invoices, err := q.InvoicesOfApplication(ctx, id)
	if err != nil {
		return application.Application{}, fmt.Errorf("read invoices: %w", err)
	}
	lines, err := q.LinesOfApplication(ctx, id)
	if err != nil {
		return application.Application{}, fmt.Errorf("read invoice lines: %w", err)
	}
	a := ApplicationOf(row)
	for _, i := range invoices {
		a.Invoices = append(a.Invoices, invoiceOf(i, row, lines, nil))
	}
	return a, nil
}

// ApplicationOf is an application without its invoices.
func ApplicationOf(row query.Application) application.Application {
	return application.Application{
		ID: row.ID, Account: row.Account, Seller: row.Seller, Kind: row.Kind, Medium: row.Medium, Status: row.Status,
		Review: row.ReviewMode, ReviewDue: promise.Promise{At: row.ReviewDueAt, Provisional: row.ReviewProvisional},
		CoolOffUntil: row.CoolOffUntil, Gross: row.Gross, Offset: row.OffsetAmount, Total: row.Total, RoundingDrift: row.RoundingDrift,
		Buyer: buyerOf(row), Address: row.Address, Email: row.Email, Remark: row.Remark, ClaimedBy: row.ClaimedBy, ClaimedAt: row.ClaimedAt,
		SecondPerson: row.SecondPerson, Proposed: proposed(row.ProposedBy, row.ProposedAt),
		DecidedBy: row.DecidedBy, DecisionReason: row.DecisionReason, DecidedAt: row.DecidedAt, SubmittedAt: row.SubmittedAt,
		Replaces: tx.Text(row.Replaces),
	}
}

// proposed is what the first of two people has decided; nil where nobody has.
func proposed(by actor.Actor, at *time.Time) *secondperson.Proposal {
	if at == nil {
		return nil
	}
	return &secondperson.Proposal{By: by, At: *at}
}

func buyerOf(row query.Application) invoice.Party {
	return invoice.Party{
		Name: row.BuyerName, TaxpayerID: row.BuyerTaxpayerID, AddressPhone: row.BuyerAddressPhone, BankAccount: row.BuyerBankAccount,
	}
}
