package api_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// successor is another subject that takes the account over.
func successor() object { return with(person("张三"), object{"change": "subject"}) }

// owing invoices 100.00 of 500.00 that "acct" consumed, and refunds 450.00 of it: 50.00 are outstanding.
func (s *service) owing() (invoiceID string) {
	s.t.Helper()
	s.account("acct")
	s.consumed(bill("c1", "acct", "500.00"))
	invoiceID = s.approved(s.applied("k", eInvoice("100.00")))[0]
	s.issued(invoiceID, number1)
	require.Equal(s.t, http.StatusOK, s.refund("r", "c1", "450.00").status)
	return invoiceID
}

// acceptedByTwo has a ticket about what is outstanding accepted by two people of finance.
func (s *service) acceptedByTwo(ticket string) {
	s.t.Helper()
	s.must(finance, http.MethodPost, "/v1/tickets/"+ticket+"/accept", object{"reason": "已核实"})
	s.must(colleague, http.MethodPost, "/v1/tickets/"+ticket+"/accept", object{"reason": "已核实"})
}

// M4, L13: a debt follows the account. Another subject cannot take it over while anything is outstanding, until it is cleared; both sides
// of that.
func TestM4ASubjectChangeWaitsUntilTheDebtIsCleared(t *testing.T) {
	s := newService(t)
	id := s.owing()
	refused := s.refused(http.StatusConflict, "subject_owes", "change", upstream, http.MethodPut, "/v1/accounts/acct", successor())
	require.Contains(t, string(refused.bytes), "50.00")
	require.Contains(t, refused.body["detail_zh"], "50.00")
	// covered is not cleared: new consumption allows the withdrawal, and not the change
	s.consumed(bill("c2", "acct", "50.00"))
	require.Equal(t, true, s.balance("")["withdrawal_allowed"])
	s.refused(http.StatusConflict, "subject_owes", "change", upstream, http.MethodPut, "/v1/accounts/acct", successor())
	// red-issued, it is cleared
	red := s.must(customer, http.MethodPost, "/v1/invoices/"+id+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "red")["id"].(string)
	s.redIssued(red, number2)
	require.Equal(t, "0.00", s.balance("")["outstanding"])
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", successor())
	require.Equal(t, []any{2.0, true}, []any{s.balance("")["subject"], s.balance("")["withdrawal_allowed"]})
	s.sound()
}

// M4, L13: or finance accepts it by a ticket, as much as is outstanding then; both sides of that. The withdrawal stays refused.
func TestM4FinanceAcceptsADebtAndItFollowsTheAccount(t *testing.T) {
	s := newService(t)
	id := s.owing()
	s.refused(http.StatusBadRequest, "invalid_request", "accept_outstanding", customer, http.MethodPost, "/v1/tickets",
		object{"kind": "other", "invoice": id, "note": "变更主体", "accept_outstanding": true}, "Idempotency-Key", "wrong")
	open := func(key string, accept bool) string {
		return s.ticket(key, object{"kind": "other", "note": "变更主体，欠票另行处理", "accept_outstanding": accept})
	}
	s.must(finance, http.MethodPost, "/v1/tickets/"+open("unrelated", false)+"/accept", object{"reason": "好"})
	s.refused(http.StatusConflict, "subject_owes", "change", upstream, http.MethodPut, "/v1/accounts/acct", successor())
	ticket := open("t", true)
	require.Equal(t, []any{true, nil}, []any{s.shown(ticket)["accept_outstanding"], s.shown(ticket)["accepted"]})
	s.acceptedByTwo(ticket)
	require.Equal(t, "50.00", s.shown(ticket)["accepted"])
	require.Contains(t, s.whatHappened(ticket), "outstanding_accepted")
	// a cent more was not accepted
	require.Equal(t, http.StatusOK, s.refund("cent", "c1", "0.01").status)
	s.refused(http.StatusConflict, "subject_owes", "change", upstream, http.MethodPut, "/v1/accounts/acct", successor())
	s.acceptedByTwo(open("again", true))
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", successor())
	require.Equal(t, false, s.balance("")["withdrawal_allowed"])
	s.sound()
}

// M4, L13: after the change the withdrawal stays refused as long as the former subject owes. Its balance and records stay readable, and its
// invoices reversible, which frees its own amounts.
func TestM4AFormerSubjectStaysReadableAndReversible(t *testing.T) {
	s := newService(t)
	id := s.owing()
	s.acceptedByTwo(s.ticket("t", object{"kind": "other", "note": "变更主体", "accept_outstanding": true}))
	s.now = s.now.Add(time.Hour)
	change := s.now.UTC().Format(time.RFC3339)
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", successor())
	later := stamp("2026-09-18 17:00:00")
	s.now = s.now.Add(5 * 24 * time.Hour)
	s.consumed(with(bill("new", "acct", "70.00"), object{"paid_at": later}))

	now := s.balance("")
	require.Equal(t, []any{2.0, "70.00", "0.00", false, true},
		[]any{now["subject"], now["available"], now["outstanding"], now["withdrawal_allowed"], now["can_apply"]})
	held := now["withdrawal_blocked"].([]any)[0].(object)
	require.Equal(t, []any{"former_subject_owes", "platform", "3040203000000000000", 1.0, "50.00"},
		[]any{held["code"], held["seller"], held["tax_code"], held["subject"], held["amount"]})
	require.Equal(t, []any{object{"subject": 1.0, "until": change, "outstanding": "50.00"}}, now["former_subjects"])
	require.Empty(t, s.balance(when("2026-09-18 13:00:00"))["withdrawal_blocked"], "before the refund nothing was owed")

	former := s.balance("?subject=1")
	require.Equal(t, []any{1.0, "50.00", "100.00", "-50.00", false},
		[]any{former["subject"], former["outstanding"], former["invoiced"], former["available"], former["can_apply"]})
	require.Equal(t, "former_subject", former["blocked"].([]any)[0].(object)["code"])
	records := s.must(customer, http.MethodGet, "/v1/accounts/acct/invoiceable/records?subject=1", nil)["items"].([]any)
	require.Len(t, records, 1)
	require.Equal(t, []any{"c1", "50.00"}, []any{records[0].(object)["consumption"], records[0].(object)["outstanding"]})
	require.Equal(t, s.balance("?subject=2"), s.balance(""))
	s.refused(http.StatusNotFound, "not_found", "subject", customer, http.MethodGet, "/v1/accounts/acct/invoiceable?subject=3", nil)
	s.refused(http.StatusNotFound, "not_found", "subject", customer, http.MethodGet, "/v1/accounts/acct/invoiceable/records?subject=3", nil)
	s.refused(http.StatusBadRequest, "invalid_request", "subject", customer, http.MethodGet, "/v1/accounts/acct/invoiceable?subject=0", nil)

	// another change is refused, too: what was accepted was accepted for the first one
	s.refused(http.StatusConflict, "subject_owes", "change", upstream, http.MethodPut, "/v1/accounts/acct",
		with(company("北京乙科技有限公司"), object{"change": "subject"}))
	// reversed, the amounts are the former subject's: the debt is cleared, the rest is free there, and nothing comes to the present one
	red := s.must(customer, http.MethodPost, "/v1/invoices/"+id+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "red")["id"].(string)
	s.redIssued(red, number2)
	former = s.balance("?subject=1")
	require.Equal(t, []any{"0.00", "0.00", "50.00"}, []any{former["outstanding"], former["invoiced"], former["available"]})
	now = s.balance("")
	require.Equal(t, []any{"70.00", true}, []any{now["available"], now["withdrawal_allowed"]})
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", with(company("北京乙科技有限公司"), object{"change": "subject"}))
	s.sound()
}

// M16: what blocks is named by seller and tax code, in members and in both sentences; also where a marketplace seller's debt blocks the
// withdrawal and the platform's view shows nothing.
func TestM16WhatBlocksIsNamed(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("ours", "acct", "10.00"))
	id := s.sold("k", "1060.00")
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-18"))
	require.Equal(t, http.StatusOK, s.refund("r", "sale-k", "60.00").status)
	b := s.balance("")
	require.Equal(t, []any{"0.00", true, false}, []any{b["outstanding"], b["can_apply"], b["withdrawal_allowed"]})
	held := b["withdrawal_blocked"].([]any)
	require.Len(t, held, 1)
	require.Equal(t, []any{"outstanding_uncovered", "isv-1", "3040203000000000000", "60.00", 1.0},
		[]any{held[0].(object)["code"], held[0].(object)["seller"], held[0].(object)["tax_code"], held[0].(object)["amount"], held[0].(object)["subject"]})
	for _, sentence := range []string{"message", "message_zh"} {
		for _, part := range []string{"isv-1", "3040203000000000000", "60.00"} {
			require.Contains(t, held[0].(object)[sentence], part)
		}
	}
	// and what blocks an application, of the marketplace seller
	named := func(reason object) {
		t.Helper()
		require.Equal(t, []any{"outstanding_not_covered", "isv-1", "3040203000000000000"}, []any{reason["code"], reason["seller"], reason["tax_code"]})
		require.Contains(t, reason["message"], "isv-1")
		require.Contains(t, reason["message_zh"], "isv-1")
	}
	for _, reason := range s.balance("?seller=isv-1")["blocked"].([]any) {
		if reason.(object)["code"] != "nothing_available" {
			named(reason.(object))
		}
	}
	s.consumed(sale("few", "59.99"))
	preview := s.must(customer, http.MethodPost, "/v1/accounts/acct/applications/preview", with(eInvoice("59.99"), object{"seller": "isv-1"}))
	named(preview["blocked"].([]any)[0].(object))
	a := s.apply("blocked", with(eInvoice("59.99"), object{"seller": "isv-1"}))
	require.Equal(t, http.StatusConflict, a.status)
	named(a.body["errors"].([]any)[0].(object))
	// a cent more covers it
	s.consumed(sale("cent", "0.01"))
	require.Empty(t, s.balance("")["withdrawal_blocked"])
	require.Equal(t, "offset", s.apply("offset", with(eInvoice("60.00"), object{"seller": "isv-1"})).body["status"])
}

// M17, L6: what an agent paid for is said to be so, in the balance and in the records, with whom to ask; and nothing is said where
// nobody paid.
func TestM17WhatAnAgentPaidIsSaid(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.account("agent")
	require.Empty(t, s.balance("")["notes"])
	s.consumed(with(bill("b-by-agent", "acct", "500.00"), object{"payer": "agent"}))
	b := s.balance("")
	require.Equal(t, "agent_paid", b["notes"].([]any)[0].(object)["code"])
	var codes []any
	for _, reason := range b["blocked"].([]any) {
		codes = append(codes, reason.(object)["code"])
	}
	require.Equal(t, []any{"nothing_available", "agent_paid"}, codes)
	require.Contains(t, b["blocked"].([]any)[1].(object)["message_zh"], "代理商")
	require.Empty(t, s.balance("?seller=isv-1")["notes"], "of another seller")
	require.Empty(t, s.balance(when("2026-09-15 11:59:59"))["notes"], "not yet")

	s.consumed(bill("a-own", "acct", "5.00"), bill("c-own", "acct", "6.00"))
	var seen [][]any
	for path := "/v1/accounts/acct/invoiceable/records?limit=1"; path != ""; {
		page := s.must(customer, http.MethodGet, path, nil)
		for _, item := range page["items"].([]any) {
			record := item.(object)
			why := ""
			if reasons := record["why"].([]any); len(reasons) > 0 {
				why = reasons[0].(object)["code"].(string)
			}
			seen = append(seen, []any{record["consumption"], record["cash"], record["left"], record["counts"], why})
		}
		path = ""
		if next, more := page["next_cursor"].(string); more {
			path = "/v1/accounts/acct/invoiceable/records?limit=1&cursor=" + next
		}
	}
	require.Equal(t, [][]any{
		{"a-own", "5.00", "5.00", "whole", ""}, {"b-by-agent", "500.00", "0.00", "none", "paid_by_agent"}, {"c-own", "6.00", "6.00", "whole", ""},
	}, seen)
	require.Equal(t, true, s.balance("")["can_apply"], "what it paid itself can be applied for")
	agents := s.must(upstream, http.MethodGet, "/v1/accounts/agent/invoiceable/records", nil)["items"].([]any)
	require.Equal(t, []any{"b-by-agent", "500.00"}, []any{agents[0].(object)["consumption"], agents[0].(object)["left"]}, "it is the agent's")
}

// M12, A9: a refund of what stands on a pro-forma invoice: its customer is told, and another one can be asked for.
func TestM12ARefundOutdatesAProforma(t *testing.T) {
	s := withBills(t)
	s.abroad("hongkong")
	ticket := s.ticket("first", object{"kind": "proforma", "note": ""})
	require.Equal(t, false, s.shown(ticket)["outdated"])
	s.must(customer, post, "/v1/tickets/"+ticket+"/confirm", nil)
	s.handIn(finance, ticket, material("stamped_scan", aJPEG))
	// given it is sealed, nothing else than a refund makes room for another one
	s.refused(http.StatusConflict, "proforma_before", "consumptions[0]", customer, post, "/v1/tickets",
		object{"kind": "proforma", "note": "", "consumptions": []string{"c1"}}, "Idempotency-Key", "again")
	require.NotContains(t, s.mails(), "proforma_outdated")
	require.Equal(t, http.StatusOK, s.refund("r", "c1", "1.00").status)
	require.Equal(t, "proforma_outdated", last(s.mails()))
	require.Equal(t, "proforma_outdated", last(s.whatHappened(ticket)))
	require.Equal(t, []any{"done", true}, []any{s.shown(ticket)["status"], s.shown(ticket)["outdated"]})
	again := s.ticket("again", object{"kind": "proforma", "note": "", "consumptions": []string{"c1"}})
	require.Equal(t, []any{"awaiting_customer", false}, []any{s.shown(again)["status"], s.shown(again)["outdated"]})
	require.Equal(t, http.StatusOK, s.refund("r", "c1", "1.00").status)
	require.Equal(t, false, s.shown(again)["outdated"], "the same refund again is none")

	// given it is not sealed yet, it is neither confirmed nor sealed; made anew, it is
	require.Equal(t, http.StatusOK, s.refund("r2", "c1", "1.00").status)
	require.Equal(t, true, s.shown(again)["outdated"])
	s.refused(http.StatusConflict, "wrong_state", "", customer, post, "/v1/tickets/"+again+"/confirm", nil)
	s.must(customer, post, "/v1/tickets/"+again+"/changes", object{"reason": "已退款"})
	require.Equal(t, "awaiting_customer", s.handIn(finance, again, material("template", aPDF))["status"])
	require.Equal(t, false, s.shown(again)["outdated"])
	s.must(customer, post, "/v1/tickets/"+again+"/confirm", nil)
	require.Equal(t, http.StatusOK, s.refund("r3", "c1", "1.00").status)
	s.uploadRefused(http.StatusConflict, "wrong_state", "", finance, again, material("stamped_scan", aPNG))
	s.must(customer, post, "/v1/tickets/"+again+"/withdraw", nil)
	s.ticket("third", object{"kind": "proforma", "note": "", "consumptions": []string{"c1"}})
	require.Equal(t, 3, count(s.mails(), "proforma_outdated"))
	s.sound()
}

func count[T comparable](list []T, what T) (n int) {
	for _, one := range list {
		if one == what {
			n++
		}
	}
	return n
}

// M13, R6, N8: an approved invoice that the tax provider has not got follows the account's new name: one that has no serial, and one whose
// serial was not accepted. One that may be there, and one that is issued, stays as it is.
func TestM13ANewNameIsFollowedByWhatIsNotSent(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c", "acct", "100.00"))
	approved := func(key string) string { return s.approved(s.applied(key, eInvoice("10.00")))[0] }
	waiting, refused, sent, issued := approved("waiting"), approved("not-accepted"), approved("sent"), approved("issued")
	s.issued(issued, number1)
	for _, id := range []string{refused, sent} {
		_, held, err := s.register.Invoices.BeginIssuing(ctx, ids.Invoice(id), s.now)
		require.NoError(t, err)
		require.Equal(t, invoice.NoCause, held)
	}
	require.NoError(t, s.register.Sellers.Park(ctx, ids.Invoice(refused), invoice.QuotaExhausted, s.now))

	s.must(upstream, http.MethodPut, "/v1/accounts/acct", with(company("北京新甲科技有限公司"), object{"change": "name"}))
	buyer := func(id string) any {
		return s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["buyer"].(object)["name"]
	}
	for _, id := range []string{waiting, refused} {
		require.Equal(t, "北京新甲科技有限公司", buyer(id))
		require.Contains(t, s.happened(id), []any{"renamed", "service:billing", "北京新甲科技有限公司"})
	}
	for _, id := range []string{sent, issued} {
		require.Equal(t, "北京甲科技有限公司", buyer(id))
	}
	i, err := s.register.Invoices.Invoice(ctx, ids.Invoice(refused))
	require.NoError(t, err)
	submission, err := s.register.Invoices.ToSubmit(ctx, i.ID, i.Serial, s.now)
	require.NoError(t, err)
	require.Equal(t, []any{"北京新甲科技有限公司", companyID}, []any{submission.Buyer.Name, submission.Buyer.TaxpayerID}, "the same serial under the new name")
}

// M14, R2: a ticket that takes a whole application back ends it: what was not issued is cancelled, and what was issued is reversed first.
func TestM14ATicketEndsTheWholeApplication(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("six", "acct", "106.00"), with(bill("thirteen", "acct", "113.00"), object{"tax_rate": "0.13"}))
	application := s.applied("both", eInvoice("219.00"))
	invoices := s.approved(application)
	s.issued(invoices[0], number1)
	status := func() any { return s.must(customer, http.MethodGet, "/v1/applications/"+application, nil)["status"] }
	ticket := s.ticket("t", object{"kind": "cancel", "application": application, "note": ""})
	require.Equal(t, "done", s.must(finance, http.MethodPost, "/v1/tickets/"+ticket+"/accept", object{"reason": "客户重复申请"})["status"])
	require.Equal(t, "approved", status(), "what is issued is not reversed yet")
	red, err := s.register.Reversals.Next(context.Background(), ids.Invoice(invoices[0]))
	require.NoError(t, err)
	s.redIssued(string(red.ID), number2)
	a := s.must(customer, http.MethodGet, "/v1/applications/"+application, nil)
	require.Equal(t, "cancelled", a["status"])
	var states []any
	for _, i := range a["invoices"].([]any) {
		states = append(states, s.must(customer, http.MethodGet, "/v1/invoices/"+i.(object)["id"].(string), nil)["status"])
	}
	require.Equal(t, []any{"red_issued", "cancelled"}, states)
	require.Contains(t, s.happened(invoices[0]), []any{"cancelled", "finance:zhao", "客户重复申请"})
	require.Equal(t, "cancelled", last(s.mails()), "and its customer is told")
	require.Equal(t, "219.00", s.balance("")["available"])
	s.sound()
}

// M14: nothing was issued, and it ends at once; a ticket about one of two invoices ends nothing; nor does a reversal that comes to nothing.
func TestM14WhatEndsAnApplicationAndWhatDoesNot(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("six", "acct", "212.00"), with(bill("thirteen", "acct", "226.00"), object{"tax_rate": "0.13"}))
	status := func(id string) any { return s.must(customer, http.MethodGet, "/v1/applications/"+id, nil)["status"] }
	first := s.applied("first", eInvoice("219.00"))
	s.approved(first)
	s.accept(s.ticket("whole", object{"kind": "cancel", "application": first, "note": ""}))
	require.Equal(t, "cancelled", status(first))

	second := s.applied("second", eInvoice("219.00"))
	for n, id := range s.approved(second) {
		s.accept(s.ticket("one-of-"+second+string(rune('a'+n)), object{"kind": "cancel", "invoice": id, "note": ""}))
	}
	require.Equal(t, "approved", status(second), "each alone was given up, and nobody took the application back")

	third := s.applied("third", eInvoice("100.00"))
	id := s.approved(third)[0]
	s.issued(id, number1)
	s.accept(s.ticket("issued", object{"kind": "cancel", "application": third, "note": ""}))
	red, err := s.register.Reversals.Next(context.Background(), ids.Invoice(id))
	require.NoError(t, err)
	require.NoError(t, s.register.Reversals.RecordNotReversed(context.Background(), red.ID, "lapsed", "", s.now))
	require.Equal(t, "approved", status(third), "the invoice is valid")
	s.sound()
}

// M19, O3: the customer is owed a mail, and subscribers hear, of an application that is approved, offset or cancelled, and of an invoice
// of which all was refunded; each once.
func TestM19EveryEndIsTold(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.subscribed()
	s.consumed(bill("c1", "acct", "300.00"))
	told := func(mail, event string, work func()) {
		t.Helper()
		mails := len(s.mails())
		work()
		require.Equal(t, []string{mail}, s.mails()[mails:])
		var types []string
		rows, err := s.pool.Query(context.Background(), "select e.what from webhook_deliveries d join events e on e.id = d.event order by d.id")
		require.NoError(t, err)
		defer rows.Close()
		for rows.Next() {
			var what string
			require.NoError(t, rows.Scan(&what))
			types = append(types, what)
		}
		require.Contains(t, types, event)
	}
	var application, issued, parked string
	application = s.applied("cancelled", eInvoice("10.00"))
	told("cancelled", "cancelled", func() { s.must(customer, http.MethodPost, "/v1/applications/"+application+"/cancel", nil) })
	application = s.applied("approved", object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{"c1"}})
	told("approved", "approved", func() { issued = s.approved(application)[0] })
	s.issued(issued, number1)
	require.Equal(t, http.StatusOK, s.refund("r", "c1", "300.00").status)
	s.consumed(bill("c2", "acct", "300.00"), bill("c3", "acct", "40.00"))
	told("offset", "offset", func() {
		s.must(customer, http.MethodPost, "/v1/accounts/acct/applications", object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{"c2"}},
			"Idempotency-Key", "offset")
	})
	parked = s.approved(s.applied("refunded", eInvoice("40.00")))[0]
	require.Equal(t, http.StatusOK, s.refund("r2", "c3", "40.00").status)
	told("invoice_cancelled", "cancelled", func() {
		_, _, err := s.register.Invoices.BeginIssuing(context.Background(), ids.Invoice(parked), s.now)
		require.Error(t, err)
	})
	s.sound()
}
