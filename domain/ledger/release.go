package ledger

import (
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
)

// ReleasedAt is the instant from which the consumption can be invoiced. It reports false while an event is missing:
// resources not created (L2), or goods not delivered (L5).
func ReleasedAt(release policy.Release, c Consumption) (time.Time, bool) {
	switch {
	case c.Seller != invoice.Platform:
		return marketplaceRelease(release, c)
	case c.Charge == Prepaid:
		return prepaidRelease(c)
	default:
		return postpaidRelease(release, c), true
	}
}

// prepaidRelease: both events have happened (L2).
func prepaidRelease(c Consumption) (time.Time, bool) {
	if c.ResourcesCreatedAt == nil {
		return time.Time{}, false
	}
	if c.ResourcesCreatedAt.After(c.PaidAt) {
		return *c.ResourcesCreatedAt, true
	}
	return c.PaidAt, true
}

// postpaidRelease: 10:00 of the calendar day after the payment (L3).
func postpaidRelease(release policy.Release, c Consumption) time.Time {
	next := calendar.DateOf(c.PaidAt).AddDays(1)
	return next.At(release.PostpaidAt.Hour, release.PostpaidAt.Minute, 0)
}

// marketplaceRelease: 00:00 of the delivery date plus seven days (L5).
func marketplaceRelease(release policy.Release, c Consumption) (time.Time, bool) {
	if c.DeliveredAt == nil {
		return time.Time{}, false
	}
	return calendar.DateOf(*c.DeliveredAt).AddDays(release.MarketplaceAfterDays).At(0, 0, 0), true
}
