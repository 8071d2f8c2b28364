// Package message holds what the register tells running workflows, and what it starts them with: names, ids and
// payloads. They hold no amounts and no personal data. It knows no Temporal.
package message

// Kind is what Temporal is asked to do with a message of the outbox.
type Kind string

// What Temporal is asked to do.
const (
	StartApplication Kind = "start_application"
	StartTicket      Kind = "start_ticket"
	// SignalWorkflow tells a running workflow; one that has ended has nothing left to learn.
	SignalWorkflow Kind = "signal"
	// TellSellerDesk and TellReversals signal a workflow, and start it with the signal where it does not run.
	TellSellerDesk Kind = "tell_seller_desk"
	TellReversals  Kind = "tell_reversal"
)
