package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// L12: the records behind a balance, narrowed by what is left of them, product, code and days of payment, by when they were paid; on every page, in
// both directions, with what all pages have together. What others invoice is among those of which nothing counts.
func TestL12RecordsAreNarrowedSortedAndSummed(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.account("agent")
	for n := range 7 {
		s.consumed(with(bill(fmt.Sprint("c", n), "acct", "10.00"), object{"paid_at": stamp(fmt.Sprintf("2026-09-1%d 12:00:00", n))}))
	}
	s.consumed(
		with(bill("same-instant", "acct", "1.00"), object{"paid_at": stamp("2026-09-13 12:00:00"), "product": "对象存储 OSS", "tax_code": "3040201010000000000"}),
		with(bill("later", "acct", "3.00"), object{"paid_at": stamp("2026-09-18 11:00:00")}),
		with(bill("paid-by-agent", "acct", "5.00"), object{"payer": "agent", "paid_at": stamp("2026-09-12 12:00:00")}),
		bill("of-agent", "agent", "9.00"),
	)
	s.applied("all-of-one", object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{"c6"}})
	const path = "/v1/accounts/acct/invoiceable/records"
	listed := func(query string) (ids []string) {
		t.Helper()
		for cursor := ""; ; {
			page := s.must(customer, get, path+"?limit=2"+query+cursor, nil)
			for _, item := range page["items"].([]any) {
				ids = append(ids, item.(object)["consumption"].(string))
			}
			next, more := page["next_cursor"].(string)
			if !more {
				return ids
			}
			cursor = "&cursor=" + next
		}
	}
	latest := []string{"later", "c6", "c5", "c4", "same-instant", "c3", "paid-by-agent", "c2", "c1", "c0"}
	require.Equal(t, latest, listed("&order=latest"))
	var oldest []string
	for n := range latest {
		oldest = append(oldest, latest[len(latest)-1-n])
	}
	require.Equal(t, oldest, listed("&order=oldest"))
	require.Equal(t, []string{"later"}, listed("&counts=not_yet"))
	require.Equal(t, []string{"c6", "paid-by-agent"}, listed("&counts=none"))
	require.Empty(t, listed("&counts=outstanding"))
	require.Equal(t, []string{"same-instant"}, listed("&product=oss"))
	require.Equal(t, []string{"same-instant"}, listed("&tax_code=30402010"))
	require.Equal(t, []string{"same-instant", "c3", "paid-by-agent", "c2"}, listed("&from=2026-09-12&to=2026-09-13"))
	require.Len(t, listed(""), len(latest), "and the whole list by id, as ever")
	sums := s.must(customer, get, path+"/summary", nil)
	sum := func(tab string) []any { one := sums[tab].(object); return []any{one["count"], one["amount"]} }
	require.Equal(t, []any{10.0, "64.00"}, sum("all"))
	require.Equal(t, []any{7.0, "61.00"}, sum("invoiceable"))
	require.Equal(t, []any{1.0, "3.00"}, sum("not_yet"))
	require.Equal(t, []any{2.0, "0.00"}, sum("none"))
	require.Equal(t, []any{0.0, "0.00"}, sum("outstanding"))
	s.must(customer, get, path+"/summary?counts=none&product=x", nil)
	s.refused(http.StatusBadRequest, "invalid_request", "order", customer, get, path+"?order=id&product=x", nil)
	s.refused(http.StatusBadRequest, "invalid_request", "to", customer, get, path+"?from=2026-09-13&to=2026-09-12", nil)
	byID := s.must(customer, get, path+"?limit=2", nil)["next_cursor"].(string)
	s.refused(http.StatusBadRequest, "invalid_request", "cursor", customer, get, path+"?order=latest&cursor="+byID, nil)
	require.Equal(t, 404, s.call(stranger, get, path+"/summary", nil).status)
}

// L5: of whom an account has bought, by name where one is known; each has a balance of its own.
func TestL5OfWhomAnAccountHasBought(t *testing.T) {
	s := newService(t)
	s.account("acct")
	require.Equal(t, []any{}, s.must(customer, get, "/v1/accounts/acct/invoiceable/sellers", nil)["items"])
	s.consumed(bill("c", "acct", "1.00"), with(bill("m", "acct", "2.00"), object{"seller": "isv-1"}))
	require.Equal(t, []any{
		object{"seller": "isv-1", "name": "isv-1"}, object{"seller": "platform", "name": "北京百度网讯科技有限公司"},
	}, s.must(customer, get, "/v1/accounts/acct/invoiceable/sellers", nil)["items"])
	require.Equal(t, 404, s.call(stranger, get, "/v1/accounts/acct/invoiceable/sellers", nil).status)
}
