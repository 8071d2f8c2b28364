package groups

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/group"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Join makes an account a member of a master from an instant on. Said again, it changes nothing; a link that has not begun yet gives way to
// another one. Nothing that is recorded moves: whose a consumption is to invoice was decided when it was recorded.
func (o *Office) Join(ctx context.Context, wanted group.Link, now time.Time) (group.Link, error) {
	var joined group.Link
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		if err := lockBoth(ctx, q, wanted); err != nil {
			return err
		}
		row, err := q.LastMembership(ctx, wanted.Member)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("read the last link: %w", err)
		}
		last := read.LinkOf(row)
		open := row.N > 0 && last.Ends == nil
		if open && last.Says(wanted.Master, wanted.Way) && (last.InForce(now) || last.Begins.Equal(wanted.Begins)) {
			joined = last
			return nil
		}
		if open && last.InForce(now) {
			return refusal.New(refusal.AlreadyMember, "account", last.Master, application.WordsOf(last.Way))
		}
		if joined, err = beginning(wanted, now); err != nil {
			return err
		}
		if open { // it has not begun, and never will
			if err := end(ctx, q, row, wanted.MadeBy, now); err != nil {
				return err
			}
			last.Ends = &last.Begins
		}
		if err := mayJoin(ctx, q, wanted); err != nil {
			return err
		}
		return store(ctx, q, row, last, joined, now)
	})
	return joined, err
}

// beginning is the link with the instant at which it begins, which is not before now.
func beginning(wanted group.Link, now time.Time) (group.Link, error) {
	if wanted.Begins.Before(now.Add(-group.Skew)) {
		return wanted, refusal.New(refusal.LinkInThePast, "from")
	}
	if wanted.Begins.Before(now) {
		wanted.Begins = now
	}
	return wanted, nil
}

// lockBoth locks the two accounts, and refuses where one is not there.
func lockBoth(ctx context.Context, q *query.Queries, wanted group.Link) error {
	both := []ids.Account{wanted.Member, wanted.Master}
	slices.Sort(both)
	locked, err := q.LockAccounts(ctx, slices.Compact(both))
	switch {
	case err != nil:
		return fmt.Errorf("lock accounts: %w", err)
	case !slices.Contains(locked, wanted.Member):
		return refusal.New(refusal.NotFound, "", "account")
	case !slices.Contains(locked, wanted.Master):
		return refusal.New(refusal.UnknownMaster, "account", wanted.Master)
	default:
		return nil
	}
}

// mayJoin refuses what the two accounts cannot be to each other: one of them is not certified or abroad, or there would be a chain.
func mayJoin(ctx context.Context, q *query.Queries, wanted group.Link) error {
	member, err := q.Account(ctx, wanted.Member)
	if err != nil {
		return tx.Missing(err, "account")
	}
	master, err := q.Account(ctx, wanted.Master)
	if err != nil {
		return tx.Missing(err, "account")
	}
	if refused := application.CanBelong(read.AccountOf(member), read.AccountOf(master)); refused != nil {
		return refused
	}
	isMember, err := q.IsMember(ctx, wanted.Master)
	if err != nil {
		return fmt.Errorf("look whether the master is a member: %w", err)
	}
	if isMember {
		return refusal.New(refusal.MasterIsMember, "account", wanted.Master)
	}
	isMaster, err := q.IsMaster(ctx, wanted.Member)
	if err != nil {
		return fmt.Errorf("look whether the member is a master: %w", err)
	}
	if isMaster {
		return refusal.New(refusal.MemberIsMaster, "", wanted.Member)
	}
	return nil
}

// store writes a link behind the last one, or in place of one that never was in force.
func store(ctx context.Context, q *query.Queries, row query.Membership, last, joined group.Link, now time.Time) error {
	if row.N > 0 && !last.WasInForce() {
		return q.ReplaceMembership(ctx, query.ReplaceMembershipParams{
			Member: joined.Member, N: row.N, Master: joined.Master, Way: joined.Way, Begins: joined.Begins, MadeBy: joined.MadeBy, MadeAt: now,
		})
	}
	return q.InsertMembership(ctx, query.InsertMembershipParams{
		Member: joined.Member, N: row.N + 1, Master: joined.Master, Way: joined.Way, Begins: joined.Begins, MadeBy: joined.MadeBy, MadeAt: now,
		After: last.Ends,
	})
}

// Leave ends an account's link to its master now. Where there is none it changes nothing. What was recorded while it lasted stays the master's
// to invoice, with what is refunded of it.
func (o *Office) Leave(ctx context.Context, member ids.Account, who actor.Actor, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		locked, err := q.LockAccountsAndMasters(ctx, []ids.Account{member})
		if err != nil {
			return fmt.Errorf("lock accounts: %w", err)
		}
		if !slices.Contains(locked, member) {
			return refusal.New(refusal.NotFound, "", "account")
		}
		row, err := q.LastMembership(ctx, member)
		if errors.Is(err, pgx.ErrNoRows) || (err == nil && row.Ends != nil) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the last link: %w", err)
		}
		return end(ctx, q, row, who, now)
	})
}

func end(ctx context.Context, q *query.Queries, row query.Membership, who actor.Actor, now time.Time) error {
	return q.EndMembership(ctx, query.EndMembershipParams{Member: row.Member, N: row.N, Ends: read.LinkOf(row).End(now), EndedBy: who})
}
