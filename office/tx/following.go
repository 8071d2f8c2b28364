package tx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// following knows how far behind a replica is. The primary's clock and the replica's say nothing about that, and the instant of the last transaction says
// nothing while there are none: so it is remembered how far the primary's log was, and when, and looked how much of that the replica has replayed.
type following struct {
	// marks are how far the primary was, the earliest first; the first one is replayed, where caughtUp is known.
	marks    []mark
	caughtUp time.Time
	behind   time.Duration
}

// mark is how far the primary's log was, and when.
type mark struct {
	position int64
	at       time.Time
}

// mostMarks bounds what is remembered of a replica that stands still; every second one is forgotten then.
const mostMarks = 1024

func (f *following) known() bool { return !f.caughtUp.IsZero() }

// saw takes down how far the primary is.
func (f *following) saw(position int64, now time.Time) {
	f.marks = append(f.marks, mark{position, now})
	if len(f.marks) < mostMarks {
		return
	}
	kept := f.marks[:0]
	for n, one := range f.marks {
		if n%2 == 0 {
			kept = append(kept, one)
		}
	}
	f.marks = kept
}

// replayed takes down how far the replica is.
func (f *following) replayed(position int64) {
	for n, one := range slices.Backward(f.marks) {
		if one.position <= position {
			f.caughtUp, f.marks = one.at, f.marks[n+1:]
			return
		}
	}
}

// near reports whether the replica may be read.
func (r *Replica) near() bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.following.known() && r.following.behind <= r.patience.Behind
}

// measureTimeout is how long one of the two may take to say how far it is.
const measureTimeout = 2 * time.Second

// Measure looks how far behind the replica is, over connections that no caller waits for. A replica that does not say so falls behind.
func (r *Replica) Measure(ctx context.Context, primary, replica *pgxpool.Pool, now time.Time) error {
	written, failed := positionOf(ctx, primary)
	var replayed position
	if failed == nil {
		replayed, failed = positionOf(ctx, replica)
	}
	if failed == nil && !replayed.follows && replayed.started != written.started {
		failed = errNoReplica
	}
	before := r.near()
	r.mutex.Lock()
	if failed == nil {
		r.following.saw(written.reached, now)
		r.following.replayed(replayed.reached)
	}
	if r.following.known() {
		r.following.behind = max(0, now.Sub(r.following.caughtUp))
	}
	behind := r.following.behind
	r.mutex.Unlock()
	switch after := r.near(); {
	case before && !after:
		slog.Warn("the replica is too far behind; lists are read in the primary", "behind", behind.String(), "error", failed)
	case !before && after:
		slog.Info("lists are read in the replica")
	}
	return failed
}

// errNoReplica: what it has may be long out of date, and nobody would know.
var errNoReplica = errors.New("the database of KAIPIAO_DATABASE_REPLICA_URL follows no other one")

// position is how far a server is: in what it has written, or replayed of what it follows.
type position struct {
	follows bool
	reached int64
	started time.Time
}

func positionOf(ctx context.Context, pool *pgxpool.Pool) (position, error) {
	ctx, stop := context.WithTimeout(ctx, measureTimeout)
	defer stop()
	var p position
	err := pool.QueryRow(ctx, `select pg_is_in_recovery(), pg_postmaster_start_time(), pg_wal_lsn_diff(
		case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, '0/0')::bigint`).Scan(&p.follows, &p.started, &p.reached)
	if err != nil {
		return position{}, fmt.Errorf("look how far behind the replica is: %w", err)
	}
	return p, nil
}
