package api

import (
	"context"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/event"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/parcel"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/domain/task"
	"kaipiao/domain/ticket"
	"kaipiao/domain/vendor"
	"kaipiao/office/applications"
	"kaipiao/office/books"
	"kaipiao/office/customers"
	"kaipiao/office/invoices"
	"kaipiao/office/paging"
	"kaipiao/office/read"
	"kaipiao/office/reversals"
	"kaipiao/office/tasks"
	"kaipiao/office/tickets"
)

// Register is what the surface asks of the register. Its refusals are answered to the caller; they changed nothing.
type Register interface {
	Subscriptions
	AuditTrail

	PutAccount(ctx context.Context, account application.Account, change application.CompanyChange, who string, now time.Time) error
	Account(ctx context.Context, id string) (application.Account, error)
	Accounts(ctx context.Context, page paging.Request) (paging.Page[application.Account], error)

	Titles(ctx context.Context, account string, page paging.Request) (paging.Page[customers.Title], error)
	Title(ctx context.Context, account, id string) (customers.Title, error)
	SaveTitle(ctx context.Context, account string, title customers.Title, replace bool, now time.Time) error
	DeleteTitle(ctx context.Context, account, id string) error
	Addresses(ctx context.Context, account string, page paging.Request) (paging.Page[customers.Address], error)
	Address(ctx context.Context, account, id string) (customers.Address, error)
	SaveAddress(ctx context.Context, account string, address customers.Address, replace bool, now time.Time) error
	DeleteAddress(ctx context.Context, account, id string) error

	RecordConsumptions(ctx context.Context, items []ledger.Consumption, now time.Time) error
	ResourcesCreated(ctx context.Context, consumption string, at time.Time) error
	Delivered(ctx context.Context, consumption string, at time.Time) error
	RecordRefunds(ctx context.Context, items []ledger.Refund, now time.Time) error
	Balance(ctx context.Context, account, seller string, at time.Time) (books.Balance, error)
	Records(ctx context.Context, account, seller string, page paging.Request) (paging.Page[books.Record], error)

	Preview(ctx context.Context, request application.Request, now time.Time) (application.Application, refusal.List, error)
	Submit(ctx context.Context, submission applications.Submission, now time.Time) (application.Application, error)
	Application(ctx context.Context, id string) (application.Application, error)
	AccountApplications(ctx context.Context, account string, page paging.Request) (paging.Page[application.Application], error)
	Applications(ctx context.Context, filter applications.Filter, page paging.Request) (paging.Page[application.Application], error)
	Cancel(ctx context.Context, id, who, reason string, now time.Time) (application.Application, error)
	Claim(ctx context.Context, id, who string, now time.Time) (application.Application, error)
	Unclaim(ctx context.Context, id, who string, now time.Time) (application.Application, error)
	ReviewCase(ctx context.Context, id string) (applications.ReviewCase, error)
	Approve(ctx context.Context, id, who, reason string, now time.Time) (application.Application, error)
	Reject(ctx context.Context, id, who, reason string, now time.Time) (application.Application, error)

	NewsOfSerial(ctx context.Context, serial invoice.Serial, now time.Time) error
	OpenTicket(ctx context.Context, request tickets.Request, prints tickets.Prints, now time.Time) (ticket.Ticket, error)
	Ticket(ctx context.Context, id string) (ticket.Ticket, error)
	Tickets(ctx context.Context, filter tickets.Filter, page paging.Request) (paging.Page[ticket.Ticket], error)
	TicketTimeline(ctx context.Context, id string, after int64, size int) ([]event.Event, error)
	AddMaterial(ctx context.Context, ticket string, m ticket.Material, keep tickets.Keep, now time.Time) (ticket.Ticket, ticket.Material, error)
	ClaimTicket(ctx context.Context, id, who string, now time.Time) (ticket.Ticket, error)
	UnclaimTicket(ctx context.Context, id, who string, now time.Time) (ticket.Ticket, error)
	AskForMaterials(ctx context.Context, id string, types []ticket.MaterialType, who, reason string, now time.Time) (ticket.Ticket, error)
	AcceptTicket(ctx context.Context, id, who, reason string, prints tickets.Prints, now time.Time) (ticket.Ticket, error)
	RefuseTicket(ctx context.Context, id, who, reason string, now time.Time) (ticket.Ticket, error)
	ConfirmTicket(ctx context.Context, id, who string, now time.Time) (ticket.Ticket, error)
	AskForChanges(ctx context.Context, id, who, reason string, now time.Time) (ticket.Ticket, error)
	WithdrawTicket(ctx context.Context, id, who, reason string, now time.Time) (ticket.Ticket, error)

	Calendar(ctx context.Context) (calendar.Calendar, error)
	LoadSchedule(ctx context.Context, schedule calendar.Schedule, who string, now time.Time) (moved int, err error)

	OperatorTasks(ctx context.Context, filter tasks.Filter, page paging.Request) (paging.Page[task.Task], error)
	SeenTo(ctx context.Context, id int64, who string, now time.Time) (task.Task, error)
	TaskCounts(ctx context.Context) ([]task.Count, error)
	Troubles(ctx context.Context, seller string, since time.Time) ([]task.Trouble, error)
	Spending(ctx context.Context, seller string, now time.Time) (invoice.Spending, error)

	Invoice(ctx context.Context, id string) (read.Invoice, error)
	AccountInvoices(ctx context.Context, account string, page paging.Request) (paging.Page[read.Invoice], error)
	Invoices(ctx context.Context, filter invoices.Filter, page paging.Request) (paging.Page[read.Invoice], error)
	Timeline(ctx context.Context, invoice string, after int64, size int) ([]event.Event, error)
	Ship(ctx context.Context, id, company, trackingNumber, who string, at time.Time) error
	Correct(ctx context.Context, id string, buyer invoice.Party, who string, now time.Time) error
	IssueByVendor(ctx context.Context, id string, said vendor.Issue, now time.Time) error
	StoreVendorFile(ctx context.Context, id, vendor string, file invoice.File, who string, now time.Time) error
	Deliver(ctx context.Context, id, who string, at time.Time) error
	Resend(ctx context.Context, id string, address *invoice.Address, who string, now time.Time) error
	Remaining(ctx context.Context, invoice string) (money.Amount, error)
	RequestReversal(ctx context.Context, request reversals.Request, now time.Time) (reversal.Reversal, error)
	WithdrawReversal(ctx context.Context, invoice, who string, now time.Time) (reversal.Reversal, error)
	RecordCourierEvent(ctx context.Context, event parcel.CourierEvent, now time.Time) error
}

// Files is where the files of invoices and tickets are kept; a key is written once.
type Files interface {
	Put(ctx context.Context, key string, content []byte, contentType string) error
	Get(ctx context.Context, key string) ([]byte, error)
}
