package message

import "kaipiao/domain/life"

// Signal tells a running workflow something; whoever sends it and whoever listens agree on its name and its payload.
type Signal[Payload any] struct {
	// Name stands in histories and never changes.
	Name string
}

// To is the message that tells a workflow; one that has ended has nothing left to learn.
func (s Signal[Payload]) To(workflowID string, news Payload) Message {
	return Message{WorkflowID: workflowID, Signal: s.Name, Payload: news}
}

// WithStart is the message that tells a workflow, and starts it where it does not run.
func (s Signal[Payload]) WithStart(start Message, news Payload) Message {
	start.Signal, start.Payload = s.Name, news
	return start
}

// Request is a message from callers without the API, and from operators in the Web UI. It comes as a signal, or as an update
// of the same name, which answers (R5).
type Request[Payload, Answer any] struct{ Signal[Payload] }

// The signals by which the register tells a running workflow that something was decided or happened. Which action tells which
// stands in the tables of the lives.
var (
	// Decided says that an application was decided outside its workflow, or that a reviewer has claimed it or put it back.
	Decided = Signal[DecidedNews]{string(life.Decided)}
	// DueChanged says that a promise moved, because another schedule of working days was loaded (I3).
	DueChanged = Signal[DueChangedNews]{"due-changed"}
	// Parcel says that a parcel was shipped or delivered.
	Parcel = Signal[ParcelNews]{string(life.ParcelMoved)}
	// Trouble tells a seller's desk that there is a new cause, or that somebody has seen to one.
	Trouble = Signal[TroubleNews]{string(life.Trouble)}
	// Resume tells a workflow that what held it up, or what contradicted, was seen to: it looks again and goes on.
	Resume = Signal[Nothing]{string(life.Resume)}
	// ProviderNews tells an invoice that the provider has something to say about its serial: it asks now. A signal of its own, because it may come
	// late, when a parcel or another step waits for somebody who has to resume it.
	ProviderNews = Signal[Nothing]{"provider-news"}
	// Reverse tells the workflow of an invoice's reversals that there is one to carry out.
	Reverse = Signal[Nothing]{string(life.Reverse)}
	// Withdraw tells it to take back a form that the buyer has not confirmed.
	Withdraw = Signal[WithdrawNews]{string(life.TakeBack)}
	// Reversed tells the workflow of a paper invoice on its way that the invoice is undone.
	Reversed = Signal[Nothing]{string(life.Reversed)}
	// TicketTurned tells a ticket's workflow that it is somebody's turn.
	TicketTurned = Signal[TicketTurnedNews]{string(life.TicketTurned)}
	// TicketDecided tells it that the ticket was decided.
	TicketDecided = Signal[TicketDecidedNews]{string(life.TicketDecided)}
)

// The requests of callers without the API.
var (
	// Cancel asks an application or an invoice to be cancelled (R2).
	Cancel = Request[Cancellation, Taken]{Signal[Cancellation]{"cancel"}}
	// ChangeAddress asks for the paper to be sent elsewhere (R4).
	ChangeAddress = Request[AddressChange, Taken]{Signal[AddressChange]{"change-address"}}
)
