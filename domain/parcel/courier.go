package parcel

import (
	"slices"
	"time"
)

// CarrierStatus is a carrier's own word for where a parcel is.
type CarrierStatus string

// What carriers report.
const (
	PickedUp  CarrierStatus = "picked_up"
	InTransit CarrierStatus = "in_transit"
	Signed    CarrierStatus = "signed"
	Returned  CarrierStatus = "returned"
)

// CarrierStatuses lists them.
var CarrierStatuses = []CarrierStatus{PickedUp, InTransit, Signed, Returned}

// Valid reports whether s is one of the words.
func (s CarrierStatus) Valid() bool { return slices.Contains(CarrierStatuses, s) }

// CourierEvent is what a carrier pushed about a parcel. Reference is ours, from its order.
type CourierEvent struct {
	Reference      string
	TrackingNumber string
	Status         CarrierStatus
	At             time.Time
}
