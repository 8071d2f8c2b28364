package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/jackc/pgx/v5/pgxpool"

	"kaipiao/api"
	"kaipiao/bench/histories"
	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/policy"
	"kaipiao/office"
	"kaipiao/office/tx"
	"kaipiao/schema"
)

// filled is a register with these histories, and as many accounts beside them.
type filled struct {
	*consoletest.Program
	histories.Filler
	pool      *pgxpool.Pool
	url       string
	client    *http.Client
	histories []histories.History
	accounts  int
	keys      int
}

// begin makes an empty register, but for the original, and serves the API over HTTP with one connection to it.
func begin(run *consoletest.Program, told chosen) (*filled, error) {
	ctx := run.Context()
	w := consoletest.New(run)
	f := &filled{Program: run, client: &http.Client{}}
	f.Admin = postgrestest.Admin(run, w.Pool)
	for _, s := range histories.Shapes() {
		for _, records := range told.Records {
			f.histories = append(f.histories, histories.History{N: len(f.histories), Shape: s, Records: records})
		}
	}
	config, err := pgxpool.ParseConfig(postgrestest.As(run, schema.Starter, w.Pool.Config().ConnString()))
	if err != nil {
		return nil, err
	}
	tx.Configure(config)
	config.MaxConns = 1 // so that it can be told to say what it has read
	if f.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, err
	}
	run.Cleanup(f.pool.Close)
	published, err := calendar.Published()
	if err != nil {
		return nil, err
	}
	served := w.Served
	served.Office, served.Verifier, served.Now = office.New(f.pool, policy.Default(), published), named{}, w.Now
	server := httptest.NewServer(api.New(served))
	run.Cleanup(server.Close)
	f.url = server.URL

	w.Account("acct")
	for n := range histories.PerInvoice {
		w.Consumed(fmt.Sprintf("record-%d", n), "acct", histories.Cash)
	}
	original := w.Applied("original", consoletest.EInvoice("1060.00"))
	w.Issued(w.Approved(original)[0], "26112000000000000001")
	f.Original = ids.Application(original)
	for _, statement := range []string{"alter system set autovacuum = off", "select pg_reload_conf()"} {
		if _, err := f.Admin.Exec(ctx, statement); err != nil {
			return nil, fmt.Errorf("%w in %s", err, statement)
		}
	}
	return f, f.Begin(ctx)
}

// moreAccounts adds accounts until there are so many.
func (f *filled) moreAccounts(want int) error {
	have := f.accounts
	f.accounts = want
	return errors.Join(f.Accounts(f.Context(), have, want), f.Sound(f.Context(), tx.New(f.pool)))
}
