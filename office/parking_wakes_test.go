package office_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
	"kaipiao/domain/secondperson"
	"kaipiao/office/applications"
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

// I5: what is done is parked no more, whatever a step that died, or a run before this one, was parked for: the desk would let it go for ever, in vain,
// and keep the trouble open.
func TestI5WhatIsDoneIsParkedNoMore(t *testing.T) {
	r, pool := open(t, nil)
	w := World{r, t}
	w.Account("acct")
	w.Consumed("bill", "1000.00")
	issued := func(key string, medium invoice.Medium) (ids.Invoice, invoice.Serial) {
		gross := money.MustParse("10.00")
		applied, err := w.Applications.Submit(t.Context(), applications.Submission{
			ID: ids.Application("app-" + key), Key: key, Fingerprint: []byte(key), By: actor.Actor{Kind: actor.Customer, Name: "acct"},
			Request: application.Request{
				Account: "acct", Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: medium, Amount: &gross,
				Address: &invoice.Address{Recipient: "财务部", Phone: "010", Region: "北京市", Street: "上地十街10号"},
			},
		}, now)
		require.NoError(t, err)
		_, err = w.Applications.Approve(t.Context(), applied.ID, secondperson.Trusted(actor.Product), "", now)
		require.NoError(t, err)
		id := applied.Invoices[0].ID
		serial, _, err := w.Invoices.BeginIssuing(t.Context(), id, now)
		require.NoError(t, err)
		_, err = w.Invoices.RecordIssued(t.Context(), id, serial, "number of "+key, now, now)
		require.NoError(t, err)
		return id, serial
	}
	held := func(id ids.Invoice) (causes []string) {
		rows, err := pool.Query(t.Context(), `select cause from parked where invoice = $1
			union all select 'shown ' || waiting_for from invoices where id = $1 and waiting_for <> ''`, id)
		require.NoError(t, err)
		causes, err = pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return causes
	}
	park := func(id ids.Invoice, cause invoice.Cause) {
		require.NoError(t, w.Sellers.Park(t.Context(), id, cause, now))
		require.Len(t, held(id), 2)
	}
	again, serial := issued("again", invoice.Electronic)
	fetched, _ := issued("fetched", invoice.Electronic)
	paper, _ := issued("paper", invoice.Paper)
	owed, owedSerial := issued("owed", invoice.Electronic)

	// when its run learns that it was issued
	park(again, invoice.ProviderDown)
	_, err := w.Invoices.RecordIssued(t.Context(), again, serial, "number of again", now, now)
	require.NoError(t, err)
	require.Empty(t, held(again))
	// when a run that began anew has fetched the files
	park(fetched, invoice.ProviderDown)
	require.NoError(t, w.Invoices.RecordFiles(t.Context(), fetched, nil, true, now))
	require.Empty(t, held(fetched))
	// when the paper is shipped
	park(paper, invoice.ProviderDown)
	require.NoError(t, w.Parcels.Ship(t.Context(), paper, "顺丰速运", "SF1", actor.Actor{Kind: actor.Finance, Name: "li"}, now))
	require.Empty(t, held(paper))
	// files that are missing hold it up until they are there
	park(owed, invoice.FileMissing)
	_, err = w.Invoices.RecordIssued(t.Context(), owed, owedSerial, "number of owed", now, now)
	require.NoError(t, err)
	require.Len(t, held(owed), 2)
}
