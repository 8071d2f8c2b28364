package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"kaipiao/domain/sealing"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
	"kaipiao/settings"
)

type auditTrailCommand struct {
	Head     []string      `placeholder:"DAY:ID:HASH" help:"A head that the log has; it must still be in the trail. May be repeated."`
	Unsealed time.Duration `default:"10m" help:"How long an entry may wait to be sealed."`
}

// shownEvery is how often a long check says how far it is.
const shownEvery = 5 * time.Second

// Run computes the chain of the audit trail anew (S5). It fails with the first thing that is not as it was written.
func (c auditTrailCommand) Run(ctx context.Context) error {
	how := trail.Checking{Unsealed: c.Unsealed, Looked: every(shownEvery, func(seals, of int64) {
		fmt.Fprintf(os.Stderr, "%d of %d seals\n", seals, of)
	})}
	for _, text := range c.Head {
		head, err := sealing.ParseHead(text)
		if err != nil {
			return err
		}
		how.Heads = append(how.Heads, head)
	}
	s, err := settings.LoadToRead()
	if err != nil {
		return err
	}
	pool, err := tx.Open(ctx, s.DatabaseURL)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	found, err := trail.New(tx.New(pool)).Check(ctx, how, time.Now())
	if err != nil {
		return err
	}
	if found.Seals == 0 {
		fmt.Println("nothing of the audit trail is sealed yet")
		return nil
	}
	fmt.Printf("the audit trail is as it was written: %d entries under %d seals, and %d that are not sealed yet; its head is %s\n",
		found.Entries, found.Seals, found.Unsealed, found.Head)
	return nil
}

// every calls show as often as that at most.
func every(pause time.Duration, show func(done, of int64)) func(done, of int64) {
	last := time.Now()
	return func(done, of int64) {
		if time.Since(last) >= pause {
			last = time.Now()
			show(done, of)
		}
	}
}
