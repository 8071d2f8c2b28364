package api_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/width"

	"kaipiao/access"
)

// found are the hits of a search, as "kind id by exact".
func (s *service) found(who access.Identity, asked string) (hits []string) {
	s.t.Helper()
	for _, hit := range s.must(who, get, "/v1/search?q="+url.QueryEscape(asked), nil)["hits"].([]any) {
		h := hit.(object)
		line := []string{h["kind"].(string), h["id"].(string), h["by"].(string)}
		if h["exact"] == true {
			line = append(line, "exact")
		}
		hits = append(hits, strings.Join(line, " "))
	}
	return hits
}

// P6, O8: one field finds whatever people know something by.
func TestP6OneFieldFindsEverything(t *testing.T) {
	s := withInvoices(t)
	e, p, o := s.invoices["e"], s.invoices["p"], s.invoices["o"]
	serial := s.must(finance, get, "/v1/invoices/"+e, nil)["serial"].(string)
	opened := s.must(customer, post, "/v1/tickets", object{"kind": "lost", "invoice": p, "note": "丢了"}, "Idempotency-Key", "lost")["id"].(string)
	for asked, expected := range map[string][]string{
		"26110000000000000001":                     {"invoice " + e + " number exact"},
		"2611 0000 0000 0000 0001":                 {"invoice " + e + " number exact"},
		width.Widen.String("26110000000000000001"): {"invoice " + e + " number exact"},
		"26110000000000009999":                     nil,
		serial:                                     {"invoice " + e + " serial exact"},
		"SF77":                                     {"invoice " + p + " tracking_number exact"},
		e:                                          {"invoice " + e + " id exact"},
		s.applications["n"]:                        {"application " + s.applications["n"] + " id exact"},
		opened:                                     {"ticket " + opened + " id exact"},
		"acct":                                     {"account acct id exact"},
		"91310000631696382C":                       {"account other taxpayer_id exact", "invoice " + o + " taxpayer_id exact"},
		"91310000631696382c":                       {"account other taxpayer_id exact", "invoice " + o + " taxpayer_id exact"},
		"上海乙（集团）有限公司":                              {"account other title exact", "invoice " + o + " title exact"},
		"乙(集团":                                     {"account other title"},
		"乙 （集 团":                                   {"account other title"},
		"团)有限公":                                    {"account other title"},
		"有限公司":                                     {"account acct title", "account other title"},
		"有":                                        nil,
		"限有":                                       nil,
		"没有这样的公司":                                  nil,
		"' or 1=1 --":                              nil,
	} {
		require.ElementsMatch(t, expected, s.found(finance, asked), asked)
		require.ElementsMatch(t, expected, s.found(auditor, asked), asked)
	}
	hit := s.must(finance, get, "/v1/search?q=26110000000000000001", nil)["hits"].([]any)[0].(object)
	require.Equal(t, []any{"acct", "platform", "issued", "北京甲科技有限公司", "26110000000000000001", "106.00", "/v1/invoices/" + e}, []any{
		hit["account"], hit["seller"], hit["status"], hit["title"], hit["number"], hit["amount"], hit["href"],
	})
	require.Equal(t, e, s.must(finance, get, hit["href"].(string), nil)["id"])
	require.Equal(t, 400, s.call(finance, get, "/v1/search?q=", nil).status)
	require.Equal(t, 403, s.call(customer, get, "/v1/search?q=acct", nil).status)
}
