// Package parcel holds what happens to the parcel of a paper invoice, from the order to the signature, or back to the
// sender.
package parcel

// Status is what happened to a parcel, as far as its workflow cares.
type Status string

// What happens to a parcel.
const (
	Shipped   Status = "shipped"
	Delivered Status = "delivered"
	// ToSendAgain: it came back, and finance has it sent once more (V7).
	ToSendAgain Status = "send_again"
)
