package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
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
		"documents_in_question_oldest_seconds", "exports_oldest_seconds", "database_bytes",
		`promises_due_soon{of="review"}`, `promises_due_soon{of="invoice"}`, `promises_due_soon{of="ticket"}`,
		`promises_overdue{of="review"}`, `promises_overdue{of="invoice"}`, `promises_overdue{of="ticket"}`,
		`desk_items{queue="review"}`, `desk_overdue{queue="review"}`,
	} {
		require.Contains(t, told, "\nkaipiao_"+name+" ")
	}
	require.Regexp(t, `\nkaipiao_outbox_messages [1-9]`, told)
	require.Contains(t, told, "\nkaipiao_exports_unfinished 1\n")
}
