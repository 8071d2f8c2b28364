package life

// News is the name of the message by which an object's workflow hears what somebody else has done with it. It stands in histories
// and never changes.
type News string

// The news.
const (
	// Decided: an application was decided outside its workflow, or claimed or put back by a reviewer, and its own review goes on.
	Decided News = "decided"
	// ParcelMoved: a parcel was shipped, delivered, or is to be sent again.
	ParcelMoved News = "parcel"
	// Resume: what held it up was seen to, or is otherwise now; it looks again and goes on.
	Resume News = "resume"
	// Reverse: there is a reversal to carry out. It is told to the workflow of an invoice's reversals.
	Reverse News = "reverse"
	// TakeBack: a form that the buyer has not confirmed is taken back.
	TakeBack News = "withdraw"
	// Reversed: the invoice is undone; a paper one need not travel any more.
	Reversed News = "reversed"
	// Trouble: a seller is in trouble, or somebody has seen to it. It is told to the seller's desk.
	Trouble News = "trouble"
	// TicketTurned: a ticket is somebody's turn.
	TicketTurned News = "ticket-turned"
	// TicketDecided: a ticket was decided.
	TicketDecided News = "ticket-decided"
)

// Tells lists what the object's workflow may hear of an action.
func (t Table[S]) Tells(do Action) []News {
	for _, deed := range t.Actions {
		if deed.Name == do {
			return deed.Tells
		}
	}
	return nil
}
