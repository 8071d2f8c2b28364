package promise

import (
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
)

// TicketWarning is when a decision about a ticket is about to be late: one day before.
func TicketWarning(due time.Time) time.Time { return due.AddDate(0, 0, -1) }

// IssueWarning is when issuing is about to be late: an e-invoice at its target (I1), a paper invoice one day before.
func IssueWarning(p policy.Policy, medium invoice.Medium, approved, due time.Time) time.Time {
	if medium == invoice.Paper {
		return due.AddDate(0, 0, -1)
	}
	return approved.Add(p.Issue.ElectronicTarget.Std())
}

// ShipWarning is when shipping is about to be late: one day before.
func ShipWarning(due time.Time) time.Time { return due.AddDate(0, 0, -1) }
