package books

import (
	"context"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// PresentSubject names the subject that has an account now, whichever that is.
const PresentSubject = 0

// term is from when to when a subject had an account.
type term struct {
	subject      int32
	former       bool
	since, until time.Time
	// changes are all changes of the account's subject, the latest first.
	changes []query.SubjectChange
}

// Before and after all that is recorded.
var (
	ever  = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
)

// termOf finds an account, and when one of its subjects had it. It refuses with not_found where there was no such subject (L13).
func termOf(ctx context.Context, q *query.Queries, account ids.Account, subject int) (query.Account, term, error) {
	row, err := q.Account(ctx, account)
	if err != nil {
		return row, term{}, tx.Missing(err, "account")
	}
	if subject == PresentSubject {
		subject = int(row.Subject)
	}
	if subject < 1 || subject > int(row.Subject) {
		return row, term{}, refusal.New(refusal.NotFound, "subject", "subject")
	}
	asked := term{subject: int32(subject), former: subject < int(row.Subject), since: ever, until: never} //nolint:gosec // at most the account's
	if row.Subject == 1 {
		return row, asked, nil
	}
	if asked.changes, err = q.SubjectChanges(ctx, []ids.Account{account}); err != nil {
		return row, asked, tx.Missing(err, "account")
	}
	for _, change := range asked.changes {
		switch change.Subject {
		case asked.subject:
			asked.since = change.Since
		case asked.subject + 1:
			asked.until = change.Since
		}
	}
	return row, asked, nil
}
