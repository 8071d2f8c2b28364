package api_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/policy"
	"kaipiao/domain/standingorder"
	"kaipiao/office"
	roles "kaipiao/schema"
)

const orderPath = "/v1/accounts/acct/standing-order"

// monthly is an order for the fifth of each month.
func monthly(changes object) object {
	return with(object{"day": 5, "kind": "ordinary", "medium": "electronic", "enabled": true}, changes)
}

// carriedOut does what the activity does, with the rights of the worker: everything that is due, in some process of several.
func (s *service) carriedOut() (runs []standingorder.Run) {
	s.t.Helper()
	published, err := calendar.Published()
	require.NoError(s.t, err)
	asWorker := office.New(postgrestest.Pool(s.t, postgrestest.As(s.t, roles.Worker, s.pool.Config().ConnString())), policy.Default(), published)
	due, err := asWorker.StandingOrders.Due(s.t.Context(), "", 100, s.now)
	require.NoError(s.t, err)
	var together sync.WaitGroup
	var mu sync.Mutex
	for _, account := range due {
		for range 2 { // two workers at once
			together.Go(func() {
				run, err := asWorker.StandingOrders.CarryOut(s.t.Context(), account, s.now)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					s.t.Error(err)
				}
				if run != nil {
					runs = append(runs, *run)
				}
			})
		}
	}
	together.Wait()
	return runs
}

func (s *service) history() []any {
	s.t.Helper()
	return s.must(customer, get, orderPath+"/history", nil)["items"].([]any)
}

// A14: on its day at 10:30 the account applies for everything that is free, once a month, as a call would; what became of it can be read, also when the order
// is gone.
func TestA14AnOrderAppliesOnceAMonthForEverythingThatIsFree(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"), with(bill("c2", "acct", "20.00"), object{"tax_rate": "0.13"}),
		with(bill("waits", "acct", "5.00"), object{"charge": "prepaid"}), with(bill("market", "acct", "6.00"), object{"seller": "isv-1"}))
	s.applied("own", eInvoice("30.00"))
	made := s.must(customer, put, orderPath, monthly(object{"email": "ap@example.test", "remark": "每月"}))
	require.Equal(t, []any{"2026-10-05T02:30:00Z", "90.00", []any{}, nil, "customer:wang"},
		[]any{made["next_run"], made["expected"], made["blocked"], made["last"], made["changed_by"]}, "the fifth has passed")
	require.Empty(t, s.carriedOut())
	s.now = at("2026-10-05 10:29:59")
	require.Empty(t, s.carriedOut())
	s.now = at("2026-10-05 10:30:00")
	runs := s.carriedOut()
	require.Len(t, runs, 1, "of two at once one does it")
	require.Empty(t, s.carriedOut(), "once a month")
	application := s.must(customer, get, "/v1/applications/"+string(runs[0].Application), nil)
	require.Equal(t, []any{"90.00", "ap@example.test", "每月", "automatic", "platform"},
		[]any{application["total"], application["email"], application["remark"], application["review"].(object)["mode"], application["seller"]})
	require.Len(t, application["invoices"], 2, "of two rates")
	require.Contains(t, acts(s.trail("application", string(runs[0].Application))), "submitted by kaipiao:standing-order/acct")
	shown := s.must(auditor, get, orderPath, nil)
	require.Equal(t, []any{"2026-11-05T02:30:00Z", "0.00", "2026-10"}, []any{shown["next_run"], shown["expected"], shown["last"].(object)["month"]})
	require.Equal(t, "nothing_available", shown["blocked"].([]any)[0].(object)["code"])

	s.must(upstream, http.MethodDelete, orderPath, nil)
	s.refused(http.StatusNotFound, "not_found", "", customer, get, orderPath, nil)
	s.refused(http.StatusNotFound, "not_found", "", customer, http.MethodDelete, orderPath, nil)
	require.Equal(t, string(runs[0].Application), s.history()[0].(object)["application"])
	s.must(customer, put, orderPath, monthly(object{"day": 6}))
	s.consumed(bill("c3", "acct", "1.00"))
	s.now = at("2026-10-06 10:30:00")
	require.Empty(t, s.carriedOut(), "a new order of the same month does not apply twice")
	require.Equal(t, "2026-11-06T02:30:00Z", s.must(customer, get, orderPath, nil)["next_run"])
	s.sound()
}

// A14: what is skipped says why, in both languages, once a month; what is put right within the month is the customer's to apply for.
func TestA14WhatIsSkippedSaysWhy(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.must(customer, put, orderPath, monthly(nil))
	skipped := func(month, code string) object {
		t.Helper()
		s.now = at(month + "-05 10:30:00")
		require.Len(t, s.carriedOut(), 1)
		last := s.history()[0].(object)
		require.Equal(t, []any{month, nil}, []any{last["month"], last["application"]})
		reason := last["skipped"].([]any)[0].(object)
		require.Equal(t, code, reason["code"])
		require.NotEqual(t, reason["message"], reason["message_zh"])
		return reason
	}
	skipped("2026-10", "nothing_available")
	s.consumed(bill("c1", "acct", "100.00"), bill("c2", "acct", "50.00"))
	require.Empty(t, s.carriedOut())
	s.issued(s.approved(s.applied("own", eInvoice("100.00")))[0], "26110000000000000001")
	s.refund("r1", "c1", "60.00")
	require.Contains(t, skipped("2026-11", "outstanding_first")["message"], "60.00")
	s.consumed(bill("c3", "acct", "60.00"))
	require.Equal(t, "offset", s.apply("offset", eInvoice("60.00")).body["status"])

	saved := s.must(customer, post, "/v1/accounts/acct/titles", with(title, object{"default": false}))["id"]
	s.must(customer, put, orderPath, monthly(object{"title": saved}))
	s.must(customer, http.MethodDelete, "/v1/accounts/acct/titles/"+saved.(string), nil)
	require.Equal(t, "unknown_template", s.must(customer, get, orderPath, nil)["blocked"].([]any)[0].(object)["code"])
	skipped("2026-12", "unknown_template")
	s.must(customer, put, orderPath, monthly(object{"medium": "paper"}))
	skipped("2027-01", "address_required")
	s.must(customer, put, orderPath, monthly(object{"kind": "special"}))
	skipped("2027-02", "special_paper_only")
	s.must(customer, put, orderPath, monthly(nil))
	s.must(upstream, put, "/v1/accounts/acct", with(company("北京甲科技有限公司"), object{"region": "overseas"}))
	skipped("2027-03", "proforma_only")
	s.must(upstream, put, "/v1/accounts/acct", company("北京甲科技有限公司"))
	s.now = at("2027-04-05 10:30:00")
	require.NotEmpty(t, s.carriedOut()[0].Application)
	pages, months := 0, []any{}
	for path := orderPath + "/history?limit=3"; path != ""; pages++ {
		page := s.must(finance, get, path, nil)
		for _, item := range page["items"].([]any) {
			months = append(months, item.(object)["month"])
		}
		path = ""
		if next, more := page["next_cursor"].(string); more {
			path = orderPath + "/history?limit=3&cursor=" + next
		}
	}
	require.Equal(t, []any{"2027-04", "2027-03", "2027-02", "2027-01", "2026-12", "2026-11", "2026-10"}, months)
	require.Equal(t, 3, pages)
	s.sound()
}

// A14: a day that was missed is caught up with within its month, once, and not in the next one.
func TestA14AMissedDayIsCaughtUpWithInItsMonth(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	s.must(customer, put, orderPath, monthly(nil))
	s.now = at("2026-10-09 08:00:00")
	require.Equal(t, "2026-10-09T02:30:00Z", s.must(customer, get, orderPath, nil)["next_run"])
	require.Len(t, s.carriedOut(), 1)
	s.consumed(bill("c2", "acct", "1.00"))
	s.now = at("2026-12-31 23:59:59")
	runs := s.carriedOut()
	require.Len(t, runs, 1)
	require.Equal(t, standingorder.Month("2026-12"), runs[0].Month, "November is over")
	s.now = at("2027-01-01 00:00:00")
	require.Empty(t, s.carriedOut())
}

// A14: an order that is changed, disabled or deleted while it is about to be carried out counts as it is when its account is locked.
func TestA14AnOrderThatChangesMeanwhile(t *testing.T) {
	for name, change := range map[string]func(*service){
		"deleted":        func(s *service) { s.must(customer, http.MethodDelete, orderPath, nil) },
		"disabled":       func(s *service) { s.must(customer, put, orderPath, monthly(object{"enabled": false})) },
		"on a later day": func(s *service) { s.must(customer, put, orderPath, monthly(object{"day": 28})) },
		"of a day before": func(s *service) {
			s.must(customer, put, orderPath, monthly(object{"day": 1}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			s.account("acct")
			s.consumed(bill("c1", "acct", "100.00"))
			s.must(customer, put, orderPath, monthly(nil))
			s.now = at("2026-10-05 10:30:05")
			due, err := s.register.StandingOrders.Due(t.Context(), "", 10, s.now)
			require.NoError(t, err)
			require.Equal(t, []ids.Account{"acct"}, due)
			change(s)
			run, err := s.register.StandingOrders.CarryOut(t.Context(), "acct", s.now)
			require.NoError(t, err)
			require.Nil(t, run)
			require.Empty(t, s.history())
		})
	}
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	s.must(customer, put, orderPath, monthly(nil))
	s.now = at("2026-10-05 10:30:05")
	s.must(customer, put, orderPath, monthly(object{"remark": "new"}))
	run, err := s.register.StandingOrders.CarryOut(t.Context(), "acct", s.now)
	require.NoError(t, err)
	require.Equal(t, "new", s.must(customer, get, "/v1/applications/"+string(run.Application), nil)["remark"])
}

// A14: what is no order.
func TestA14WhatIsNoOrder(t *testing.T) {
	s := newService(t)
	s.account("acct")
	for field, change := range map[string]object{
		"day": {"day": 29}, "kind": {"kind": "x"}, "medium": {"medium": "x"}, "email": {"email": "no address"},
		"title": {"title": "a b"}, "address": {"address": "a b"},
	} {
		s.refused(http.StatusBadRequest, "invalid_request", field, customer, put, orderPath, monthly(change))
	}
	s.refused(http.StatusUnprocessableEntity, "unknown_template", "title", customer, put, orderPath, monthly(object{"title": "nothing"}))
	s.refused(http.StatusUnprocessableEntity, "unknown_template", "address", customer, put, orderPath, monthly(object{"address": "nothing"}))
	s.refused(http.StatusNotFound, "not_found", "", customer, get, orderPath, nil)
	s.refused(http.StatusNotFound, "not_found", "", upstream, put, "/v1/accounts/nobody/standing-order", monthly(nil))
	s.refused(http.StatusNotFound, "not_found", "", stranger, put, orderPath, monthly(nil))
	require.Empty(t, s.history())
}

// A13, A14: a member in trusteeship applies for its own only; its master's order for what the members consume, too.
func TestA13A14AMastersOrderTakesWhatItsMembersConsume(t *testing.T) {
	s := newService(t)
	grouped(s, "trusteeship")
	s.consumed(bought("own", "acct", "10.00", "2026-09-18 14:00:00"), bought("for-master", "acct", "20.00", "2026-09-18 15:00:00"))
	s.must(customer, put, orderPath, monthly(nil))
	s.must(master, put, "/v1/accounts/master/standing-order", monthly(nil))
	s.now = at("2026-10-05 10:30:00")
	require.Len(t, s.carriedOut(), 2)
	for account, total := range map[string]string{"acct": "10.00", "master": "20.00"} {
		applications := s.must(upstream, get, "/v1/accounts/"+account+"/applications", nil)["items"].([]any)
		require.Len(t, applications, 1)
		require.Equal(t, total, applications[0].(object)["total"])
	}
	s.sound()
}

// A14: many accounts are due in pages, each once, in the order of their ids.
func TestA14DueOrdersComeInPages(t *testing.T) {
	s := newService(t)
	for _, account := range []string{"a", "b", "c"} {
		s.account(account)
		s.must(upstream, put, "/v1/accounts/"+account+"/standing-order", monthly(nil))
	}
	s.now = at("2026-10-31 23:00:00").Add(30 * time.Minute)
	first, err := s.register.StandingOrders.Due(t.Context(), "", 2, s.now)
	require.NoError(t, err)
	second, err := s.register.StandingOrders.Due(t.Context(), first[1], 2, s.now)
	require.NoError(t, err)
	require.Equal(t, [][]ids.Account{{"a", "b"}, {"c"}}, [][]ids.Account{first, second})
}
