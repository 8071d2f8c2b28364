package api_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// O8, R3: what is urgent comes first, page by page, whatever is decided meanwhile.
func TestO8QueuesHaveWhatIsUrgentFirst(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "9000.00"))
	named := map[string]string{}
	apply := func(name, clock string, amount string) {
		s.now = at(clock)
		named[s.applied(name, eInvoice(amount))] = name
	}
	apply("a", "2026-09-18 15:00:00", "10.00")
	apply("b", "2026-09-18 11:00:00", "20.00")
	apply("c", "2026-09-18 12:00:00", "30.00")
	names := func(who access.Identity, query string) (found string) {
		cursor := ""
		for {
			page := s.must(who, get, "/v1/applications?limit=1&"+query+"&cursor="+url.QueryEscape(cursor), nil)
			for _, item := range page["items"].([]any) {
				found += named[item.(object)["id"].(string)]
			}
			if page["next_cursor"] == nil {
				return found
			}
			cursor = page["next_cursor"].(string)
		}
	}
	require.Equal(t, "abc", sorted(names(finance, "")))
	require.Equal(t, "cba", names(finance, "order=latest"), "as they came in, the last one first")
	require.Equal(t, "acb", names(finance, "order=latest&from=2026-09-18&to=2026-09-18"), "by days, where they are given")
	require.Equal(t, "bca", names(finance, "order=due"))
	require.Equal(t, "bc", names(finance, "order=due&amount_from=20.00"))
	// claimed by me, by nobody, by somebody else
	for id, name := range named {
		if name == "c" {
			s.must(finance, post, fmt.Sprintf(claimApplication, id), nil)
		}
	}
	require.Equal(t, "c", names(finance, "claimed_by=me"))
	require.Equal(t, "ba", names(finance, "claimed_by=nobody&order=due"))
	require.Empty(t, names(colleague, "claimed_by=me"))
	summary := s.must(finance, get, "/v1/applications/summary?order=due&amount_from=20.00", nil)
	require.Equal(t, object{"count": 2.0, "capped": false, "amount": "50.00"}, summary)
	// what is decided is in the queue no more
	for id, name := range named {
		if name == "c" {
			s.must(finance, post, "/v1/applications/"+id+"/reject", object{"reason": "why"})
		}
	}
	require.Equal(t, "ba", names(finance, "order=due"))
	require.Equal(t, "ba", names(finance, "order=due&status=pending_approval,rejected"))
	require.Equal(t, "abc", sorted(names(finance, "status=pending_approval,rejected")))
	require.Equal(t, "c", names(finance, "status=rejected"))
	require.InDelta(t, 3, s.must(customer, get, "/v1/accounts/acct/applications/summary", nil)["count"], 0)
	// a cursor of another order is none
	other := s.must(finance, get, "/v1/applications?limit=1", nil)["next_cursor"].(string)
	require.Equal(t, 400, s.call(finance, get, "/v1/applications?order=due&cursor="+other, nil).status)
}

// O1, O8: what waits for the second of two people is a queue of its own.
func TestO1WhatWaitsForTheSecondPersonIsAQueue(t *testing.T) {
	s := newServiceUnder(t, twoAbove(t, "50.00"))
	s.account("acct")
	s.consumed(bill("c1", "acct", "9000.00"))
	large, small := s.applied("large", eInvoice("60.00")), s.applied("small", eInvoice("10.00"))
	require.NotEqual(t, large, small)
	list := func() []any {
		return s.must(finance, get, "/v1/applications?proposed=true&order=due", nil)["items"].([]any)
	}
	require.Empty(t, list())
	s.must(finance, post, "/v1/applications/"+large+"/approve", nil)
	require.Len(t, list(), 1)
	require.Equal(t, large, list()[0].(object)["id"])
	require.Equal(t, object{"count": 1.0, "capped": false, "amount": "60.00"}, s.must(finance, get, "/v1/applications/summary?proposed=true", nil))
}

// P6, O8: an account's list has a total of all its pages, and each view as many as its tab says.
func TestP6TabsSayHowManyEachViewHas(t *testing.T) {
	s := withInvoices(t)
	views := func() object {
		return s.must(customer, get, "/v1/accounts/acct/invoices/summary?status=issued", nil)
	}
	before := views()
	require.Equal(t, []any{2.0, "126.00"}, []any{before["count"], before["amount"]}, "e and v")
	for view, expected := range map[string]object{
		"all":       {"count": 4.0, "capped": false, "amount": "141.00"},
		"under_way": {"count": 1.0, "capped": false, "amount": "5.00"},
		"needs_you": {"count": 0.0, "capped": false, "amount": "0.00"},
		"issued":    {"count": 3.0, "capped": false, "amount": "136.00"},
		"undone":    {"count": 0.0, "capped": false, "amount": "0.00"},
	} {
		require.Equal(t, expected, before["by_view"].(object)[view], view)
		listed := s.must(customer, get, "/v1/accounts/acct/invoices?view="+view, nil)["items"].([]any)
		require.Len(t, listed, int(expected["count"].(float64)), view)
	}
	// a ticket that waits for the customer makes its invoice one that needs the customer
	s.must(customer, post, "/v1/tickets", object{"kind": "lost", "invoice": s.invoices["p"], "note": "丢了"}, "Idempotency-Key", "lost")
	require.Equal(t, "p", s.named(customer, "/v1/accounts/acct/invoices?view=needs_you", s.invoices))
	require.InDelta(t, 1, views()["by_view"].(object)["needs_you"].(object)["count"], 0)
	require.Equal(t, "o", s.named(finance, "/v1/invoices?account=other&view=issued&status=issued,shipped", s.invoices))
	require.Equal(t, 400, s.call(finance, get, "/v1/invoices?view=issued&status=voided", nil).status)
	require.InDelta(t, 0, s.must(stranger, get, "/v1/accounts/other/invoices/summary", nil)["by_view"].(object)["needs_you"].(object)["count"], 0)
	// whose turn it is
	require.Len(t, s.must(customer, get, "/v1/tickets?turn=customer&order=due", nil)["items"].([]any), 1)
	require.Empty(t, s.must(finance, get, "/v1/tickets?turn=finance&order=due", nil)["items"].([]any))
	require.Equal(t, object{"count": 1.0, "capped": false, "amount": nil}, s.must(customer, get, "/v1/tickets/summary", nil))
	require.InDelta(t, 0, s.must(stranger, get, "/v1/tickets/summary", nil)["count"], 0)
}

// I2, O8: the print desk's queue has the papers that are issued and stand on no sheet, by when they are to be sent.
func TestI2ThePrintDeskHasAQueue(t *testing.T) {
	s := withInvoices(t)
	require.Empty(t, s.named(finance, "/v1/invoices?print=to_print", s.invoices))
	s.now = at("2026-09-20 12:00:00")
	second := s.approved(s.applied("second", onPaper("7.00")))[0]
	require.Empty(t, s.named(finance, "/v1/invoices?print=to_print&order=due", s.invoices), "it is not issued yet")
	s.issued(second, "26110000000000000009")
	s.invoices["s"] = second
	require.Equal(t, "s", s.named(finance, "/v1/invoices?print=to_print&order=due", s.invoices))
	require.Equal(t, object{"count": 1.0, "capped": false, "amount": "7.00"}, s.must(finance, get, "/v1/invoices/summary?print=to_print", nil))
}
