// Command consuming measures how many records of consumption are taken in a second, over HTTP with a durable Postgres of its own, and beside it in turn
// what the database alone makes of the same rows and indexes, without anything that checks them. It prints a line of JSON for each turn, and one with the
// ratio. Nothing is judged by the clock.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"kaipiao/bench/machine"
	"kaipiao/bench/processor"
	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/program"
)

// chosen is what a run is told.
type chosen struct {
	Clients  int           `default:"4" help:"How many report at the same time."`
	Accounts int           `default:"1000" help:"How many accounts there are; a call has records of ten of them."`
	Batch    int           `default:"1000" help:"How many records are in a call: 1,000 at most."`
	Rounds   int           `default:"3" help:"How often each takes its turn."`
	For      time.Duration `default:"5s" help:"How long a turn takes."`
}

func main() {
	var told chosen
	program.Parse("consuming", "Measures how many records of consumption are taken in a second.", &told)
	run := &consoletest.Program{Called: "consuming"}
	if !run.Do(func() { measure(run, told) }) {
		os.Exit(1)
	}
}

// contender takes a batch of records, the n-th of all.
type contender struct {
	name string
	take func(ctx context.Context, n int) error
}

// turn is what is printed of one.
type turn struct {
	Contender string  `json:"contender"`
	Round     int     `json:"round"`
	PerSecond float64 `json:"records_per_second"`
	// What a thousand records take of the processor, in milliseconds: in Postgres, and in everybody else, who reports included.
	PostgresMs float64 `json:"postgres_ms"`
	OthersMs   float64 `json:"others_ms"`
}

// summary compares the medians.
type summary struct {
	Product      float64 `json:"product"`
	RowsAndIndex float64 `json:"rows_and_indexes"`
	Ratio        float64 `json:"ratio"`
}

func measure(run *consoletest.Program, told chosen) {
	server, err := machine.Durable(run)
	run.Must(err)
	w := consoletest.New(run)
	contenders := []contender{product(run, w, told), rowsAndIndexes(run, w, told)}
	run.Must(machine.Print(run.Context(), "consuming"))
	out := json.NewEncoder(os.Stdout)
	measured := make([][]float64, len(contenders))
	batches := make([]atomic.Int64, len(contenders))
	for round := range told.Rounds + 1 {
		for i, one := range contenders {
			taken, err := one.takesItsTurn(run.Context(), server, told, &batches[i])
			run.Must(err)
			if round == 0 {
				continue // connections, statements and caches are warm from here on
			}
			taken.Round = round
			measured[i] = append(measured[i], taken.PerSecond)
			run.Must(out.Encode(taken))
		}
	}
	ours, least := median(measured[0]), median(measured[1])
	run.Must(out.Encode(summary{ours, least, ours / least}))
}

// takesItsTurn has all clients report for a while.
func (c contender) takesItsTurn(ctx context.Context, server *postgres.Server, told chosen, batches *atomic.Int64) (turn, error) {
	postgresBefore, othersBefore, err := used(server)
	if err != nil {
		return turn{}, err
	}
	begun, already := time.Now(), batches.Load()
	clients, ctx := errgroup.WithContext(ctx)
	for range told.Clients {
		clients.Go(func() error {
			for time.Since(begun) < told.For {
				if err := c.take(ctx, int(batches.Add(1))); err != nil {
					return fmt.Errorf("%s: %w", c.name, err)
				}
			}
			return nil
		})
	}
	if err := clients.Wait(); err != nil {
		return turn{}, err
	}
	lasted, records := time.Since(begun), float64(int(batches.Load()-already)*told.Batch)
	inPostgres, others, err := used(server)
	each := func(d time.Duration) float64 { return d.Seconds() * 1000 / (records / 1000) }
	return turn{
		Contender: c.name, PerSecond: records / lasted.Seconds(),
		PostgresMs: each(inPostgres - postgresBefore), OthersMs: each(others - othersBefore),
	}, err
}

// used is how much of the processor's time Postgres has taken, and this process.
func used(server *postgres.Server) (inPostgres, here time.Duration, err error) {
	if inPostgres, err = processor.Family(server.PID()); err != nil {
		return 0, 0, err
	}
	here, err = processor.Own()
	return inPostgres, here, err
}

// rowsAndIndexes are the same rows in tables with the same columns and indexes, made inside the database: no key to another table, no check, no
// trigger, no entry of the trail.
func rowsAndIndexes(run *consoletest.Program, w *consoletest.World, told chosen) contender {
	pool, err := pgxpool.New(run.Context(), postgrestest.Admin(run, w.Pool).Config().ConnString())
	run.Must(err)
	run.Cleanup(pool.Close)
	_, err = pool.Exec(run.Context(), `
		create schema least;
		create table least.consumptions (like consumptions including indexes);
		create table least.record_balances (like record_balances including indexes including defaults);
		create table least.ledger_entries (like ledger_entries including indexes including identity)`)
	run.Must(err)
	return contender{"rows and indexes", func(ctx context.Context, n int) error {
		_, err := pool.Exec(ctx, `
			with made as (
				select 'record-' || $1::int || '-' || k as id, 'acct-' || ($1::int * 10 + k % 10) % $2::int as account from generate_series(1, $3::int) k),
			consumption as (
				insert into least.consumptions (id, account, owner, seller, charge, product, tax_code, tax_rate, cash, coupon, rebate, paid_at, recorded_at)
				select id, account, account, 'platform', 'postpaid', '云服务器', '3040203000000000000', '0.06', 10.60, 0, 0, now(), now() from made),
			record as (
				insert into least.record_balances (consumption, account, subject, seller, charge, product, tax_code, tax_rate, paid_at, released_at, cash, free)
				select id, account, 1, 'platform', 'postpaid', '云服务器', '3040203000000000000', '0.06', now(), now(), 10.60, 10.60 from made)
			insert into least.ledger_entries (account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount, at)
			select account, 'platform', '3040203000000000000', id, 'cash', id, 'free', 10.60, now() from made`, n, told.Accounts, told.Batch)
		return err
	}}
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}
