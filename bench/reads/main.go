// Command reads measures how fast pages and reads of the API answer while 100,000 invoices are in the database, and how much a browser loads. It
// prints a line of JSON for each page: the 95th percentile of the page (ours), that of the same reads over the API (floor), and their ratio. It has
// a Postgres and a server of its own. Nothing is judged by the clock.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"kaipiao/bench/machine"
	"kaipiao/console/consoletest"
	"kaipiao/program"
)

// chosen is what a run is told.
type chosen struct {
	Invoices int  `default:"100000" help:"How many issued invoices there are."`
	Rounds   int  `default:"200" help:"How often each page is asked for."`
	Sizes    bool `help:"Say how large each table is, instead."`
}

// warm is how often each page is asked for before anything is measured.
const warm = 20

func main() {
	var told chosen
	program.Parse("reads", "Measures the pages with many invoices in the database.", &told)
	run := &consoletest.Program{Called: "reads"}
	if !run.Do(func() { measure(run, told) }) {
		os.Exit(1)
	}
}

func measure(run *consoletest.Program, told chosen) {
	run.Must(machine.Print(run.Context(), "reads"))
	filled := fill(run, told.Invoices)
	out := json.NewEncoder(os.Stdout)
	say := func(line any) {
		if err := out.Encode(line); err != nil {
			run.Fatal(err)
		}
	}
	if told.Sizes {
		for _, table := range filled.sizes() {
			say(table)
		}
		return
	}
	for _, one := range readings(filled) {
		measured, err := filled.times(one, told.Rounds)
		if err != nil {
			run.Fatal(fmt.Errorf("%s: %w", one.Name, err))
		}
		say(measured)
	}
	for _, one := range loads() {
		measured, err := filled.bytes(one)
		if err != nil {
			run.Fatal(fmt.Errorf("%s: %w", one.Name, err))
		}
		say(measured)
	}
}
