// Package gauges says what machines watch: how much waits, for how long, and what is promised, as the register has it now. It decides nothing.
package gauges

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// AtMost is up to how many rows are counted for one gauge.
const AtMost = 100_000

// soon is how long before its end a promise is one that may be missed.
const soon = 15 * time.Minute

// Office reads them.
type Office struct{ tx *tx.DB }

// New makes it.
func New(db *tx.DB) *Office { return &Office{db} }

// Gauge is one value.
type Gauge struct {
	// Name is what is counted or measured, and Label of what; empty for all.
	Name, Label string
	Value       float64
}

// Read reads all of them, in one question to the database.
func (o *Office) Read(ctx context.Context, now time.Time) ([]Gauge, error) {
	rows, err := o.tx.Reads().Gauges(ctx, query.GaugesParams{Now: now, Soon: now.Add(soon), HourAgo: now.Add(-time.Hour), AtMost: AtMost})
	if err != nil {
		return nil, fmt.Errorf("read the gauges: %w", err)
	}
	read := make([]Gauge, len(rows))
	for n, row := range rows {
		read[n] = Gauge{row.Gauge, row.Label, row.Value}
		if strings.HasSuffix(row.Gauge, "_oldest_seconds") && row.Value > 0 {
			read[n].Value = max(0, float64(now.UnixMilli())/1000-row.Value) // the row says since when
		}
	}
	return read, nil
}
