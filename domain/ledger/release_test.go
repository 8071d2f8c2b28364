package ledger_test

import (
	"testing"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/policy"

	"github.com/stretchr/testify/require"
)

func shanghai(t *testing.T, text string) time.Time {
	t.Helper()
	instant, err := time.ParseInLocation(time.DateTime, text, calendar.Shanghai)
	require.NoError(t, err)
	return instant.UTC()
}

func TestL2PrepaidNeedsBothEvents(t *testing.T) {
	// given acceptance case 1
	paid, created := shanghai(t, "2026-09-18 14:03:11"), shanghai(t, "2026-09-18 14:05:40")
	order := ledger.Consumption{Seller: invoice.Platform, Charge: ledger.Prepaid, PaidAt: paid}
	_, known := ledger.ReleasedAt(policy.Default().Release, order)
	require.False(t, known)
	order.ResourcesCreatedAt = &created
	released, known := ledger.ReleasedAt(policy.Default().Release, order)
	require.True(t, known)
	require.Equal(t, created, released)
	// and resources that came first do not make it earlier than the payment
	early := paid.Add(-time.Hour)
	order.ResourcesCreatedAt = &early
	released, _ = ledger.ReleasedAt(policy.Default().Release, order)
	require.Equal(t, paid, released)
}

func TestL3PostpaidIsReleasedAtTenTheDayAfter(t *testing.T) {
	for paid, released := range map[string]string{
		"2026-09-18 23:59:59": "2026-09-19 10:00:00", // acceptance case 2
		"2026-09-19 00:00:00": "2026-09-20 10:00:00", // acceptance case 3
		"2026-12-31 12:00:00": "2027-01-01 10:00:00",
	} {
		bill := ledger.Consumption{Seller: invoice.Platform, Charge: ledger.Postpaid, PaidAt: shanghai(t, paid)}
		got, known := ledger.ReleasedAt(policy.Default().Release, bill)
		require.True(t, known)
		require.Equal(t, shanghai(t, released), got, paid)
	}
}

func TestL5MarketplaceIsReleasedSevenDaysAfterDelivery(t *testing.T) {
	// given acceptance case 7
	delivered := shanghai(t, "2026-09-25 16:20:00")
	order := ledger.Consumption{Seller: "vendor-1", Charge: ledger.Prepaid, PaidAt: delivered.AddDate(0, -1, 0)}
	_, known := ledger.ReleasedAt(policy.Default().Release, order)
	require.False(t, known)
	order.DeliveredAt = &delivered
	released, known := ledger.ReleasedAt(policy.Default().Release, order)
	require.True(t, known)
	require.Equal(t, shanghai(t, "2026-10-02 00:00:00"), released)
}
