package invoice

// Status is the state of an invoice as everybody may see it.
type Status string

// The states of an invoice.
const (
	// Planned: part of an application that is not approved yet; not shown as an invoice.
	Planned         Status = "planned"
	Approved        Status = "approved"
	Issued          Status = "issued"
	Shipped         Status = "shipped"
	Delivered       Status = "delivered"
	Voided          Status = "voided"
	RedIssued       Status = "red_issued"
	PartlyRedIssued Status = "partly_red_issued"
	Failed          Status = "failed"
	Cancelled       Status = "cancelled"
)

// WaitingFor says whom an invoice waits for when it does not wait for us.
type WaitingFor string

// What an invoice may wait for; the zero value is nothing.
const (
	WaitingForNothing  WaitingFor = ""
	WaitingForQuota    WaitingFor = "quota"
	WaitingForSession  WaitingFor = "session"
	WaitingForProvider WaitingFor = "provider"
	WaitingForOperator WaitingFor = "operator"
	// WaitingForVendor: the marketplace vendor that sold it has to issue it, to hand in its file or to ship it (I8).
	WaitingForVendor WaitingFor = "vendor"
	// WaitingForBuyer: the buyer has to confirm a red-letter form (V1).
	WaitingForBuyer WaitingFor = "buyer_confirmation"
)

// CanBecome reports whether an invoice in state s may go to next.
func (s Status) CanBecome(next Status) bool { return Life.CanBecome(s, next) }
