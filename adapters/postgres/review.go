package postgres

import (
	"context"
	"fmt"

	"kaipiao/office/applications"
	"kaipiao/office/query"
)

// How much of the past a reviewer sees.
const (
	eventsReviewed       = 200
	applicationsReviewed = 10
)

// ReviewCase reads everything that a reviewer needs to decide about an application (R1).
func (r *Register) ReviewCase(ctx context.Context, id string) (applications.ReviewCase, error) {
	var found applications.ReviewCase
	err := r.look(ctx, func(q *query.Queries) error {
		var err error
		if found.Application, err = readApplication(ctx, q, id); err != nil {
			return err
		}
		account, err := q.Account(ctx, found.Application.Account)
		if err != nil {
			return missing(err, "account")
		}
		found.Account = accountOf(account)
		events, err := q.ApplicationTimeline(ctx, query.ApplicationTimelineParams{Application: &id, PageSize: eventsReviewed})
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		for _, row := range events {
			found.History = append(found.History, eventOf(row))
		}
		earlier, err := q.EarlierApplications(ctx, query.EarlierApplicationsParams{Account: account.ID, Before: id, PageSize: applicationsReviewed})
		if err != nil {
			return fmt.Errorf("read earlier applications: %w", err)
		}
		for _, row := range earlier {
			found.Earlier = append(found.Earlier, applicationOf(row))
		}
		return nil
	})
	return found, err
}
