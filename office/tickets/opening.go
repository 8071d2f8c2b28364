package tickets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/document"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/reversals"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Request is a ticket on its way in; Key and Fingerprint make a repeated call harmless. Whose it is follows from what it is about.
type Request struct {
	ticket.Ticket
	// OnlyOf is the account to which the caller is confined; empty for those who open tickets for everybody.
	OnlyOf      ids.Account
	Key         string
	Fingerprint []byte
}

// hides reports whether an account's things are not for the caller.
func (r Request) hides(account ids.Account) bool { return r.OnlyOf != "" && r.OnlyOf != account }

// Open takes a ticket in, with the message that starts its workflow. The same key and request answer with the same
// ticket; what cannot come true any more is refused at once.
func (o *Office) Open(ctx context.Context, request Request, prints Prints, now time.Time) (ticket.Ticket, error) {
	if err := request.CheckComplete(); err != nil {
		return ticket.Ticket{}, err
	}
	var opened ticket.Ticket
	err := o.tx.Change(ctx, func(q *query.Queries) (err error) {
		if request.Ticket, err = findSubject(ctx, q, request); err != nil {
			return err
		}
		locked, err := q.LockAccounts(ctx, []ids.Account{request.Account})
		if err != nil {
			return fmt.Errorf("lock account: %w", err)
		}
		if len(locked) == 0 {
			return refusal.New(refusal.UnknownAccount, "account", request.Account)
		}
		made := func(k query.IdempotencyKey) *ids.Ticket { return k.Ticket }
		if id, found, err := tx.MadeBefore(ctx, q, request.Account, request.Key, request.Fingerprint, made); err != nil || found {
			if err == nil {
				opened, err = read.Ticket(ctx, q, id)
			}
			return err
		}
		first, err := o.openingOf(ctx, q, request.Ticket, now)
		if err != nil {
			return err
		}
		if err := o.store(ctx, q, request, first, now); err != nil {
			return err
		}
		if err := storeProforma(ctx, q, request.ID, first, prints, now); err != nil {
			return err
		}
		opened, err = read.Ticket(ctx, q, request.ID)
		return err
	})
	return opened, err
}

// OpenByProduct opens a ticket about an invoice that the product opens by itself; it is due as others are.
func (o *Office) OpenByProduct(ctx context.Context, q *query.Queries, about query.Invoice, words string, now time.Time) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	return o.store(ctx, q, Request{Ticket: ticket.Ticket{
		ID: ids.Ticket(id.String()), Kind: ticket.Other, Account: about.Account, Application: about.Application, Invoice: about.ID,
		Note: words, OpenedBy: actor.Product,
	}}, opening{status: ticket.Open}, now)
}

// opening is how a ticket begins.
type opening struct {
	status ticket.Status
	// needs is what it cannot be decided without.
	needs []ticket.MaterialType
	// proforma is what the customer is to confirm, of some records.
	proforma *document.Proforma
	lines    []query.InsertProformaLinesParams
}

// openingOf decides how a ticket begins, or refuses one that could not come true.
func (o *Office) openingOf(ctx context.Context, q *query.Queries, t ticket.Ticket, now time.Time) (opening, error) {
	switch t.Kind.Row().Begins {
	case ticket.IssuedPaper:
		return aboutInvoice(ctx, q, t)
	case ticket.Offered:
		return o.openProforma(ctx, q, t, now)
	case ticket.UnderWay:
		a, err := q.Application(ctx, t.Application)
		if err != nil {
			return opening{}, tx.Missing(err, "application")
		}
		return opening{status: ticket.Open}, checkOpenable(a, t)
	default:
		return opening{status: ticket.Open}, nil
	}
}

// checkOpenable: there is something to be taken back, or a paper to be sent.
func checkOpenable(a query.Application, t ticket.Ticket) error {
	if !slices.Contains(application.Life.From(application.ChangeAddress), a.Status) {
		return refusal.New(refusal.WrongState, "", application.Life.Words(a.Status))
	}
	if t.Kind.Row().NeedsAddress && a.Medium != invoice.Paper {
		return refusal.New(refusal.PaperOnly, "address")
	}
	return nil
}

// aboutInvoice: an issued paper is to be voided, or was lost (V3, V6). A lost e-invoice is downloaded again, so that its
// ticket is answered at once.
func aboutInvoice(ctx context.Context, q *query.Queries, t ticket.Ticket) (opening, error) {
	row, err := q.Invoice(ctx, t.Invoice)
	if err != nil {
		return opening{}, tx.Missing(err, "invoice")
	}
	if row.Medium != invoice.Paper && t.Kind == ticket.Void {
		return opening{}, refusal.New(refusal.RedIssueInstead, "invoice", row.ID)
	}
	if row.Medium != invoice.Paper && row.Number != nil {
		return opening{status: ticket.Done}, nil
	}
	if err := reversals.CheckReversible(ctx, q, row, t.OpenedBy); err != nil {
		return opening{}, err
	}
	switch before, err := q.OpenTicketOf(ctx, query.OpenTicketOfParams{Invoice: &row.ID, Kind: t.Kind, Open: life.Text(ticket.Life.Open())}); {
	case err == nil:
		return opening{}, refusal.New(refusal.TicketExists, "invoice", before.ID)
	case !errors.Is(err, pgx.ErrNoRows):
		return opening{}, fmt.Errorf("read tickets: %w", err)
	}
	return opening{status: ticket.AwaitsMaterials, needs: read.StandOf(t.Kind, row).Needs}, nil
}

// store writes a ticket, with its first event and the message that starts its workflow.
func (o *Office) store(ctx context.Context, q *query.Queries, request Request, first opening, now time.Time) error {
	due, err := o.ticketPromise(ctx, q, first.status, now)
	if err != nil {
		return err
	}
	row := query.InsertTicketParams{
		ID: request.ID, Kind: request.Kind, Account: request.Account, Application: tx.Optional(request.Application), Invoice: tx.Optional(request.Invoice),
		Address: request.Address, Note: request.Note, Status: first.status, OpenedBy: request.OpenedBy, Now: now,
		AcceptOutstanding: request.AcceptOutstanding,
	}
	if due != nil {
		row.DueAt, row.DueProvisional = &due.At, due.Provisional
	}
	if first.status.Closed() {
		row.DecidedBy, row.DecidedAt = actor.Product, &now
	}
	if err := q.InsertTicket(ctx, row); err != nil {
		return fmt.Errorf("store ticket: %w", err)
	}
	if request.Key != "" { // one that the product opens by itself has none
		err = q.InsertIdempotencyKey(ctx, query.InsertIdempotencyKeyParams{
			Account: request.Account, Key: request.Key, Request: request.Fingerprint, Ticket: &request.ID, Now: now,
		})
		if err != nil {
			return fmt.Errorf("store idempotency key: %w", err)
		}
	}
	events := []event.Event{{
		Application: request.Application, Invoice: request.Invoice, Ticket: request.ID, At: now, What: event.TicketOpened, Who: request.OpenedBy,
		Detail: string(request.Kind) + " " + string(request.ID),
	}}
	if first.status.Closed() {
		answered := events[0]
		answered.What, answered.Who = event.OfTicketClosed(first.status, false), actor.Product
		events = append(events, answered)
	}
	if err := trail.Note(ctx, q, events...); err != nil {
		return err
	}
	if err := storeNeeds(ctx, q, request.ID, first); err != nil || first.status.Closed() {
		return err // nobody owes anything any more
	}
	return startTicket(ctx, q, request.Ticket, first, due, now)
}

// storeNeeds stores what a new ticket cannot be decided without.
func storeNeeds(ctx context.Context, q *query.Queries, id ids.Ticket, first opening) error {
	for _, needed := range first.needs {
		if err := q.NeedMaterial(ctx, query.NeedMaterialParams{Ticket: id, Type: needed}); err != nil {
			return fmt.Errorf("store what is needed: %w", err)
		}
	}
	return nil
}

// storeProforma prints and stores the pro-forma invoice that the customer of a new ticket is to confirm (A9).
func storeProforma(ctx context.Context, q *query.Queries, id ids.Ticket, first opening, prints Prints, now time.Time) error {
	if first.proforma == nil {
		return nil
	}
	if _, err := q.InsertProformaLines(ctx, first.lines); err != nil {
		return fmt.Errorf("store pro-forma invoice: %w", err)
	}
	content, err := prints.proforma(ctx, id, *first.proforma)
	if err != nil {
		return err
	}
	return insertMaterial(ctx, q, id, ticket.Material{Type: ticket.ProformaMaterial, Content: content, AddedBy: actor.Product}, now)
}

func startTicket(ctx context.Context, q *query.Queries, t ticket.Ticket, first opening, due *promise.Promise, now time.Time) error {
	start := message.TicketStart{
		Ticket: t.ID, Kind: t.Kind, Account: t.Account, Application: t.Application, Status: first.status,
	}
	if due != nil {
		start.DueAt = due.At
	}
	return outbox.Enqueue(ctx, q, now, message.StartTicket.With(start))
}
