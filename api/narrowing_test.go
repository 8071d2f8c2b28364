package api_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/ids"
)

// The filters of lists, for the samples.
var (
	accountFilter   = map[string]string{"account": "acct"}
	spanFilters     = map[string]string{"from": "2026-09-01", "to": "2026-09-30"}
	titleFilters    = map[string]string{"title": "北京甲科技有限公司", "taxpayer_id": companyID}
	documentFilters = map[string]string{
		"number": "26110000000000000001", "seller": "platform", "medium": "electronic", "kind": "ordinary", "tracking_number": "SF1", "serial": "KP1",
	}
	ticketFilters = map[string]string{
		"status": "open", "kind": "lost", "number": "26110000000000000001", "turn": "finance", "order": "due", "claimed_by": "nobody", "proposed": "false",
	}
	applicationFilters = narrowed(spanFilters, titleFilters, documentFilters, map[string]string{
		"order": "due", "claimed_by": "me", "proposed": "true", "amount_from": "5.00", "review": "manual",
	})
	invoiceFilters = narrowed(spanFilters, titleFilters, documentFilters, map[string]string{
		"order": "due", "view": "issued", "print": "to_print", "correction": "proposed", "amount_from": "5.00", "waiting_for": "quota",
	})
	formFilters = map[string]string{"status": "awaits_seller", "number": "26110000000000000001", "serial": "F1"}
)

func stateOf(status string) map[string]string {
	return map[string]string{"status": status, "due_before": stamp("2026-09-18 12:00:00")}
}

// narrowed is a query with filters.
func narrowed(query map[string]string, filters ...map[string]string) map[string]string {
	all := maps.Clone(query)
	for _, filter := range filters {
		maps.Copy(all, filter)
	}
	return all
}

// shop has invoices of two accounts: "e" an e-invoice of the account acct, "p" one on paper in a parcel, "v" of the vendor isv-1, "n" to another
// title, which is not issued, and "o" of the other account.
type shop struct {
	*service
	invoices, applications map[string]string
}

func withInvoices(t *testing.T) shop {
	t.Helper()
	s := newService(t)
	s.account("acct")
	s.must(upstream, http.MethodPut, "/v1/accounts/other", object{
		"certification": object{"type": "enterprise", "name": "上海乙(集团) 有限公司", "taxpayer_id": "91310000631696382C"},
		"region":        "mainland", "email": "yi@example.test",
	})
	s.consumed(bill("c1", "acct", "1000.00"), bill("c2", "other", "1000.00"))
	shop := shop{s, map[string]string{}, map[string]string{}}
	apply := func(name string, who access.Identity, body object) {
		path := "/v1/accounts/" + string(who.Account) + "/applications"
		shop.applications[name] = s.must(who, post, path, body, "Idempotency-Key", name)["id"].(string)
		shop.invoices[name] = s.approved(shop.applications[name])[0]
	}
	s.now = at("2026-09-18 09:00:00")
	apply("e", customer, eInvoice("106.00"))
	s.issued(shop.invoices["e"], "26110000000000000001")
	s.now = at("2026-09-18 23:59:59")
	apply("p", customer, with(onPaper("10.00"), object{"kind": "special"}))
	s.issued(shop.invoices["p"], "26110000000000000002")
	s.ordered(shop.invoices["p"], "SF77")
	s.now = at("2026-09-19 00:00:00")
	s.consumed(sale("sale-v", "20.00"))
	apply("v", customer, with(eInvoice("20.00"), object{"seller": "isv-1"}))
	s.must(vendor, post, "/v1/invoices/"+shop.invoices["v"]+"/issue", issuedAs("26110000000000000003", "2026-09-19"))
	apply("n", customer, eInvoice("5.00"))
	s.now = at("2026-09-20 12:00:00")
	apply("o", stranger, eInvoice("30.00"))
	s.issued(shop.invoices["o"], "26110000000000000004")
	return shop
}

// named are the short names of what a list answers, in its order.
func (s shop) named(who access.Identity, path string, known map[string]string) string {
	s.t.Helper()
	var found strings.Builder
	for _, item := range s.must(who, http.MethodGet, path, nil)["items"].([]any) {
		name := "?"
		for short, id := range known {
			if id == item.(object)["id"] {
				name = short
			}
		}
		found.WriteString(name)
	}
	return found.String()
}

// sorted is in the order of the alphabet, where a list's own order does not matter.
func sorted(names string) string {
	letters := []byte(names)
	slices.Sort(letters)
	return string(letters)
}

// P6: a list of invoices is narrowed by what people know an invoice by, and by all of that together; who sees what is not changed by it.
func TestP6InvoicesAreFoundByWhatPeopleKnowThemBy(t *testing.T) {
	s := withInvoices(t)
	serial := s.must(finance, http.MethodGet, "/v1/invoices/"+s.invoices["e"], nil)["serial"].(string)
	const jia, yi = "北京甲科技有限公司", "上海乙(集团) 有限公司"
	for query, expected := range map[string][4]string{
		// finance, the vendor, the customer acct and the customer other, the last two in their account's list
		"":                              {"enopv", "v", "enpv", "o"},
		"number=26110000000000000001":   {"e", "", "e", ""},
		"number=26110000000000000004":   {"o", "", "", "o"},
		"number=26110000000000000009":   {"", "", "", ""},
		"title=" + url.QueryEscape(jia): {"enpv", "v", "enpv", ""},
		"title=" + url.QueryEscape(yi):  {"o", "", "", "o"},
		"title=" + url.QueryEscape("上海乙（集团）有限公司"):        {"o", "", "", "o"},
		"title=" + url.QueryEscape("上海乙\u200b(集团)有限公司　"): {"o", "", "", "o"},
		"title=" + url.QueryEscape("北京甲"):                {"", "", "", ""},
		"taxpayer_id=91310000631696382c":                 {"o", "", "", "o"},
		"taxpayer_id=" + companyID:                       {"enpv", "v", "enpv", ""},
		"seller=isv-1":                                   {"v", "v", "v", ""},
		"seller=platform":                                {"enop", "", "enp", "o"},
		"seller=isv-2":                                   {"", "", "", ""},
		"medium=paper":                                   {"p", "", "p", ""},
		"kind=special":                                   {"p", "", "p", ""},
		"kind=ordinary&medium=electronic":                {"enov", "v", "env", "o"},
		"status=approved":                                {"n", "", "n", ""},
		"status=shipped&medium=paper":                    {"p", "", "p", ""},
		"tracking_number=SF77":                           {"p", "", "p", ""},
		"tracking_number=SF78":                           {"", "", "", ""},
		"serial=" + url.QueryEscape(serial):              {"e", "", "e", ""},
		"number=26110000000000000001&kind=special":       {"", "", "", ""},
		"waiting_for=vendor":                             {"v", "v", "v", ""},
	} {
		for i, who := range []access.Identity{finance, vendor, customer, stranger} {
			path := "/v1/invoices?"
			if who.Role == access.Customer {
				path = "/v1/accounts/" + string(who.Account) + "/invoices?"
			}
			require.Equal(t, expected[i], sorted(s.named(who, path+query, s.invoices)), "%s %s", who.Role, query)
		}
	}
	require.Equal(t, "o", s.named(auditor, "/v1/invoices?account=other", s.invoices))
	require.Empty(t, s.named(upstream, "/v1/invoices?account=other&title="+url.QueryEscape(jia), s.invoices))
	require.Equal(t, "v", s.named(finance, "/v1/invoices?account=acct&seller=isv-1", s.invoices))
	// Another account's list is nobody's to narrow.
	s.refused(http.StatusNotFound, "not_found", "", stranger, http.MethodGet, "/v1/accounts/acct/invoices?number=26110000000000000001", nil)
	// Whose an invoice is, a vendor is not told, and does not find out.
	s.refused(http.StatusBadRequest, "invalid_request", "account", vendor, http.MethodGet, "/v1/invoices?account=acct", nil)
}

// P6: days are those of Shanghai, both included; the list is then in the order of issue, page by page.
func TestP6ListsBetweenTwoDays(t *testing.T) {
	s := withInvoices(t)
	for query, expected := range map[string]string{
		"from=2026-09-18&to=2026-09-18": "ep", "from=2026-09-19": "vo", "to=2026-09-18": "ep", "from=2026-09-19&to=2026-09-19": "v",
		"from=2026-09-21": "", "from=2026-09-01&to=2026-09-30": "epvo", "from=2026-09-18&to=2026-09-20&medium=electronic": "evo",
		"from=2026-09-18&to=2026-09-20&number=26110000000000000003": "v",
	} {
		require.Equal(t, expected, s.named(finance, "/v1/invoices?"+query, s.invoices), query)
		var mine string
		for _, name := range strings.Split(expected, "") {
			if name != "o" {
				mine += name
			}
		}
		require.Equal(t, mine, s.named(customer, "/v1/accounts/acct/invoices?"+query, s.invoices), query)
	}
	var paged string
	for cursor, n := "", 0; n < 5; n++ {
		page := s.must(finance, http.MethodGet, "/v1/invoices?from=2026-09-01&limit=1&cursor="+cursor, nil)
		for name, id := range s.invoices {
			if id == page["items"].([]any)[0].(object)["id"] {
				paged += name
			}
		}
		next, more := page["next_cursor"].(string)
		if !more {
			break
		}
		cursor = next
	}
	require.Equal(t, "epvo", paged)
	// An application counts by the day of its submission: that to the other title was submitted on the 19th, and nothing of it is issued.
	require.Equal(t, "vn", s.named(finance, "/v1/applications?from=2026-09-19&to=2026-09-19", s.applications))
	require.Equal(t, "ep", s.named(customer, "/v1/accounts/acct/applications?to=2026-09-18", s.applications))
}

// P6: so are applications found, by what is known of their invoices too.
func TestP6ApplicationsAreFoundByWhatPeopleKnowThemBy(t *testing.T) {
	s := withInvoices(t)
	for query, expected := range map[string][2]string{
		"":                            {"enopv", "enpv"},
		"number=26110000000000000002": {"p", "p"},
		"number=26110000000000000004": {"o", ""},
		"title=" + url.QueryEscape("上海乙（集团）有限公司"): {"o", ""},
		"taxpayer_id=" + companyID:                {"enpv", "enpv"},
		"seller=isv-1":                            {"v", "v"},
		"medium=paper":                            {"p", "p"},
		"kind=special":                            {"p", "p"},
		"status=approved&kind=ordinary":           {"enov", "env"},
		"status=cancelled":                        {"", ""},
		"tracking_number=SF77":                    {"p", "p"},
	} {
		require.Equal(t, expected[0], sorted(s.named(finance, "/v1/applications?"+query, s.applications)), query)
		require.Equal(t, expected[1], sorted(s.named(customer, "/v1/accounts/acct/applications?"+query, s.applications)), query)
	}
	require.Equal(t, "o", s.named(auditor, "/v1/applications?account=other", s.applications))
}

// P6: a red document's number and serial find the invoice that it undoes; an invoice that a new name reached is found by that.
func TestP6AnInvoiceIsFoundByWhatBecameOfIt(t *testing.T) {
	s := withInvoices(t)
	opened := s.must(finance, post, "/v1/invoices/"+s.invoices["e"]+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "r")
	reversal := opened["id"].(string)
	s.redIssued(reversal, "26110000000000000099")
	serial := s.must(finance, http.MethodGet, "/v1/invoices/"+s.invoices["e"], nil)["red"].([]any)[0].(object)["serial"]
	require.Equal(t, "e", s.named(finance, "/v1/invoices?number=26110000000000000099", s.invoices))
	require.Equal(t, "e", s.named(finance, "/v1/applications?number=26110000000000000099", s.applications))
	if text, told := serial.(string); told {
		require.Equal(t, "e", s.named(finance, "/v1/invoices?serial="+url.QueryEscape(text), s.invoices))
	}
	// R6: what was not sent follows a change of name, and so does a pending application with its planned invoice.
	pending := s.applied("pending", eInvoice("1.00"))
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", with(company("北京丙科技有限公司"), object{"change": "name"}))
	s.applications["a"], s.invoices["a"] = pending, s.approved(pending)[0]
	bing := "title=" + url.QueryEscape("北京丙科技有限公司")
	require.Equal(t, "an", sorted(s.named(finance, "/v1/invoices?"+bing, s.invoices)))
	require.Equal(t, "a", s.named(finance, "/v1/applications?"+bing, s.applications))
	require.Equal(t, "epv", sorted(s.named(finance, "/v1/invoices?title="+url.QueryEscape("北京甲科技有限公司"), s.invoices)))
	require.Equal(t, "acct", s.must(finance, http.MethodGet, "/v1/accounts?"+bing, nil)["items"].([]any)[0].(object)["id"])
}

// P6: accounts, tickets, red-letter forms and operator tasks have filters of their own.
func TestP6OtherListsAreNarrowed(t *testing.T) {
	s := withInvoices(t)
	accounts := map[string]string{"a": "acct", "o": "other"}
	require.Equal(t, "o", s.named(finance, "/v1/accounts?title="+url.QueryEscape("上海乙（集团）有限公司"), accounts))
	require.Equal(t, "a", s.named(finance, "/v1/accounts?taxpayer_id="+strings.ToLower(companyID), accounts))
	require.Empty(t, s.named(finance, "/v1/accounts?taxpayer_id=x", accounts))

	tickets := map[string]string{
		"c": s.ticket("c", object{"kind": "cancel", "application": s.applications["n"], "note": ""}),
		"l": s.ticket("l", object{"kind": "lost", "invoice": s.invoices["p"], "note": ""}),
	}
	s.now = at("2026-09-21 00:00:00")
	tickets["o"] = s.must(stranger, post, "/v1/tickets", object{"kind": "other", "note": "请联系"}, "Idempotency-Key", "asks")["id"].(string)
	for query, expected := range map[string][3]string{
		"": {"clo", "cl", "o"}, "kind=lost": {"l", "l", ""}, "account=other": {"o", "", "o"}, "account=acct": {"cl", "cl", ""},
		"number=26110000000000000002": {"l", "l", ""}, "from=2026-09-21": {"o", "", "o"}, "to=2026-09-20": {"cl", "cl", ""}, "status=done": {"", "", ""},
	} {
		for i, who := range []access.Identity{finance, customer, stranger} {
			require.Equal(t, expected[i], sorted(s.named(who, "/v1/tickets?"+query, tickets)), "%s %s", who.Subject, query)
		}
	}

	forms := map[string]string{"f": string(s.formOf(ids.Invoice(s.invoices["e"])))}
	for query, expected := range map[string]string{
		"account=acct": "f", "account=other": "", "number=26110000000000000001": "f", "number=26110000000000000002": "",
		"from=2026-09-21&to=2026-09-21": "f", "to=2026-09-20": "", "serial=11000026000000000001": "f", "serial=x": "",
	} {
		require.Equal(t, expected, s.named(finance, "/v1/red-forms?"+query, forms), query)
	}
	require.Len(t, s.must(finance, http.MethodGet, "/v1/operator-tasks?seller=platform&kind=red_form", nil)["items"], 1)
	require.Empty(t, s.must(finance, http.MethodGet, "/v1/operator-tasks?seller=isv-1&kind=red_form", nil)["items"])
}

// P6: what a filter cannot be is refused in words, and so is one that there is not: a misspelt one would list everything.
func TestP6BadFiltersAreRefused(t *testing.T) {
	s := newService(t)
	s.account("acct")
	for query, field := range map[string]string{
		"number=abc": "number", "number=" + strings.Repeat("1", 21): "number", "title=" + url.QueryEscape("（）"): "title",
		"title=" + url.QueryEscape("甲\u202e乙"): "title", "title=%ff": "title", "taxpayer_id=" + strings.Repeat("1", 65): "taxpayer_id",
		"medium=stone": "medium", "kind=odd": "kind", "status=planned": "status", "from=2026-02-30": "from", "to=yesterday": "to",
		"from=2026-09-18T00:00:00Z": "from", "from=1026-09-18": "from", "from=2026-09-19&to=2026-09-18": "to", "seller=" + url.QueryEscape("a b"): "seller",
		"tracking_number=" + url.QueryEscape("S F"): "tracking_number", "serial=" + url.QueryEscape("甲"): "serial", "tittle=x": "tittle",
		"Number=1": "Number",
	} {
		for _, path := range []string{"/v1/invoices?", "/v1/accounts/acct/invoices?"} {
			s.refused(http.StatusBadRequest, "invalid_request", field, finance, http.MethodGet, path+query, nil)
		}
		if field != "status" {
			s.refused(http.StatusBadRequest, "invalid_request", field, finance, http.MethodGet, "/v1/applications?"+query, nil)
		}
	}
	for _, path := range []string{
		"/v1/tickets?kind=odd", "/v1/tickets?from=x", "/v1/accounts?title=%00", "/v1/red-forms?to=2026", "/v1/operator-tasks?seller=%20",
	} {
		a := s.call(finance, http.MethodGet, path, nil)
		require.Equal(t, http.StatusBadRequest, a.status, fmt.Sprint(path, string(a.bytes)))
	}
}
