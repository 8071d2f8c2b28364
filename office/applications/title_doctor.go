package applications

import (
	"context"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/promise"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// ExamineTitle says what a title comes to with an account, and until when it would be decided if it were applied for now (A4, R1).
func (o *Office) ExamineTitle(
	ctx context.Context, written string, request application.Request, now time.Time,
) (found application.Examination, due promise.Promise, err error) {
	err = o.tx.Look(ctx, func(q *query.Queries) error {
		account, err := q.Account(ctx, request.Account)
		if err != nil {
			return tx.Missing(err, "account")
		}
		c, err := o.promises.CalendarIn(ctx, q)
		if err != nil {
			return err
		}
		found = application.ExamineTitle(o.policy, read.AccountOf(account), written, request)
		due = application.ReviewPromise(o.policy, c, found.Review, now)
		return nil
	})
	return found, due, err
}
