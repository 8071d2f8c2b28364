package books

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/office/query"
)

// subjects says which subject had an account at an instant.
type subjects map[ids.Account][]query.SubjectChange

func readSubjects(ctx context.Context, q *query.Queries, accounts []ids.Account) (subjects, error) {
	rows, err := q.SubjectChanges(ctx, accounts)
	if err != nil {
		return nil, fmt.Errorf("read subject changes: %w", err)
	}
	changes := subjects{}
	for _, row := range rows {
		changes[row.Account] = append(changes[row.Account], row)
	}
	return changes, nil
}

// at is the subject that had the account; the first one from the beginning.
func (s subjects) at(account ids.Account, instant time.Time) int32 {
	for _, change := range s[account] {
		if !instant.Before(change.Since) {
			return change.Subject
		}
	}
	return 1
}
