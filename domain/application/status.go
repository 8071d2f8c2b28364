package application

// Status is the state of an application.
type Status string

// The states of an application.
const (
	PendingApproval Status = "pending_approval"
	Approved        Status = "approved"
	Rejected        Status = "rejected"
	Cancelled       Status = "cancelled"
	// Offset: everything selected paid off an outstanding amount; no invoice came of it (L10).
	Offset Status = "offset"
)
