package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
)

// R1: what waits for a reviewer is grouped by the difference of the titles and by the tax number, all of it, whoever's account it is; what somebody
// else has claimed, and what two people decide about, is in no group.
func TestR1WhatDiffersAlikeIsGrouped(t *testing.T) {
	// given 220 people under one company's title, written in two ways, and others
	p := policy.Default()
	above := money.MustParse("50000.00")
	p.Review.SecondPersonAbove = &above
	s, approver := newServiceUnder(t, p), trusted("sun", access.Reviewer)
	apply := func(account, amount, title, number string) string {
		s.must(upstream, http.MethodPut, "/v1/accounts/"+account, person("张三"))
		s.consumed(bill("bill-"+account, account, "900000.00"))
		who := access.Identity{Subject: "of-" + account, Role: access.Customer, Account: ids.Account(account)}
		return s.must(who, http.MethodPost, "/v1/accounts/"+account+"/applications", with(eInvoice(amount), object{
			"title": object{"title": title, "taxpayer_id": number},
		}), "Idempotency-Key", "k")["id"].(string)
	}
	for n := range 220 {
		title := "上海乙（集团）有限公司"
		if n%2 == 1 {
			title = "上海乙(集团) 有限公司"
		}
		apply(fmt.Sprintf("p%03d", n), "100.00", title, companyID)
	}
	other := apply("other", "100.00", "上海丙有限公司", companyID)
	apply("large", "60000.00", "上海丙有限公司", companyID)
	claimed := apply("claimed", "100.00", "上海丙有限公司", companyID)
	s.must(approver, http.MethodPost, "/v1/applications/"+claimed+"/claim", nil)

	// when
	found := s.must(finance, http.MethodGet, "/v1/desk/alike", nil)

	// then
	require.Equal(t, false, found["capped"])
	groups := found["groups"].([]any)
	require.Len(t, groups, 2)
	first, second := groups[0].(object), groups[1].(object)
	require.Equal(t, []any{float64(220), "22000.00", companyID}, []any{first["count"], first["total"], first["taxpayer_id"]})
	require.Equal(t, object{"applied": "上海乙(集团)有限公司", "certified": "张三"}, first["difference"])
	require.Len(t, first["applications"], 220)
	require.Equal(t, other, second["applications"].([]any)[0].(object)["id"])
	require.Len(t, second["applications"], 1)

	// and whoever has claimed it sees it
	require.Len(t, s.must(approver, http.MethodGet, "/v1/desk/alike", nil)["groups"].([]any)[1].(object)["applications"], 2)
}
