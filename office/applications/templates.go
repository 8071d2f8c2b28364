package applications

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Templates are the saved title and address that an application chooses by their ids. What is neither chosen nor in the request is
// the account's default one (A5).
type Templates struct{ Title, Address string }

// fill copies the account's templates into a request: from now on a later edit of them changes nothing (A5).
func fill(ctx context.Context, q *query.Queries, request application.Request, chosen Templates) (application.Request, error) {
	if request.Title.Name == "" {
		title, err := savedTitle(ctx, q, request.Account, chosen.Title)
		if err != nil {
			return request, err
		}
		request.Title = title
	}
	if request.Address == nil && (request.Medium == invoice.Paper || chosen.Address != "") {
		address, err := savedAddress(ctx, q, request.Account, chosen.Address)
		if err != nil {
			return request, err
		}
		request.Address = address
	}
	return request, nil
}

// savedTitle is the one with the id, or the default one, which there need not be.
func savedTitle(ctx context.Context, q *query.Queries, account ids.Account, id string) (invoice.Party, error) {
	var row query.Title
	var err error
	if id == "" {
		row, err = q.DefaultTitle(ctx, account)
	} else {
		row, err = q.Title(ctx, query.TitleParams{Account: account, ID: id})
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return invoice.Party{}, unknown(id, "title")
	}
	party := invoice.Party{Name: row.Title, TaxpayerID: row.TaxpayerID, AddressPhone: row.AddressPhone, BankAccount: row.BankAccount}
	return party, tx.Missing(err, "title")
}

// savedAddress is the one with the id, or the default one, which there need not be.
func savedAddress(ctx context.Context, q *query.Queries, account ids.Account, id string) (*invoice.Address, error) {
	var row query.Address
	var err error
	if id == "" {
		row, err = q.DefaultAddress(ctx, account)
	} else {
		row, err = q.Address(ctx, query.AddressParams{Account: account, ID: id})
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, unknown(id, "address")
	}
	return &invoice.Address{Recipient: row.Recipient, Phone: row.Phone, Region: row.Region, Street: row.Street}, tx.Missing(err, "address")
}

// unknown refuses a template that was asked for and is not there. It names the member of the request; the call itself was found.
func unknown(id, field string) error {
	if id == "" {
		return nil
	}
	return refusal.New(refusal.UnknownTemplate, field, field)
}
