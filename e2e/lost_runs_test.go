package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/client"
	"kaipiao/devstack/eventually"
)

// N2: an application whose run is gone before its cool-off is over is issued all the same; N4: whatever button is pressed of a seller's
// desk, everything that it would have let go is.
func TestN2N4WhatIsGoneIsStartedAgain(t *testing.T) {
	t.Parallel()
	s := own(t, "review: {cool_off: 10s}") // long enough to press something
	s.fault(t, "issue", "quota_exhausted", 0, "")
	account := s.customerWith(t, "70.00")
	var ids []string
	for _, key := range []string{"a", "b", "c"} {
		ids = append(ids, s.apply(t, account, eInvoice("10.00"), key).Invoices[0].ID)
	}
	eventually.Holds(t, func() bool { return s.waiting(t, "quota") == 3 }, time.Minute, 100*time.Millisecond)
	s.details(t, "seller/platform", "quota")
	stop := s.sweeping(t)
	for _, b := range buttons {
		b.press(t, s, "seller/platform")
		s.details(t, "seller/platform", "quota")
	}
	stop() // the Schedule does it by itself from now on
	var cancelled client.Application
	for _, b := range buttons {
		if b.name == "reset to the first task" {
			continue // there is none in the cool-off
		}
		early := s.apply(t, account, eInvoice("10.00"), strings.ReplaceAll(b.name, " ", "-"))
		eventually.Holds(t, func() bool {
			_, err := s.temporal(t).DescribeWorkflowExecution(t.Context(), "application/"+early.ID, "")
			return err == nil
		}, 10*time.Second, 10*time.Millisecond)
		b.press(t, s, "application/"+early.ID)
		if b.name == "request cancellation" {
			cancelled = early
			continue
		}
		ids = append(ids, early.Invoices[0].ID)
	}
	for _, workflow := range []string{"seller/platform", runOf(ids[0])} {
		require.NoError(t, s.temporal(t).TerminateWorkflow(t.Context(), workflow, "", "pressed by mistake"))
	}
	require.NoError(t, s.temporal(t).CancelWorkflow(t.Context(), runOf(ids[1]), ""))
	reset(t, s, runOf(ids[2]))
	s.faultless(t)
	for _, id := range ids {
		s.publishedOnce(t, id)
	}
	ends(t, s.temporal(t), "application/"+cancelled.ID)
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/applications/"+cancelled.ID, nil, &cancelled))
	require.EqualValues(t, "cancelled", cancelled.Status)
	eventually.Holds(t, func() bool { return s.tasks(t)[0].Status == "closed" }, 3*time.Minute, 200*time.Millisecond)
	s.nothingOwed(t)
	s.onceEach(t)
	s.sound(t)
}

// O6: Temporal's database is lost entirely, with everything that ran, and the schedules. What the register owes is started again.
func TestO6TemporalLosesEverything(t *testing.T) {
	t.Parallel()
	s := patient(t)
	var all []standing
	for _, name := range []string{ // no fault of the outside world, which would be forgotten with the stack
		"application: review", "invoice: refused for good", "invoice: the vendor", "ticket: finance", "ticket: the customer", "reversal: the buyer",
	} {
		all = append(all, waits[name](t, s))
	}
	for _, waiting := range all {
		s.details(t, waiting.workflow, waiting.waits)
	}
	require.NoError(t, s.stop())
	lost, err := filepath.Glob(filepath.Join(s.RunDir, "temporal.db*"))
	require.NoError(t, err)
	require.NotEmpty(t, lost)
	for _, file := range lost {
		require.NoError(t, os.Remove(file))
	}
	require.NoError(t, s.start())
	for _, waiting := range all {
		s.details(t, waiting.workflow, waiting.waits)
	}
	for _, waiting := range all {
		waiting.finish(t)
		ends(t, s.temporal(t), waiting.workflow)
	}
	s.nothingOwed(t)
	s.onceEach(t)
	s.sound(t)
}
