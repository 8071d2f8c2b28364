package api_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// master is somebody of the account that is the master in these tests; "acct" is its member.
var master = access.Identity{Subject: "qian", Role: access.Customer, Account: "master"}

// grouped makes "acct" a member of "master" now.
func grouped(s *service, way string) {
	s.t.Helper()
	s.account("acct")
	s.account("master")
	s.must(upstream, put, "/v1/accounts/acct/master", joining("master", way))
}

func joining(account, way string) object { return object{"account": account, "way": way} }

// bought is a prepaid order with its resources, so that it can be invoiced from when it is paid.
func bought(id, account, cash, paid string) object {
	return with(bill(id, account, cash), object{"charge": "prepaid", "paid_at": stamp(paid), "resources_created_at": stamp(paid)})
}

// available is what an account may invoice of the platform.
func (s *service) invoiceable(account string) any {
	s.t.Helper()
	return s.must(upstream, get, "/v1/accounts/"+account+"/invoiceable", nil)["available"]
}

// records are those of an account, by their ids, with the codes that explain them.
func (s *service) records(account string) (ids []any, why map[string][]any, all map[string]object) {
	s.t.Helper()
	why, all = map[string][]any{}, map[string]object{}
	for _, item := range s.must(upstream, get, "/v1/accounts/"+account+"/invoiceable/records", nil)["items"].([]any) {
		record := item.(object)
		id := record["consumption"].(string)
		ids, all[id] = append(ids, id), record
		for _, reason := range record["why"].([]any) {
			why[id] = append(why[id], reason.(object)["code"])
		}
	}
	return ids, why, all
}

// A13: what a member in trusteeship pays from the very instant on, and before the very end, is its master's to invoice; nothing that is recorded
// moves, and what is reported late belongs to whom it belonged when it was paid.
func TestA13TrusteeshipFromItsInstantToItsEnd(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.account("master")
	s.consumed(bought("a-before", "acct", "100.00", "2026-09-18 14:00:00"))
	s.must(upstream, put, "/v1/accounts/acct/master", with(joining("master", "trusteeship"), object{"from": stamp("2026-09-18 16:00:00")}))
	shown := s.must(customer, get, "/v1/accounts/acct/master", nil)["master"].(object)
	require.Equal(t, []any{"master", "trusteeship", "2026-09-18T08:00:00Z", nil, false, "service:billing"},
		[]any{shown["master"], shown["way"], shown["from"], shown["until"], shown["in_force"], shown["made_by"]})
	s.now = at("2026-09-18 18:00:00")
	s.consumed(bought("b-late", "acct", "7.00", "2026-09-18 15:59:59"), bought("c-first", "acct", "20.00", "2026-09-18 16:00:00"))
	s.now = at("2026-09-18 20:00:00")
	s.must(upstream, http.MethodDelete, "/v1/accounts/acct/master", nil)
	s.consumed(bought("d-last", "acct", "3.00", "2026-09-18 19:59:59"), bought("e-after", "acct", "1.00", "2026-09-18 20:00:00"))
	require.Equal(t, []any{"108.00", "23.00"}, []any{s.invoiceable("acct"), s.invoiceable("master")})

	own, why, all := s.records("acct")
	require.Equal(t, []any{"a-before", "b-late", "c-first", "d-last", "e-after"}, own, "it sees them all")
	require.Equal(t, map[string][]any{"c-first": {"invoiced_by_master"}, "d-last": {"invoiced_by_master"}}, why)
	require.Equal(t, []any{"none", "0.00", "acct", "master", "trusteeship"},
		[]any{all["c-first"]["counts"], all["c-first"]["left"], all["c-first"]["member"], all["c-first"]["master"], all["c-first"]["way"]})
	require.Contains(t, all["c-first"]["why"].([]any)[0].(object)["message_zh"], "托管")
	require.Equal(t, []any{nil, nil}, []any{all["a-before"]["member"], all["a-before"]["way"]})
	ofMaster, why, all := s.records("master")
	require.Equal(t, []any{"c-first", "d-last"}, ofMaster)
	require.Equal(t, map[string][]any{"c-first": {"of_member"}, "d-last": {"of_member"}}, why)
	require.Equal(t, []any{"whole", "acct"}, []any{all["c-first"]["counts"], all["c-first"]["member"]})
	require.Equal(t, "master_invoices", s.balance("")["notes"].([]any)[0].(object)["code"])

	a := s.refused(http.StatusUnprocessableEntity, "invoiced_by_master", "consumptions[0]", customer, post, "/v1/accounts/acct/applications",
		object{"kind": "ordinary", "medium": "electronic", "consumptions": []any{"c-first"}}, "Idempotency-Key", "x")
	require.Contains(t, a.body["detail_zh"], "托管")
	applied := s.must(master, post, "/v1/accounts/master/applications", eInvoice("23.00"), "Idempotency-Key", "m")
	require.Equal(t, "23.00", applied["total"])
	s.sound()
}

// A13: refunds, debts and reversals follow the record to the master, also after the link has ended.
func TestA13RefundsAfterTheEndFollowTheRecord(t *testing.T) {
	s := newService(t)
	grouped(s, "trusteeship")
	s.consumed(bought("c1", "acct", "100.00", "2026-09-18 15:00:00"))
	application := s.must(master, post, "/v1/accounts/master/applications", eInvoice("100.00"), "Idempotency-Key", "m")["id"].(string)
	id := s.approved(application)[0]
	s.issued(id, "26110000000000000001")
	s.now = at("2026-09-18 16:00:00")
	s.must(upstream, http.MethodDelete, "/v1/accounts/acct/master", nil)
	s.must(upstream, post, "/v1/refunds", object{"items": []object{
		{"id": "r1", "consumption": "c1", "cash": "40.00", "reason": "refund", "refunded_at": stamp("2026-09-18 15:59:00")},
	}})
	require.Equal(t, []any{"0.00", "-40.00"}, []any{s.invoiceable("acct"), s.invoiceable("master")})
	require.Equal(t, true, s.balance("")["withdrawal_allowed"], "the member owes nothing")
	require.Equal(t, false, s.must(upstream, get, "/v1/accounts/master/invoiceable", nil)["withdrawal_allowed"])
	_, why, all := s.records("master")
	require.Equal(t, []any{"of_member", "refunded", "invoiced", "outstanding"}, why["c1"])
	require.Equal(t, "40.00", all["c1"]["outstanding"])
	require.Equal(t, http.StatusNotFound, s.call(customer, get, "/v1/invoices/"+id, nil).status, "the invoice is the master's")
	s.sound()
}

// A13, L5, L6: what an agent paid for is the agent's, and what a marketplace vendor sold the member's, whatever its group.
func TestA13AgentsAndVendorsComeFirst(t *testing.T) {
	s := newService(t)
	grouped(s, "trusteeship")
	s.account("agent")
	s.consumed(
		with(bought("by-agent", "acct", "5.00", "2026-09-18 15:00:00"), object{"payer": "agent"}),
		with(bought("market", "acct", "6.00", "2026-09-18 15:00:00"), object{"seller": "isv-1", "delivered_at": stamp("2026-09-01 12:00:00")}),
		with(bill("postpaid", "acct", "7.00"), object{"paid_at": stamp("2026-09-18 15:00:00")}),
	)
	require.Equal(t, []any{"0.00", "5.00", "0.00"}, []any{s.invoiceable("acct"), s.invoiceable("agent"), s.invoiceable("master")})
	require.Equal(t, "6.00", s.balance("?seller=isv-1")["available"])
	s.now = at("2026-09-19 10:00:00")
	require.Equal(t, "7.00", s.invoiceable("master"), "postpaid is released the next day, to the master")
	_, why, all := s.records("agent")
	require.Empty(t, why["by-agent"])
	require.Nil(t, all["by-agent"]["member"])
	s.sound()
}

// A13: an independent member's consumption stays its own; its master sees and does for it what is the member's to invoice, in its own name and under
// the member's title, and nothing else; and once the link has ended, nothing any more.
func TestA13AnIndependentMembersMasterActsForIt(t *testing.T) {
	s := newService(t)
	grouped(s, "independent")
	s.consumed(bought("c1", "acct", "100.00", "2026-09-18 15:00:00"), bought("c2", "acct", "50.00", "2026-09-18 14:00:00"))
	require.Equal(t, []any{"150.00", "0.00"}, []any{s.invoiceable("acct"), s.invoiceable("master")})
	_, why, _ := s.records("acct")
	require.Equal(t, map[string][]any{"c1": {"of_group"}}, why, "from the instant on")

	path := "/v1/accounts/acct/"
	require.Equal(t, "150.00", s.must(master, get, path+"invoiceable", nil)["available"])
	made := s.must(master, post, path+"applications", eInvoice("100.00"), "Idempotency-Key", "m")
	require.Equal(t, []any{"acct", "北京甲科技有限公司"}, []any{made["account"], made["title"]})
	application := made["id"].(string)
	offered := s.must(master, get, "/v1/applications/"+application, nil)
	require.Equal(t, "cancel", offered["actions"].([]any)[0].(object)["action"])
	require.Contains(t, acts(s.trail("application", application)), "submitted by customer:qian", "it says who did it")
	second := s.must(master, post, path+"applications", eInvoice("10.00"), "Idempotency-Key", "n")["id"].(string)
	require.Equal(t, "cancelled", s.must(master, post, "/v1/applications/"+second+"/cancel", nil)["status"])
	invoice := s.approved(application)[0]
	s.issued(invoice, "26110000000000000001")
	require.Len(t, s.must(master, get, path+"invoices?status=issued", nil)["items"], 1)
	timeline := s.must(master, get, "/v1/invoices/"+invoice+"/timeline", nil)["items"].([]any)
	require.Equal(t, "customer:qian", timeline[0].(object)["who"])
	s.must(master, post, "/v1/invoices/"+invoice+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "red")
	opened := s.must(master, post, "/v1/tickets", object{"kind": "other", "account": "acct", "note": "?"}, "Idempotency-Key", "t")
	require.Equal(t, "acct", opened["account"])
	require.Contains(t, strings.Join(acts(s.trail("ticket", opened["id"].(string))), "; "), "customer:qian")
	about := s.must(master, post, "/v1/tickets", object{"kind": "other", "invoice": invoice, "note": "?"}, "Idempotency-Key", "t2")
	require.Equal(t, "acct", about["account"])
	require.Len(t, s.must(master, get, "/v1/tickets?account=acct", nil)["items"], 2)
	require.Empty(t, s.must(master, get, "/v1/tickets", nil)["items"], "its own")
	s.must(master, post, "/v1/tickets/"+opened["id"].(string)+"/withdraw", nil)
	require.Len(t, s.must(customer, get, "/v1/tickets", nil)["items"], 2, "the member sees what was done for it")

	// not what the member has saved, ordered, and asked for; not the other way round; not under the master's own title
	s.refused(http.StatusNotFound, "not_found", "", master, post, path+"titles", title)
	s.refused(http.StatusNotFound, "not_found", "", master, put, path+"standing-order", monthly(nil))
	s.refused(http.StatusNotFound, "not_found", "", master, get, path+"members", nil)
	s.refused(http.StatusNotFound, "not_found", "", customer, get, "/v1/accounts/master/invoiceable", nil)
	s.refused(http.StatusUnprocessableEntity, "title_not_certified_name", "title", master, post, path+"applications",
		with(eInvoice("1.00"), object{"title": object{"title": "北京乙科技有限公司", "taxpayer_id": companyID}}), "Idempotency-Key", "x")

	s.now = at("2026-09-18 16:00:00")
	s.must(upstream, http.MethodDelete, "/v1/accounts/acct/master", nil)
	for _, gone := range []string{
		path + "invoiceable", path + "invoices", "/v1/applications/" + application, "/v1/invoices/" + invoice, "/v1/tickets/" + about["id"].(string),
	} {
		s.refused(http.StatusNotFound, "not_found", "", master, get, gone, nil)
	}
	require.Empty(t, s.must(master, get, "/v1/tickets?account=acct", nil)["items"])
	s.refused(http.StatusNotFound, "not_found", "", master, post, path+"applications", eInvoice("1.00"), "Idempotency-Key", "y")
	s.sound()
}

// A13: in trusteeship the master has nothing to do on the member's account, and before a link begins nobody has.
func TestA13NoRightWithoutAnIndependentLinkInForce(t *testing.T) {
	s := newService(t)
	grouped(s, "trusteeship")
	s.refused(http.StatusNotFound, "not_found", "", master, get, "/v1/accounts/acct/invoiceable", nil)
	s.must(upstream, http.MethodDelete, "/v1/accounts/acct/master", nil)
	s.must(upstream, put, "/v1/accounts/acct/master", with(joining("master", "independent"), object{"from": stamp("2026-09-18 16:00:00")}))
	s.refused(http.StatusNotFound, "not_found", "", master, get, "/v1/accounts/acct/invoiceable", nil)
	s.now = at("2026-09-18 16:00:00")
	s.must(master, get, "/v1/accounts/acct/invoiceable", nil)
	require.Len(t, s.must(master, get, "/v1/accounts/master/members?limit=1", nil)["items"], 1)
}

// A13: an individual may be invoiced under a company's title, but not by its master.
func TestA13AMasterAppliesUnderTheMembersTitleOnly(t *testing.T) {
	s := newService(t)
	s.must(upstream, put, "/v1/accounts/acct", person("王小明"))
	s.account("master")
	s.must(upstream, put, "/v1/accounts/acct/master", joining("master", "independent"))
	s.consumed(bought("c1", "acct", "100.00", "2026-09-18 15:00:00"))
	other := with(eInvoice("1.00"), object{"title": object{"title": "北京乙科技有限公司", "taxpayer_id": companyID}})
	s.refused(http.StatusUnprocessableEntity, "member_title_only", "title", master, post, "/v1/accounts/acct/applications", other, "Idempotency-Key", "x")
	blocked := s.must(master, post, "/v1/accounts/acct/applications/preview", other)["blocked"].([]any)
	require.Equal(t, "member_title_only", blocked[0].(object)["code"])
	s.must(customer, post, "/v1/accounts/acct/applications", other, "Idempotency-Key", "y")
	require.Equal(t, "王小明", s.must(master, post, "/v1/accounts/acct/applications", eInvoice("1.00"), "Idempotency-Key", "z")["title"])
}

// A13: what cannot be a group.
func TestA13WhatCannotBeAGroup(t *testing.T) {
	s := newService(t)
	for _, id := range []string{"acct", "master", "third"} {
		s.account(id)
	}
	acme := object{"type": "enterprise", "name": "Acme Ltd.", "taxpayer_id": "2766113"}
	s.must(upstream, put, "/v1/accounts/abroad", object{"certification": acme, "region": "hongkong"})
	s.must(upstream, put, "/v1/accounts/unknown", object{"certification": object{"type": "none"}, "region": "mainland"})
	refused := func(status int, code, field, member string, body object) {
		t.Helper()
		s.refused(status, code, field, upstream, put, "/v1/accounts/"+member+"/master", body)
	}
	refused(http.StatusUnprocessableEntity, "master_of_itself", "account", "acct", joining("acct", "independent"))
	refused(http.StatusUnprocessableEntity, "unknown_master", "account", "acct", joining("nobody", "independent"))
	refused(http.StatusNotFound, "not_found", "", "nobody", joining("acct", "independent"))
	refused(http.StatusUnprocessableEntity, "group_abroad", "account", "acct", joining("abroad", "independent"))
	refused(http.StatusUnprocessableEntity, "group_abroad", "", "abroad", joining("acct", "independent"))
	refused(http.StatusUnprocessableEntity, "group_not_certified", "", "unknown", joining("acct", "trusteeship"))
	refused(http.StatusUnprocessableEntity, "group_not_certified", "account", "acct", joining("unknown", "trusteeship"))
	refused(http.StatusBadRequest, "invalid_request", "way", "acct", joining("master", "both"))
	refused(http.StatusUnprocessableEntity, "link_in_the_past", "from", "acct",
		with(joining("master", "trusteeship"), object{"from": stamp("2026-09-18 14:54:59")}))
	refused(http.StatusBadRequest, "invalid_request", "from", "acct", with(joining("master", "trusteeship"), object{"from": "1999-01-01T00:00:00Z"}))

	made := s.must(upstream, put, "/v1/accounts/acct/master", with(joining("master", "trusteeship"), object{"from": stamp("2026-09-18 14:56:00")}))
	require.Equal(t, "2026-09-18T07:00:00Z", made["from"], "clocks differ; it begins now")
	refused(http.StatusConflict, "member_is_master", "", "master", joining("third", "independent"))
	refused(http.StatusConflict, "master_is_member", "account", "master", joining("acct", "independent"))
	refused(http.StatusConflict, "master_is_member", "account", "third", joining("acct", "independent"))
	refused(http.StatusConflict, "already_member", "account", "acct", joining("third", "trusteeship"))
	refused(http.StatusConflict, "already_member", "account", "acct", joining("master", "independent"))
	before := s.contents()
	s.now = at("2026-09-18 17:00:00")
	again := s.must(upstream, put, "/v1/accounts/acct/master", with(joining("master", "trusteeship"), object{"from": stamp("2026-09-18 14:56:00")}))
	require.Equal(t, made["from"], again["from"])
	require.Equal(t, before, s.contents(), "said again it changes nothing")
}

// A13: a link that has not begun gives way to another one, or to none, and was never in force; one that has ended stays in the past, and another
// one may follow.
func TestA13WhatHasNotBegunGivesWay(t *testing.T) {
	s := newService(t)
	for _, id := range []string{"acct", "master", "third"} {
		s.account(id)
	}
	path := "/v1/accounts/acct/master"
	later := func(master, way string) object {
		return with(joining(master, way), object{"from": stamp("2026-10-01 00:00:00")})
	}
	s.must(upstream, put, path, later("master", "trusteeship"))
	s.refused(http.StatusConflict, "member_is_master", "", upstream, put, "/v1/accounts/master/master", joining("third", "independent"))
	s.must(upstream, put, path, later("third", "independent"))
	s.must(upstream, put, "/v1/accounts/master/master", joining("third", "independent")) // it is no master any more
	s.must(upstream, put, path, joining("third", "independent"))                         // now, and not later
	s.now = at("2026-09-18 16:00:00")
	s.must(upstream, http.MethodDelete, path, nil)
	s.must(upstream, http.MethodDelete, path, nil) // there is none any more
	s.must(upstream, put, path, later("third", "trusteeship"))
	s.must(upstream, http.MethodDelete, path, nil)
	s.must(upstream, put, path, joining("third", "trusteeship"))
	shown := s.must(auditor, get, path, nil)
	present := shown["master"].(object)
	require.Equal(t, []any{"third", "trusteeship", true}, []any{present["master"], present["way"], present["in_force"]})
	require.Len(t, shown["earlier"], 1)
	require.Equal(t, []any{"independent", "2026-09-18T08:00:00Z", "service:billing"}, []any{
		shown["earlier"].([]any)[0].(object)["way"], shown["earlier"].([]any)[0].(object)["until"], shown["earlier"].([]any)[0].(object)["ended_by"],
	})
	var listed []any
	for page := "/v1/accounts/third/members?limit=1"; page != ""; {
		one := s.must(finance, get, page, nil)
		for _, item := range one["items"].([]any) {
			listed = append(listed, item.(object)["member"])
		}
		page = ""
		if next, more := one["next_cursor"].(string); more {
			page = "/v1/accounts/third/members?limit=1&cursor=" + next
		}
	}
	require.Equal(t, []any{"acct", "acct", "master"}, listed)
}

// A13: of two links at once one is made; and two accounts do not become each other's masters.
func TestA13TwoLinksAtOnce(t *testing.T) {
	s := newService(t)
	for _, id := range []string{"a", "b", "c"} {
		s.account(id)
	}
	for range 5 {
		var together sync.WaitGroup
		codes := make([]int, 4)
		for i, link := range [][2]string{{"a", "b"}, {"b", "a"}, {"a", "c"}, {"c", "b"}} {
			together.Go(func() {
				codes[i] = s.call(upstream, put, "/v1/accounts/"+link[0]+"/master", joining(link[1], "trusteeship")).status
			})
		}
		together.Wait()
		for _, code := range codes {
			require.Contains(t, []int{http.StatusOK, http.StatusConflict}, code)
		}
		masters := map[string]bool{}
		for _, id := range []string{"a", "b", "c"} {
			if link, is := s.must(upstream, get, "/v1/accounts/"+id+"/master", nil)["master"].(object); is {
				masters[link["master"].(string)] = true
			}
		}
		for id := range masters {
			require.Nil(t, s.must(upstream, get, "/v1/accounts/"+id+"/master", nil)["master"], "%s is a master, and so no member", id)
		}
		require.NotEmpty(t, masters)
		s.now = s.now.Add(time.Minute)
		for _, id := range []string{"a", "b", "c"} {
			s.must(upstream, http.MethodDelete, "/v1/accounts/"+id+"/master", nil)
		}
	}
}

// A13, R6, L13: another company that takes over an account is in no group and has ordered nothing; what its master was to invoice stays the master's,
// and what the account owed before it was a member stays its own.
func TestA13ASubjectChangeEndsTheLink(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.account("master")
	s.consumed(bought("old", "acct", "10.00", "2026-09-18 14:00:00"))
	s.issued(s.approved(s.applied("a", eInvoice("10.00")))[0], "26110000000000000001")
	s.refund("r1", "old", "4.00")
	s.must(upstream, put, "/v1/accounts/acct/master", joining("master", "trusteeship"))
	s.must(customer, put, "/v1/accounts/acct/standing-order", object{"day": 5, "kind": "ordinary", "medium": "electronic", "enabled": true})
	s.consumed(bought("new", "acct", "30.00", "2026-09-18 15:00:00"))
	require.Equal(t, []any{"-4.00", "30.00"}, []any{s.invoiceable("acct"), s.invoiceable("master")}, "the debt stays with who made it")

	s.now = at("2026-09-18 16:00:00")
	other := with(company("上海丙科技有限公司"), object{"change": "subject"})
	s.refused(http.StatusConflict, "subject_owes", "change", upstream, put, "/v1/accounts/acct", other)
	require.NotNil(t, s.must(upstream, get, "/v1/accounts/acct/master", nil)["master"])
	s.consumed(bought("pay", "acct", "1.00", "2026-09-18 14:30:00"), bought("pays", "acct", "4.00", "2026-09-18 14:31:00"))
	require.Equal(t, "offset", s.apply("b", eInvoice("4.00")).body["status"])
	s.must(upstream, put, "/v1/accounts/acct", other)
	shown := s.must(upstream, get, "/v1/accounts/acct/master", nil)
	require.Nil(t, shown["master"])
	require.Equal(t, "2026-09-18T08:00:00Z", shown["earlier"].([]any)[0].(object)["until"])
	require.Equal(t, false, s.must(customer, get, "/v1/accounts/acct/standing-order", nil)["enabled"])
	s.consumed(bought("newer", "acct", "2.00", "2026-09-18 16:00:00"))
	require.Equal(t, []any{"2.00", "30.00"}, []any{s.invoiceable("acct"), s.invoiceable("master")})

	s.must(upstream, put, "/v1/accounts/acct/master", joining("master", "independent"))
	s.now = at("2026-09-18 17:00:00")
	s.must(upstream, put, "/v1/accounts/master", with(company("广州丁科技有限公司"), object{"change": "subject"}))
	require.Nil(t, s.must(upstream, get, "/v1/accounts/acct/master", nil)["master"], "the other company is nobody's master")
	s.sound()
}

// A13: a name that changes keeps the group; an account that may belong to none leaves it.
func TestA13WhoMayBelongToNoGroupLeavesIt(t *testing.T) {
	s := newService(t)
	grouped(s, "independent")
	s.must(upstream, put, "/v1/accounts/master", with(company("北京新甲科技有限公司"), object{"change": "name"}))
	require.NotNil(t, s.must(upstream, get, "/v1/accounts/acct/master", nil)["master"])
	s.now = at("2026-09-18 16:00:00")
	s.must(upstream, put, "/v1/accounts/master", with(company("北京新甲科技有限公司"), object{"region": "hongkong"}))
	require.Nil(t, s.must(upstream, get, "/v1/accounts/acct/master", nil)["master"])
	s.refused(http.StatusNotFound, "not_found", "", master, get, "/v1/accounts/acct/invoiceable", nil)
}

// A13: what an account has applied for before it becomes a member stays as it is, and so does its pending application.
func TestA13APendingApplicationStaysTheMembers(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.account("master")
	s.consumed(bought("c1", "acct", "100.00", "2026-09-18 14:00:00"))
	application := s.applied("a", eInvoice("60.00"))
	s.must(upstream, put, "/v1/accounts/acct/master", joining("master", "trusteeship"))
	require.Equal(t, []any{"40.00", "0.00"}, []any{s.invoiceable("acct"), s.invoiceable("master")})
	s.must(customer, post, "/v1/applications/"+application+"/cancel", nil)
	require.Equal(t, []any{"100.00", "0.00"}, []any{s.invoiceable("acct"), s.invoiceable("master")})
	s.applied("b", eInvoice("100.00"))
	s.sound()
}
