package access

import (
	"maps"
	"slices"
)

// Who may do what (O1). Customers and vendors are confined to what is their own by May.
var (
	anybody        = []Role{Service, Customer, Finance, Vendor, Auditor}
	readers        = []Role{Service, Customer, Finance, Auditor}
	invoiceReaders = []Role{Service, Customer, Finance, Auditor, Vendor}
	overviewers    = []Role{Service, Finance, Auditor}
	invoiceLists   = []Role{Service, Finance, Auditor, Vendor}
	reviewers      = []Role{Finance, Auditor}
	applicants     = []Role{Customer, Service}
	participants   = []Role{Customer, Finance}
	shippers       = []Role{Finance, Vendor}
	upstream       = []Role{Service}
	finance        = []Role{Finance}
	customers      = []Role{Customer}
	vendors        = []Role{Vendor}
)

// What callers do. An action of an object's life is named by the object and the action.
const (
	// Accounts.
	PutAccount   Action = "account.put"
	ReadAccount  Action = "account.read"
	ListAccounts Action = "account.list"
	// ConfirmTaxpayerID says that a company really has a number whose check character is wrong.
	ConfirmTaxpayerID Action = "account.confirm_taxpayer_id"

	// Saved invoice information and addresses.
	ListTitles    Action = "title.list"
	SaveTitle     Action = "title.save"
	ReadTitle     Action = "title.read"
	ChangeTitle   Action = "title.change"
	ForgetTitle   Action = "title.forget"
	ListAddresses Action = "address.list"
	SaveAddress   Action = "address.save"
	ReadAddress   Action = "address.read"
	ChangeAddress Action = "address.change"
	ForgetAddress Action = "address.forget"

	// The ledger.
	RecordConsumptions     Action = "consumption.record"
	RecordResourcesCreated Action = "consumption.resources_created"
	RecordDelivered        Action = "consumption.delivered"
	RecordRefunds          Action = "refund.record"
	HandInImport           Action = "import.hand_in"
	ListImports            Action = "import.list"
	ReadImport             Action = "import.read"
	ReadImportReport       Action = "import.read_report"
	RequestExport          Action = "export.request"
	ListExports            Action = "export.list"
	ReadExport             Action = "export.read"
	ReadExportFile         Action = "export.read_file"
	ReadBalance            Action = "balance.read"
	ListRecords            Action = "balance.records"

	// Applications.
	PreviewApplication  Action = "application.preview"
	Submit              Action = "application.submit"
	ListOwnApplications Action = "application.list_own"
	ListApplications    Action = "application.list"
	ReadApplication     Action = "application.read"
	CancelApplication   Action = "application.cancel"
	ClaimApplication    Action = "application.claim"
	UnclaimApplication  Action = "application.unclaim"
	ReviewApplication   Action = "application.review"
	ApproveApplication  Action = "application.approve"
	RejectApplication   Action = "application.reject"

	// Invoices. Vendors see, issue and ship their own (I8).
	ListInvoices        Action = "invoice.list"
	ListOwnInvoices     Action = "invoice.list_own"
	ReadInvoice         Action = "invoice.read"
	ReadInvoiceFile     Action = "invoice.read_file"
	ReadInvoiceTimeline Action = "invoice.read_timeline"
	ShipInvoice         Action = "invoice.ship"
	DeliverInvoice      Action = "invoice.deliver"
	ResendInvoice       Action = "invoice.resend"
	IssueInvoice        Action = "invoice.issue"
	HandInInvoiceFile   Action = "invoice.hand_in_file"
	RefuseInvoice       Action = "invoice.refuse"
	ReportReversed      Action = "invoice.report_reversed"
	CorrectInvoice      Action = "invoice.correct"
	ConfirmCorrection   Action = "invoice.confirm_correction"
	RefuseCorrection    Action = "invoice.refuse_correction"

	// Reversals.
	ForeseeRedIssue  Action = "invoice.foresee_red_issue"
	RedIssue         Action = "invoice.red_issue"
	WithdrawReversal Action = "reversal.withdraw"
	ReadReversalFile Action = "reversal.read_file"
	HandInRedFile    Action = "reversal.hand_in_file"

	// Tickets: customers decide for themselves, and work on them together with finance.
	OpenTicket         Action = "ticket.open"
	ListTickets        Action = "ticket.list"
	ReadTicket         Action = "ticket.read"
	ReadTicketTimeline Action = "ticket.read_timeline"
	ClaimTicket        Action = "ticket.claim"
	UnclaimTicket      Action = "ticket.unclaim"
	AskForMaterials    Action = "ticket.ask"
	AcceptTicket       Action = "ticket.accept"
	RefuseTicket       Action = "ticket.refuse"
	ConfirmTicket      Action = "ticket.confirm"
	AskForChanges      Action = "ticket.changes"
	WithdrawTicket     Action = "ticket.withdraw"
	HandInMaterial     Action = "ticket.hand_in"
	ReadMaterial       Action = "ticket.read_material"

	// Operation.
	ListOperatorTasks   Action = "operator_task.list"
	SeeToOperatorTask   Action = "operator_task.see_to"
	DismissOperatorTask Action = "operator_task.dismiss"
	ReadSeller          Action = "seller.read"
	// The buyer's red-letter forms (V8), and comparisons with the provider (I11).
	ListRedForms        Action = "reversal.list_forms"
	ConfirmRedForm      Action = "reversal.confirm"
	DenyRedForm         Action = "reversal.decline"
	ListReconciliations Action = "reconciliation.list"
	ReadReconciliation  Action = "reconciliation.read"
	Reconcile           Action = "reconciliation.request"
	Subscribe           Action = "webhook.subscribe"
	ListWebhooks        Action = "webhook.list"
	ReadWebhook         Action = "webhook.read"
	Unsubscribe         Action = "webhook.unsubscribe"
	ListDeliveries      Action = "webhook.list_deliveries"
	Redeliver           Action = "webhook.redeliver"
	ReadAuditTrail      Action = "audit.read"
	ReadDue             Action = "calendar.due"
	LoadSchedule        Action = "calendar.load"
	ReadPolicy          Action = "policy.read"
	ReadForm            Action = "form.read"
)

// table has one row for each action.
var table = map[Action][]Role{
	PutAccount:   upstream,
	ReadAccount:  readers,
	ListAccounts: overviewers,

	ConfirmTaxpayerID: finance,

	ListTitles:    readers,
	SaveTitle:     applicants,
	ReadTitle:     readers,
	ChangeTitle:   applicants,
	ForgetTitle:   applicants,
	ListAddresses: readers,
	SaveAddress:   applicants,
	ReadAddress:   readers,
	ChangeAddress: applicants,
	ForgetAddress: applicants,

	RecordConsumptions:     upstream,
	RecordResourcesCreated: upstream,
	RecordDelivered:        upstream,
	RecordRefunds:          upstream,
	HandInImport:           upstream,
	ListImports:            overviewers,
	ReadImport:             overviewers,
	ReadImportReport:       overviewers,
	RequestExport:          readers,
	ListExports:            readers,
	ReadExport:             readers,
	ReadExportFile:         readers,
	ReadBalance:            readers,
	ListRecords:            readers,

	PreviewApplication:  applicants,
	Submit:              applicants,
	ListOwnApplications: readers,
	ListApplications:    overviewers,
	ReadApplication:     readers,
	CancelApplication:   applicants,
	ClaimApplication:    finance,
	UnclaimApplication:  finance,
	ReviewApplication:   reviewers,
	ApproveApplication:  finance,
	RejectApplication:   finance,

	ListInvoices:        invoiceLists,
	ListOwnInvoices:     readers,
	ReadInvoice:         invoiceReaders,
	ReadInvoiceFile:     invoiceReaders,
	ReadInvoiceTimeline: invoiceReaders,
	ShipInvoice:         shippers,
	DeliverInvoice:      shippers,
	ResendInvoice:       finance,
	IssueInvoice:        vendors,
	HandInInvoiceFile:   vendors,
	RefuseInvoice:       vendors,
	ReportReversed:      vendors,
	CorrectInvoice:      finance,
	ConfirmCorrection:   finance,
	RefuseCorrection:    finance,

	ForeseeRedIssue:  participants,
	RedIssue:         participants,
	WithdrawReversal: participants,
	ReadReversalFile: invoiceReaders,
	HandInRedFile:    vendors,

	OpenTicket:         applicants,
	ListTickets:        readers,
	ReadTicket:         readers,
	ReadTicketTimeline: readers,
	ClaimTicket:        finance,
	UnclaimTicket:      finance,
	AskForMaterials:    finance,
	AcceptTicket:       finance,
	RefuseTicket:       finance,
	ConfirmTicket:      customers,
	AskForChanges:      customers,
	WithdrawTicket:     customers,
	HandInMaterial:     participants,
	ReadMaterial:       readers,

	ListOperatorTasks:   overviewers,
	SeeToOperatorTask:   finance,
	DismissOperatorTask: finance,
	ReadSeller:          overviewers,

	ListRedForms:        overviewers,
	ConfirmRedForm:      finance,
	DenyRedForm:         finance,
	ListReconciliations: overviewers,
	ReadReconciliation:  overviewers,
	Reconcile:           finance,

	Subscribe:      upstream,
	ListWebhooks:   upstream,
	ReadWebhook:    upstream,
	Unsubscribe:    upstream,
	ListDeliveries: upstream,
	Redeliver:      upstream,
	ReadAuditTrail: overviewers,
	ReadDue:        anybody,
	LoadSchedule:   finance,
	ReadPolicy:     anybody,
	ReadForm:       anybody,
}

// SeesAuditPacks reports whether somebody may ask for what auditors look at, with the audit trail of everybody, and see it.
func (i Identity) SeesAuditPacks() bool { return i.Role == Finance || i.Role == Auditor }

// throughTemporal is all that services do which call us through Temporal (P14). They may red-issue what they applied for, as a customer may.
var throughTemporal = []Action{Submit, ReadApplication, CancelApplication, ReadInvoice, RedIssue}

// RolesOf lists the roles that may do something.
func RolesOf(do Action) []Role { return table[do] }

// Actions lists everything that callers do.
func Actions() []Action { return slices.Sorted(maps.Keys(table)) }
