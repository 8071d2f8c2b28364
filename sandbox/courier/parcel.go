// Package courier is the simulated courier: it takes parcels, moves them by itself, and pushes each event to whoever
// ordered, until that one has taken it.
package courier

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"kaipiao/sandbox/store"
)

// Company is the carrier's name.
const Company = "沙箱速运"

// Status is where a parcel is.
type Status string

// The statuses of a parcel.
const (
	Ordered   Status = "ordered"
	PickedUp  Status = "picked_up"
	InTransit Status = "in_transit"
	Signed    Status = "signed"
	Returned  Status = "returned"
)

// Carrier is a company whose parcels lie in the depot.
type Carrier struct {
	Name string
	// Waybill makes the number of the n-th parcel of all.
	Waybill func(n uint64) string
}

// house is the carrier of this package's own protocol.
var house = Carrier{Name: Company, Waybill: func(n uint64) string { return fmt.Sprintf("SX%012d", n) }}

// Order asks for a parcel to be collected.
type Order struct {
	// Reference is the customer's own; ordering it again gives the same tracking number.
	Reference string  `json:"reference"`
	Recipient Address `json:"recipient"`
	// EventsURL is where events are pushed; empty for none.
	EventsURL string `json:"events_url,omitempty"`
}

// Address is where the parcel goes.
type Address struct {
	Recipient string `json:"recipient"`
	Phone     string `json:"phone"`
	Region    string `json:"region"`
	Street    string `json:"street"`
}

// check says what is wrong with an order, or nothing.
func (o Order) check() error {
	if o.Reference == "" || len(o.Reference) > 64 {
		return fmt.Errorf("reference: 1 to 64 characters, not %q", o.Reference)
	}
	if o.Recipient.Recipient == "" || o.Recipient.Phone == "" || o.Recipient.Street == "" {
		return fmt.Errorf("recipient: recipient, phone and street are needed")
	}
	if o.EventsURL == "" {
		return nil
	}
	address, err := url.Parse(o.EventsURL)
	if err != nil || (address.Scheme != "http" && address.Scheme != "https") || address.Host == "" {
		return fmt.Errorf("events_url: %q is not an http address", o.EventsURL)
	}
	return nil
}

// Parcel is an order with what will happen to it. The events are planned when it is ordered and happen by the clock, so
// that a restart in between changes nothing.
type Parcel struct {
	Order
	Company        string    `json:"company"`
	TrackingNumber string    `json:"tracking_number"`
	OrderedAt      time.Time `json:"ordered_at"`
	Plan           []Event   `json:"events"`
}

// Event is something that happens to a parcel at an instant.
type Event struct {
	Status Status    `json:"status"`
	At     time.Time `json:"at"`
	// Pushed: the customer has taken the event.
	Pushed bool `json:"pushed"`
}

// status is where the parcel is at an instant.
func (p Parcel) status(now time.Time) Status {
	status := Ordered
	for _, event := range p.Plan {
		if !event.At.After(now) {
			status = event.Status
		}
	}
	return status
}

// Depot holds the parcels. It is safe for concurrent use.
type Depot struct {
	store *store.Store
	step  time.Duration
	now   func() time.Time
}

// NewDepot keeps the parcels in a store. A step lies between one event of a parcel and the next; now tells the time.
func NewDepot(in *store.Store, step time.Duration, now func() time.Time) *Depot {
	return &Depot{store: in, step: step, now: now}
}

// Take takes an order; a known reference gives the parcel that it already has. A silent parcel never has an event.
func (d *Depot) Take(order Order, silent bool) (parcel Parcel, isNew bool, err error) {
	return d.TakeFor(house, order, silent)
}

// TakeFor is Take for a carrier of its own.
func (d *Depot) TakeFor(carrier Carrier, order Order, silent bool) (parcel Parcel, isNew bool, err error) {
	err = d.store.Update(func(tx store.Tx) error {
		known, found, err := store.Get[Parcel](tx, store.Parcels, order.Reference)
		if err != nil || found {
			parcel, isNew = known, false
			return err
		}
		sequence, err := tx.Sequence(store.Parcels)
		if err != nil {
			return err
		}
		now := d.now().UTC().Truncate(time.Millisecond)
		parcel, isNew = Parcel{Order: order, Company: carrier.Name, OrderedAt: now, TrackingNumber: carrier.Waybill(sequence)}, true
		if !silent {
			parcel.Plan = []Event{
				{Status: PickedUp, At: now.Add(d.step)},
				{Status: InTransit, At: now.Add(2 * d.step)},
				{Status: Signed, At: now.Add(3 * d.step)},
			}
		}
		return store.Put(tx, store.Parcels, order.Reference, parcel)
	})
	return parcel, isNew, err
}

// Withdraw takes back the order of a parcel that nobody has collected: nothing happens to it any more. It reports false for one that is on its
// way, or that there is not.
func (d *Depot) Withdraw(reference string) (done bool, err error) {
	err = d.change(reference, func(changed *Parcel) {
		if done = changed.status(d.now()) == Ordered; done {
			changed.Plan = nil
		}
	})
	return done, err
}

// Happened are the events of a parcel until now, oldest first.
func (d *Depot) Happened(of Parcel) []Event {
	now := d.now()
	return slices.DeleteFunc(slices.Clone(of.Plan), func(event Event) bool { return event.At.After(now) })
}

// Return sends a parcel back to its sender: what was still to come does not happen. A signed parcel is not returned.
func (d *Depot) Return(reference string) (parcel Parcel, found bool, err error) {
	err = d.change(reference, func(changed *Parcel) {
		found = true
		now := d.now().UTC().Truncate(time.Millisecond)
		if status := changed.status(now); status == Signed || status == Returned {
			parcel = *changed
			return
		}
		past := changed.Plan[:0]
		for _, event := range changed.Plan {
			if !event.At.After(now) {
				past = append(past, event)
			}
		}
		changed.Plan = append(past, Event{Status: Returned, At: now})
		parcel = *changed
	})
	return parcel, found, err
}

// change changes a parcel that exists.
func (d *Depot) change(reference string, by func(*Parcel)) error {
	return d.store.Update(func(tx store.Tx) error {
		parcel, found, err := store.Get[Parcel](tx, store.Parcels, reference)
		if err != nil || !found {
			return err
		}
		by(&parcel)
		return store.Put(tx, store.Parcels, reference, parcel)
	})
}

// Find reads a parcel.
func (d *Depot) Find(reference string) (parcel Parcel, found bool, err error) {
	err = d.store.View(func(tx store.Tx) error {
		parcel, found, err = store.Get[Parcel](tx, store.Parcels, reference)
		return err
	})
	return parcel, found, err
}

// All lists the parcels.
func (d *Depot) All() (parcels []Parcel, err error) {
	err = d.store.View(func(tx store.Tx) error {
		parcels, err = store.All[Parcel](tx, store.Parcels)
		return err
	})
	return parcels, err
}
