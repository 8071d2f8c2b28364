package customers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// PutAccount creates an account, or replaces what is known of it. A certified one changes its name or its subject only
// when the caller says which of the two it is (R6).
func (o *Office) PutAccount(ctx context.Context, account application.Account, change application.CompanyChange, who actor.Actor, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		if err := certifiable(ctx, q, account); err != nil {
			return err
		}
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
		if subject != row.Subject || !account.Grouped() {
			if err := leaveGroups(ctx, q, account.ID, who, now); err != nil {
				return err
			}
		}
		if subject != row.Subject { // what the former one has ordered is nobody's wish any more (A14)
			if err := q.DisableStandingOrder(ctx, query.DisableStandingOrderParams{Account: account.ID, ChangedBy: who, ChangedAt: now}); err != nil {
				return fmt.Errorf("disable the standing order: %w", err)
			}
		}
		return q.UpdateAccount(ctx, query.UpdateAccountParams{
			ID: account.ID, Certification: account.Certification.Type, CertifiedName: account.Certification.Name,
			TaxpayerID: account.Certification.TaxpayerID, Region: account.Region, Email: account.Email, Subject: subject, Now: now,
		})
	})
}

// ChangeRecipients says who is mailed about an account's invoices from now on. What was applied for keeps its recipients (A5).
func (o *Office) ChangeRecipients(ctx context.Context, id ids.Account, email string, now time.Time) (application.Account, error) {
	var changed application.Account
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockAccount(ctx, id)
		if err != nil {
			return tx.Missing(err, "account")
		}
		if err := q.SetRecipients(ctx, query.SetRecipientsParams{ID: id, Email: email, Now: now}); err != nil {
			return fmt.Errorf("store recipients: %w", err)
		}
		row.Email = email
		changed = read.AccountOf(row)
		return nil
	})
	return changed, err
}

// Account reads one account; it refuses with not_found.
func (o *Office) Account(ctx context.Context, id ids.Account) (application.Account, error) {
	row, err := o.tx.Reads().Account(ctx, id)
	return read.AccountOf(row), tx.Missing(err, "account")
}

// Filter narrows the list of accounts; zero values do not narrow.
type Filter struct {
	// Title is the certified name, compared as titles are (A4).
	Title      string
	TaxpayerID string
}

// List lists accounts by id.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[application.Account], error) {
	var rows []query.Account
	err := o.tx.Lists().Look(ctx, func(q *query.Queries) (err error) {
		if err = q.PlanForWhatIsAsked(ctx); err == nil {
			rows, err = q.Accounts(ctx, query.AccountsParams{
				Title: invoice.NormalizeTitle(filter.Title), TaxpayerID: filter.TaxpayerID, After: ids.Account(page.After), PageSize: paging.Size(page),
			})
		}
		return err
	})
	if err != nil {
		return paging.Page[application.Account]{}, tx.Missing(err, "accounts")
	}
	return paging.Of(rows, page, read.AccountOf, func(row query.Account) ids.Account { return row.ID }), nil
}
