// Package months sees to what is kept by month: the ledger's entries, the events and the trail. Each month has a partition of each, which holds the
// ids that were given out in it (schema/migrations/017_months.sql).
package months

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Office sees to them.
type Office struct {
	tx *tx.DB
}

// New makes it.
func New(db *tx.DB) *Office {
	return &Office{tx: db}
}

// errNotBegun is met where somebody has taken a partition away.
var errNotBegun = errors.New("this month has no partitions; numbers go on in the one before")

// Keep makes the partitions of this month and the next ones, where they are missing, and moves the numbers on to this month. Whoever does it again changes
// nothing. Where it fails, rows go on to be taken into the month before, and it is called again later.
func (o *Office) Keep(ctx context.Context, now time.Time) error {
	// Each is a transaction of its own: everybody has to see a month's partitions before the first number of it is given out.
	if _, err := o.tx.Reads().MakeMonths(ctx, now); err != nil {
		return fmt.Errorf("make the partitions of a month: %w", err)
	}
	begun, err := o.tx.Reads().BeginMonth(ctx, now)
	if err == nil && !begun {
		err = errNotBegun
	}
	if err != nil {
		return fmt.Errorf("begin a month: %w", err)
	}
	return nil
}

// Partition is a month of a table.
type Partition struct {
	Of, Name string
	// Rows is an estimate.
	Rows, Bytes int64
	Tablespace  string
}

// List has all of them, table by table, the oldest first.
func (o *Office) List(ctx context.Context) ([]Partition, error) {
	rows, err := o.tx.Reads().Partitions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the partitions: %w", err)
	}
	return partitionsOf(rows), nil
}

func partitionsOf(rows []query.PartitionsRow) (all []Partition) {
	for _, row := range rows {
		all = append(all, Partition(row))
	}
	return all
}
