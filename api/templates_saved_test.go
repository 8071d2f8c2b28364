package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// M18, A4: what every application under it would be refused for is not saved.
func TestM18TemplatesAreCheckedWhenSaved(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.must(upstream, put, "/v1/accounts/person", person("张三"))
	s.must(upstream, put, "/v1/accounts/anonymous", object{"certification": object{"type": "none"}, "region": "mainland"})
	of := func(account string) string { return "/v1/accounts/" + account + "/titles" }
	refused := func(code, field, account string, body object) {
		t.Helper()
		s.refused(http.StatusUnprocessableEntity, code, field, upstream, post, of(account), body)
	}
	const wrong = "91110000802100433A"
	for _, account := range []string{"acct", "person", "anonymous"} {
		refused("taxpayer_id_invalid", "taxpayer_id", account, object{"title": "北京甲科技有限公司", "taxpayer_id": wrong})
	}
	refused("title_not_certified_name", "title", "acct", object{"title": otherTitle, "taxpayer_id": otherNumber})
	refused("taxpayer_id_required", "taxpayer_id", "person", object{"title": otherTitle})
	saved := s.must(upstream, post, of("acct"), object{"title": "北京甲科技有限公司", "taxpayer_id": companyID})
	s.refused(http.StatusUnprocessableEntity, "title_not_certified_name", "title", upstream, put, of("acct")+"/"+saved["id"].(string),
		object{"title": otherTitle, "taxpayer_id": otherNumber})
	// the other side of the boundary
	s.must(upstream, post, of("acct"), object{"title": "北京甲科技有限公司　"})
	s.must(upstream, post, of("person"), object{"title": otherTitle, "taxpayer_id": otherNumber})
	s.must(upstream, post, of("person"), object{"title": "张三"})
	s.must(upstream, post, of("anonymous"), object{"title": otherTitle})
}

// M18, A8: can_apply says what an application without an explicit title would be told, also of a template that became wrong later.
func TestM18CanApplyKnowsTheDefaultTemplate(t *testing.T) {
	s := newService(t)
	s.must(upstream, put, "/v1/accounts/acct", person("张三"))
	s.consumed(bill("c1", "acct", "100.00"))
	require.Equal(t, true, s.balance("")["can_apply"], "without a template the certified name is taken")
	title := s.must(customer, post, "/v1/accounts/acct/titles", object{"title": otherTitle, "taxpayer_id": otherNumber, "default": true})
	require.Equal(t, true, s.balance("")["can_apply"], "an individual may use a company's")
	// another subject takes the account over; the template of the other company stays
	s.must(upstream, put, "/v1/accounts/acct", with(company("北京甲科技有限公司"), object{"change": "subject"}))
	s.consumed(with(bill("c2", "acct", "100.00"), object{
		"paid_at": stamp("2026-09-18 15:00:00"), "charge": "prepaid",
		"resources_created_at": stamp("2026-09-18 15:00:00"),
	}))
	balance := s.balance("")
	require.Equal(t, []any{false, "title_not_certified_name"}, []any{balance["can_apply"], balance["blocked"].([]any)[0].(object)["code"]})
	s.refused(http.StatusUnprocessableEntity, "title_not_certified_name", "title", customer, post, applications, eInvoice("1.00"), "Idempotency-Key", "k")
	s.must(customer, http.MethodDelete, "/v1/accounts/acct/titles/"+title["id"].(string), nil)
	require.Equal(t, true, s.balance("")["can_apply"])
	require.Equal(t, http.StatusCreated, s.apply("k", eInvoice("1.00")).status)
}
