package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kaipiao/office/runs"
	"kaipiao/office/tx"
	"kaipiao/settings"
	"kaipiao/temporalgate"
)

// runsAtOnce is how many workflows are held against what runs at a time.
const runsAtOnce = 1000

type auditWorkflowsCommand struct {
	Repair bool `help:"Start what is missing, and end what nobody owes."`
}

// Run holds what the register owes against what runs in Temporal, both ways (O6). It fails when they differ, unless it repairs that.
func (c auditWorkflowsCommand) Run(ctx context.Context) error {
	s, err := settings.LoadWithDatabase()
	if err != nil {
		return err
	}
	pool, err := tx.Open(ctx, s.DatabaseURL)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	gate, err := temporalgate.Dial(ctx, temporalgate.From(s))
	if err != nil {
		return err
	}
	defer gate.Close()
	audit := workflowsAudit{gate: gate, runs: runs.New(tx.New(pool)), repair: c.Repair}
	if err := audit.missing(ctx); err != nil {
		return err
	}
	if err := audit.unowed(ctx); err != nil {
		return err
	}
	if audit.differences == 0 {
		fmt.Printf("every workflow that must run does, and nothing else: %d looked at\n", audit.looked)
		return nil
	}
	if !c.Repair {
		return fmt.Errorf("what must run and what runs differ in %d places; --repair mends them", audit.differences)
	}
	fmt.Printf("%d differences are mended\n", audit.differences)
	return nil
}

// workflowsAudit is one comparison.
type workflowsAudit struct {
	gate        *temporalgate.Gate
	runs        *runs.Office
	repair      bool
	looked      int
	differences int
}

// missing lists what must run and does not. What is about to be started, or ends in this moment, is neither.
func (a *workflowsAudit) missing(ctx context.Context) error {
	for after := ""; ; {
		owed, err := a.runs.Owed(ctx, after, runsAtOnce)
		if err != nil || len(owed) == 0 {
			return err
		}
		a.looked += len(owed)
		gone, err := a.gate.Missing(ctx, owed)
		if err != nil {
			return err
		}
		if gone, err = a.runs.Startable(ctx, gone); err != nil {
			return err
		}
		for _, workflow := range gone {
			a.differences++
			fmt.Printf("%s must run, and does not\n", workflow)
			if !a.repair {
				continue
			}
			if _, err := a.runs.Restart(ctx, workflow, time.Now()); err != nil {
				return err
			}
		}
		after = owed[len(owed)-1]
	}
}

// unowed lists what runs although the register owes nothing of it.
func (a *workflowsAudit) unowed(ctx context.Context) error {
	var running []string
	err := a.gate.EachRunning(ctx, func(id string) error { running = append(running, id); return nil })
	if err != nil {
		return err
	}
	owed := map[string]bool{}
	for some := range slices.Chunk(running, runsAtOnce) {
		among, err := a.runs.Among(ctx, some)
		if err != nil {
			return err
		}
		for _, id := range among {
			owed[id] = true
		}
	}
	for _, workflow := range running {
		if owed[workflow] {
			continue
		}
		ending, err := a.gate.Missing(ctx, []string{workflow})
		if err != nil {
			return err
		}
		if len(ending) > 0 {
			continue // it has ended meanwhile; the lists lag behind
		}
		a.differences++
		fmt.Printf("%s runs, and nothing is owed of it\n", workflow)
		if !a.repair {
			continue
		}
		if err := a.gate.Terminate(ctx, workflow, "nothing is owed of it (audit workflows --repair)"); err != nil {
			return err
		}
	}
	return nil
}
