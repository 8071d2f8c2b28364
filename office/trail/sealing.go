package trail

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/sealing"
	"kaipiao/office/query"
)

// How many entries a seal covers at most, and how many seals are read at a time.
const (
	entriesOfSeal = 2000
	sealsAtOnce   = 100
)

// ErrNotYet says that somebody else seals, or that a transaction takes long: it is done later.
var ErrNotYet = errors.New("the audit trail cannot be sealed yet")

// Seal seals what was written since the last time (S5), and says how many entries that were.
func (o *Office) Seal(ctx context.Context) (entries int, err error) {
	for {
		sealed, err := o.tx.Reads().SealAuditTrail(ctx, entriesOfSeal)
		switch {
		case err != nil:
			return entries, fmt.Errorf("seal the audit trail: %w", err)
		case sealed < 0:
			return entries, ErrNotYet
		}
		entries += int(sealed)
		if sealed < entriesOfSeal {
			return entries, nil
		}
	}
}

// Head is where the sealed trail ends; nothing where nothing was sealed yet.
func (o *Office) Head(ctx context.Context) (head sealing.Head, found bool, err error) {
	row, err := o.tx.Reads().LastSeal(ctx)
	return headOf(row, err)
}

// HeadBefore is where it ended before a day began.
func (o *Office) HeadBefore(ctx context.Context, day string) (head sealing.Head, found bool, err error) {
	row, err := o.tx.Reads().LastSealBefore(ctx, day)
	return headOf(query.LastSealRow(row), err)
}

// Unsealed is how many entries are not sealed yet, and since when.
func (o *Office) Unsealed(ctx context.Context) (entries int64, since time.Time, err error) {
	extent, err := o.tx.Reads().ExtentOfTrail(ctx)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("read the audit trail: %w", err)
	}
	return extent.Unsealed, extent.UnsealedSince, nil
}

func headOf(row query.LastSealRow, err error) (sealing.Head, bool, error) {
	if errors.Is(err, pgx.ErrNoRows) {
		return sealing.Head{}, false, nil
	}
	if err != nil {
		return sealing.Head{}, false, fmt.Errorf("read the head of the audit trail: %w", err)
	}
	return sealing.Head{Day: row.Day, UpTo: row.UpTo, Hash: hex.EncodeToString(row.Hash)}, true, nil
}

// Checking is how the trail is checked.
type Checking struct {
	// Heads are those that the log has, of whichever seals.
	Heads []sealing.Head
	// Unsealed is how long an entry may wait to be sealed.
	Unsealed time.Duration
	// Looked is called now and then with how many of how many seals were looked at.
	Looked func(seals, of int64)
}

// Checked is a trail that is as it was written.
type Checked struct {
	Seals, Entries, Unsealed int64
	Head                     sealing.Head
}

// Check computes the whole chain again, in one snapshot. The first thing that is not as it was written is a *sealing.Difference.
func (o *Office) Check(ctx context.Context, how Checking, now time.Time) (found Checked, err error) {
	err = o.tx.Look(ctx, func(q *query.Queries) error {
		extent, err := q.ExtentOfTrail(ctx)
		if err != nil {
			return fmt.Errorf("read the audit trail: %w", err)
		}
		chain := sealing.NewChain(how.Heads...)
		found = Checked{Unsealed: extent.Unsealed}
		for {
			rows, err := q.Seals(ctx, query.SealsParams{After: found.Seals, PageSize: sealsAtOnce})
			if err != nil {
				return fmt.Errorf("read seals: %w", err)
			}
			for _, row := range rows {
				if err := follow(ctx, q, chain, row, &found); err != nil {
					return err
				}
			}
			how.Looked(found.Seals, extent.Seals)
			if len(rows) < sealsAtOnce {
				break
			}
		}
		found.Head, _ = chain.Last()
		if d := chain.End(sealing.Tail{Entries: extent.Unsealed, Since: extent.UnsealedSince}, now, how.Unsealed); d != nil {
			return d
		}
		return nil
	})
	return found, err
}

// follow checks one seal with its entries.
func follow(ctx context.Context, q *query.Queries, chain *sealing.Chain, row query.SealsRow, found *Checked) error {
	seal := sealing.Seal{
		N: row.N, Day: row.Day, At: row.SealedAt, After: row.After, UpTo: row.UpTo, Entries: row.Entries, Sums: row.Sums, Previous: row.Previous, Hash: row.Hash,
	}
	rows, err := q.SealedEntries(ctx, query.SealedEntriesParams{After: seal.After, UpTo: seal.UpTo})
	if err != nil {
		return fmt.Errorf("read entries of the audit trail: %w", err)
	}
	entries := make([]sealing.Entry, len(rows))
	for i, e := range rows {
		entries[i] = sealing.Entry{
			ID: e.ID, Object: e.Object, At: e.At, What: e.What, Who: e.Who.String(), Before: e.Before, After: e.After, Withheld: e.Withheld,
		}
	}
	if d := chain.Follow(seal, entries); d != nil {
		return d
	}
	found.Seals, found.Entries = seal.N, found.Entries+int64(len(entries))
	return nil
}
