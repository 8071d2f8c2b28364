package main

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"kaipiao/bench/served"
	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
)

// How many applications a second nobody reaches here; the records are counted for it.
const (
	mostOurs = 1000
	mostSet  = 4000
)

// enough is how many blocks of records are enough for all turns.
func enough(told chosen, most int) stock {
	all := most * int(told.For.Seconds()+1) * (told.Rounds + 1)
	return stock{each: all/told.Accounts + 2, hot: all / 2}
}

// product is the API, served over HTTP as `starter serve` does.
func product(run *consoletest.Program, told chosen) contender {
	w := consoletest.New(run)
	run.Must(fill(run.Context(), postgrestest.Admin(run, w.Pool), told.Accounts, enough(told, mostOurs)))
	api := served.New(run, w, told.Clients)
	var key atomic.Int64
	apply := func(ctx context.Context, account string) error {
		body := `{"kind": "ordinary", "medium": "electronic", "amount": "106.00", "title": {"title": "北京甲科技有限公司", "taxpayer_id": "91110000802100433B"}}`
		return api.Post(ctx, "/v1/accounts/acct-"+account+"/applications", "key-"+strconv.FormatInt(key.Add(1), 10), body)
	}
	return contender{"product", func(ctx context.Context, hot bool) (float64, error) { return applying(ctx, told, hot, apply) }}
}

// applying has all clients apply for a while.
func applying(ctx context.Context, told chosen, hot bool, apply func(context.Context, string) error) (float64, error) {
	var accepted atomic.Int64
	var next sync.Mutex
	account := 0
	begun := time.Now()
	clients, ctx := errgroup.WithContext(ctx)
	for range told.Clients {
		clients.Go(func() error {
			for time.Since(begun) < told.For {
				name := hotAccount
				if !hot {
					next.Lock()
					account++
					name = strconv.Itoa(account % told.Accounts)
					next.Unlock()
				}
				if err := apply(ctx, name); err != nil {
					return err
				}
				accepted.Add(1)
			}
			return nil
		})
	}
	err := clients.Wait()
	return float64(accepted.Load()) / time.Since(begun).Seconds(), err
}

// admin is a connection of the superuser to a database of a turn's own.
func admin(run *consoletest.Program, database string) *pgx.Conn {
	pool := postgrestest.Pool(run, database)
	return postgrestest.Admin(run, pool)
}
