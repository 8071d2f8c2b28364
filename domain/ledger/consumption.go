// Package ledger holds the rules about what may be invoiced: which consumption counts, from when, what a refund leaves
// outstanding, and how a selection pays it off. The database keeps the entries; this package decides.
package ledger

import (
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// Charge is how consumption is paid for.
type Charge string

// The ways of paying.
const (
	Prepaid  Charge = "prepaid"
	Postpaid Charge = "postpaid"
)

// Valid reports whether c is one of the ways.
func (c Charge) Valid() bool { return c == Prepaid || c == Postpaid }

// Consumption is one paid order or bill, as the billing system reports it. Amounts are in CNY including tax.
type Consumption struct {
	ID      ids.Consumption
	Account ids.Account
	Charge  Charge
	Seller  ids.Seller
	// Payer is the agent who paid for the account, or empty when the account paid itself (L6).
	Payer   ids.Account
	Product string
	TaxCode string
	TaxRate money.Rate
	// Cash is the part paid in cash; only it can be invoiced (L1).
	Cash   money.Amount
	Coupon money.Amount
	Rebate money.Amount
	PaidAt time.Time
	// ResourcesCreatedAt and DeliveredAt are nil until it happened.
	ResourcesCreatedAt *time.Time
	DeliveredAt        *time.Time
}

// Owner is the account that may invoice the consumption: the agent's where an agent paid (L6).
func (c Consumption) Owner() ids.Account {
	if c.Payer != "" {
		return c.Payer
	}
	return c.Account
}

// Refund gives back part of the cash of one consumption, also for a downgrade (L7).
type Refund struct {
	ID          ids.Refund
	Consumption ids.Consumption
	Cash        money.Amount
	Reason      RefundReason
	RefundedAt  time.Time
}

// RefundReason is why cash was given back.
type RefundReason string

// The reasons of a refund.
const (
	Refunded   RefundReason = "refund"
	Downgraded RefundReason = "downgrade"
)

// Valid reports whether r is one of the reasons.
func (r RefundReason) Valid() bool { return r == Refunded || r == Downgraded }

// Repeats reports whether the other is the same report again: equal in everything, except that an event that was
// reported later need not be in it.
func (c Consumption) Repeats(other Consumption) bool {
	return c.ID == other.ID && c.Account == other.Account && c.Charge == other.Charge && c.Seller == other.Seller &&
		c.Payer == other.Payer && c.Product == other.Product && c.TaxCode == other.TaxCode && c.TaxRate.Equal(other.TaxRate) &&
		c.Cash.Equal(other.Cash) && c.Coupon.Equal(other.Coupon) && c.Rebate.Equal(other.Rebate) && c.PaidAt.Equal(other.PaidAt) &&
		sameEvent(c.ResourcesCreatedAt, other.ResourcesCreatedAt) && sameEvent(c.DeliveredAt, other.DeliveredAt)
}

func sameEvent(recorded, reported *time.Time) bool {
	return reported == nil || (recorded != nil && recorded.Equal(*reported))
}

// Repeats reports whether the other is the same report again.
func (r Refund) Repeats(other Refund) bool {
	return r.ID == other.ID && r.Consumption == other.Consumption && r.Cash.Equal(other.Cash) && r.Reason == other.Reason &&
		r.RefundedAt.Equal(other.RefundedAt)
}
