package reversal

import (
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
)

// Undo is what decides how an issued invoice is undone: voided, or red-issued (V3).
type Undo struct {
	Medium   invoice.Medium
	IssuedAt time.Time
	// VoidRefused: the bureau has refused to void it before.
	VoidRefused bool
}

// RefusedVoid reports whether an attempt was a void that the bureau refused.
func RefusedVoid(kind Kind, status Status) bool { return kind == Void && status == Refused }

// Way is how it is undone at that instant: paper is voided in the month of its issue, in Asia/Shanghai, unless the bureau has refused to
// void it before; everything else is red-issued.
func (u Undo) Way(now time.Time) Kind {
	if u.Medium == invoice.Paper && calendar.DateOf(u.IssuedAt).Month() == calendar.DateOf(now).Month() && !u.VoidRefused {
		return Void
	}
	return Red
}
