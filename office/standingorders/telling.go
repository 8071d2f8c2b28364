package standingorders

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/standingorder"
	"kaipiao/office/query"
)

// Skip is a month in which nothing was applied for, and whom to tell.
type Skip struct {
	Account ids.Account
	Name    string
	Email   string
	standingorder.Run
}

// Untold lists skips of which nobody was told, after one.
func (o *Office) Untold(ctx context.Context, after ids.Account, month standingorder.Month, howMany int) ([]Skip, error) {
	rows, err := o.tx.Reads().SkipsToTell(ctx, query.SkipsToTellParams{
		AfterAccount: string(after), AfterMonth: string(month), PageSize: int32(howMany), //nolint:gosec // a page
	})
	if err != nil {
		return nil, fmt.Errorf("read what customers are to be told: %w", err)
	}
	skips := make([]Skip, len(rows))
	for i, row := range rows {
		skips[i] = Skip{Account: row.StandingOrderRun.Account, Name: row.CertifiedName, Email: row.Email, Run: runOf(row.StandingOrderRun)}
	}
	return skips, nil
}

// Told notes that a customer was told of a skip.
func (o *Office) Told(ctx context.Context, account ids.Account, month standingorder.Month, now time.Time) error {
	if err := o.tx.Reads().TellSkip(ctx, query.TellSkipParams{Account: account, Month: month, ToldAt: now}); err != nil {
		return fmt.Errorf("note that the customer was told: %w", err)
	}
	return nil
}
