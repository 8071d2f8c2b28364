package task

import (
	"time"

	"kaipiao/domain/invoice"
)

// Trouble is a cause for which a seller's invoices are parked, with how many of them.
type Trouble struct {
	Cause invoice.Cause `json:"cause"`
	Since time.Time     `json:"since"`
	// Parked wait; Trying were let go and have not said yet how it went, the Late ones among them before the instant that is asked about;
	// InVain have tried in vain since.
	Parked int `json:"parked"`
	Trying int `json:"trying"`
	Late   int `json:"late"`
	InVain int `json:"in_vain"`
}
