package applications

import (
	"context"
	"fmt"

	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// ReviewCase is everything that a reviewer needs to decide about an application (R1).
type ReviewCase struct {
	Application application.Application
	// Account is as it is certified now.
	Account application.Account
	// History is what happened to the application, oldest first.
	History []event.Event
	// Earlier are the account's applications before this one, the latest first, without their invoices.
	Earlier []application.Application
}

// How much of the past a reviewer sees.
const (
	eventsReviewed       = 200
	applicationsReviewed = 10
)

// ReviewCase reads everything that a reviewer needs to decide about an application (R1).
func (o *Office) ReviewCase(ctx context.Context, id ids.Application) (ReviewCase, error) {
	var found ReviewCase
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		var err error
		if found.Application, err = read.Application(ctx, q, id); err != nil {
			return err
		}
		account, err := q.Account(ctx, found.Application.Account)
		if err != nil {
			return tx.Missing(err, "account")
		}
		found.Account = read.AccountOf(account)
		events, err := q.ApplicationTimeline(ctx, query.ApplicationTimelineParams{Application: &id, PageSize: eventsReviewed})
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		for _, row := range events {
			found.History = append(found.History, trail.EventOf(row))
		}
		earlier, err := q.EarlierApplications(ctx, query.EarlierApplicationsParams{Account: account.ID, Before: id, PageSize: applicationsReviewed})
		if err != nil {
			return fmt.Errorf("read earlier applications: %w", err)
		}
		for _, row := range earlier {
			found.Earlier = append(found.Earlier, read.ApplicationOf(row))
		}
		return nil
	})
	return found, err
}
