package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/event"
)

// O4: a timeline says what happened in words that people read, in both languages, beside the stable name.
func TestO4ATimelineIsReadInBothLanguages(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	application := s.applied("k", eInvoice("10.00"))
	id := s.approved(application)[0]
	s.issued(id, "26110000000000000001")
	ticket := s.must(customer, post, "/v1/tickets", object{"kind": "other", "account": "acct", "note": "?"}, "Idempotency-Key", "t")["id"].(string)
	timeline := func(path string) (read [][]any) {
		for _, item := range s.must(customer, get, path, nil)["items"].([]any) {
			e := item.(object)
			read = append(read, []any{e["what"], e["label"], e["label_zh"]})
		}
		return read
	}
	require.Equal(t, [][]any{
		{"submitted", "Submitted", "已提交申请"},
		{"approved", "Approved", "审核通过"},
		{"serial_stored", "Serial stored", "已分配请求流水号"},
		{"issued", "Issued", "已开票"},
	}, timeline("/v1/invoices/"+id+"/timeline"))
	require.Equal(t, [][]any{{"ticket_opened", "Ticket opened", "工单已创建"}}, timeline("/v1/tickets/"+ticket+"/timeline"))
	first := s.must(finance, http.MethodGet, "/v1/applications/"+application+"/review", nil)["history"].([]any)[0].(object)
	require.Equal(t, []any{"submitted", "Submitted", "已提交申请"}, []any{first["what"], first["label"], first["label_zh"]})
}

// The OpenAPI document lists what may be in a timeline: the catalogue.
func TestTheOpenAPIListsTheCatalogueOfEvents(t *testing.T) {
	d := newService(t).document()
	what := d.resolve(d.Components.Schemas["Event"].Properties["what"])
	var expected []any
	for _, entry := range event.Catalogue() {
		expected = append(expected, string(entry.Name))
	}
	require.Equal(t, expected, what.Enum)
	require.True(t, what.is("string"))
}
