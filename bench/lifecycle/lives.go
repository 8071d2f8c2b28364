package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/bench/customers"
	"kaipiao/devstack/stack"
)

const (
	// applicationsOfAnAccount is how often an account applies; a new one goes on behind it.
	applicationsOfAnAccount = 10
	// looking is how often it is looked which invoices have come through.
	looking = 100 * time.Millisecond
)

// lives keeps so many applications under way, each of which becomes one e-invoice, of many accounts.
type lives struct {
	loop      int
	customers *customers.Customers
	database  *pgx.Conn
	accounts  int
	// left are the accounts that can still apply, once for each time.
	left []string
}

func newLives(ctx context.Context, s *stack.Stack, loop int) (*lives, error) {
	all, err := customers.New(s)
	if err != nil {
		return nil, err
	}
	database, err := pgx.Connect(ctx, s.Settings().DatabaseReaderURL)
	if err != nil {
		return nil, err
	}
	return &lives{loop: loop, customers: all, database: database}, nil
}

func (l *lives) close() { _ = l.database.Close(context.Background()) }

// stock makes accounts that can apply often enough, before the clock runs.
func (l *lives) stock(ctx context.Context, applications int) error {
	var more []string
	for len(l.left) < applications {
		account := fmt.Sprintf("life-%d", l.accounts)
		l.accounts++
		more = append(more, account)
		for range applicationsOfAnAccount {
			l.left = append(l.left, account)
		}
	}
	return l.customers.StockAll(ctx, more, applicationsOfAnAccount)
}

// mostPerSecond is more than any machine of today brings through.
const mostPerSecond = 60

// turn keeps the loop closed: for each invoice that has come through, whose files were mailed, the next application is handed in. In the end it waits for
// all that are under way, so that turns do not disturb each other.
func (l *lives) turn(ctx context.Context, lasts time.Duration, mark func() error) (int, error) {
	if err := l.stock(ctx, int((unmeasured+lasts).Seconds())*mostPerSecond+l.loop); err != nil {
		return 0, err
	}
	var open []string
	keep := func(until time.Time) (came int, err error) {
		for time.Now().Before(until) && err == nil {
			var now int
			open, now, err = l.goOn(ctx, open)
			came += now
		}
		return came, err
	}
	if _, err := keep(time.Now().Add(unmeasured)); err != nil {
		return 0, err
	}
	if err := mark(); err != nil {
		return 0, err
	}
	came, err := keep(time.Now().Add(lasts))
	if err != nil {
		return 0, err
	}
	return came, errors.Join(mark(), l.drain(ctx, open))
}

// goOn fills the loop up, waits a moment, and tells who is still under way and how many have come through.
func (l *lives) goOn(ctx context.Context, open []string) (still []string, came int, err error) {
	applied, err := l.apply(ctx, l.loop-len(open))
	if err != nil {
		return nil, 0, err
	}
	open = append(open, applied...)
	select {
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	case <-time.After(looking):
	}
	still, err = l.stillOpen(ctx, open)
	return still, len(open) - len(still), err
}

// drain waits for those that are under way.
func (l *lives) drain(ctx context.Context, open []string) error {
	for len(open) > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(looking):
		}
		var err error
		if open, err = l.stillOpen(ctx, open); err != nil {
			return err
		}
	}
	return nil
}

// apply hands in so many applications.
func (l *lives) apply(ctx context.Context, many int) ([]string, error) {
	if many > len(l.left) {
		return nil, fmt.Errorf("the accounts have consumed too little: this machine brings through more than %d a second", mostPerSecond)
	}
	next := l.left[:many]
	l.left = l.left[many:]
	return l.customers.Apply(ctx, next)
}

// stillOpen are those whose run must go on: it is settled when the files were mailed.
func (l *lives) stillOpen(ctx context.Context, open []string) ([]string, error) {
	rows, err := l.database.Query(ctx, `select substr(workflow, 13) from runs where workflow = any(select 'application/' || unnest($1::text[]))`, open)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
