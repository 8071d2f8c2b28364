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
	// ChangeRecipients says who is mailed about an account's invoices.
	ChangeRecipients Action = "account.change_recipients"
	// ConfirmTaxpayerID says that a company really has a number whose check character is wrong.
	ConfirmTaxpayerID Action = "account.confirm_taxpayer_id"

	// SendToConsole makes a link with which a customer comes to its pages.
	SendToConsole Action = "account.send_to_console"

	// Groups that invoice together (A13).
	ReadMaster  Action = "master.read"
	PutMaster   Action = "master.put"
	EndMaster   Action = "master.end"
	ListMembers Action = "member.list"

	// Saved invoice information and addresses.
	ListTitles    Action = "title.list"
	SaveTitle     Action = "title.save"
	ReadTitle     Action = "title.read"
	CheckTitle    Action = "title.read_check"
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
	SumRecords             Action = "balance.read_sums"
	ListSellersOf          Action = "balance.list_sellers"
	PlanOffset             Action = "balance.read_offset_plan"

	// Standing orders (A14).
	ReadStandingOrder        Action = "standing_order.read"
	PutStandingOrder         Action = "standing_order.put"
	DeleteStandingOrder      Action = "standing_order.delete"
	ReadStandingOrderHistory Action = "standing_order.read_history"

	// Applications.
	PreviewApplication  Action = "application.preview"
	Submit              Action = "application.submit"
	ListOwnApplications Action = "application.list_own"
	ListApplications    Action = "application.list"
	SumApplications     Action = "application.read_sum"
	SumOwnApplications  Action = "application.read_own_sum"
	ReadApplication     Action = "application.read"
	// ReadApplicationTimeline is of an application with its invoices.
	ReadApplicationTimeline Action = "application.read_timeline"
	// ReadApplicationDocuments is what accounting books of an application.
	ReadApplicationDocuments Action = "application.read_documents"
	CancelApplication        Action = "application.cancel"
	ClaimApplication         Action = "application.claim"
	UnclaimApplication       Action = "application.unclaim"
	ReviewApplication        Action = "application.review"
	ApproveApplication       Action = "application.approve"
	RejectApplication        Action = "application.reject"

	// Invoices. Vendors see, issue and ship their own (I8).
	ListInvoices        Action = "invoice.list"
	ListOwnInvoices     Action = "invoice.list_own"
	SumInvoices         Action = "invoice.read_sum"
	SumOwnInvoices      Action = "invoice.read_own_sum"
	ReadInvoice         Action = "invoice.read"
	ReadInvoiceFile     Action = "invoice.read_file"
	DeliverFiles        Action = "invoice.deliver_files"
	PrintWaybill        Action = "invoice.print_waybill"
	ReadInvoiceTimeline Action = "invoice.read_timeline"
	ReadProof           Action = "invoice.read_proof"
	ShipInvoice         Action = "invoice.ship"
	DeliverInvoice      Action = "invoice.deliver"
	ResendInvoice       Action = "invoice.resend"
	CorrectShipping     Action = "invoice.correct_shipping"
	RemindVendor        Action = "invoice.remind"
	IssueInvoice        Action = "invoice.issue"
	HandInInvoiceFile   Action = "invoice.hand_in_file"
	RefuseInvoice       Action = "invoice.refuse"
	ReportReversed      Action = "invoice.report_reversed"
	CorrectInvoice      Action = "invoice.correct"
	ConfirmCorrection   Action = "invoice.confirm_correction"
	RefuseCorrection    Action = "invoice.refuse_correction"
	// GiveUpInvoice is of what the provider refused for good; everything else is taken back by a ticket (R2).
	GiveUpInvoice Action = "invoice.cancel"

	// Reversals.
	ForeseeRedIssue  Action = "invoice.foresee_red_issue"
	PreviewRedIssue  Action = "invoice.preview_red_issue"
	RedIssue         Action = "invoice.red_issue"
	WithdrawReversal Action = "reversal.withdraw"
	ReadReversalFile Action = "reversal.read_file"
	HandInRedFile    Action = "reversal.hand_in_file"

	// Tickets: customers decide for themselves, and work on them together with finance.
	OpenTicket         Action = "ticket.open"
	ListTickets        Action = "ticket.list"
	SumTickets         Action = "ticket.read_sum"
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

	// The desk of finance.
	ReadDesk        Action = "desk.read"
	ListAlike       Action = "desk.list_alike"
	ListParked      Action = "desk.list_parked"
	Search          Action = "desk.read_search"
	ReadFigure      Action = "figure.read"
	ReadFigureTable Action = "figure.read_table"
	// The print desk.
	RecordShipments Action = "print_desk.ship"
	RecordSheets    Action = "print_desk.sheets"
	ReadPrintList   Action = "print_desk.list"

	// Operation.
	ListOperatorTasks   Action = "operator_task.list"
	SeeToOperatorTask   Action = "operator_task.see_to"
	DismissOperatorTask Action = "operator_task.dismiss"
	ListSellers         Action = "seller.list"
	ReadSeller          Action = "seller.read"
	PauseSeller         Action = "seller.pause"
	ResumeSeller        Action = "seller.resume"
	ShowLoginCode       Action = "seller.login_code"
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
	ReadAuditChain      Action = "audit.read_chain"
	ReadDue             Action = "calendar.due"
	LoadSchedule        Action = "calendar.load"
	ReadPolicy          Action = "policy.read"
	ReadForm            Action = "form.read"
	ReadPermissions     Action = "permissions.read"
)

// row says who may do something.
type row struct {
	roles []Role
	// needs are the permissions of which somebody of finance holds one; none for what the whole of finance may, which is reading.
	needs []Permission
	// confirms is what the second of two people holds, where one has proposed it; empty where needs says it too.
	confirms Permission
}

func held(one ...Permission) []Permission { return one }

// table has one row for each action.
var table = map[Action]row{
	PutAccount:   {roles: upstream},
	ReadAccount:  {roles: readers},
	ListAccounts: {roles: overviewers},

	ConfirmTaxpayerID: {roles: finance, needs: held(Reviewer)},
	SendToConsole:     {roles: upstream},
	ChangeRecipients:  {roles: applicants},

	ReadMaster:  {roles: readers},
	PutMaster:   {roles: upstream},
	EndMaster:   {roles: upstream},
	ListMembers: {roles: readers},

	ListTitles:    {roles: readers},
	SaveTitle:     {roles: applicants},
	ReadTitle:     {roles: readers},
	CheckTitle:    {roles: readers},
	ChangeTitle:   {roles: applicants},
	ForgetTitle:   {roles: applicants},
	ListAddresses: {roles: readers},
	SaveAddress:   {roles: applicants},
	ReadAddress:   {roles: readers},
	ChangeAddress: {roles: applicants},
	ForgetAddress: {roles: applicants},

	RecordConsumptions:     {roles: upstream},
	RecordResourcesCreated: {roles: upstream},
	RecordDelivered:        {roles: upstream},
	RecordRefunds:          {roles: upstream},
	HandInImport:           {roles: upstream},
	ListImports:            {roles: overviewers},
	ReadImport:             {roles: overviewers},
	ReadImportReport:       {roles: overviewers},
	RequestExport:          {roles: readers},
	ListExports:            {roles: readers},
	ReadExport:             {roles: readers},
	ReadExportFile:         {roles: readers},
	ReadBalance:            {roles: readers},
	ListRecords:            {roles: readers},
	SumRecords:             {roles: readers},
	ListSellersOf:          {roles: readers},
	PlanOffset:             {roles: readers},

	ReadStandingOrder:        {roles: readers},
	PutStandingOrder:         {roles: applicants},
	DeleteStandingOrder:      {roles: applicants},
	ReadStandingOrderHistory: {roles: readers},

	PreviewApplication:  {roles: applicants},
	Submit:              {roles: applicants},
	ListOwnApplications: {roles: readers},
	ListApplications:    {roles: overviewers},
	SumApplications:     {roles: overviewers},
	SumOwnApplications:  {roles: readers},
	ReadApplication:     {roles: readers},

	ReadApplicationTimeline:  {roles: readers},
	ReadApplicationDocuments: {roles: readers},

	CancelApplication:  {roles: applicants},
	ClaimApplication:   {roles: finance, needs: held(Reviewer, LargeApprover)},
	UnclaimApplication: {roles: finance, needs: held(Reviewer, LargeApprover)},
	ReviewApplication:  {roles: reviewers},
	ApproveApplication: {roles: finance, needs: held(Reviewer), confirms: LargeApprover},
	RejectApplication:  {roles: finance, needs: held(Reviewer, LargeApprover)},

	ListInvoices:        {roles: invoiceLists},
	ListOwnInvoices:     {roles: readers},
	SumInvoices:         {roles: invoiceLists},
	SumOwnInvoices:      {roles: readers},
	ReadInvoice:         {roles: invoiceReaders},
	ReadInvoiceFile:     {roles: invoiceReaders},
	DeliverFiles:        {roles: participants, needs: held(TicketDesk)},
	ReadInvoiceTimeline: {roles: invoiceReaders},
	ReadProof:           {roles: reviewers},
	ShipInvoice:         {roles: shippers, needs: held(PrintDesk)},
	DeliverInvoice:      {roles: shippers, needs: held(PrintDesk)},
	ResendInvoice:       {roles: finance, needs: held(PrintDesk, TicketDesk)},
	CorrectShipping:     {roles: finance, needs: held(PrintDesk)},
	PrintWaybill:        {roles: finance, needs: held(PrintDesk)},
	RemindVendor:        {roles: finance, needs: held(TicketDesk, SellerKeeper)},
	IssueInvoice:        {roles: vendors},
	HandInInvoiceFile:   {roles: vendors},
	RefuseInvoice:       {roles: vendors},
	ReportReversed:      {roles: vendors},
	CorrectInvoice:      {roles: finance, needs: held(TicketDesk)},
	ConfirmCorrection:   {roles: finance, needs: held(TicketDesk, LargeApprover)},
	RefuseCorrection:    {roles: finance, needs: held(TicketDesk, LargeApprover)},
	GiveUpInvoice:       {roles: finance, needs: held(TicketDesk)},

	ForeseeRedIssue:  {roles: participants},
	PreviewRedIssue:  {roles: participants},
	RedIssue:         {roles: participants, needs: held(TicketDesk)},
	WithdrawReversal: {roles: participants, needs: held(TicketDesk)},
	ReadReversalFile: {roles: invoiceReaders},
	HandInRedFile:    {roles: vendors},

	OpenTicket:         {roles: applicants},
	ListTickets:        {roles: readers},
	SumTickets:         {roles: readers},
	ReadTicket:         {roles: readers},
	ReadTicketTimeline: {roles: readers},
	ClaimTicket:        {roles: finance, needs: held(TicketDesk, LargeApprover)},
	UnclaimTicket:      {roles: finance, needs: held(TicketDesk, LargeApprover)},
	AskForMaterials:    {roles: finance, needs: held(TicketDesk)},
	AcceptTicket:       {roles: finance, needs: held(TicketDesk), confirms: LargeApprover},
	RefuseTicket:       {roles: finance, needs: held(TicketDesk, LargeApprover)},
	ConfirmTicket:      {roles: customers},
	AskForChanges:      {roles: customers},
	WithdrawTicket:     {roles: customers},
	HandInMaterial:     {roles: participants, needs: held(TicketDesk, PrintDesk)},
	ReadMaterial:       {roles: readers},

	ReadDesk:        {roles: reviewers},
	ListAlike:       {roles: reviewers},
	ListParked:      {roles: overviewers},
	Search:          {roles: reviewers},
	ReadFigure:      {roles: reviewers},
	ReadFigureTable: {roles: reviewers},

	RecordShipments: {roles: finance, needs: held(PrintDesk)},
	RecordSheets:    {roles: finance, needs: held(PrintDesk)},
	ReadPrintList:   {roles: reviewers},

	ListOperatorTasks:   {roles: overviewers},
	SeeToOperatorTask:   {roles: finance, needs: held(SellerKeeper, Administrator)},
	DismissOperatorTask: {roles: finance, needs: held(SellerKeeper, Administrator)},
	ListSellers:         {roles: overviewers},
	ReadSeller:          {roles: overviewers},
	PauseSeller:         {roles: finance, needs: held(SellerKeeper)},
	ResumeSeller:        {roles: finance, needs: held(SellerKeeper)},
	ShowLoginCode:       {roles: finance, needs: held(SellerKeeper)},

	ListRedForms:        {roles: overviewers},
	ConfirmRedForm:      {roles: finance, needs: held(SellerKeeper)},
	DenyRedForm:         {roles: finance, needs: held(SellerKeeper)},
	ListReconciliations: {roles: overviewers},
	ReadReconciliation:  {roles: overviewers},
	Reconcile:           {roles: finance, needs: held(SellerKeeper)},

	Subscribe:       {roles: upstream},
	ListWebhooks:    {roles: upstream},
	ReadWebhook:     {roles: upstream},
	Unsubscribe:     {roles: upstream},
	ListDeliveries:  {roles: upstream},
	Redeliver:       {roles: upstream},
	ReadAuditTrail:  {roles: overviewers},
	ReadAuditChain:  {roles: overviewers},
	ReadDue:         {roles: anybody},
	LoadSchedule:    {roles: finance, needs: held(Administrator)},
	ReadPolicy:      {roles: anybody},
	ReadForm:        {roles: anybody},
	ReadPermissions: {roles: anybody},
}

// SeesAuditPacks reports whether somebody may ask for what auditors look at, with the audit trail of everybody, and see it.
func (i Identity) SeesAuditPacks() bool { return i.Role == Finance || i.Role == Auditor }

// throughTemporal is all that services do which call us through Temporal (P14). They may red-issue what they applied for, as a customer may.
var throughTemporal = []Action{Submit, ReadApplication, CancelApplication, ReadInvoice, RedIssue}

// forMembers is all that a customer does for a member of its group, where each invoices under its own title (A13): what is the member's to
// invoice. What the member has saved, has ordered, and exports stays its own.
var forMembers = []Action{
	ReadAccount, ReadMaster, ListTitles, ReadTitle, CheckTitle, ListAddresses, ReadAddress, ReadBalance, ListRecords, SumRecords, ListSellersOf, PlanOffset,
	SumOwnApplications, SumOwnInvoices, SumTickets, PreviewApplication, Submit, ListOwnApplications, ReadApplication, CancelApplication,
	ListOwnInvoices, ReadInvoice, ReadInvoiceFile, ReadInvoiceTimeline, ForeseeRedIssue, RedIssue, WithdrawReversal, ReadReversalFile,
	OpenTicket, ListTickets, ReadTicket, ReadTicketTimeline, ConfirmTicket, AskForChanges, WithdrawTicket, HandInMaterial, ReadMaterial,
}

// RolesOf lists the roles that may do something.
func RolesOf(do Action) []Role { return table[do].roles }

// NeedsToPropose lists the permissions of which somebody of finance needs one to do something as the first; none for all of finance.
func NeedsToPropose(do Action) []Permission { return table[do].asked(false) }

// NeedsToConfirm is the permission of the second of two people; empty where one decides.
func NeedsToConfirm(do Action) Permission { return table[do].confirms }

// NeedsOf lists the permissions of which somebody of finance needs one to do something, to propose it or to confirm it; none for all of finance.
func NeedsOf(do Action) []Permission {
	needs := slices.Clone(table[do].needs)
	if second := table[do].confirms; second != "" && !slices.Contains(needs, second) {
		needs = append(needs, second)
	}
	return needs
}

// Actions lists everything that callers do.
func Actions() []Action { return slices.Sorted(maps.Keys(table)) }
