package ledger_test

import (
	"testing"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"

	"github.com/stretchr/testify/require"
)

func TestL12EveryRecordExplainsItself(t *testing.T) {
	at := shanghai(t, "2026-09-18 15:00:00")
	earlier, later := at.Add(-time.Hour), shanghai(t, "2026-09-19 10:00:00")
	yuan := money.MustParse
	for _, c := range []struct {
		name     string
		standing ledger.Standing
		counts   ledger.Counting
		why      []string
	}{
		{"all of it", ledger.Standing{ReleasedAt: &earlier, Cash: yuan("10.00"), Free: yuan("10.00")}, ledger.CountsWhole, nil},
		{"at this very instant", ledger.Standing{ReleasedAt: &at, Cash: yuan("10.00"), Free: yuan("10.00")}, ledger.CountsWhole, nil},
		{
			"L1 case 5",
			ledger.Standing{ReleasedAt: &earlier, Cash: yuan("2000.00"), Free: yuan("2000.00"), Coupon: yuan("700.00"), Rebate: yuan("300.00")},
			ledger.CountsPart,
			[]string{"not_cash"},
		},
		{"coupons alone", ledger.Standing{ReleasedAt: &earlier, Coupon: yuan("5.00")}, ledger.CountsNot, []string{"not_cash"}},
		{
			"L2",
			ledger.Standing{Seller: invoice.Platform, Charge: ledger.Prepaid, Cash: yuan("10.00"), Free: yuan("10.00")},
			ledger.CountsNotYet,
			[]string{"awaiting_resources"},
		},
		{"L3", ledger.Standing{ReleasedAt: &later, Cash: yuan("10.00"), Free: yuan("10.00")}, ledger.CountsNotYet, []string{"released_later"}},
		{"L5", ledger.Standing{Seller: "isv-1", Cash: yuan("10.00"), Free: yuan("10.00")}, ledger.CountsNotYet, []string{"awaiting_delivery"}},
		{"L7", ledger.Standing{ReleasedAt: &earlier, Cash: yuan("10.00"), Free: yuan("7.00"), Refunded: yuan("3.00")}, ledger.CountsPart, []string{"refunded"}},
		{
			"a never created order that was refunded",
			ledger.Standing{Seller: invoice.Platform, Cash: yuan("10.00"), Refunded: yuan("10.00")},
			ledger.CountsNot,
			[]string{"refunded"},
		},
		{
			"partly applied for",
			ledger.Standing{ReleasedAt: &earlier, Cash: yuan("10.00"), Free: yuan("6.00"), Reserved: yuan("4.00")},
			ledger.CountsPart,
			[]string{"reserved"},
		},
		{
			"case 26",
			ledger.Standing{ReleasedAt: &earlier, Cash: yuan("6000.00"), Invoiced: yuan("6000.00"), Refunded: yuan("1500.00"), Outstanding: yuan("1500.00")},
			ledger.CountsNot,
			[]string{"refunded", "invoiced", "outstanding"},
		},
		{
			"L9",
			ledger.Standing{ReleasedAt: &earlier, Cash: yuan("800.00"), Reserved: yuan("300.00"), PaidOff: yuan("500.00")},
			ledger.CountsNot,
			[]string{"reserved", "paid_off"},
		},
	} {
		counts, why := c.standing.Explain(at)
		require.Equal(t, c.counts, counts, c.name)
		var codes []string
		for _, reason := range why {
			codes = append(codes, reason.Code)
			require.NotContains(t, reason.English+reason.Chinese, "%!", c.name)
		}
		require.Equal(t, c.why, codes, c.name)
	}
	_, why := ledger.Standing{ReleasedAt: &later, Free: yuan("1.00")}.Explain(at)
	require.Contains(t, why[0].Chinese, "2026-09-19 10:00:00")
}
