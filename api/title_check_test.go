package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// doctored is what a title comes to: the findings that are not fine, and the rest of the answer.
func (s *service) doctored(who access.Identity, account, title, number string) (notFine string, all object) {
	s.t.Helper()
	body := object{"title": title, "kind": "ordinary", "medium": "electronic"}
	if number != "" {
		body["taxpayer_id"] = number
	}
	all = s.must(who, post, "/v1/accounts/"+account+"/titles/check", body)
	var names []string
	for _, finding := range all["findings"].([]any) {
		if finding.(object)["ok"] == false {
			names = append(names, finding.(object)["finding"].(string))
		}
	}
	return strings.Join(names, " "), all
}

// A4, R1, R6: what is wrong with a title is told before anything is applied for, and how it would go is how it goes.
func TestA4ATitleIsExaminedBeforeItIsAppliedWith(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "1000.00"))
	for n, c := range []struct{ title, number, notFine, conclusion, routes string }{
		{"北京甲科技有限公司", companyID, "", "automatic", ""},
		{"北京甲科技有限公司", "", "", "automatic", ""},
		{"北京　甲科技有限公司", companyID, "width", "automatic", ""},
		{"北京甲\u200b科技有限公司\ufeff", companyID, "invisible", "automatic", ""},
		{"北京甲科技（集团）有限公司", companyID, "width certified_name", "refused", "name"},
		{"北京乙科技有限公司", otherNumber, "certified_name certified_taxpayer_id", "refused", "subject"},
		{"北京乙科技有限公司", "", "certified_name", "refused", "name subject"},
		{"北京甲科技有限公司", "91110000802100433A", "taxpayer_id_check certified_taxpayer_id", "automatic", ""},
		{"北京甲科技有限公司", "911", "taxpayer_id_length certified_taxpayer_id", "automatic", ""},
	} {
		notFine, all := s.doctored(customer, "acct", c.title, c.number)
		require.Equal(t, c.notFine, notFine, c.title)
		require.Equal(t, c.conclusion, all["conclusion"], c.title)
		var routes []string
		for _, route := range all["routes"].([]any) {
			routes = append(routes, route.(string))
		}
		require.Equal(t, c.routes, strings.Join(routes, " "), c.title)
		// it goes as it was said
		title := object{"title": c.title}
		if c.number != "" {
			title["taxpayer_id"] = c.number
		}
		a := s.call(customer, post, "/v1/accounts/acct/applications", with(eInvoice("1.00"), object{"title": title}), "Idempotency-Key", fmt.Sprint("title-", n))
		if c.conclusion == "refused" {
			require.Equal(t, 422, a.status, c.title)
			require.Equal(t, a.code(), all["refused"].([]any)[0].(object)["code"], c.title)
			require.Nil(t, all["due_at"])
			continue
		}
		require.Equal(t, 201, a.status, string(a.bytes))
		require.Equal(t, c.conclusion, a.body["review"].(object)["mode"], c.title)
		require.Equal(t, a.body["review"].(object)["due_at"], all["due_at"], c.title)
		require.Equal(t, a.body["title"], all["printed"], c.title)
	}
	_, all := s.doctored(customer, "acct", "北京甲\u200b科技(集团)有限公司", "91110000802100433A")
	require.Equal(t, []any{object{
		"position": 4.0, "code_point": "U+200B", "name": "an invisible character (U+200B)", "name_zh": "不可见字符（U+200B）",
	}}, all["invisible"])
	require.Equal(t, "B", all["check_character"])
	require.Equal(t, []any{
		object{"text": "北京甲科技", "is": "same"}, object{"text": "(集团)", "is": "inserted"}, object{"text": "有限公司", "is": "same"},
	}, all["applied"])
	require.Equal(t, []any{object{"text": "北京甲科技有限公司", "is": "same"}}, all["certified"])
	// what turns the direction of writing is no title, and is named
	a := s.call(customer, post, "/v1/accounts/acct/titles/check", object{"title": "北京\u202e甲", "kind": "ordinary", "medium": "electronic"})
	require.Equal(t, 400, a.status)
	require.Contains(t, a.said(), "U+202E")
	require.Equal(t, 404, s.call(stranger, post, "/v1/accounts/acct/titles/check", object{"title": "甲", "kind": "ordinary", "medium": "electronic"}).status)
}

// A4, R1: an individual may use a company's title, which a reviewer looks at; one abroad, and a kind that is not offered, are told so.
func TestA4AnIndividualsTitleIsLookedAtByAReviewer(t *testing.T) {
	s := newService(t)
	s.must(upstream, "PUT", "/v1/accounts/acct", object{
		"certification": object{"type": "individual", "name": "王小明", "taxpayer_id": ""}, "region": "mainland", "email": "w@example.test",
	})
	notFine, all := s.doctored(customer, "acct", "北京乙科技有限公司", otherNumber)
	require.Equal(t, []any{"certified_name certified_taxpayer_id", "manual"}, []any{notFine, all["conclusion"]})
	require.Equal(t, "2026-09-22T15:59:59Z", all["due_at"])
	_, all = s.doctored(customer, "acct", "北京乙科技有限公司", "91310000MA1FL0000A")
	require.Equal(t, "refused", all["conclusion"])
	require.Equal(t, "taxpayer_id_invalid", all["refused"].([]any)[0].(object)["code"])
	require.Empty(t, all["routes"])
	all = s.must(customer, post, "/v1/accounts/acct/titles/check", object{"title": "王小明", "kind": "special", "medium": "paper"})
	require.Equal(t, "refused", all["conclusion"])
}
