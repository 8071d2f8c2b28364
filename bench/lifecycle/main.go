// Command lifecycle measures how many plain e-invoices come through in a second, from the application to the mail with the files, on a stack of its own
// of real processes, and beside it in turn how many workflows that do nothing the same Temporal server takes: once on SQLite, once on Postgres. It
// prints a line of JSON for each turn, and one with the ratio for each store. Nothing is judged by the clock.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"kaipiao/bench/customers"
	"kaipiao/bench/machine"
	"kaipiao/devstack/stack"
	"kaipiao/program"
)

// chosen is what a run is told.
type chosen struct {
	Loop   int           `default:"40" help:"How many are under way at the same time."`
	Rounds int           `default:"3" help:"How often each takes its turn."`
	For    time.Duration `default:"15s" help:"How long a turn takes."`
	Stores []string      `default:"sqlite,postgres" help:"Where Temporal keeps its work: sqlite, postgres."`

	Reference reference `embed:"" prefix:"reference-"`
}

func main() {
	var told chosen
	program.Parse("lifecycle", "Measures the life of plain e-invoices beside workflows that do nothing.", &told)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measureAll(ctx, told); err != nil {
		fmt.Fprintln(os.Stderr, "lifecycle:", err)
		os.Exit(1)
	}
}

func measureAll(ctx context.Context, told chosen) error {
	if err := machine.Print(ctx, "lifecycle"); err != nil {
		return err
	}
	if told.Reference.Orders != "" {
		return measureReference(ctx, told)
	}
	for _, store := range told.Stores {
		if err := measure(ctx, told, store); err != nil {
			return err
		}
	}
	return nil
}

// turn is what is printed of one.
type turn struct {
	Store     string  `json:"store"`
	Contender string  `json:"contender"`
	Round     int     `json:"round"`
	PerSecond float64 `json:"per_second"`
	// What one takes of the processor, in milliseconds, by process.
	Milliseconds map[string]float64 `json:"processor_ms"`
}

// summary compares the medians.
type summary struct {
	Store        string  `json:"store"`
	Loop         int     `json:"loop"`
	Lifecycles   float64 `json:"lifecycles"`
	NoOps        float64 `json:"no_ops"`
	LifePerNoOp  float64 `json:"lifecycles_per_no_op"`
	Milliseconds float64 `json:"processor_ms_of_one"`
}

// contender keeps a loop of its own going: for a while that is not counted, so that all of the loop is under way in its usual mixture, and then for as long
// as it is told. It says when that begins and ends, and tells how many came through meanwhile.
type contender struct {
	name string
	turn func(ctx context.Context, lasts time.Duration, mark func() error) (int, error)
}

// unmeasured is how long a loop goes before it is measured.
const unmeasured = 4 * time.Second

// anyPace: the provider holds nobody up.
const anyPace = "100000"

func measure(ctx context.Context, told chosen, store string) error {
	settings := map[string]string{"KAIPIAO_TEMPORAL_STORE": store, "KAIPIAO_PROVIDER_PER_SECOND": anyPace}
	return customers.OnOwnStack(ctx, settings, func(ctx context.Context, s *stack.Stack) error {
		lives, err := newLives(ctx, s, told.Loop)
		if err != nil {
			return err
		}
		defer lives.close()
		nothing, err := newNothing(s.Settings().TemporalAddr, s.Settings().TemporalNamespace, told.Loop)
		if err != nil {
			return err
		}
		defer nothing.close()
		return compare(ctx, told, store, s, contender{"e-invoices", lives.turn}, contender{"no-ops", nothing.turn})
	})
}

// measureReference measures the orders of the reference application, beside no-ops on the server on which it works.
func measureReference(ctx context.Context, told chosen) error {
	nothing, err := newNothing(told.Reference.Temporal, told.Reference.Namespace, told.Loop)
	if err != nil {
		return err
	}
	defer nothing.close()
	theirs := newOrders(told.Reference, nothing.client, told.Loop)
	return compare(ctx, told, "the reference application's", nil, contender{"orders", theirs.turn}, contender{"no-ops", nothing.turn})
}

// compare has both take their turns, after one each that is not counted.
func compare(ctx context.Context, told chosen, store string, s *stack.Stack, contenders ...contender) error {
	out := json.NewEncoder(os.Stdout)
	measured := make([][]turn, len(contenders))
	for round := range told.Rounds + 1 {
		for i, one := range contenders {
			taken, err := take(ctx, s, one, told.For)
			if err != nil {
				return fmt.Errorf("%s: %w", one.name, err)
			}
			if round == 0 {
				continue
			}
			taken.Store, taken.Round = store, round
			measured[i] = append(measured[i], taken)
			if err := out.Encode(taken); err != nil {
				return err
			}
		}
	}
	lives, nothing := median(measured[0]), median(measured[1])
	sum := 0.0
	for _, each := range lives.Milliseconds {
		sum += each
	}
	return out.Encode(summary{store, told.Loop, lives.PerSecond, nothing.PerSecond, lives.PerSecond / nothing.PerSecond, sum})
}

func median(of []turn) turn {
	slices.SortFunc(of, func(a, b turn) int {
		switch {
		case a.PerSecond < b.PerSecond:
			return -1
		case a.PerSecond > b.PerSecond:
			return 1
		default:
			return 0
		}
	})
	return of[len(of)/2]
}

// take has one take its turn.
func take(ctx context.Context, s *stack.Stack, one contender, lasts time.Duration) (turn, error) {
	var marks []time.Time
	var used []map[string]time.Duration
	came, err := one.turn(ctx, lasts, func() error {
		now, err := usedBy(s)
		marks, used = append(marks, time.Now()), append(used, now)
		return err
	})
	if err != nil {
		return turn{}, err
	}
	t := turn{Contender: one.name, PerSecond: float64(came) / marks[1].Sub(marks[0]).Seconds(), Milliseconds: map[string]float64{}}
	for name, after := range used[1] {
		t.Milliseconds[name] = (after - used[0][name]).Seconds() * 1000 / float64(max(came, 1))
	}
	return t, nil
}
