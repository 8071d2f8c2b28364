package workflows

import (
	"kaipiao/activities"
	"kaipiao/domain/message"

	"go.temporal.io/sdk/temporal"
)

// TaskQueue is where all workflows and activities of the product run.
const TaskQueue = "kaipiao"

// ProviderTaskQueue is where the calls at the tax provider run, at the pace that it allows over all workers (I5).
const ProviderTaskQueue = "kaipiao-provider"

// The names under which workflows are registered; they stand in histories and never change.
const (
	ApplicationWorkflow = "Application"
	InvoiceWorkflow     = "Invoice"
	SellerDeskWorkflow  = "SellerDesk"
	TicketWorkflow      = "Ticket"
	ReversalWorkflow    = "Reversal"
)

// The changes of workflows that running ones have to be told apart by; they stand in histories and never change.
const waitingClearedOnIssue = "waiting-cleared-on-issue"

// The messages from callers without the API, and from operators in the Web UI; each is a signal, and an update that answers
// activities.Taken. Their payloads are activities.Cancellation and activities.AddressChange without the ids.
const (
	CancelSignal        = "cancel"
	ChangeAddressSignal = "change-address"
)

// Signal is a signal's name together with the type of its payload, so that the two cannot drift apart.
type Signal[Payload any] struct{ Name string }

// The signals that workflows listen to.
var (
	Cancel        = Signal[activities.Cancellation]{CancelSignal}
	ChangeAddress = Signal[activities.AddressChange]{ChangeAddressSignal}
	DueChanged    = Signal[message.DueChanged]{message.DueChangedSignal}
	Decided       = Signal[message.Decided]{message.DecidedSignal}
	Parcel        = Signal[message.Parcel]{message.ParcelSignal}
	Resume        = Signal[message.Resume]{message.ResumeSignal}
	TicketDecided = Signal[message.TicketDecided]{message.TicketDecidedSignal}
	TicketTurned  = Signal[message.TicketTurned]{message.TicketTurnedSignal}
	Trouble       = Signal[message.TroubleNews]{message.TroubleSignal}
	Reverse       = Signal[message.Reverse]{message.ReverseSignal}
	Withdraw      = Signal[message.Withdraw]{message.WithdrawSignal}
	Reversed      = Signal[message.Reversed]{message.ReversedSignal}
)

// The search attributes by which operators filter (O2). They hold no personal data.
var (
	StageAttribute      = temporal.NewSearchAttributeKeyKeyword("KaipiaoStage")
	AccountAttribute    = temporal.NewSearchAttributeKeyKeyword("KaipiaoAccount")
	MediumAttribute     = temporal.NewSearchAttributeKeyKeyword("KaipiaoMedium")
	WaitingForAttribute = temporal.NewSearchAttributeKeyKeyword("KaipiaoWaitingFor")
	DueAttribute        = temporal.NewSearchAttributeKeyTime("KaipiaoDue")
	OverdueAttribute    = temporal.NewSearchAttributeKeyBool("KaipiaoOverdue")
)

// The stages by which operators filter.
const (
	StageReview  = "review"
	StageIssuing = "issuing"
	StageIssued  = "issued"
	StageShipped = "shipped"
	StageTicket  = "ticket"
	// StageReversal: an issued invoice is being undone.
	StageReversal = "reversal"
)
