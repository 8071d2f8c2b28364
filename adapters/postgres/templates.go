package postgres

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/office/customers"
	"kaipiao/office/paging"
	"kaipiao/office/query"
)

// Titles lists an account's saved invoice information (A5).
func (r *Register) Titles(ctx context.Context, account string, page paging.Request) (paging.Page[customers.Title], error) {
	rows, err := query.New(r.pool).Titles(ctx, query.TitlesParams{Account: account, After: page.After, PageSize: pageSize(page)})
	if err != nil {
		return paging.Page[customers.Title]{}, missing(err, "titles")
	}
	return pageOf(rows, page, titleOf, func(row query.Title) string { return row.ID }), nil
}

// Title reads one of an account's titles; the empty id reads the default one. It refuses with not_found.
func (r *Register) Title(ctx context.Context, account, id string) (customers.Title, error) {
	q := query.New(r.pool)
	if id == "" {
		row, err := q.DefaultTitle(ctx, account)
		return titleOf(row), missing(err, "default title")
	}
	row, err := q.Title(ctx, query.TitleParams{Account: account, ID: id})
	return titleOf(row), missing(err, "title")
}

// SaveTitle creates a title, or with replace changes one that exists. A new default takes the place of the old one.
func (r *Register) SaveTitle(ctx context.Context, account string, title customers.Title, replace bool, now time.Time) error {
	return r.changeTemplates(ctx, account, func(q *query.Queries) error {
		if title.Default {
			if err := q.ClearDefaultTitle(ctx, account); err != nil {
				return err
			}
		}
		if !replace {
			return q.InsertTitle(ctx, query.InsertTitleParams{
				ID: title.ID, Account: account, Title: title.Name, TaxpayerID: title.TaxpayerID,
				AddressPhone: title.AddressPhone, BankAccount: title.BankAccount, IsDefault: title.Default, Now: now,
			})
		}
		changed, err := q.UpdateTitle(ctx, query.UpdateTitleParams{
			ID: title.ID, Account: account, Title: title.Name, TaxpayerID: title.TaxpayerID,
			AddressPhone: title.AddressPhone, BankAccount: title.BankAccount, IsDefault: title.Default,
		})
		return oneRow(changed, err, "title")
	})
}

// DeleteTitle forgets a title. What was applied for with it keeps its copy (A5).
func (r *Register) DeleteTitle(ctx context.Context, account, id string) error {
	return r.change(ctx, func(q *query.Queries) error {
		deleted, err := q.DeleteTitle(ctx, query.DeleteTitleParams{Account: account, ID: id})
		return oneRow(deleted, err, "title")
	})
}

// Addresses lists an account's mailing addresses (A5).
func (r *Register) Addresses(ctx context.Context, account string, page paging.Request) (paging.Page[customers.Address], error) {
	rows, err := query.New(r.pool).Addresses(ctx, query.AddressesParams{Account: account, After: page.After, PageSize: pageSize(page)})
	if err != nil {
		return paging.Page[customers.Address]{}, missing(err, "addresses")
	}
	return pageOf(rows, page, addressOf, func(row query.Address) string { return row.ID }), nil
}

// Address reads one of an account's addresses; the empty id reads the default one. It refuses with not_found.
func (r *Register) Address(ctx context.Context, account, id string) (customers.Address, error) {
	q := query.New(r.pool)
	if id == "" {
		row, err := q.DefaultAddress(ctx, account)
		return addressOf(row), missing(err, "default address")
	}
	row, err := q.Address(ctx, query.AddressParams{Account: account, ID: id})
	return addressOf(row), missing(err, "address")
}

// SaveAddress creates an address, or with replace changes one that exists. A new default takes the place of the old one.
func (r *Register) SaveAddress(ctx context.Context, account string, address customers.Address, replace bool, now time.Time) error {
	return r.changeTemplates(ctx, account, func(q *query.Queries) error {
		if address.Default {
			if err := q.ClearDefaultAddress(ctx, account); err != nil {
				return err
			}
		}
		if !replace {
			return q.InsertAddress(ctx, query.InsertAddressParams{
				ID: address.ID, Account: account, Recipient: address.Recipient, Phone: address.Phone,
				Region: address.Region, Street: address.Street, IsDefault: address.Default, Now: now,
			})
		}
		changed, err := q.UpdateAddress(ctx, query.UpdateAddressParams{
			ID: address.ID, Account: account, Recipient: address.Recipient, Phone: address.Phone,
			Region: address.Region, Street: address.Street, IsDefault: address.Default,
		})
		return oneRow(changed, err, "address")
	})
}

// DeleteAddress forgets an address. What was applied for with it keeps its copy (A5).
func (r *Register) DeleteAddress(ctx context.Context, account, id string) error {
	return r.change(ctx, func(q *query.Queries) error {
		deleted, err := q.DeleteAddress(ctx, query.DeleteAddressParams{Account: account, ID: id})
		return oneRow(deleted, err, "address")
	})
}

// changeTemplates locks the account, so that two new defaults cannot cross.
func (r *Register) changeTemplates(ctx context.Context, account string, work func(*query.Queries) error) error {
	return r.change(ctx, func(q *query.Queries) error {
		locked, err := q.LockAccounts(ctx, []string{account})
		if err != nil {
			return fmt.Errorf("lock account: %w", err)
		}
		if len(locked) == 0 {
			return refusal.New(refusal.NotFound, "", "account")
		}
		return work(q)
	})
}

// oneRow refuses with not_found when a change met no row.
func oneRow(rows int64, err error, what string) error {
	if err == nil && rows == 0 {
		return refusal.New(refusal.NotFound, "", what)
	}
	return err
}

func titleOf(row query.Title) customers.Title {
	return customers.Title{
		ID:      row.ID,
		Party:   invoice.Party{Name: row.Title, TaxpayerID: row.TaxpayerID, AddressPhone: row.AddressPhone, BankAccount: row.BankAccount},
		Default: row.IsDefault, CreatedAt: row.CreatedAt,
	}
}

func addressOf(row query.Address) customers.Address {
	return customers.Address{
		ID:      row.ID,
		Address: invoice.Address{Recipient: row.Recipient, Phone: row.Phone, Region: row.Region, Street: row.Street},
		Default: row.IsDefault, CreatedAt: row.CreatedAt,
	}
}
