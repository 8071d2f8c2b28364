package office_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/office"
	"kaipiao/office/outbox"
)

// O6: what is owed is started again with what it was started with the first time.
func TestO6TheRowSaysWhatToStart(t *testing.T) {
	w := newOwingRuns(t, false)
	b := w.appliedForSeveral()
	_, err := w.Applications.Approve(t.Context(), b.ID, secondperson.Trusted(clerk), "", now)
	require.NoError(t, err)
	w.Consumed("more", "400.00")
	a, err := w.Apply("a", "400.00")
	require.NoError(t, err)
	w.ticket(ticket.Cancel, a.ID)
	id := w.IssuedOneOf(b)
	_, err = w.Reverse(id, "r", nil)
	require.NoError(t, err)
	require.NoError(t, w.Sellers.Park(t.Context(), b.Invoices[1].ID, invoice.ProviderDown, now))
	started := map[string]outbox.Message{}
	for _, m := range w.Sent() {
		if m.Workflow != "" {
			started[m.WorkflowID] = m
		}
	}
	rows, err := w.pool.Query(t.Context(), "select workflow, type, start, since from runs")
	require.NoError(t, err)
	type run struct {
		Workflow, Type string
		Start          json.RawMessage
		Since          time.Time
	}
	owed, err := pgx.CollectRows(rows, pgx.RowToStructByPos[run])
	require.NoError(t, err)
	require.Len(t, owed, 6)
	for _, one := range owed {
		require.Equal(t, started[one.Workflow].Workflow, one.Type, one.Workflow)
		require.JSONEq(t, string(started[one.Workflow].Start), string(one.Start), one.Workflow)
		require.True(t, now.Equal(one.Since), one.Workflow)
	}
}

// IssuedOneOf issues the first invoice of an approved application.
func (w owingRuns) IssuedOneOf(a application.Application) ids.Invoice {
	w.T.Helper()
	w.Issue(a.Invoices[0].ID, "26332000000123456789")
	return a.Invoices[0].ID
}

// N12: what approves an application by itself is what stands in the register, at the instant at which it is asked: nobody reviews it, its
// cool-off is over, and nobody has claimed it. It answers with where the application stands.
func TestN12WhatIsStoredDecidesAboutAnApproval(t *testing.T) {
	afterwards := now.AddDate(1, 0, 0)
	for name, c := range map[string]struct {
		manual   bool
		at       time.Duration // after the cool-off
		before   func(o *office.Office, id ids.Application) error
		expected application.Status
	}{
		"a reviewer decides":   {manual: true, at: afterwards.Sub(now), expected: application.PendingApproval},
		"in its cool-off":      {at: -time.Microsecond, expected: application.PendingApproval},
		"its cool-off is over": {expected: application.Approved},
		"long after":           {at: afterwards.Sub(now), expected: application.Approved},
		"claimed": {at: afterwards.Sub(now), expected: application.PendingApproval, before: func(o *office.Office, id ids.Application) error {
			_, err := o.Applications.Claim(t.Context(), id, clerk, now)
			return err
		}},
		"claimed and put back": {expected: application.Approved, before: func(o *office.Office, id ids.Application) error {
			if _, err := o.Applications.Claim(t.Context(), id, clerk, now); err != nil {
				return err
			}
			_, err := o.Applications.Unclaim(t.Context(), id, clerk, now)
			return err
		}},
		"cancelled": {at: afterwards.Sub(now), expected: application.Cancelled, before: func(o *office.Office, id ids.Application) error {
			_, err := o.Applications.Cancel(t.Context(), id, customer, "", now)
			return err
		}},
		"rejected": {at: afterwards.Sub(now), expected: application.Rejected, before: func(o *office.Office, id ids.Application) error {
			_, err := o.Applications.Reject(t.Context(), id, clerk, "no", now)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newOwingRuns(t, true)
			a := w.applied()
			if c.manual {
				_, err := w.pool.Exec(t.Context(), "update applications set review_mode = 'manual'")
				require.NoError(t, err)
			}
			if c.before != nil {
				require.NoError(t, c.before(w.Office, a.ID))
			}
			for range 2 { // asked again, it answers the same
				found, err := w.Applications.ApproveWhenDue(t.Context(), a.ID, a.CoolOffUntil.Add(c.at))
				require.NoError(t, err)
				require.Equal(t, c.expected, found.Status)
				require.Equal(t, c.expected == application.Approved, found.Invoices[0].Status == invoice.Approved)
			}
			w.Sound()
		})
	}
	w := newOwingRuns(t, true)
	_, err := w.Applications.ApproveWhenDue(t.Context(), "no-such", now)
	require.Error(t, err)
}
