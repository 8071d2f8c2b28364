package policy

import (
	"time"

	"kaipiao/domain/calendar"
)

// Keep is how long what may be forgotten is kept. Of invoices, the ledger, events and the trail nothing is: the law keeps accounting records for 30
// years, and every later balance and seal follows from them.
type Keep struct {
	// DeliveriesMonths counts whole months in Asia/Shanghai before this one; 0 is for ever.
	DeliveriesMonths int `yaml:"deliveries_months" json:"deliveries_months" doc:"How many months what subscribers were told stays listed; 0 for ever."`
}

// DeliveriesSince is the beginning of the first month of which what subscribers were told is kept; false where that is for ever.
func (k Keep) DeliveriesSince(now time.Time) (time.Time, bool) {
	year, month, _ := now.In(calendar.Shanghai).Date()
	return time.Date(year, month-time.Month(k.DeliveriesMonths), 1, 0, 0, 0, 0, calendar.Shanghai), k.DeliveriesMonths > 0
}
