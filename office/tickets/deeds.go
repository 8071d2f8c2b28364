package tickets

import (
	"context"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ticket"
	"kaipiao/office/applications"
	"kaipiao/office/invoices"
	"kaipiao/office/query"
	"kaipiao/office/reversals"
	"kaipiao/office/tx"
)

// acceptance is who accepts a ticket, why, and when; with what is printed for it.
type acceptance struct {
	who    actor.Actor
	reason string
	prints Prints
	now    time.Time
}

// deed does what a ticket asks for. The ticket, its application and its account are locked.
type deed func(ctx context.Context, o *Office, q *query.Queries, row query.Ticket, a acceptance) error

// deeds has one for every deed that a kind of ticket may ask for.
var deeds = map[ticket.Deed]deed{
	ticket.Nothing:     func(context.Context, *Office, *query.Queries, query.Ticket, acceptance) error { return nil },
	ticket.TakeBack:    takeBack,
	ticket.SendToOther: sendToOther,
	ticket.Reverse:     reverse,
	ticket.CopyTheStub: copyStub,

	ticket.AcceptWhatIsOwed: acceptOutstanding,
}

// sendToOther sends the paper elsewhere (R4).
func sendToOther(ctx context.Context, _ *Office, q *query.Queries, row query.Ticket, a acceptance) error {
	return invoices.ChangeAddress(ctx, q, *row.Application, tx.Text(row.Invoice), *row.Address, a.who, a.now)
}

// reverse undoes a paper invoice (V3).
func reverse(ctx context.Context, _ *Office, q *query.Queries, row query.Ticket, a acceptance) error {
	return meant(ctx, q, row, func(i query.Invoice) error {
		_, err := reversals.Start(ctx, q, i, reversals.Order{Reason: invoice.RedError, By: a.who}, a.now)
		return err
	})
}

// takeBack takes an application or an invoice back, however far it is: pending, on its way, or issued (R2).
func takeBack(ctx context.Context, _ *Office, q *query.Queries, row query.Ticket, a acceptance) error {
	applied, err := q.Application(ctx, *row.Application)
	if err != nil {
		return tx.Missing(err, "application")
	}
	if applied.Status == application.PendingApproval {
		if err := applications.CloseAndTell(ctx, q, applied, application.Cancelled, a.who, a.reason, a.now); err != nil {
			return err
		}
		return applications.Unreserve(ctx, q, applied, event.Event{What: event.Cancelled, Who: a.who, Detail: a.reason}, a.now)
	}
	return meant(ctx, q, row, func(i query.Invoice) error {
		switch {
		case i.Status == invoice.Voided || i.Status == invoice.RedIssued || i.Status == invoice.Cancelled:
			return nil // undone already
		case i.Status.CanBecome(invoice.RedIssued):
			_, err := reversals.Start(ctx, q, i, reversals.Order{Reason: invoice.RedError, By: a.who}, a.now)
			return err
		default:
			return invoices.Stop(ctx, q, i, a.who, a.reason, a.now)
		}
	})
}
