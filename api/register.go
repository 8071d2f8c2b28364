package api

import (
	"context"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/register"
)

// Register is what the surface asks of the register. Its refusals are answered to the caller; they changed nothing.
type Register interface {
	Subscriptions
	AuditTrail

	PutAccount(ctx context.Context, account register.Account, change application.CompanyChange, who string, now time.Time) error
	Account(ctx context.Context, id string) (register.Account, error)
	Accounts(ctx context.Context, page register.PageRequest) (register.Page[register.Account], error)

	Titles(ctx context.Context, account string, page register.PageRequest) (register.Page[register.Title], error)
	Title(ctx context.Context, account, id string) (register.Title, error)
	SaveTitle(ctx context.Context, account string, title register.Title, replace bool, now time.Time) error
	DeleteTitle(ctx context.Context, account, id string) error
	Addresses(ctx context.Context, account string, page register.PageRequest) (register.Page[register.Address], error)
	Address(ctx context.Context, account, id string) (register.Address, error)
	SaveAddress(ctx context.Context, account string, address register.Address, replace bool, now time.Time) error
	DeleteAddress(ctx context.Context, account, id string) error

	RecordConsumptions(ctx context.Context, items []ledger.Consumption, now time.Time) error
	ResourcesCreated(ctx context.Context, consumption string, at time.Time) error
	Delivered(ctx context.Context, consumption string, at time.Time) error
	RecordRefunds(ctx context.Context, items []ledger.Refund, now time.Time) error
	Balance(ctx context.Context, account, seller string, at time.Time) (register.Balance, error)
	Records(ctx context.Context, account, seller string, page register.PageRequest) (register.Page[register.Record], error)

	Preview(ctx context.Context, request application.Request, now time.Time) (register.Application, refusal.List, error)
	Submit(ctx context.Context, submission register.Submission, now time.Time) (register.Application, error)
	Application(ctx context.Context, id string) (register.Application, error)
	AccountApplications(ctx context.Context, account string, page register.PageRequest) (register.Page[register.Application], error)
	Applications(ctx context.Context, filter register.ApplicationFilter, page register.PageRequest) (register.Page[register.Application], error)
	Cancel(ctx context.Context, id, who, reason string, now time.Time) (register.Application, error)
	Claim(ctx context.Context, id, who string, now time.Time) (register.Application, error)
	Unclaim(ctx context.Context, id, who string, now time.Time) (register.Application, error)
	ReviewCase(ctx context.Context, id string) (register.ReviewCase, error)
	Approve(ctx context.Context, id, who, reason string, now time.Time) (register.Application, error)
	Reject(ctx context.Context, id, who, reason string, now time.Time) (register.Application, error)

	NewsOfSerial(ctx context.Context, serial invoice.Serial, now time.Time) error
	OpenTicket(ctx context.Context, request register.TicketRequest, prints register.Prints, now time.Time) (register.Ticket, error)
	Ticket(ctx context.Context, id string) (register.Ticket, error)
	Tickets(ctx context.Context, filter register.TicketFilter, page register.PageRequest) (register.Page[register.Ticket], error)
	TicketTimeline(ctx context.Context, id string, after int64, size int) ([]register.Event, error)
	AddMaterial(ctx context.Context, ticket string, m register.Material, keep register.Keep, now time.Time) (register.Ticket, register.Material, error)
	ClaimTicket(ctx context.Context, id, who string, now time.Time) (register.Ticket, error)
	UnclaimTicket(ctx context.Context, id, who string, now time.Time) (register.Ticket, error)
	AskForMaterials(ctx context.Context, id string, types []register.MaterialType, who, reason string, now time.Time) (register.Ticket, error)
	AcceptTicket(ctx context.Context, id, who, reason string, prints register.Prints, now time.Time) (register.Ticket, error)
	RefuseTicket(ctx context.Context, id, who, reason string, now time.Time) (register.Ticket, error)
	ConfirmTicket(ctx context.Context, id, who string, now time.Time) (register.Ticket, error)
	AskForChanges(ctx context.Context, id, who, reason string, now time.Time) (register.Ticket, error)
	WithdrawTicket(ctx context.Context, id, who, reason string, now time.Time) (register.Ticket, error)

	Calendar(ctx context.Context) (calendar.Calendar, error)
	LoadSchedule(ctx context.Context, schedule calendar.Schedule, who string, now time.Time) (moved int, err error)

	OperatorTasks(ctx context.Context, filter register.TaskFilter, page register.PageRequest) (register.Page[register.OperatorTask], error)
	SeenTo(ctx context.Context, id int64, who string, now time.Time) (register.OperatorTask, error)
	TaskCounts(ctx context.Context) ([]register.TaskCount, error)
	Troubles(ctx context.Context, seller string, since time.Time) ([]register.Trouble, error)
	Spending(ctx context.Context, seller string, now time.Time) (invoice.Spending, error)

	Invoice(ctx context.Context, id string) (register.Invoice, error)
	AccountInvoices(ctx context.Context, account string, page register.PageRequest) (register.Page[register.Invoice], error)
	Invoices(ctx context.Context, filter register.InvoiceFilter, page register.PageRequest) (register.Page[register.Invoice], error)
	Timeline(ctx context.Context, invoice string, after int64, size int) ([]register.Event, error)
	Ship(ctx context.Context, id, company, trackingNumber, who string, at time.Time) error
	Correct(ctx context.Context, id string, buyer invoice.Party, who string, now time.Time) error
	IssueByVendor(ctx context.Context, id string, said register.VendorIssue, now time.Time) error
	StoreVendorFile(ctx context.Context, id, vendor string, file register.File, who string, now time.Time) error
	Deliver(ctx context.Context, id, who string, at time.Time) error
	Resend(ctx context.Context, id string, address *invoice.Address, who string, now time.Time) error
	Remaining(ctx context.Context, invoice string) (money.Amount, error)
	RequestReversal(ctx context.Context, request register.ReversalRequest, now time.Time) (register.Reversal, error)
	WithdrawReversal(ctx context.Context, invoice, who string, now time.Time) (register.Reversal, error)
	RecordCourierEvent(ctx context.Context, event register.CourierEvent, now time.Time) error
}

// Files is where the files of invoices and tickets are kept; a key is written once.
type Files interface {
	Put(ctx context.Context, key string, content []byte, contentType string) error
	Get(ctx context.Context, key string) ([]byte, error)
}
