package office_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/reconciliation"
	"kaipiao/domain/refusal"
	ofreconciliation "kaipiao/office/reconciliation"
)

// I11: the window of a comparison reaches back into the last one, so that nothing lies between two nights, however many were missed.
func TestI11OneWindowReachesIntoTheNext(t *testing.T) {
	w := newReconciled(t)
	first, _ := w.Reconciles("r1", true)
	require.Equal(t, w.at.Add(-reconciliation.FirstWindow), first.From.UTC())
	for n, missed := range []time.Duration{49 * time.Hour, 40 * 24 * time.Hour} {
		w.at = w.at.Add(missed)
		next, _ := w.Reconciles(fmt.Sprint("r", n+2), true)
		require.Equal(t, first.To.Add(-reconciliation.Overlap), next.From)
		require.Equal(t, w.at, next.To.UTC())
		first = next
	}
	early := w.at.Add(time.Second)
	_, err := w.Reconciliation.Begin(context.Background(), ofreconciliation.Order{ID: "r9", To: &early, By: clerk}, w.at)
	requireRefused(t, err, refusal.InvalidRequest)
}

// I11: what somebody has compared besides fills no gap: a window of its own, a single invoice, one that only looked, or one that never
// ended. The next night reaches back to the last one all the same, so that nothing is left out between.
func TestI11OnlyNightsThatEndedCountAsCompared(t *testing.T) {
	hourAgo, longAgo := -time.Hour, -300*24*time.Hour
	for name, c := range map[string]struct {
		from    *time.Duration
		to      *time.Duration
		number  string
		repairs bool
		ends    bool
	}{
		"the last hour":    {from: &hourAgo, repairs: true, ends: true},
		"long ago":         {from: &longAgo, to: &hourAgo, repairs: true, ends: true},
		"a single invoice": {number: "26110000000000000001", repairs: true, ends: true},
		"only looking":     {ends: true},
		"it never ended":   {repairs: true},
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newReconciled(t), context.Background()
			night, _ := w.Reconciles("night", true)
			w.at = w.at.Add(72 * time.Hour)
			at := func(before *time.Duration) *time.Time {
				if before == nil {
					return nil
				}
				instant := w.at.Add(*before)
				return &instant
			}
			order := ofreconciliation.Order{ID: "besides", From: at(c.from), To: at(c.to), Number: c.number, Repairs: c.repairs, By: clerk}
			_, err := w.Reconciliation.Begin(ctx, order, w.at)
			require.NoError(t, err)
			if c.ends {
				_, err := w.Reconciliation.End(ctx, "besides", w.at)
				require.NoError(t, err)
			}
			w.at = w.at.Add(time.Hour)
			next, _ := w.Reconciles("next", true)
			require.Equal(t, night.To.Add(-reconciliation.Overlap), next.From)
		})
	}
}
