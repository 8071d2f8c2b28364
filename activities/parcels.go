package activities

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"kaipiao/courier"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/refusal"
	"kaipiao/office"
)

// Parcels hands paper invoices to the courier.
type Parcels struct {
	Courier courier.Client
	// Tracker is the courier where it can be asked about parcels, Canceller where it takes orders back; nil where it does not.
	Tracker   courier.Tracker
	Canceller courier.Canceller
	// Questions is how often a courier that does not answer is asked where a parcel is, before its silence counts.
	Questions int32
	Office    *office.Office
	// Notices tells whom the parcel is for.
	Notices *Notices
	Now     func() time.Time
}

// HandOver hands an issued paper invoice to the courier, and tells its customer that it is issued, once, and that it is on its way. A
// parcel that the courier does not take (yet) is its failure, and then the customer knows of the invoice all the same, or the failure says
// what is owed (OwedIn).
func (p *Parcels) HandOver(ctx context.Context, id ids.Invoice) (Owed, error) {
	defer alive(ctx)()
	var owed Owed
	sent := p.send(ctx, id)
	found, err := p.Office.Invoices.Invoice(ctx, id)
	if err != nil {
		return owed, failure(err)
	}
	for _, about := range []notice.About{notice.Issued, notice.Shipped} {
		if (about == notice.Issued && found.ToldAt != nil) || (about == notice.Shipped && sent != nil) {
			continue
		}
		if err := p.Notices.SendNotice(ctx, NoticeRequest{Invoice: id, What: about}); err != nil {
			owed.Mails = append(owed.Mails, about)
		}
	}
	return owed, failure(sent, owed)
}

// OwedIn finds out which mails are owed by a step that has failed otherwise.
func OwedIn(err error) (owed Owed) {
	var failed *temporal.ApplicationError
	if !errors.As(err, &failed) || !failed.HasDetails() || failed.Details(&owed) != nil {
		return Owed{}
	}
	return owed
}

// send orders the collection of a parcel, and stores its tracking number. Where it is on its way already, because an earlier try sent it
// or the print desk was faster, its number stays.
func (p *Parcels) send(ctx context.Context, id ids.Invoice) error {
	shipment, err := p.order(ctx, id)
	if err == nil {
		err = p.Office.Parcels.Ship(ctx, id, shipment.Company, shipment.TrackingNumber, actor.Product, p.Now())
	}
	var refused *refusal.Refusal
	if !errors.As(err, &refused) || refused.Code != refusal.WrongState {
		return err
	}
	at, unread := p.Office.Invoices.Standing(ctx, id)
	if unread != nil {
		return unread
	}
	if back := p.takeBack(ctx, id); back != nil {
		return back
	}
	if at.Status == invoice.Delivered || (at.Status == invoice.Shipped && !at.SendAgain) {
		return nil
	}
	return err
}

// TakeParcelBack has the courier take back what was ordered for an invoice that stays in the house after all, because it was undone meanwhile (V3).
func (p *Parcels) TakeParcelBack(ctx context.Context, id ids.Invoice) error {
	defer alive(ctx)()
	return failure(p.takeBack(ctx, id))
}

// takeBack takes back an order that may be at the courier, and that nobody will ever hand over: the invoice is undone, or people have sent it
// otherwise. Its reference is used up by that, so that one whose undoing may still come to nothing keeps its order. That there is none, or that it
// is on its way, is no error.
func (p *Parcels) takeBack(ctx context.Context, id ids.Invoice) error {
	reference, given, err := p.Office.Parcels.GivenUp(ctx, id)
	if err != nil || !given || p.Canceller == nil {
		return err
	}
	err = p.Canceller.Cancel(ctx, reference)
	if err == nil || errors.Is(err, courier.ErrRefusedForGood) {
		return nil
	}
	return fmt.Errorf("take back the courier's order for invoice %s: %w", id, err)
}

// order orders the collection of an invoice's parcel. Its reference is stored before, so that ordering again returns the same tracking
// number; one that came back is ordered under another (V7). From then on the address stays as it is, unless the courier refuses it for
// good (R4).
func (p *Parcels) order(ctx context.Context, id ids.Invoice) (courier.Shipment, error) {
	issued, err := p.Office.Parcels.FixAddress(ctx, id, p.Now())
	if err != nil {
		return courier.Shipment{}, err
	}
	if issued.Address == nil {
		return courier.Shipment{}, refusal.New(refusal.AddressRequired, "address")
	}
	reference, err := p.Office.Parcels.ToSend(ctx, id)
	if err != nil {
		return courier.Shipment{}, err
	}
	shipment, err := p.Courier.Ship(ctx, courier.Order{Reference: reference, Recipient: *issued.Address})
	if errors.Is(err, courier.ErrRefusedForGood) {
		if err := p.Office.Parcels.UnfixAddress(ctx, id); err != nil {
			return courier.Shipment{}, err
		}
	}
	if err != nil {
		return courier.Shipment{}, fmt.Errorf("order the courier for invoice %s: %w", id, err)
	}
	return shipment, nil
}

// LookAfterParcel looks after a parcel of which nothing was heard for long. Where the courier can be asked, it is, because its push may have been
// lost: what it says counts as if it had pushed it (I2). One that stays silent gets a ticket (V7), and is asked about again after as long a time,
// for as long as it travels.
func (p *Parcels) LookAfterParcel(ctx context.Context, id ids.Invoice) (ParcelWatch, error) {
	defer alive(ctx)()
	events, asked, err := p.ask(ctx, id)
	if err != nil && (!asked || (activity.IsActivity(ctx) && activity.GetInfo(ctx).Attempt < p.Questions)) {
		return ParcelWatch{}, failure(err)
	}
	if err != nil {
		slog.WarnContext(ctx, "the courier does not say where a parcel is", "invoice", id, "error", err)
	}
	for _, event := range events {
		if err := p.Office.Parcels.RecordEvent(ctx, event, p.Now()); err != nil {
			return ParcelWatch{}, failure(fmt.Errorf("record what the courier says of parcel %s: %w", event.Reference, err))
		}
	}
	lookAt, err := p.Office.Parcels.Follow(ctx, id, asked, p.Now())
	return ParcelWatch{LookAt: lookAt}, failure(err)
}

// ask asks the courier where an invoice's parcel is. Asked is whether it was: not about a parcel that people have sent, or that does not travel.
func (p *Parcels) ask(ctx context.Context, id ids.Invoice) (events []parcel.CourierEvent, asked bool, err error) {
	if p.Tracker == nil {
		return nil, false, nil
	}
	of, travels, err := p.Office.Parcels.Travelling(ctx, id)
	if err != nil || !travels {
		return nil, false, err
	}
	events, err = p.Tracker.Track(ctx, courier.Tracked(of))
	events = slices.DeleteFunc(events, func(one parcel.CourierEvent) bool { return one.At.Year() < eldestYear }) // nobody's clock was there
	return events, true, err
}

// eldestYear is before anything that a courier may tell of.
const eldestYear = 2000

// ParcelWatch says when a parcel is to be looked after next; never, when it is zero.
type ParcelWatch struct {
	LookAt time.Time `json:"look_at,omitzero"`
}
