package sellers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/seller"
	"kaipiao/office/outbox"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Pausing is whether people have paused a seller. The zero value says that nobody has.
type Pausing struct {
	By     actor.Actor
	At     time.Time
	Reason string
	// Affected is how many of its invoices wait, or would, for a serial.
	Affected int
}

// Status is the state of the seller.
func (p Pausing) Status() seller.Status {
	if p.At.IsZero() {
		return seller.Issuing
	}
	return seller.Paused
}

// Pausing reads whether a seller is paused.
func (o *Office) Pausing(ctx context.Context, of ids.Seller) (Pausing, error) {
	var found Pausing
	err := o.tx.Look(ctx, func(q *query.Queries) (err error) {
		found, err = pausing(ctx, q, of)
		return err
	})
	return found, err
}

func pausing(ctx context.Context, q *query.Queries, of ids.Seller) (Pausing, error) {
	waiting, err := q.WaitingForSerial(ctx, of)
	if err != nil {
		return Pausing{}, fmt.Errorf("count what waits for a serial: %w", err)
	}
	row, err := q.SellerPause(ctx, of)
	if errors.Is(err, pgx.ErrNoRows) {
		return Pausing{Affected: int(waiting)}, nil
	}
	if err != nil {
		return Pausing{}, fmt.Errorf("read whether the seller is paused: %w", err)
	}
	return Pausing{By: row.PausedBy, At: row.PausedAt, Reason: row.Reason, Affected: int(waiting)}, nil
}

// Pause has nothing of a seller get a serial until it is resumed: what would is parked without a call (I5). What has its serial already, and may
// be with the provider, goes on, because only the provider knows what became of it (I4).
func (o *Office) Pause(ctx context.Context, of ids.Seller, reason string, who actor.Actor, now time.Time) (Pausing, error) {
	return o.move(ctx, of, seller.Pause, who, func(q *query.Queries) error {
		err := q.PauseSeller(ctx, query.PauseSellerParams{Seller: of, Reason: reason, Now: now, Who: who})
		if err != nil {
			return fmt.Errorf("pause the seller: %w", err)
		}
		// Where some are let go after an earlier pause, who comes after this one waits behind them.
		return noteFailed(ctx, q, of, invoice.OnHold, now)
	})
}

// Resume lets a seller issue again: its desk lets those go that are parked, in their order, as after any other trouble.
func (o *Office) Resume(ctx context.Context, of ids.Seller, who actor.Actor, now time.Time) (Pausing, error) {
	return o.move(ctx, of, seller.Resume, who, func(q *query.Queries) error {
		resumed, err := q.ResumeSeller(ctx, query.ResumeSellerParams{Seller: of, Who: who, Now: now})
		if err != nil {
			return fmt.Errorf("resume the seller: %w", err)
		}
		if resumed == 0 { // somebody else was faster
			return seller.Check(of, seller.Issuing, seller.Resume, who)
		}
		troubles, err := q.OpenTroubles(ctx, of)
		if err != nil {
			return fmt.Errorf("read operator tasks: %w", err)
		}
		for _, open := range troubles { // those of other causes were not let try either
			if err := outbox.TellDesk(ctx, q, of, *open.Cause, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// move does what the table of a seller's life allows, and reads what came of it.
func (o *Office) move(ctx context.Context, of ids.Seller, do life.Action, who actor.Actor, change func(*query.Queries) error) (Pausing, error) {
	var moved Pausing
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		stands, err := pausing(ctx, q, of)
		if err != nil {
			return err
		}
		if err := seller.Check(of, stands.Status(), do, who); err != nil {
			return err
		}
		if err := change(q); err != nil {
			return err
		}
		moved, err = pausing(ctx, q, of)
		return err
	})
	if tx.Violates(err, "a_seller_is_paused_once") { // somebody else was faster
		err = seller.Check(of, seller.Paused, do, who)
	}
	return moved, err
}

// held reports whether nobody may try whom a cause holds up, because the seller is paused.
func held(ctx context.Context, q *query.Queries, of ids.Seller, cause invoice.Cause) (bool, error) {
	if cause.OfDocuments() {
		return false, nil
	}
	paused, err := q.SellerIsPaused(ctx, of)
	if err != nil {
		return false, fmt.Errorf("ask whether the seller is paused: %w", err)
	}
	return paused, nil
}

// List lists the sellers that there are: the platform, and the vendors that the policy names or that have invoices. The cursor is an id.
func (o *Office) List(ctx context.Context, page paging.Request) (paging.Page[ids.Seller], error) {
	rows, err := o.tx.Reads().VendorsWithInvoices(ctx)
	if err != nil {
		return paging.Page[ids.Seller]{}, fmt.Errorf("list the sellers: %w", err)
	}
	known := make([]ids.Seller, 0, len(rows)+len(o.policy.Vendors))
	for _, row := range rows {
		known = append(known, ids.Seller(row))
	}
	for id := range o.policy.Vendors {
		known = append(known, id)
	}
	slices.Sort(known)
	known = append([]ids.Seller{invoice.Platform}, slices.Compact(known)...)
	if page.After != "" {
		known = known[1:]
		if page.After != string(invoice.Platform) {
			known = slices.DeleteFunc(known, func(one ids.Seller) bool { return string(one) <= page.After })
		}
	}
	same := func(one ids.Seller) ids.Seller { return one }
	return paging.Of(known, page, same, same), nil
}
