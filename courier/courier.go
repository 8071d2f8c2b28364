// Package courier is the talk with a courier, free of Temporal. Each client has a package of its own below.
package courier

import (
	"context"
	"errors"

	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
)

// Client takes parcels.
type Client interface {
	// Ship orders the collection of a parcel. The reference is ours; ordering it again returns the same tracking number. It
	// gives ErrRefusedForGood when asking again cannot help; after any other error the parcel may or may not have been ordered.
	Ship(ctx context.Context, order Order) (Shipment, error)
}

// Tracker is a client that can be asked where a parcel is, beside what its courier pushes.
type Tracker interface {
	// Track tells what has happened to a parcel, oldest first, and nothing of a parcel that has not been collected yet. Instants are UTC.
	Track(ctx context.Context, of Tracked) ([]parcel.CourierEvent, error)
}

// Canceller is a client that takes an order back.
type Canceller interface {
	// Cancel takes back the order of a parcel that has not been collected. One that is cancelled already is no error; one that there is not,
	// or that is on its way, gives ErrRefusedForGood. A reference that was cancelled cannot be ordered again.
	Cancel(ctx context.Context, reference string) error
}

// Waybiller is a client that has the waybill (面单) of a parcel printed.
type Waybiller interface {
	// Waybill is the PDF to be stuck on a parcel that was ordered.
	Waybill(ctx context.Context, trackingNumber string) ([]byte, error)
}

// Order is a paper invoice to be collected. The sender pays (A10: no courier fee).
type Order struct {
	Reference string          `json:"reference"`
	Recipient invoice.Address `json:"recipient"`
}

// Shipment is the courier's answer.
type Shipment struct {
	Company        string `json:"company"`
	TrackingNumber string `json:"tracking_number"`
}

// Tracked is a parcel that was ordered. Phone is the recipient's: couriers show a parcel only to who knows it.
type Tracked struct {
	Reference      string
	TrackingNumber string
	Phone          string
}

// ErrRefusedForGood says that the courier refused the order finally: asking again with the same changes nothing.
var ErrRefusedForGood = errors.New("the courier refuses it for good")

// ErrUndecided says that the courier has the order and has not said yet whether it can deliver there, because somebody looks at it by hand.
// Ordering the same again tells what became of it.
var ErrUndecided = errors.New("the courier has the order, and decides by hand whether it can be delivered")
