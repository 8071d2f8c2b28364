package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/office"
	"kaipiao/office/tx"
	"kaipiao/schema"
)

// anybody lets everybody in as the upstream service: this is no place for secrets.
type anybody struct{}

func (anybody) Verify(context.Context, string, time.Time) (access.Identity, error) {
	return consoletest.Upstream, nil
}

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
	database := w.Pool.Config().ConnString()
	run.Must(fill(run.Context(), postgrestest.Admin(run, w.Pool), told.Accounts, enough(told, mostOurs)))
	pool, err := tx.Open(run.Context(), postgrestest.As(run, schema.Starter, database))
	run.Must(err)
	run.Cleanup(pool.Close)
	published, err := calendar.Published()
	run.Must(err)
	served := w.Served
	served.Office, served.Verifier, served.Now = office.New(pool, policy.Default(), published), anybody{}, time.Now
	server := httptest.NewServer(api.New(served))
	run.Cleanup(server.Close)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: told.Clients}}
	var key atomic.Int64
	apply := func(ctx context.Context, account string) error {
		body := `{"kind": "ordinary", "medium": "electronic", "amount": "106.00", "title": {"title": "北京甲科技有限公司", "taxpayer_id": "91110000802100433B"}}`
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/v1/accounts/acct-"+account+"/applications", bytes.NewBufferString(body))
		if err != nil {
			return err
		}
		request.Header = http.Header{
			"Content-Type": {"application/json"}, "Authorization": {"Bearer anybody"}, "Idempotency-Key": {"key-" + strconv.FormatInt(key.Add(1), 10)},
		}
		answer, err := client.Do(request)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		content, err := io.ReadAll(answer.Body)
		if err == nil && answer.StatusCode != http.StatusCreated && answer.StatusCode != http.StatusAccepted {
			err = fmt.Errorf("%s: %s", answer.Status, content)
		}
		return err
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
