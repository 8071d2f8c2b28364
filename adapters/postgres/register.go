// Package postgres keeps the register: accounts, the ledger, applications and invoices. It decides "may this happen?" in
// one transaction; what the constraints of the schema forbid cannot be stored.
package postgres

import (
	"context"
	"errors"
	"fmt"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Register is the product's memory. It is safe for use by many goroutines.
type Register struct {
	pool     *pgxpool.Pool
	policy   policy.Policy
	calendar calendar.Calendar
}

// New makes a register on an open pool.
func New(pool *pgxpool.Pool, p policy.Policy, c calendar.Calendar) *Register {
	return &Register{pool: pool, policy: p, calendar: c}
}

// Ping reports whether the database answers.
func (r *Register) Ping(ctx context.Context) error { return r.pool.Ping(ctx) }

// transactionTries is how often a transaction is tried that lost a race which the next try sees decided.
const transactionTries = 3

// change runs work in one transaction, in the name of whom ctx says (O4). A refusal rolls back everything, so that a refused
// call changes nothing (O5).
func (r *Register) change(ctx context.Context, work func(*query.Queries) error) error {
	return r.transact(ctx, pgx.TxOptions{BeginQuery: beginAs(actor.Of(ctx))}, work)
}

// look runs reads in one snapshot, so that the figures belong together.
func (r *Register) look(ctx context.Context, work func(*query.Queries) error) error {
	return r.transact(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, work)
}

func (r *Register) transact(ctx context.Context, options pgx.TxOptions, work func(*query.Queries) error) error {
	for try := 1; ; try++ {
		err := pgx.BeginTxFunc(ctx, r.pool, options, func(tx pgx.Tx) error { return work(query.New(tx)) })
		if err == nil || try == transactionTries || !lostRace(err) {
			return err
		}
	}
}

// lostRace: another transaction stored the same caller id first, or the database asked to try again.
func lostRace(err error) bool {
	var failure *pgconn.PgError
	if !errors.As(err, &failure) {
		return false
	}
	switch failure.Code {
	case "23505", "40001", "40P01": // unique violation, serialization failure, deadlock
		return true
	default:
		return false
	}
}

// missing turns "no rows" into a refusal that names the object, and leaves other errors alone.
func missing(err error, what string) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return refusal.New(refusal.NotFound, "", what)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	return nil
}

// optional stores an empty text as null.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// text reads a null as an empty text.
func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}
