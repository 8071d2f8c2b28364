package postgres

import (
	"context"
	"time"

	"kaipiao/adapters/postgres/query"
	"kaipiao/domain/invoice"
	"kaipiao/domain/register"
)

// PutAccount creates or replaces an account.
func (r *Register) PutAccount(ctx context.Context, account register.Account, now time.Time) error {
	return query.New(r.pool).PutAccount(ctx, query.PutAccountParams{
		ID: account.ID, Certification: account.Certification.Type, CertifiedName: account.Certification.Name,
		TaxpayerID: account.Certification.TaxpayerID, Region: account.Region, Email: account.Email, Now: now,
	})
}

// Account reads one account; it refuses with not_found.
func (r *Register) Account(ctx context.Context, id string) (register.Account, error) {
	row, err := query.New(r.pool).Account(ctx, id)
	return accountOf(row), missing(err, "account")
}

// Accounts lists accounts by id.
func (r *Register) Accounts(ctx context.Context, page register.PageRequest) (register.Page[register.Account], error) {
	rows, err := query.New(r.pool).Accounts(ctx, query.AccountsParams{After: page.After, PageSize: pageSize(page)})
	if err != nil {
		return register.Page[register.Account]{}, missing(err, "accounts")
	}
	return pageOf(rows, page, accountOf, func(row query.Account) string { return row.ID }), nil
}

func accountOf(row query.Account) register.Account {
	return register.Account{
		ID:            row.ID,
		Certification: invoice.Certification{Type: row.Certification, Name: row.CertifiedName, TaxpayerID: row.TaxpayerID},
		Region:        row.Region, Email: row.Email,
	}
}
