package tickets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
)

// AddMaterial takes in a file for a ticket and returns the ticket; its last material is the one, unless the same file was
// there before. With it everything may be there that finance asked for, the customer has another pro-forma invoice to
// confirm, or the sealed one is there. What is not acceptable is refused before its bytes are kept.
func (o *Office) AddMaterial(
	ctx context.Context, id ids.Ticket, handed ticket.HandedIn, by actor.Actor, files Files, now time.Time,
) (ticket.Ticket, ticket.Material, error) {
	m, err := handed.Examine(id)
	if err != nil {
		return ticket.Ticket{}, m, err
	}
	if m.Type.FinancesOwn() && by.Kind != actor.Finance {
		return ticket.Ticket{}, m, refusal.New(refusal.MaterialOfFinance, "type", m.Type)
	}
	m.AddedBy = by
	var added ticket.Material
	changed, err := o.onTicket(ctx, id, func(q *query.Queries, row query.Ticket) error {
		before, err := q.SameMaterial(ctx, query.SameMaterialParams{Ticket: id, Type: m.Type, Sha256: m.SHA256})
		if err == nil {
			added = read.MaterialOf(before)
			return files.Put(ctx, added.Key, handed.File, added.ContentType) // it may have been lost
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("read materials: %w", err)
		}
		if err := checkAcceptable(row, m); err != nil {
			return err
		}
		// The bytes first: a row without its file would be a promise that a download breaks.
		if err := files.Put(ctx, m.Key, handed.File, m.ContentType); err != nil {
			return err
		}
		if err := insertMaterial(ctx, q, id, m, now); err != nil {
			return err
		}
		if before, err = q.SameMaterial(ctx, query.SameMaterialParams{Ticket: id, Type: m.Type, Sha256: m.SHA256}); err != nil {
			return fmt.Errorf("read materials: %w", err)
		}
		added = read.MaterialOf(before)
		if err := trail.Note(ctx, q, eventOfTicket(row, event.MaterialAdded, m.AddedBy, string(m.Type)+" "+string(added.ID), now)); err != nil {
			return err
		}
		return o.afterMaterial(ctx, q, row, m, now)
	})
	return changed, added, err
}

// checkAcceptable: the ticket is not closed, and takes such a material now.
func checkAcceptable(row query.Ticket, m ticket.Material) error {
	switch {
	case !row.Kind.Takes(m.Type):
		return refusal.New(refusal.MaterialUnsuitable, "type", row.Kind, m.Type)
	case !row.Kind.Row().Confirmed, m.Type == ticket.OtherMaterial:
		return read.TicketOf(row).Check(ticket.HandIn, m.AddedBy)
	case m.Type == ticket.StampedScan && row.OutdatedAt != nil:
		return ticket.Outdated()
	// A template comes when changes were asked for, a scan with the seal after the customer has confirmed (A9).
	case row.Status.Turn() != ticket.FinancesTurn, (row.ConfirmedAt != nil) != (m.Type == ticket.StampedScan):
		return refusal.New(refusal.WrongState, "", ticket.Life.Words(row.Status))
	default:
		return read.TicketOf(row).Check(ticket.HandIn, m.AddedBy)
	}
}

// insertMaterial stores the row of a material whose bytes are kept already.
func insertMaterial(ctx context.Context, q *query.Queries, changed ids.Ticket, m ticket.Material, now time.Time) error {
	count, err := q.CountMaterials(ctx, changed)
	if err != nil {
		return fmt.Errorf("count materials: %w", err)
	}
	if count >= ticket.MaterialsOfOneTicket && m.AddedBy != actor.Product && !m.Type.FinancesOwn() {
		return refusal.New(refusal.TooManyMaterials, "", ticket.MaterialsOfOneTicket)
	}
	err = q.InsertMaterial(ctx, query.InsertMaterialParams{
		ID: ticket.MaterialID(changed, int(count)+1), Ticket: changed, N: count + 1, Type: m.Type, ContentType: m.ContentType, Sha256: m.SHA256,
		Size: m.Size, Key: m.Key, Freight: m.Freight, AddedBy: m.AddedBy, Now: now,
	})
	if err != nil {
		return fmt.Errorf("store material: %w", err)
	}
	return nil
}

// afterMaterial says whose turn it is now that a material is there.
func (o *Office) afterMaterial(ctx context.Context, q *query.Queries, row query.Ticket, m ticket.Material, now time.Time) error {
	switch {
	case m.Type == ticket.Template:
		if err := q.RenewProforma(ctx, row.ID); err != nil {
			return fmt.Errorf("store that it is made anew: %w", err)
		}
		return o.turn(ctx, q, row, ticket.AwaitsCustomer, eventOfTicket(row, event.ProformaOffered, m.AddedBy, string(row.ID), now), now)
	case m.Type == ticket.StampedScan && row.Kind.Row().Confirmed:
		return closeTicket(ctx, q, row, ending{status: ticket.Done, who: m.AddedBy}, now)
	case row.Status != ticket.AwaitsMaterials:
		return nil
	}
	lacking, err := missingOf(ctx, q, row.ID)
	if err != nil || slices.ContainsFunc(lacking, ticket.MaterialType.AskedOfCustomer) {
		return err // what only finance hands in keeps nobody waiting for the customer
	}
	return o.turn(ctx, q, row, ticket.Verifying, eventOfTicket(row, event.MaterialsComplete, m.AddedBy, string(row.ID), now), now)
}
