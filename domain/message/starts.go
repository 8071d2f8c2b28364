package message

// Start starts workflows of one type; the id follows from the argument.
type Start[Argument any] struct {
	// Workflow is the type's name. It stands in histories and never changes.
	Workflow string
	id       func(Argument) string
}

// With is the message that starts one workflow.
func (s Start[Argument]) With(argument Argument) Message {
	return Message{WorkflowID: s.id(argument), Workflow: s.Workflow, Start: argument}
}

// The types of workflows, by what they are started with.
var (
	StartApplication = Start[ApplicationStart]{"Application", func(a ApplicationStart) string { return WorkflowOfApplication(a.Application) }}
	StartInvoice     = Start[InvoiceStart]{"Invoice", func(i InvoiceStart) string { return WorkflowOfInvoice(i.Invoice) }}
	StartSellerDesk  = Start[SellerDeskStart]{"SellerDesk", func(d SellerDeskStart) string { return WorkflowOfSellerDesk(d.Seller) }}
	StartTicket      = Start[TicketStart]{"Ticket", func(t TicketStart) string { return WorkflowOfTicket(t.Ticket) }}
	// StartReconciliation compares ledger, register and provider; the nightly one is started by its schedule.
	StartReconciliation = Start[ReconciliationStart]{"Reconciliation", func(r ReconciliationStart) string { return WorkflowOfReconciliation(r.Reconciliation) }}
	// StartImport reads a file of consumption, and books it.
	StartImport = Start[ImportStart]{"Import", func(i ImportStart) string { return WorkflowOfImport(i.Import) }}
	// StartExport makes a file that somebody asked for.
	StartExport    = Start[ExportStart]{"Export", func(e ExportStart) string { return WorkflowOfExport(e.Export) }}
	StartReversals = Start[ReversalStart]{"Reversal", func(r ReversalStart) string { return WorkflowOfReversals(r.Invoice) }}
	// StartStandingOrders carries out what is due of the standing orders; its schedule starts it each day.
	StartStandingOrders = Start[StandingOrdersStart]{"StandingOrders", func(StandingOrdersStart) string { return "standing-orders" }}
	StartSweep          = Start[SweepStart]{"Sweep", func(SweepStart) string { return "sweep" }}
)

// Apply is the type of workflow by which services apply that live on Temporal (P14). They start it themselves, under an id of their own.
const Apply = "Apply"
