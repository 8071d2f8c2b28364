// Command flat measures whether calls cost the same whatever lies in the register: with accounts of 100, 10,000 and 1,000,000 records, all free or
// nearly all invoiced, and with 1,000 and 1,000,000 accounts; with statistics of the database that were gathered just now, and with such as were
// gathered when there was next to nothing. It has a Postgres of its own, and calls the API over HTTP. Of each call it prints a line of JSON: its time,
// and the pages and rows of the database that it touched, beside those of the smallest. Nothing is judged by the clock.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"kaipiao/bench/histories"
	"kaipiao/bench/machine"
	"kaipiao/console/consoletest"
	"kaipiao/office/tx"
	"kaipiao/program"
)

// chosen is what a run is told.
type chosen struct {
	Records  []int `default:"100,10000,1000000" help:"How many records an account has: the smallest first, each a multiple of 100."`
	Accounts []int `default:"1000,1000000" help:"How many accounts there are: the fewest first."`
	Rounds   int   `default:"60" help:"How often each call is made."`
}

func main() {
	var told chosen
	program.Parse("flat", "Measures whether calls cost the same whatever lies in the register.", &told)
	run := &consoletest.Program{Called: "flat"}
	if !run.Do(func() { measure(run, told) }) {
		os.Exit(1)
	}
}

func measure(run *consoletest.Program, told chosen) {
	_, err := machine.Durable(run)
	run.Must(err)
	f, err := begin(run, told)
	run.Must(err)
	out := json.NewEncoder(os.Stdout)
	say := func(line any) { run.Must(out.Encode(line)) }
	described, err := machine.Describe(run.Context(), "flat", f.Admin)
	run.Must(err)
	say(described)

	run.Must(f.moreAccounts(told.Accounts[0]))
	run.Must(f.Gather(run.Context())) // of next to nothing
	for _, h := range f.histories {
		run.Must(f.Add(run.Context(), h))
	}
	run.Must(f.Sound(run.Context(), tx.New(f.pool)))
	last := map[string][]measured{}
	for _, statistics := range []string{"of before", "gathered"} {
		if statistics == "gathered" {
			run.Must(f.Gather(run.Context()))
		}
		last[statistics] = overRecords(run, f, told, statistics, say)
	}
	smallest := last["gathered"]
	for _, accounts := range told.Accounts[1:] {
		run.Must(f.moreAccounts(accounts))
		for _, statistics := range []string{"of before", "gathered"} {
			if statistics == "gathered" {
				run.Must(f.Gather(run.Context()))
			}
			overAccounts(run, f, told, statistics, smallest, say)
		}
	}
}

// overRecords compares accounts of different sizes, in turn, and returns what was measured of the smallest ones.
func overRecords(run *consoletest.Program, f *filled, told chosen, statistics string, say func(any)) (smallest []measured) {
	for _, shape := range histories.Shapes() {
		var same []histories.History
		for _, h := range f.histories {
			if h.Shape == shape {
				same = append(same, h)
			}
		}
		for n, c := range f.calls(same[0]) {
			var turns []call
			for _, h := range same {
				turns = append(turns, f.calls(h)[n])
			}
			of, err := f.inTurn(turns, told.Rounds)
			if err != nil {
				run.Fatal(fmt.Errorf("%s: %w", c.name, err))
			}
			smallest = append(smallest, of[0])
			for i, h := range same {
				say(compare(statistics, h, f.accounts, of[i], of[0]))
			}
		}
	}
	return smallest
}

// overAccounts compares the smallest accounts with themselves, when there were few accounts.
func overAccounts(run *consoletest.Program, f *filled, told chosen, statistics string, before []measured, say func(any)) {
	n := 0
	for _, h := range f.histories {
		if h.Records != told.Records[0] {
			continue
		}
		for _, c := range f.calls(h) {
			of, err := f.inTurn([]call{c}, told.Rounds)
			if err != nil {
				run.Fatal(fmt.Errorf("%s: %w", c.name, err))
			}
			say(compare(statistics, h, f.accounts, of[0], before[n]))
			n++
		}
	}
}
