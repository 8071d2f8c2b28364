package invoices

import (
	"time"

	"kaipiao/domain/invoice"
)

// Filter narrows the list of invoices; zero values do not narrow.
type Filter struct {
	// Vendor: those that this marketplace vendor issues.
	Vendor     string
	Status     invoice.Status
	WaitingFor invoice.WaitingFor
	DueBefore  *time.Time
}
