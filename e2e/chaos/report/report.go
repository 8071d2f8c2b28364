// Package report writes down what a run injected, what people did meanwhile, and what was checked.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kaipiao/e2e/chaos/check"
	"kaipiao/e2e/chaos/drive"
	"kaipiao/e2e/chaos/inject"
	"kaipiao/e2e/chaos/plan"
)

// Report is a whole run.
type Report struct {
	Seed     uint64                `json:"seed"`
	For      time.Duration         `json:"for"`
	Families []plan.Family         `json:"families"`
	Provider string                `json:"provider"`
	Courier  string                `json:"courier"`
	Began    time.Time             `json:"began"`
	Settled  time.Duration         `json:"settled"`
	Injected []inject.Injected     `json:"injected"`
	Unmet    map[string]int        `json:"unmet"`
	Stories  map[string]drive.Kind `json:"stories"`
	Clerk    map[string]int        `json:"clerk"`
	Counts   map[string]int        `json:"counts"`
	Parked   []string              `json:"parked"`
	Checks   []check.Result        `json:"checks"`
}

// Findings counts what is wrong.
func (r Report) Findings() (count int) {
	for _, c := range r.Checks {
		count += len(c.Findings)
	}
	return count
}

// Again is the command that repeats the run.
func (r Report) Again() string {
	command := fmt.Sprintf("make chaos SEED=%d FOR=%s", r.Seed, r.For)
	if r.Provider != "aggregator" {
		command += " PROVIDER=" + r.Provider
	}
	if r.Courier != "carrier" {
		command += " COURIER=" + r.Courier
	}
	if len(r.Families) < len(plan.Families()) {
		names := make([]string, len(r.Families))
		for n, family := range r.Families {
			names[n] = string(family)
		}
		command += " FAULTS=" + strings.Join(names, ",")
	}
	return command
}

// Write leaves the report in a folder, for people and for programs.
func (r Report) Write(folder string) error {
	content, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "chaos.json"), content, 0o600); err != nil {
		return err
	}
	var page strings.Builder
	r.Print(&page)
	r.printFaults(&page)
	return os.WriteFile(filepath.Join(folder, "chaos.md"), []byte(page.String()), 0o600)
}

// Print says it in tables.
func (r Report) Print(to io.Writer) {
	fmt.Fprintf(to, "# Chaos, seed %d, %s\n\n`%s`, begun %s; settled %s after the last fault was lifted.\n\n",
		r.Seed, r.For, r.Again(), r.Began.UTC().Format(time.RFC3339), r.Settled.Round(time.Second))
	struck := map[string]int{}
	for _, i := range r.Injected {
		if i.Done {
			struck[fmt.Sprintf("%s: %s", i.Family, kindOf(i.Fault))]++
		}
	}
	count(to, "injected", struck)
	if len(r.Unmet) > 0 {
		count(to, "ordered of the outside world, and struck nobody until all was lifted", r.Unmet)
	}
	fmt.Fprint(to, "| customers' stories | begun | came to their end | refused something | unfinished |\n|---|---|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(r.Stories)) {
		k := r.Stories[name]
		fmt.Fprintf(to, "| %s | %d | %d | %d | %d |\n", name, k.Begun, k.Ended, k.Stopped, k.Unfinished)
	}
	fmt.Fprintln(to)
	count(to, "done by hand", r.Clerk)
	count(to, "in the end there were", r.Counts)
	fmt.Fprint(to, "| checked | looked at | findings |\n|---|---|---|\n")
	for _, c := range r.Checks {
		fmt.Fprintf(to, "| %s | %d | %d |\n", c.Name, c.Looked, len(c.Findings))
	}
	fmt.Fprintln(to)
	list(to, "parked, with an operator task", r.Parked)
	for _, c := range r.Checks {
		list(to, "not so: "+c.Name, c.Findings)
	}
}

// kindOf is a fault without what differs each time.
func kindOf(f plan.Fault) string {
	if f.Family == plan.Network {
		return f.Way // on some link
	}
	return f.Target + " " + f.Way
}

func count(to io.Writer, title string, counts map[string]int) {
	total := 0
	for _, n := range counts {
		total += n
	}
	fmt.Fprintf(to, "| %s | %d |\n|---|---|\n", title, total)
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(to, "| %s | %d |\n", name, counts[name])
	}
	fmt.Fprintln(to)
}

// listedAtMost is how much of a long list is for people; all of it is in the JSON.
const listedAtMost = 40

func list(to io.Writer, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(to, "%s (%d):\n\n", title, len(lines))
	for n, line := range lines {
		if n == listedAtMost {
			fmt.Fprintf(to, "- … and %d more\n", len(lines)-n)
			break
		}
		fmt.Fprintf(to, "- %s\n", line)
	}
	fmt.Fprintln(to)
}

// printFaults lists every fault in the order in which it came.
func (r Report) printFaults(to io.Writer) {
	fmt.Fprint(to, "| at | fault | whom |\n|---|---|---|\n")
	for _, i := range r.Injected {
		fmt.Fprintf(to, "| %.1fs | %s | %s |\n", i.At.Seconds(), i.Fault, strings.ReplaceAll(i.What, "|", "/"))
	}
}
