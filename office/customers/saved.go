package customers

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Titles lists an account's saved invoice information (A5).
func (o *Office) Titles(ctx context.Context, account ids.Account, page paging.Request) (paging.Page[Title], error) {
	rows, err := o.tx.Reads().Titles(ctx, query.TitlesParams{Account: account, After: ids.Title(page.After), PageSize: paging.Size(page)})
	if err != nil {
		return paging.Page[Title]{}, tx.Missing(err, "titles")
	}
	return paging.Of(rows, page, titleOf, func(row query.Title) ids.Title { return row.ID }), nil
}

// Title reads one of an account's titles; the empty id reads the default one. It refuses with not_found.
func (o *Office) Title(ctx context.Context, account ids.Account, id ids.Title) (Title, error) {
	q := o.tx.Reads()
	if id == "" {
		row, err := q.DefaultTitle(ctx, account)
		return titleOf(row), tx.Missing(err, "default title")
	}
	row, err := q.Title(ctx, query.TitleParams{Account: account, ID: id})
	return titleOf(row), tx.Missing(err, "title")
}

// SaveTitle creates a title, or with replace changes one that exists. A new default takes the place of the old one. What every
// application under it would be refused for is refused here already (A4).
func (o *Office) SaveTitle(ctx context.Context, account ids.Account, title Title, replace bool, now time.Time) error {
	return o.changeTemplates(ctx, account, func(q *query.Queries) error {
		row, err := q.Account(ctx, account)
		if err != nil {
			return tx.Missing(err, "account")
		}
		known, err := read.ConfirmedTaxpayerID(ctx, q, account, title.TaxpayerID)
		if err != nil {
			return err
		}
		if refused := application.CheckTemplate(read.AccountOf(row), title.Party, known); refused != nil {
			return refused
		}
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
		return tx.OneRow(changed, err, "title")
	})
}

// DeleteTitle forgets a title. What was applied for with it keeps its copy (A5).
func (o *Office) DeleteTitle(ctx context.Context, account ids.Account, id ids.Title) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		deleted, err := q.DeleteTitle(ctx, query.DeleteTitleParams{Account: account, ID: id})
		return tx.OneRow(deleted, err, "title")
	})
}

// Addresses lists an account's mailing addresses (A5).
func (o *Office) Addresses(ctx context.Context, account ids.Account, page paging.Request) (paging.Page[Address], error) {
	rows, err := o.tx.Reads().Addresses(ctx, query.AddressesParams{Account: account, After: ids.Address(page.After), PageSize: paging.Size(page)})
	if err != nil {
		return paging.Page[Address]{}, tx.Missing(err, "addresses")
	}
	return paging.Of(rows, page, addressOf, func(row query.Address) ids.Address { return row.ID }), nil
}

// Address reads one of an account's addresses; the empty id reads the default one. It refuses with not_found.
func (o *Office) Address(ctx context.Context, account ids.Account, id ids.Address) (Address, error) {
	q := o.tx.Reads()
	if id == "" {
		row, err := q.DefaultAddress(ctx, account)
		return addressOf(row), tx.Missing(err, "default address")
	}
	row, err := q.Address(ctx, query.AddressParams{Account: account, ID: id})
	return addressOf(row), tx.Missing(err, "address")
}

// SaveAddress creates an address, or with replace changes one that exists. A new default takes the place of the old one.
func (o *Office) SaveAddress(ctx context.Context, account ids.Account, address Address, replace bool, now time.Time) error {
	return o.changeTemplates(ctx, account, func(q *query.Queries) error {
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
		return tx.OneRow(changed, err, "address")
	})
}

// DeleteAddress forgets an address. What was applied for with it keeps its copy (A5).
func (o *Office) DeleteAddress(ctx context.Context, account ids.Account, id ids.Address) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		deleted, err := q.DeleteAddress(ctx, query.DeleteAddressParams{Account: account, ID: id})
		return tx.OneRow(deleted, err, "address")
	})
}

// changeTemplates locks the account, so that two new defaults cannot cross.
func (o *Office) changeTemplates(ctx context.Context, account ids.Account, work func(*query.Queries) error) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		locked, err := q.LockAccounts(ctx, []ids.Account{account})
		if err != nil {
			return fmt.Errorf("lock account: %w", err)
		}
		if len(locked) == 0 {
			return refusal.New(refusal.NotFound, "", "account")
		}
		return work(q)
	})
}

func titleOf(row query.Title) Title {
	return Title{
		ID:      row.ID,
		Party:   invoice.Party{Name: row.Title, TaxpayerID: row.TaxpayerID, AddressPhone: row.AddressPhone, BankAccount: row.BankAccount},
		Default: row.IsDefault, CreatedAt: row.CreatedAt,
	}
}

func addressOf(row query.Address) Address {
	return Address{
		ID:      row.ID,
		Address: invoice.Address{Recipient: row.Recipient, Phone: row.Phone, Region: row.Region, Street: row.Street},
		Default: row.IsDefault, CreatedAt: row.CreatedAt,
	}
}
