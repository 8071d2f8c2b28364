package invoice_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// I5: how long a quota lasts, from what was issued within seven days and what waits.
func TestI5HowLongTheQuotaLasts(t *testing.T) {
	now := time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)
	week := 7 * 24 * time.Hour
	for name, c := range map[string]struct {
		remaining, waiting, issued string
		lasts                      time.Duration // negative: until the month ends
	}{
		"as much as in the last week":          {"70000.00", "0.00", "70000.00", week},
		"what waits is issued first":           {"80000.00", "10000.00", "70000.00", week},
		"what waits fits exactly":              {"10000.00", "10000.00", "70000.00", 0},
		"case 45: what waits does not fit":     {"80000.00", "94339.61", "0.00", 0},
		"nothing was issued lately":            {"0.01", "0.00", "0.00", -1},
		"a second before the month ends":       {"1069199.00", "0.00", "604800.00", 1069199 * time.Second},
		"a new quota comes before it is spent": {"1069200.00", "0.00", "604800.00", -1},
	} {
		t.Run(name, func(t *testing.T) {
			m := money.MustParse
			standing := invoice.Standing{Session: invoice.SessionOK, Period: "2026-09", Total: m("2000000.00"), Remaining: m(c.remaining)}
			until := standing.LastsUntil(invoice.Spending{Waiting: m(c.waiting), Issued: m(c.issued), Within: week}, now)
			if c.lasts < 0 {
				require.Nil(t, until)
				return
			}
			require.NotNil(t, until)
			require.Equal(t, now.Add(c.lasts), *until)
		})
	}
}
