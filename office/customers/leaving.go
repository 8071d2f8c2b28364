package customers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/read"
)

// leaveGroups ends what an account is to others, as a member and as a master (A13): the company that agreed to it has the account no more, or
// the account may belong to no group any more.
func leaveGroups(ctx context.Context, q *query.Queries, account ids.Account, who actor.Actor, now time.Time) error {
	open, err := q.OpenMembers(ctx, account)
	if err != nil {
		return fmt.Errorf("read members: %w", err)
	}
	own, err := q.LastMembership(ctx, account)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("read the last link: %w", err)
	}
	if err == nil && own.Ends == nil {
		open = append(open, own)
	}
	for _, row := range open {
		err := q.EndMembership(ctx, query.EndMembershipParams{Member: row.Member, N: row.N, Ends: read.LinkOf(row).End(now), EndedBy: who})
		if err != nil {
			return fmt.Errorf("end a link: %w", err)
		}
	}
	return nil
}
