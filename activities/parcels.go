package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/refusal"
)

// Parcels hands paper invoices to the courier.
type Parcels struct {
	Courier Courier
	Store   RegisterPort
	Now     func() time.Time
}

// OrderCourier orders the collection of an invoice's parcel. The invoice's id is the reference, so that ordering again
// returns the same tracking number. From then on the address stays as it is, unless the courier refuses it for good (R4).
func (p *Parcels) OrderCourier(ctx context.Context, invoiceID string) (Shipment, error) {
	issued, err := p.Store.FixAddress(ctx, invoiceID, p.Now())
	if err != nil {
		return Shipment{}, failure(err)
	}
	if issued.Address == nil {
		return Shipment{}, failure(refusal.New(refusal.AddressRequired, "address"))
	}
	shipment, err := p.Courier.Ship(ctx, ShipmentOrder{Reference: invoiceID, Recipient: *issued.Address})
	if errors.Is(err, ErrRefusedForGood) {
		if err := p.Store.UnfixAddress(ctx, invoiceID); err != nil {
			return Shipment{}, failure(err)
		}
	}
	if err != nil {
		return Shipment{}, failure(fmt.Errorf("order the courier for invoice %s: %w", invoiceID, err))
	}
	return shipment, nil
}
