package api_test

import (
	"context"
	"net/http"
	"testing"

	"kaipiao/access"
	"kaipiao/domain/money"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
)

// indebted is an account whose invoiced order was refunded by so much (case 26).
func indebted(t *testing.T, refunded string) *service {
	t.Helper()
	s := newService(t)
	s.account("acct")
	s.consumed(bill("order", "acct", "6000.00"))
	s.issued(s.approved(s.applied("k", eInvoice("6000.00")))[0], "26110000000000000001")
	require.Equal(t, http.StatusOK, s.refund("r", "order", refunded).status)
	return s
}

func TestCase21OutstandingIsPaidOffByTheNextApplication(t *testing.T) {
	for _, c := range []struct {
		amount, status, offset, total string
		invoices                      int
	}{{"800.00", "pending_approval", "500.00", "300.00", 1}, {"500.00", "offset", "500.00", "0.00", 0}} {
		s := indebted(t, "500.00")
		s.consumed(bill("more", "acct", c.amount))
		a := s.apply("again", eInvoice(c.amount)).body
		require.Equal(t, []any{c.status, c.offset, c.total}, []any{a["status"], a["offset"], a["total"]})
		require.Len(t, a["invoices"], c.invoices)
		require.Equal(t, "0.00", s.balance("")["outstanding"])
		s.sound()
	}
	s := indebted(t, "500.00")
	s.consumed(bill("more", "acct", "300.00"))
	preview := s.must(customer, http.MethodPost, "/v1/accounts/acct/applications/preview", eInvoice("300.00"))
	require.Equal(t, "outstanding_not_covered", preview["blocked"].([]any)[0].(object)["code"])
	b := s.balance("")
	require.Equal(t, false, b["can_apply"])
	require.Equal(t, "outstanding_not_covered", b["blocked"].([]any)[0].(object)["code"], "why the button is grey")
}

func TestCase26ARefundOfWhatIsInvoicedIsOutstanding(t *testing.T) {
	b := indebted(t, "1500.00").balance("")
	require.Equal(t, "1500.00", b["outstanding"])
	require.Equal(t, "-1500.00", b["available"])
	require.Equal(t, false, b["withdrawal_allowed"])
}

func TestCase27OutstandingIsCoveredWithinItsTaxCodeOnly(t *testing.T) {
	s := indebted(t, "500.00")
	uncovered := func() any {
		for _, code := range s.balance("")["by_tax_code"].([]any) {
			if code := code.(object); code["tax_code"] == "3040203000000000000" {
				return code["uncovered"]
			}
		}
		return nil
	}
	s.consumed(with(bill("elsewhere", "acct", "800.00"), object{"tax_code": "3040201010000000000"}))
	require.Equal(t, []any{"500.00", false, "300.00"}, []any{uncovered(), s.balance("")["withdrawal_allowed"], s.balance("")["available"]})
	s.consumed(bill("some", "acct", "300.00"))
	require.Equal(t, []any{"200.00", false}, []any{uncovered(), s.balance("")["withdrawal_allowed"]})
	s.consumed(bill("rest", "acct", "200.00"))
	require.Equal(t, []any{"0.00", true, "500.00"}, []any{uncovered(), s.balance("")["withdrawal_allowed"], s.balance("")["outstanding"]})
}

func TestI7WhatWasRefundedBeforeItIsIssuedIsNotInvoiced(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("some", "acct", "1060.00"), bill("all", "acct", "10.00"))
	chosen := func(id string) object {
		return object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{id}}
	}
	some, all := s.approved(s.applied("some", chosen("some")))[0], s.approved(s.applied("all", chosen("all")))[0]
	// given part of one invoice and all of another are refunded while they wait
	require.Equal(t, http.StatusOK, s.refund("r1", "some", "530.00").status)
	require.Equal(t, http.StatusOK, s.refund("r2", "all", "10.00").status)
	require.Equal(t, "540.00", s.balance("")["outstanding"])
	// when they are issued
	s.issued(some, "26110000000000000001")
	_, _, err := s.register.Invoices.BeginIssuing(context.Background(), ids.Invoice(all), s.now)
	require.Error(t, err)
	// then one carries the rest, the other never comes, and nothing is outstanding
	i := s.must(customer, http.MethodGet, "/v1/invoices/"+some, nil)
	require.Equal(t, []any{"530.00", "500.00", "30.00"}, []any{i["amount"], i["net"], i["tax"]})
	require.Equal(t, "530.00", i["lines"].([]any)[0].(object)["gross"])
	require.Equal(t, "cancelled", s.must(customer, http.MethodGet, "/v1/invoices/"+all, nil)["status"])
	b := s.balance("")
	require.Equal(t, []any{"0.00", "0.00", "0.00", "530.00", true},
		[]any{b["available"], b["outstanding"], b["reserved"], b["invoiced"], b["withdrawal_allowed"]})
	s.sound()
}

func TestCase24TheAgentWhoPaidApplies(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.account("agent")
	s.consumed(with(bill("order", "acct", "100.00"), object{"payer": "agent"}))
	require.Equal(t, "0.00", s.balance("")["available"])
	agent := access.Identity{Subject: "agent", Role: access.Customer, Account: "agent"}
	a := s.must(agent, http.MethodPost, "/v1/accounts/agent/applications",
		object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{"order"}}, "Idempotency-Key", "k")
	require.Equal(t, "100.00", a["total"])
}

func TestL12TheRecordsExplainTheAmount(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(
		bill("a-whole", "acct", "100.00"), with(bill("b-part", "acct", "50.00"), object{"coupon": "5.00"}),
		with(bill("c-today", "acct", "30.00"), object{"paid_at": stamp("2026-09-18 12:00:00")}),
		with(bill("d-prepaid", "acct", "20.00"), object{"charge": "prepaid"}), bill("e-refunded", "acct", "10.00"),
	)
	require.Equal(t, http.StatusOK, s.refund("r", "e-refunded", "4.00").status)
	available := money.Zero
	var counts, why []any
	for _, item := range s.must(customer, http.MethodGet, "/v1/accounts/acct/invoiceable/records", nil)["items"].([]any) {
		r := item.(object)
		counts = append(counts, r["counts"])
		for _, reason := range r["why"].([]any) {
			why = append(why, reason.(object)["code"])
			require.NotEmpty(t, reason.(object)["message_zh"])
		}
		if r["counts"] == "whole" || r["counts"] == "part" {
			available = available.Add(money.MustParse(r["left"].(string)))
		}
	}
	require.Equal(t, []any{"whole", "part", "not_yet", "not_yet", "part"}, counts)
	require.Equal(t, []any{"not_cash", "released_later", "awaiting_resources", "refunded"}, why)
	require.Equal(t, available.String(), s.balance("")["available"], "every cent is explained")
}
