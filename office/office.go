// Package office is the register with its use cases, one room a subject. Each use case opens one transaction, asks the domain, reads
// and writes through the generated queries, and leaves events and messages. Whoever shows the product to the world, the HTTP surface
// or a page, comes here. It knows no HTTP, no Temporal and no clock: time is passed in.
package office

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/office/accounting"
	"kaipiao/office/applications"
	"kaipiao/office/books"
	"kaipiao/office/customers"
	"kaipiao/office/desk"
	"kaipiao/office/drafts"
	"kaipiao/office/exports"
	"kaipiao/office/figures"
	"kaipiao/office/gauges"
	"kaipiao/office/groups"
	"kaipiao/office/imports"
	"kaipiao/office/invoices"
	"kaipiao/office/kept"
	"kaipiao/office/mails"
	"kaipiao/office/months"
	"kaipiao/office/outbox"
	"kaipiao/office/parcels"
	"kaipiao/office/promises"
	"kaipiao/office/providers"
	"kaipiao/office/reconciliation"
	"kaipiao/office/restores"
	"kaipiao/office/reversals"
	"kaipiao/office/runs"
	"kaipiao/office/search"
	"kaipiao/office/sellers"
	"kaipiao/office/sessions"
	"kaipiao/office/standingorders"
	"kaipiao/office/subscribers"
	"kaipiao/office/tasks"
	"kaipiao/office/tickets"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
	"kaipiao/office/vendors"
)

// Office is all rooms together. It is safe for use by many goroutines.
type Office struct {
	tx *tx.DB

	Books        *books.Office
	Customers    *customers.Office
	Promises     *promises.Office
	Tasks        *tasks.Office
	Trail        *trail.Office
	Sellers      *sellers.Office
	Invoices     *invoices.Office
	Applications *applications.Office
	Reversals    *reversals.Office
	Tickets      *tickets.Office
	Parcels      *parcels.Office
	Vendors      *vendors.Office
	Subscribers  *subscribers.Office
	Mails        *mails.Office
	Outbox       *outbox.Office
	Runs         *runs.Office
	Months       *months.Office
	Restores     *restores.Office
	Kept         *kept.Office
	Sessions     *sessions.Office
	Groups       *groups.Office
	Drafts       *drafts.Office
	Providers    *providers.Office

	StandingOrders *standingorders.Office
	Desk           *desk.Office
	Search         *search.Office
	Figures        *figures.Office
	Gauges         *gauges.Office

	Imports        *imports.Office
	Exports        *exports.Office
	Accounting     *accounting.Office
	Reconciliation *reconciliation.Office
}

// New opens the office on a pool of connections to the register's database.
func New(pool *pgxpool.Pool, p policy.Policy, published calendar.Calendar) *Office {
	db := tx.New(pool)
	due := promises.New(db, p, published)
	answered, recorded := tickets.New(db, p, due), books.New(db, p)
	ofInvoices, ofReversals, ofApplications := invoices.New(db, p, due), reversals.New(db, p), applications.New(db, p, due)
	ofMonths := months.New(db)
	return &Office{
		tx: db, Books: recorded, Customers: customers.New(db), Promises: due, Tasks: tasks.New(db), Trail: trail.New(db),
		Sellers: sellers.New(db, p), Invoices: ofInvoices, Applications: ofApplications, Reversals: ofReversals,
		Tickets: answered, Parcels: parcels.New(db, p, answered), Vendors: vendors.New(db, p, due), Subscribers: subscribers.New(db), Outbox: outbox.New(db),
		Mails: mails.New(db), Desk: desk.New(db), Search: search.New(db), Figures: figures.New(db, p), Gauges: gauges.New(db),
		Runs: runs.New(db), Months: ofMonths, Restores: restores.New(db, ofMonths), Kept: kept.New(db), Groups: groups.New(db),
		Drafts: drafts.New(db), Sessions: sessions.New(db),
		StandingOrders: standingorders.New(db, ofApplications), Imports: imports.New(db, recorded), Exports: exports.New(db), Accounting: accounting.New(db, p),
		Providers:      providers.New(db),
		Reconciliation: reconciliation.New(db, ofApplications, ofInvoices, ofReversals),
	}
}

// ReadListsFrom has lists, searches and figures read in a replica; it is said before anything is read.
func (o *Office) ReadListsFrom(r *tx.Replica) { o.tx.ReadListsFrom(r) }

// Replica is that replica; nil for none.
func (o *Office) Replica() *tx.Replica { return o.tx.Replica() }

// Ping reports whether the database answers.
func (o *Office) Ping(ctx context.Context) error { return o.tx.Ping(ctx) }

// Audit lists where the ledger does not add up when it is recomputed from its entries (L11): nowhere.
func (o *Office) Audit(ctx context.Context) ([]string, error) { return books.Audit(ctx, o.tx) }
