package office_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/office/outbox"
)

// resumed counts how often a run was told that what it waits for was seen to.
func resumed(messages []outbox.Message, workflow string) (times int) {
	for _, m := range messages {
		if m.WorkflowID == workflow && m.Signal == message.Resume.Name {
			times++
		}
	}
	return times
}

// I5, I6: a run waits for its desk while something of it is parked. Whoever else ends that wakes the run, because the desk has nothing to let go
// any more: it would come to its files twelve hours later.
func TestI5WhoEndsWhatHoldsARunUpWakesIt(t *testing.T) {
	// given e-invoices, the first of which a dying step has booked: its run does not know, asks, and is parked
	r, _ := open(t, nil)
	w := World{r, t}
	w.Account("acct")
	w.Consumed("bill", "1000.00")
	invoices, serials := map[string]ids.Invoice{}, map[string]invoice.Serial{}
	for _, key := range []string{"booked", "files", "late", "let go", "red"} {
		invoices[key] = w.approvedOne(key, "10.00")
		serial, _, err := w.Invoices.BeginIssuing(t.Context(), invoices[key], now)
		require.NoError(t, err)
		serials[key] = serial
	}
	book := func(key string) {
		_, err := w.Invoices.RecordIssued(t.Context(), invoices[key], serials[key], "number of "+key, now, now)
		require.NoError(t, err)
	}
	for _, key := range []string{"booked", "files", "red"} {
		book(key)
	}
	for key, cause := range map[string]invoice.Cause{
		"booked": invoice.ProviderDown, "files": invoice.FileMissing, "late": invoice.ProviderDown, "let go": invoice.QuotaExhausted,
	} {
		require.NoError(t, w.Sellers.Park(t.Context(), invoices[key], cause, now))
	}
	redIssue := func(key string) {
		reversal, err := w.Reverse(invoices[key], "red "+key, nil)
		require.NoError(t, err)
		if key == "red" {
			require.NoError(t, w.Sellers.ParkReversal(t.Context(), reversal.ID, invoice.SessionExpired, now))
		}
		w.Sent()
		w.Booked(reversal)
	}

	// when it is red-issued, then its run fetches what it owes
	redIssue("booked")
	require.Equal(t, 1, resumed(w.Sent(), w.workflowOf(invoices["booked"])))
	// when one is red-issued whose files alone are missing, then that stays, and the desk lets it go
	redIssue("files")
	require.Zero(t, resumed(w.Sent(), w.workflowOf(invoices["files"])))
	// when a step that was given up as dead books one, then its run hears of it
	book("late")
	require.Equal(t, 1, resumed(w.Sent(), w.workflowOf(invoices["late"])))
	// when one is booked that the desk has let go, then it was told, and is told nothing more
	released, err := w.Sellers.Release(t.Context(), invoice.Platform, invoice.QuotaExhausted, 1, now)
	require.NoError(t, err)
	require.Equal(t, 1, released)
	book("let go")
	require.Equal(t, 1, resumed(w.Sent(), w.workflowOf(invoices["let go"])))
	// when somebody else books a reversal that is parked, then its run hears of it
	redIssue("red")
	require.Equal(t, 1, resumed(w.Sent(), message.WorkflowOfReversals(invoices["red"])))
}
