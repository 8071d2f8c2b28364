// Package tx is how the office works on the database: in transactions that go there and back as seldom as they can, that are tried again when
// they lose a race, in the name of whom the context says; and how it reads what need not be there.
package tx

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/office/query"
)

// DB is the database, in transactions. It is safe for use by many goroutines.
type DB struct {
	pool *pgxpool.Pool
	// replica is where lists are read; nil for none.
	replica *Replica
}

// New makes it on an open pool.
func New(pool *pgxpool.Pool) *DB { return &DB{pool: pool} }

// Connections is how many there may be to the database at the same time.
func (d *DB) Connections() int { return int(d.pool.Config().MaxConns) }

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.pool.Ping(ctx) }

// Reads is for single reads, outside of a transaction.
func (d *DB) Reads() *query.Queries { return query.New(d.pool) }

// transactionTries is how often a transaction is tried that lost a race which the next try sees decided.
const transactionTries = 3

// Change runs work in one transaction, in the name of whom ctx says (O4). A refusal rolls back everything, so that a refused
// call changes nothing (O5).
func (d *DB) Change(ctx context.Context, work func(*query.Queries) error) error {
	return d.transact(ctx, change, work)
}

// Next goes on in the same transaction with what somebody else does. What was done until now is settled first, because the trail names its actor
// when its deferred rules are checked (O4).
func Next(ctx context.Context, q *query.Queries, who actor.Actor) error {
	return errors.Join(q.CheckDeferred(ctx), q.DeferChecks(ctx), actAs(ctx, q, who))
}

// Look runs reads in one snapshot, so that the figures belong together.
func (d *DB) Look(ctx context.Context, work func(*query.Queries) error) error {
	return d.transact(ctx, look, work)
}

// opening is how a conversation begins: to change something, or to look.
type opening func(context.Context, *pgx.Conn) (*conversation, error)

func (d *DB) transact(ctx context.Context, open opening, work func(*query.Queries) error) error {
	for try := 1; ; try++ {
		err := d.converse(ctx, open, work)
		if err == nil || try == transactionTries || !lostRace(err) {
			return contradicted(err)
		}
	}
}

// converse runs work in one transaction, on a connection of its own.
func (d *DB) converse(ctx context.Context, open opening, work func(*query.Queries) error) error {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	c, err := open(ctx, conn.Conn())
	if err == nil {
		err = work(query.New(c))
	}
	if err == nil {
		err = c.end(ctx)
	}
	if err != nil {
		c.breakOff(ctx)
	}
	return err
}

// contradicted: a rule of the schema forbids what is to be stored. It will forbid it the next time, too.
func contradicted(err error) error {
	var failure *pgconn.PgError
	if !errors.As(err, &failure) {
		return err
	}
	switch failure.Code {
	case "23502", "23503", "23514": // not null, foreign key, check
		rule := failure.ConstraintName
		if rule == "" {
			rule = failure.Message
		}
		return fmt.Errorf("%w (%w)", contradiction.New(contradiction.ConstraintViolated, rule), err)
	default:
		return err
	}
}

// Violates reports whether the database refused something by a rule of the schema, by its name.
func Violates(err error, rule string) bool {
	var failure *pgconn.PgError
	return errors.As(err, &failure) && failure.ConstraintName == rule
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
