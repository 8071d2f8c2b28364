package promises

import (
	"context"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
	"kaipiao/office/query"
)

// NextDue is what is promised of an invoice next; nothing, when it has no instant.
type NextDue struct {
	promise.Promise
	At *time.Time
}

// AfterIssue is what is promised of an issued invoice: paper is shipped within some days of issue (I2); nothing more is promised for an e-invoice.
func (o *Office) AfterIssue(ctx context.Context, q *query.Queries, medium invoice.Medium, issuedAt time.Time) (NextDue, error) {
	if medium != invoice.Paper {
		return NextDue{}, nil
	}
	c, err := o.LockCalendar(ctx, q)
	promise := promise.Ship(o.policy, c, issuedAt)
	return NextDue{Promise: promise, At: &promise.At}, err
}
