package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/office/paging"
	"kaipiao/office/query"

	"github.com/jackc/pgx/v5"
)

// PutAccount creates an account, or replaces what is known of it. A certified one changes its name or its subject only
// when the caller says which of the two it is (R6).
func (r *Register) PutAccount(ctx context.Context, account application.Account, change application.CompanyChange, who string, now time.Time) error {
	return r.change(ctx, func(q *query.Queries) error {
		row, err := q.LockAccount(ctx, account.ID)
		if errors.Is(err, pgx.ErrNoRows) {
			return q.InsertAccount(ctx, query.InsertAccountParams{
				ID: account.ID, Certification: account.Certification.Type, CertifiedName: account.Certification.Name,
				TaxpayerID: account.Certification.TaxpayerID, Region: account.Region, Email: account.Email, Now: now,
			})
		}
		if err != nil {
			return fmt.Errorf("lock account: %w", err)
		}
		subject, err := succeed(ctx, q, row, account.Certification, change, who, now)
		if err != nil {
			return err
		}
		return q.UpdateAccount(ctx, query.UpdateAccountParams{
			ID: account.ID, Certification: account.Certification.Type, CertifiedName: account.Certification.Name,
			TaxpayerID: account.Certification.TaxpayerID, Region: account.Region, Email: account.Email, Subject: subject, Now: now,
		})
	})
}

// Account reads one account; it refuses with not_found.
func (r *Register) Account(ctx context.Context, id string) (application.Account, error) {
	row, err := query.New(r.pool).Account(ctx, id)
	return accountOf(row), missing(err, "account")
}

// Accounts lists accounts by id.
func (r *Register) Accounts(ctx context.Context, page paging.Request) (paging.Page[application.Account], error) {
	rows, err := query.New(r.pool).Accounts(ctx, query.AccountsParams{After: page.After, PageSize: pageSize(page)})
	if err != nil {
		return paging.Page[application.Account]{}, missing(err, "accounts")
	}
	return pageOf(rows, page, accountOf, func(row query.Account) string { return row.ID }), nil
}

func accountOf(row query.Account) application.Account {
	return application.Account{ID: row.ID, Certification: certificationOf(row), Region: row.Region, Email: row.Email}
}

func certificationOf(row query.Account) invoice.Certification {
	return invoice.Certification{Type: row.Certification, Name: row.CertifiedName, TaxpayerID: row.TaxpayerID}
}
