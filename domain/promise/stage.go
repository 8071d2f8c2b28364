package promise

// Stage is a part of the life of an application or an invoice with a promise of its own (I9).
type Stage string

// The stages with promises.
const (
	ReviewStage Stage = "review"
	IssueStage  Stage = "issue"
	ShipStage   Stage = "ship"
	TicketStage Stage = "ticket"
	// ConfirmStage: the buyer confirms a red-letter form (V1).
	ConfirmStage Stage = "confirm"
)
