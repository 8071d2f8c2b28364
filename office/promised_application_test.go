package office_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
)

// N12: a promise about an invoice is one about its own application, whatever application the run was started with that finds it out.
func TestN12ALatePromiseIsOfTheInvoicesOwnApplication(t *testing.T) {
	register, pool := open(t, nil)
	w := World{register, t}
	w.Account("acct")
	w.Consumed("c", "300.00")
	its, err := w.Apply("its", "100.00")
	require.NoError(t, err)
	_, err = w.Applications.ApproveWhenDue(t.Context(), its.ID, its.CoolOffUntil)
	require.NoError(t, err)
	anothers, err := w.Apply("anothers", "100.00")
	require.NoError(t, err)
	id := its.Invoices[0].ID
	row, err := w.Invoices.Invoice(t.Context(), id)
	require.NoError(t, err)
	missed := message.Missed{Application: anothers.ID, Invoice: id, Stage: promise.IssueStage, DueAt: *row.DueAt}
	require.NoError(t, w.Promises.Warn(t.Context(), missed, now))
	late, err := w.Promises.Miss(t.Context(), missed, *row.DueAt)
	require.NoError(t, err)
	require.True(t, late)
	for _, what := range []event.Name{event.PromiseAtRisk, event.PromiseMissed} {
		var noted ids.Application
		require.NoError(t, pool.QueryRow(t.Context(), "select application from events where invoice = $1 and what = $2", id, what).Scan(&noted))
		require.Equal(t, its.ID, noted, what)
	}
}
