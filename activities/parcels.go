package activities

import (
	"context"
	"fmt"

	"kaipiao/domain/refusal"
)

// Parcels hands paper invoices to the courier.
type Parcels struct {
	Courier Courier
	Store   RegisterPort
}

// OrderCourier orders the collection of an invoice's parcel. The invoice's id is the reference, so that ordering again
// returns the same tracking number.
func (p *Parcels) OrderCourier(ctx context.Context, invoiceID string) (Shipment, error) {
	issued, err := p.Store.Invoice(ctx, invoiceID)
	if err != nil {
		return Shipment{}, failure(err)
	}
	if issued.Address == nil {
		return Shipment{}, failure(refusal.New(refusal.AddressRequired, "address"))
	}
	shipment, err := p.Courier.Ship(ctx, ShipmentOrder{Reference: invoiceID, Recipient: *issued.Address})
	if err != nil {
		return Shipment{}, failure(fmt.Errorf("order the courier for invoice %s: %w", invoiceID, err))
	}
	return shipment, nil
}
