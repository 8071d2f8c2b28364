package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
)

// What machines watch is read from the register as it stands.
func TestTheRegisterSaysWhatIsWatched(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	s.applied("watched", eInvoice("1.00"))
	s.must(customer, post, "/v1/exports", september("invoices", "zip"))
	told := s.metrics()
	for _, name := range []string{
		"outbox_oldest_seconds", "runs_owed", "mails_waiting", "mails_oldest_seconds", "documents_in_question",
		"documents_in_question_oldest_seconds", "exports_oldest_seconds", "database_bytes", "imports_unfinished", "imports_oldest_seconds",
		"reversals_in_question", "reversals_in_question_oldest_seconds",
		`promises_due_soon{of="review"}`, `promises_due_soon{of="invoice"}`, `promises_due_soon{of="ticket"}`,
		`promises_overdue{of="review"}`, `promises_overdue{of="invoice"}`, `promises_overdue{of="ticket"}`,
		`desk_items{queue="review"}`, `desk_overdue{queue="review"}`,
	} {
		require.Contains(t, told, "\nkaipiao_"+name+" ")
	}
	require.Regexp(t, `\nkaipiao_outbox_messages [1-9]`, told)
	require.Contains(t, told, "\nkaipiao_exports_unfinished 1\n")
}

// watched is what the register says at an instant of the tests, by gauge and label.
func (s *service) watched() map[string]float64 {
	s.t.Helper()
	read, err := s.register.Gauges.Read(s.t.Context(), s.now)
	require.NoError(s.t, err)
	found := map[string]float64{}
	for _, one := range read {
		found[one.Name+" "+one.Label] = one.Value
	}
	return found
}

// I9: of what was issued within the last hour it is seen how much came late: that of which the promise to issue was missed, by medium.
func TestI9WhatWasIssuedLateIsSeen(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	late := s.applied("late", eInvoice("1.00"))
	one := s.approved(late)[0]
	missed := message.Missed{Application: ids.Application(late), Invoice: ids.Invoice(one), Stage: promise.IssueStage, DueAt: s.now.Add(24 * time.Hour)}
	s.now = missed.DueAt
	_, err := s.register.Promises.Miss(t.Context(), missed, s.now)
	require.NoError(t, err)
	s.issued(one, "26110000000000000001")
	s.issued(s.approved(s.applied("kept", eInvoice("1.00")))[0], "26110000000000000002")
	s.issued(s.approved(s.applied("paper", onPaper("1.00")))[0], "26110000000000000003")
	told := s.watched()
	require.Equal(t, []float64{2, 1}, []float64{told["issued_last_hour electronic"], told["issued_last_hour paper"]})
	require.Equal(t, []float64{1, 0}, []float64{told["issued_late_last_hour electronic"], told["issued_late_last_hour paper"]})
	require.Contains(t, told, "issued_late_last_hour paper", "none is a figure, too")
	s.now = s.now.Add(time.Hour + time.Second)
	require.NotContains(t, s.watched(), "issued_late_last_hour electronic")
}

// I4: a reversal of which nobody knows what became of it is counted, with how long that has been so, until the provider has said something.
func TestI4AReversalInQuestionIsSeen(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	id := s.electronic()["id"]
	require.Zero(t, s.watched()["reversals_in_question "])
	red := s.must(customer, post, "/v1/invoices/"+id+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "r")["id"].(string)
	s.now = s.now.Add(10 * time.Minute)
	told := s.watched()
	require.Equal(t, []float64{1, 600}, []float64{told["reversals_in_question "], told["reversals_in_question_oldest_seconds "]})
	s.redIssued(red, "26110000000000000002")
	told = s.watched()
	require.Equal(t, []float64{0, 0}, []float64{told["reversals_in_question "], told["reversals_in_question_oldest_seconds "]})
}

// F7: an import that is neither booked nor refused is counted, with how long it has waited.
func TestF7AnImportThatWaitsIsSeen(t *testing.T) {
	s := newService(t)
	s.account("acct")
	a := s.handInFile(importing(tableHeader+tableRow("i1", "acct", "1.00"), "format", "csv", "id", "month"))
	require.Equal(t, 202, a.status, string(a.bytes))
	s.now = s.now.Add(time.Hour)
	told := s.watched()
	require.Equal(t, []float64{1, 3600}, []float64{told["imports_unfinished "], told["imports_oldest_seconds "]})
	s.work(a.body["id"].(string))
	require.Zero(t, s.watched()["imports_unfinished "])
}
