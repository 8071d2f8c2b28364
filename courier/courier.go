// Package courier is the talk with a courier, free of Temporal. Each client has a package of its own below.
package courier

import (
	"context"
	"errors"

	"kaipiao/domain/invoice"
)

// Client takes parcels.
type Client interface {
	// Ship orders the collection of a parcel. The reference is ours; ordering it again returns the same tracking number. It
	// gives ErrRefusedForGood when asking again cannot help; after any other error the parcel may or may not have been ordered.
	Ship(ctx context.Context, order Order) (Shipment, error)
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

// ErrRefusedForGood says that the courier refused the order finally: asking again with the same changes nothing.
var ErrRefusedForGood = errors.New("the courier refuses it for good")
