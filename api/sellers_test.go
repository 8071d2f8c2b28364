package api_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// I5, case 45: what is left of the quota is not enough for what waits, and everybody can read it; a provider that does not
// answer takes nothing of the rest.
func TestCase45TheQuotaAndHowLongItLasts(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300000.00"))
	told := func(shown object, members ...string) object { // what this test is about
		only := object{}
		for _, member := range append(members, "seller", "session", "quota", "troubles") {
			only[member] = shown[member]
		}
		return only
	}
	seller := func() object { return told(s.must(auditor, http.MethodGet, "/v1/sellers/platform", nil)) }
	s.issued(s.approved(s.applied("small", eInvoice("10600.00")))[0], "26110000000000000001") // 10,000.00 without tax
	waiting := s.approved(s.applied("large", eInvoice("99999.99")))[0]                        // 94,339.61 without tax
	require.NoError(t, s.register.Sellers.Park(context.Background(), ids.Invoice(waiting), invoice.QuotaExhausted, s.now))
	parked := object{"cause": "quota", "since": s.now.UTC().Format(time.RFC3339), "parked": 1.0, "trying": 0.0}
	require.Equal(t, object{"seller": "platform", "session": "unknown", "quota": nil, "troubles": []any{parked}}, seller())

	s.standing = &invoice.Standing{Session: invoice.SessionOK, Period: "2026-09", Total: money.MustParse("500000.00"), Remaining: money.MustParse("80000.00")}
	require.Equal(t, object{
		"seller": "platform", "session": "ok", "troubles": []any{parked},
		"quota": object{
			"period": "2026-09", "total": "500000.00", "remaining": "80000.00", "waiting": "94339.61",
			"lasts_until": s.now.UTC().Format(time.RFC3339),
		},
	}, seller())

	// what was issued within seven days says how fast it goes
	s.standing.Remaining = money.MustParse("104339.61")
	require.Equal(t, s.now.AddDate(0, 0, 7).UTC().Format(time.RFC3339), seller()["quota"].(object)["lasts_until"])
	s.now = s.now.AddDate(0, 0, 8)
	require.Nil(t, seller()["quota"].(object)["lasts_until"], "nothing was issued lately")
	require.Equal(t, object{"seller": "isv-1", "session": "unknown", "quota": nil, "troubles": []any{}},
		told(s.must(finance, http.MethodGet, "/v1/sellers/isv-1", nil)), "vendors issue by themselves")
}

// I5: people are warned while little is left of the quota, and not where enough is or nobody knows.
func TestI5PeopleAreWarnedBeforeTheQuotaEnds(t *testing.T) {
	s := newService(t)
	warned := func(remaining string) object {
		s.standing = &invoice.Standing{Session: invoice.SessionOK, Period: "2026-09", Total: money.MustParse("500000.00"), Remaining: money.MustParse(remaining)}
		return s.must(auditor, http.MethodGet, "/v1/sellers/platform", nil)
	}
	require.Nil(t, s.must(auditor, http.MethodGet, "/v1/sellers/platform", nil)["warning"], "nobody knows")
	require.Nil(t, warned("50000.00")["warning"])
	shown := warned("49999.99")
	require.Contains(t, shown["warning"], "Only 49999.99 of the quota of 500000.00 for 2026-09 is left")
	require.Contains(t, shown["warning_zh"], "2026-09 授信额度 500000.00 元仅余 49999.99 元")
}

// I5: while a seller is paused, what would get its serial is parked without one; resumed, its desk is told, and it goes on. The reason stays out
// of the trail's state, and a vendor is not paused.
func TestI5APausedSellerSubmitsNothing(t *testing.T) {
	ctx := context.Background()
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300000.00"))
	first := ids.Invoice(s.approved(s.applied("first", eInvoice("10600.00")))[0])
	second := ids.Invoice(s.approved(s.applied("second", eInvoice("1060.00")))[0])
	began, cause, err := s.register.Invoices.BeginIssuing(ctx, first, s.now)
	require.NoError(t, err)
	require.Equal(t, invoice.NoCause, cause)
	keeper := trusted("zhou", access.SellerKeeper)
	offered := func(shown object) map[string]any {
		found := map[string]any{}
		for _, one := range shown["actions"].([]any) {
			found[one.(object)["action"].(string)] = one.(object)["href"]
		}
		return found
	}
	platform := func() object { return s.must(keeper, http.MethodGet, "/v1/sellers/platform", nil) }
	require.Equal(t, map[string]any{"pause": "/v1/sellers/platform/pause"}, offered(platform()))
	require.Empty(t, platform()["paused"])
	require.Empty(t, s.must(auditor, http.MethodGet, "/v1/sellers/platform", nil)["actions"])

	paused := s.must(keeper, http.MethodPost, "/v1/sellers/platform/pause", object{"reason": "税务登记变更"})
	require.Equal(t, object{"since": s.now.UTC().Format(time.RFC3339), "by": "finance:zhou", "reason": "税务登记变更"}, paused["paused"])
	require.InDelta(t, 1, paused["affected"], 0, "the other one has its serial")
	require.Equal(t, map[string]any{"resume": "/v1/sellers/platform/resume"}, offered(paused))
	require.Equal(t, "wrong_state", s.call(keeper, http.MethodPost, "/v1/sellers/platform/pause", object{"reason": "again"}).code())
	again, cause, err := s.register.Invoices.BeginIssuing(ctx, first, s.now)
	require.NoError(t, err)
	require.Equal(t, []any{began, invoice.NoCause}, []any{again, cause}, "what may be at the provider goes on")
	for range 2 {
		serial, cause, err := s.register.Invoices.BeginIssuing(ctx, second, s.now)
		require.NoError(t, err)
		require.Equal(t, []any{invoice.Serial(""), invoice.OnHold}, []any{serial, cause})
		released, err := s.register.Sellers.Release(ctx, invoice.Platform, invoice.OnHold, 4, s.now)
		require.NoError(t, err)
		require.Zero(t, released, "nobody tries while it is paused")
	}
	require.Equal(t, []any{object{"cause": "on_hold", "since": s.now.UTC().Format(time.RFC3339), "parked": 1.0, "trying": 0.0}}, platform()["troubles"])

	resumed := s.must(keeper, http.MethodPost, "/v1/sellers/platform/resume", nil)
	require.Nil(t, resumed["paused"])
	require.Equal(t, "wrong_state", s.call(keeper, http.MethodPost, "/v1/sellers/platform/resume", nil).code())
	_, cause, err = s.register.Invoices.BeginIssuing(ctx, second, s.now)
	require.NoError(t, err)
	require.Equal(t, invoice.OnHold, cause, "in turn, when the desk lets it go")
	released, err := s.register.Sellers.Release(ctx, invoice.Platform, invoice.OnHold, 4, s.now)
	require.NoError(t, err)
	require.Equal(t, 1, released)
	serial, cause, err := s.register.Invoices.BeginIssuing(ctx, second, s.now)
	require.NoError(t, err)
	require.Equal(t, []any{invoice.SerialFor(second, 1), invoice.NoCause}, []any{serial, cause})
	require.Equal(t, "wrong_state", s.call(keeper, http.MethodPost, "/v1/sellers/isv-1/pause", object{"reason": "x"}).code(), "a vendor issues by itself")
}

// I5: the sellers are the platform, and the vendors that are named or have invoices, a page at a time.
func TestI5TheSellersThatThereAre(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.sold("order", "1060.00")
	var known []any
	for cursor := ""; ; {
		page := s.must(auditor, http.MethodGet, "/v1/sellers?limit=1&cursor="+cursor, nil)
		for _, one := range page["items"].([]any) {
			known = append(known, one.(object)["seller"])
		}
		if page["next_cursor"] == nil {
			break
		}
		cursor = page["next_cursor"].(string)
	}
	require.Equal(t, []any{"platform", "isv-1"}, known)
}
