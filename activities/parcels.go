package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/courier"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/office"
)

// Parcels hands paper invoices to the courier.
type Parcels struct {
	Courier courier.Client
	Office  *office.Office
	Now     func() time.Time
}

// OrderCourier orders the collection of an invoice's parcel. Its reference is stored before, so that ordering again returns
// the same tracking number; one that came back is ordered under another (V7). From then on the address stays as it is,
// unless the courier refuses it for good (R4).
func (p *Parcels) OrderCourier(ctx context.Context, invoiceID ids.Invoice) (courier.Shipment, error) {
	issued, err := p.Office.Parcels.FixAddress(ctx, invoiceID, p.Now())
	if err != nil {
		return courier.Shipment{}, failure(err)
	}
	if issued.Address == nil {
		return courier.Shipment{}, failure(refusal.New(refusal.AddressRequired, "address"))
	}
	reference, err := p.Office.Parcels.ToSend(ctx, invoiceID)
	if err != nil {
		return courier.Shipment{}, failure(err)
	}
	shipment, err := p.Courier.Ship(ctx, courier.Order{Reference: reference, Recipient: *issued.Address})
	if errors.Is(err, courier.ErrRefusedForGood) {
		if err := p.Office.Parcels.UnfixAddress(ctx, invoiceID); err != nil {
			return courier.Shipment{}, failure(err)
		}
	}
	if err != nil {
		return courier.Shipment{}, failure(fmt.Errorf("order the courier for invoice %s: %w", invoiceID, err))
	}
	return shipment, nil
}

// ParcelWatch says when a parcel is to be looked after next; never, when it is zero.
type ParcelWatch struct {
	LookAt time.Time `json:"look_at,omitzero"`
}

// FollowParcel looks after an invoice's parcel: one that was silent for too long gets a ticket (V7).
func (r *Register) FollowParcel(ctx context.Context, invoiceID ids.Invoice) (ParcelWatch, error) {
	lookAt, err := r.Office.Parcels.Follow(ctx, invoiceID, r.Now())
	return ParcelWatch{LookAt: lookAt}, stepFailure(err)
}
