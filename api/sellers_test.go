package api_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
	seller := func() object { return s.must(auditor, http.MethodGet, "/v1/sellers/platform", nil) }
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
		s.must(finance, http.MethodGet, "/v1/sellers/isv-1", nil), "vendors issue by themselves")
}
