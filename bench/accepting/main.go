// Command accepting measures how many applications are accepted in a second, over HTTP with a durable Postgres of its own, and beside it in turn what
// pgbench makes of the same machine: with the same statements, and with the least that such work needs. It prints a line of JSON for each turn, and one
// with the ratios. Nothing is judged by the clock.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
	"time"

	"kaipiao/bench/machine"
	"kaipiao/bench/processor"
	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres"
	"kaipiao/program"
)

// chosen is what a run is told.
type chosen struct {
	Clients  int           `default:"16" help:"How many apply at the same time."`
	Accounts int           `default:"1000" help:"How many accounts there are, besides the one that is hot."`
	Rounds   int           `default:"5" help:"How often each takes its turn."`
	For      time.Duration `default:"4s" help:"How long a turn takes."`
	Profile  string        `help:"A file for what the processor did here while applications were accepted, for go tool pprof; pgbench is left out then."`
}

func main() {
	var told chosen
	program.Parse("accepting", "Measures how many applications are accepted in a second, beside pgbench.", &told)
	run := &consoletest.Program{Called: "accepting"}
	if !run.Do(func() { measure(run, told) }) {
		os.Exit(1)
	}
}

// contender accepts applications for a while, of many accounts or of one, and tells how many a second.
type contender struct {
	name string
	turn func(ctx context.Context, hot bool) (float64, error)
}

// turn is what is printed of one.
type turn struct {
	Accounts  int     `json:"accounts"`
	Contender string  `json:"contender"`
	Round     int     `json:"round"`
	PerSecond float64 `json:"per_second"`
	// What one application takes of the processor, in milliseconds: in Postgres, and in everybody else who is needed, who applies included.
	PostgresMs float64 `json:"postgres_ms"`
	OthersMs   float64 `json:"others_ms"`
}

// summary compares the medians.
type summary struct {
	Accounts            int     `json:"accounts"`
	Product             float64 `json:"product"`
	SameStatements      float64 `json:"same_statements"`
	SetStatements       float64 `json:"set_statements"`
	RatioSameStatements float64 `json:"ratio_same_statements"`
	RatioSetStatements  float64 `json:"ratio_set_statements"`
}

func measure(run *consoletest.Program, told chosen) {
	run.Must(machine.Print(run.Context(), "accepting"))
	server, err := machine.Durable(run)
	if err != nil {
		run.Fatal(err)
	}
	if told.Profile != "" {
		run.Must(profile(run, told, server))
		return
	}
	contenders := []contender{product(run, told), sameStatements(run, told, server), setStatements(run, told, server)}
	out := json.NewEncoder(os.Stdout)
	for _, hot := range []bool{false, true} {
		accounts := told.Accounts
		if hot {
			accounts = 1
		}
		measured := make([][]float64, len(contenders))
		for round := range told.Rounds + 1 {
			for i, one := range contenders {
				taken, err := take(run.Context(), server, one, hot, told.For)
				if err != nil {
					run.Fatal(fmt.Errorf("%s: %w", one.name, err))
				}
				if round == 0 {
					continue // connections, statements and caches are warm from here on
				}
				taken.Accounts, taken.Round = accounts, round
				measured[i] = append(measured[i], taken.PerSecond)
				_ = out.Encode(taken)
			}
		}
		ours, same, set := median(measured[0]), median(measured[1]), median(measured[2])
		_ = out.Encode(summary{accounts, ours, same, set, ours / same, ours / set})
	}
}

// take has one take its turn.
func take(ctx context.Context, server *postgres.Server, one contender, hot bool, lasts time.Duration) (turn, error) {
	begun, err := takenSoFar(server)
	if err != nil {
		return turn{}, err
	}
	perSecond, err := one.turn(ctx, hot)
	if err != nil {
		return turn{}, err
	}
	ended, err := takenSoFar(server)
	if err != nil {
		return turn{}, err
	}
	each := func(d time.Duration) float64 { return d.Seconds() * 1000 / (perSecond * lasts.Seconds()) }
	return turn{
		Contender: one.name, PerSecond: perSecond, PostgresMs: each(ended.postgres - begun.postgres), OthersMs: each(ended.others - begun.others),
	}, nil
}

// profile has applications accepted of many accounts, and writes down what the processor did meanwhile.
func profile(run *consoletest.Program, told chosen, server *postgres.Server) error {
	ours := product(run, told)
	if _, err := ours.turn(run.Context(), false); err != nil { // to be warm
		return err
	}
	file, err := os.Create(told.Profile)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return errors.Join(err, file.Close())
	}
	taken, err := take(run.Context(), server, ours, false, told.For)
	pprof.StopCPUProfile()
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	taken.Accounts, taken.Round = told.Accounts, 1
	return json.NewEncoder(os.Stdout).Encode(taken)
}

// used is the processor's time.
type used struct{ postgres, others time.Duration }

// takenSoFar tells how much of the processor's time Postgres has taken, and this process and pgbench, its child.
func takenSoFar(server *postgres.Server) (used, error) {
	inPostgres, err := processor.Family(server.PID())
	if err != nil {
		return used{}, err
	}
	here, err := processor.Own()
	if err != nil {
		return used{}, err
	}
	children, err := processor.Ended()
	return used{inPostgres, here + children}, err
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}
