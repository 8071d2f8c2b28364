package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// run is how the API says which run serves something.
func run(id, escaped string) object {
	return object{"id": id, "url": "http://ui.example:8233/namespaces/invoices/workflows/" + escaped}
}

// servedBy is the workflow that serves an invoice.
func (s *service) servedBy(id string) string {
	s.t.Helper()
	return s.must(finance, http.MethodGet, "/v1/invoices/"+id, nil)["workflow"].(object)["id"].(string)
}

// O2, R5: applications and invoices say which run serves them, so that callers can send it signals, and operators find its page. A single
// invoice lives on in its application's run; the answer is the same in every call, for ever.
func TestO2AnApplicationAndItsInvoiceSayWhichRunServesThem(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	path := "/v1/accounts/acct/applications"
	preview := s.must(customer, http.MethodPost, path+"/preview", eInvoice("10.00"))
	require.Nil(t, preview["workflow"], "there is none yet")
	require.Contains(t, preview, "workflow")
	require.Nil(t, preview["invoices"].([]any)[0].(object)["workflow"])

	id := s.applied("k", eInvoice("10.00"))
	single := run("application/"+id, "application%2F"+id)
	served := func(answer object) {
		t.Helper()
		require.Equal(t, single, answer["workflow"])
		if planned, are := answer["invoices"].([]any); are && len(planned) > 0 {
			require.Equal(t, single, planned[0].(object)["workflow"])
		}
	}
	served(s.must(customer, http.MethodGet, "/v1/applications/"+id, nil))
	served(s.must(customer, http.MethodGet, path, nil)["items"].([]any)[0].(object))
	served(s.must(finance, http.MethodGet, "/v1/applications", nil)["items"].([]any)[0].(object))
	served(s.must(finance, http.MethodPost, "/v1/applications/"+id+"/claim", nil))
	served(s.must(finance, http.MethodPost, "/v1/applications/"+id+"/approve", object{}))
	for _, list := range []string{"/v1/accounts/acct/invoices", "/v1/invoices"} {
		served(s.must(finance, http.MethodGet, list, nil)["items"].([]any)[0].(object))
	}
	served(s.must(finance, http.MethodGet, "/v1/invoices/"+id+"-1", nil))

	cancelled := s.applied("cancelled", eInvoice("10.00"))
	single = run("application/"+cancelled, "application%2F"+cancelled)
	served(s.must(customer, http.MethodPost, "/v1/applications/"+cancelled+"/cancel", nil))
	served(s.must(customer, http.MethodGet, "/v1/applications/"+cancelled, nil))
}

// The answer to a repeated call is the first one, with the same run.
func TestTheFirstAnswerSaysWhichRunServesIt(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	var answers []object
	for range 2 {
		a := s.apply("k", eInvoice("10.00"))
		require.Equal(t, http.StatusCreated, a.status, string(a.bytes))
		answers = append(answers, a.body)
	}
	id := answers[0]["id"].(string)
	for _, answer := range answers {
		require.Equal(t, run("application/"+id, "application%2F"+id), answer["workflow"])
		require.Equal(t, answer["workflow"], answer["invoices"].([]any)[0].(object)["workflow"])
	}
}

// Where an application comes to several invoices, each has a run of its own.
func TestO2OfSeveralInvoicesEachHasARun(t *testing.T) {
	s := newService(t)
	s.account("acct")
	other := bill("c2", "acct", "113.00")
	other["tax_code"], other["tax_rate"], other["product"] = "1090512010000000000", "0.13", "服务器"
	s.consumed(bill("c1", "acct", "106.00"), other)
	id := s.applied("k", eInvoice("219.00"))
	shown := s.must(customer, http.MethodGet, "/v1/applications/"+id, nil)
	require.Equal(t, run("application/"+id, "application%2F"+id), shown["workflow"])
	require.Len(t, shown["invoices"], 2)
	for n, i := range s.approved(id) {
		expected := run("invoice/"+i, "invoice%2F"+i)
		require.Equal(t, expected, shown["invoices"].([]any)[n].(object)["workflow"])
		require.Equal(t, expected, s.must(customer, http.MethodGet, "/v1/invoices/"+i, nil)["workflow"])
	}
}

// What is offset in whole never has a run.
func TestO2WhatIsOffsetHasNoRun(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	i := s.approved(s.applied("k", eInvoice("100.00")))[0]
	s.issued(i, number1)
	require.Equal(t, http.StatusOK, s.refund("r", "c1", "30.00").status)
	s.consumed(bill("c2", "acct", "30.00"))
	id := s.applied("offset", eInvoice("30.00"))
	shown := s.must(customer, http.MethodGet, "/v1/applications/"+id, nil)
	require.Equal(t, "offset", shown["status"])
	require.Contains(t, shown, "workflow")
	require.Nil(t, shown["workflow"])
}
