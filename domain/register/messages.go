package register

import (
	"time"

	"kaipiao/domain/invoice"
)

// Product is who did it when nobody did: the product by itself.
const Product = "kaipiao"

// OutboxKind is what Temporal is asked to do with a message of the outbox.
type OutboxKind string

// What Temporal is asked to do.
const (
	StartApplication OutboxKind = "start_application"
	StartTicket      OutboxKind = "start_ticket"
	// SignalWorkflow tells a running workflow; one that has ended has nothing left to learn.
	SignalWorkflow OutboxKind = "signal"
	// TellSellerDesk and TellReversals signal a workflow, and start it with the signal where it does not run.
	TellSellerDesk OutboxKind = "tell_seller_desk"
	TellReversals  OutboxKind = "tell_reversal"
)

// The signals by which the register tells a running workflow that something was decided or happened; names for the
// workflows and for the outbox alike.
const (
	DecidedSignal = "decided"
	ParcelSignal  = "parcel"
)

// Decided says that an application was decided outside its workflow.
type Decided struct {
	Status invoice.ApplicationStatus `json:"status"`
}

// DueChangedSignal tells a running workflow that its promise moved, for another schedule of working days was loaded (I3).
const DueChangedSignal = "due-changed"

// DueChanged is its payload.
type DueChanged struct {
	Stage  Stage     `json:"stage"`
	WarnAt time.Time `json:"warn_at"`
	DueAt  time.Time `json:"due_at"`
}

// ParcelStatus is what happened to a parcel, as far as its workflow cares.
type ParcelStatus string

// What happens to a parcel.
const (
	ParcelShipped   ParcelStatus = "shipped"
	ParcelDelivered ParcelStatus = "delivered"
	// ParcelToSendAgain: it came back, and finance has it sent once more (V7).
	ParcelToSendAgain ParcelStatus = "send_again"
)

// Parcel says that a parcel was shipped or delivered.
type Parcel struct {
	Status ParcelStatus `json:"status"`
}

// CarrierStatus is a carrier's own word for where a parcel is.
type CarrierStatus string

// What carriers report.
const (
	ParcelPickedUp  CarrierStatus = "picked_up"
	ParcelInTransit CarrierStatus = "in_transit"
	ParcelSigned    CarrierStatus = "signed"
	ParcelReturned  CarrierStatus = "returned"
)

// Valid reports whether s is one of the words.
func (s CarrierStatus) Valid() bool {
	return s == ParcelPickedUp || s == ParcelInTransit || s == ParcelSigned || s == ParcelReturned
}

// CourierEvent is what a carrier pushed about a parcel. Reference is ours, from its order.
type CourierEvent struct {
	Reference      string
	TrackingNumber string
	Status         CarrierStatus
	At             time.Time
}
