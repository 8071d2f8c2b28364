// Command monthend measures the last day of a month on a stack of its own of real processes. First, what others wait when one account hands in as many
// applications at once as all of them together, beside a day on which it does not. Then, what a worker keeps in memory for each invoice that is parked,
// and how long all take that were parked, when their cause is gone, beside the provider's pace. It prints a line of JSON for each; nothing is judged by
// the clock.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/bench/customers"
	"kaipiao/bench/machine"
	"kaipiao/devstack/stack"
	"kaipiao/program"
)

// chosen is what a run is told.
type chosen struct {
	Applications int `default:"10000" help:"How many are handed in at once, half of them by one account."`
	Parked       int `default:"2000" help:"How many invoices are parked, and let go."`
	Pace         int `default:"10" help:"How often a second the provider may be called."`
	InMemory     int `default:"40" help:"How many runs the worker keeps in memory: as many of those that are parked as 2,000 are of 100,000."`
}

func main() {
	var told chosen
	program.Parse("monthend", "Measures the last day of a month: who waits for whom, and what was parked.", &told)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, told); err != nil {
		fmt.Fprintln(os.Stderr, "monthend:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, told chosen) error {
	if err := machine.Print(ctx, "monthend"); err != nil {
		return err
	}
	settings := map[string]string{"KAIPIAO_PROVIDER_PER_SECOND": fmt.Sprint(told.Pace), "KAIPIAO_RUNS_IN_MEMORY": fmt.Sprint(told.InMemory)}
	return customers.OnOwnStack(ctx, settings, func(ctx context.Context, s *stack.Stack) error {
		m, err := newMonth(ctx, s, told)
		if err != nil {
			return err
		}
		defer m.close()
		return errors.Join(m.turns(ctx), m.parked(ctx))
	})
}

// month is what is measured of one.
type month struct {
	told      chosen
	stack     *stack.Stack
	customers *customers.Customers
	database  *pgx.Conn
	out       *json.Encoder
}

func newMonth(ctx context.Context, s *stack.Stack, told chosen) (*month, error) {
	all, err := customers.New(s)
	if err != nil {
		return nil, err
	}
	database, err := pgx.Connect(ctx, s.Settings().DatabaseReaderURL)
	return &month{told, s, all, database, json.NewEncoder(os.Stdout)}, err
}

func (m *month) close() { _ = m.database.Close(context.Background()) }

// waits is what is printed of a day: how long those waited who did not hand in half of all, in seconds from the application to the issued invoice.
type waits struct {
	Day      string  `json:"day"`
	Others   int     `json:"others"`
	ByOne    int     `json:"by_one_account"`
	Half     float64 `json:"half_waited_s"`
	Most     float64 `json:"95_percent_waited_s"`
	Everyone float64 `json:"all_were_through_after_s"`
}

// turns compares a quiet day with the last one of a month.
func (m *month) turns(ctx context.Context) error {
	quiet, err := m.day(ctx, "quiet", 0)
	if err != nil {
		return err
	}
	last, err := m.day(ctx, "last", m.told.Applications/2)
	if err != nil {
		return err
	}
	return m.out.Encode(map[string]float64{"waited_on_the_last_day_for_a_quiet_one": last.Most / quiet.Most})
}

// day has as many others apply as half of all, each once; right before them one account hands in so many.
func (m *month) day(ctx context.Context, name string, byOne int) (waits, error) {
	others := make([]string, m.told.Applications/2)
	for n := range others {
		others[n] = fmt.Sprintf("%s-%d", name, n)
	}
	one := name + "-one"
	if err := errors.Join(m.customers.StockAll(ctx, others, 1), m.customers.Stock(ctx, one, max(1, byOne))); err != nil {
		return waits{}, err
	}
	begun := time.Now()
	if _, err := m.customers.Apply(ctx, slices.Repeat([]string{one}, byOne)); err != nil {
		return waits{}, err
	}
	applied, err := m.customers.Apply(ctx, others)
	if err != nil {
		return waits{}, err
	}
	if err := m.untilAllAreThrough(ctx); err != nil {
		return waits{}, err
	}
	w := waits{Day: name, Others: len(others), ByOne: byOne, Everyone: time.Since(begun).Seconds()}
	err = m.database.QueryRow(ctx, `
select percentile_cont(0.5) within group (order by w.s), percentile_cont(0.95) within group (order by w.s) from (
  select extract(epoch from e.at - a.submitted_at)::float8 as s from applications a join events e on e.application = a.id and e.what = 'issued'
  where a.id = any($1)) w`, applied).Scan(&w.Half, &w.Most)
	if err != nil {
		return waits{}, err
	}
	return w, m.out.Encode(w)
}

// looking is how often it is looked how far all have come.
const looking = 500 * time.Millisecond

func (m *month) untilAllAreThrough(ctx context.Context) error {
	return m.until(ctx, "select not exists (select from runs where workflow like 'application/%')")
}

// until waits until the register says yes.
func (m *month) until(ctx context.Context, question string, arguments ...any) error {
	for {
		var yes bool
		if err := m.database.QueryRow(ctx, question, arguments...).Scan(&yes); err != nil || yes {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(looking):
		}
	}
}
