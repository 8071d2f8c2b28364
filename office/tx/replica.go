package tx

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/sony/gobreaker/v2"

	"kaipiao/domain/refusal"
)

// Replica is a copy that follows the database (streaming replication). Lists are read in it, as long as it answers and is near enough.
type Replica struct {
	db       *DB
	patience Patience
	circuit  *gobreaker.CircuitBreaker[any]

	mutex     sync.Mutex
	following following
	fallbacks map[Why]int64
	// failed is why it was given up last.
	failed error
}

// Patience is how far behind a replica may be, after how long one that did not answer is tried again, and how long a list may take there.
type Patience struct{ Behind, Again, Answer time.Duration }

// UsualPatience is that of the programs.
var UsualPatience = Patience{Behind: 10 * time.Second, Again: 5 * time.Second, Answer: 30 * time.Second}

// Why says why a list was read in the primary after all.
type Why string

// The reasons: it does not answer; it is too far behind, or nobody knows how far; it broke off what took too long, or was in the way of what it
// follows; what was asked for is not there, or not yet.
const (
	Away        Why = "away"
	Behind      Why = "behind"
	Interrupted Why = "interrupted"
	NotThere    Why = "not_there"
)

// NewReplica makes it, on an open pool. Nothing is read there before it was measured.
func NewReplica(pool *pgxpool.Pool, patience Patience) *Replica {
	r := &Replica{db: New(pool), patience: patience, fallbacks: map[Why]int64{Away: 0, Behind: 0, Interrupted: 0, NotThere: 0}}
	r.circuit = gobreaker.NewCircuitBreaker[any](gobreaker.Settings{
		Name: "replica", MaxRequests: 1, Timeout: patience.Again,
		ReadyToTrip:   func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures > 0 },
		IsSuccessful:  func(err error) bool { return reason(err) != Away },
		IsExcluded:    func(err error) bool { return errors.Is(err, context.Canceled) }, // a caller that goes away says nothing
		OnStateChange: r.changed,
	})
	return r
}

// ReadListsFrom has lists read in a replica; it is said before anything is read.
func (d *DB) ReadListsFrom(r *Replica) { d.replica = r }

// Replica is that replica; nil for none.
func (d *DB) Replica() *Replica { return d.replica }

// answers reads in the replica. Not answered means that the primary is to be asked.
func (r *Replica) answers(ctx context.Context, read func(context.Context, *DB) error) (answered bool, err error) {
	if !r.near() {
		r.count(Behind)
		return false, nil
	}
	within, stop := context.WithTimeout(ctx, r.patience.Answer)
	defer stop()
	_, err = r.circuit.Execute(func() (any, error) {
		err := read(within, r.db)
		if reason(err) == Away && ctx.Err() == nil {
			r.mutex.Lock()
			defer r.mutex.Unlock()
			r.failed = err
		}
		return nil, err
	})
	why := reason(err)
	if why == "" || ctx.Err() != nil {
		return true, err
	}
	r.count(why)
	return false, nil
}

// reason is why a failure has the primary asked; empty where the failure is the answer.
func reason(err error) Why {
	if err == nil || errors.Is(err, context.Canceled) {
		return ""
	}
	if refused := (*refusal.Refusal)(nil); errors.As(err, &refused) {
		if refused.Code == refusal.NotFound {
			return NotThere
		}
		return ""
	}
	if several := refusal.List(nil); errors.As(err, &several) {
		return ""
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return NotThere
	}
	if failure := (*pgconn.PgError)(nil); errors.As(err, &failure) {
		return reasonOf(failure.Code)
	}
	return Away // no connection, or a database with which this build cannot work
}

// reasonOf is the same of a statement that the replica has failed.
func reasonOf(code string) Why {
	switch code {
	case "57014", "40001", "40P01": // took too long; was in the way of what it follows
		return Interrupted
	case "42501", "42P01", "42703", "42883": // may not be read there; is not there yet, because a migration has not arrived
		return Away
	}
	switch code[:2] {
	case "08", "28", "53", "57", "58", "XX": // connection, authorization, resources, intervention, system, damage
		return Away
	default:
		return ""
	}
}

// changed says once in the log that it is away, and once that it is back.
func (r *Replica) changed(_ string, from, to gobreaker.State) {
	switch {
	case from == gobreaker.StateClosed:
		r.mutex.Lock()
		why := r.failed
		r.mutex.Unlock()
		slog.Warn("the replica does not answer; lists are read in the primary", "error", why)
	case to == gobreaker.StateClosed:
		slog.Info("the replica answers again")
	}
}

func (r *Replica) count(why Why) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.fallbacks[why]++
}

// Standing is how a replica stands: how far behind it was at the most when it was measured last, where that is known; and how often the primary was
// asked instead, by why.
type Standing struct {
	Behind    time.Duration
	Known     bool
	Fallbacks map[Why]int64
}

// Standing reads it.
func (r *Replica) Standing() Standing {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return Standing{r.following.behind, r.following.known(), maps.Clone(r.fallbacks)}
}
