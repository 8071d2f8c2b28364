// Package ledger holds the rules about what may be invoiced: which consumption counts, from when, what a refund leaves
// outstanding, and how a selection pays it off. The database keeps the entries; this package decides.
package ledger

import (
	"time"

	"kaipiao/domain/group"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
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
	Payer ids.Account
	// Group is what the account was to a master when it paid (A13). No report says it; the register knows.
	Group   Group
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

// Group is the master of whom an account was a member when it paid, and in which way; the zero value where it was nobody's.
type Group struct {
	Master ids.Account
	Way    group.Way
}

// GroupOf is what the account was to a master when it paid for the consumption. What an agent paid for is the agent's matter alone (L6), and
// what a marketplace vendor sold stays the member's, because the vendor invoices its customer (L5).
func (c Consumption) GroupOf(links []group.Link) Group {
	for _, link := range links {
		if link.Member != c.Account || !link.InForce(c.PaidAt) {
			continue
		}
		if c.Payer != "" || (link.Way == group.Trusteeship && c.Seller != invoice.Platform) {
			return Group{}
		}
		return Group{Master: link.Master, Way: link.Way}
	}
	return Group{}
}

// Owner is the account that may invoice the consumption: the agent's where an agent paid (L6), and the master's of a member in
// trusteeship (A13).
func (c Consumption) Owner() ids.Account {
	switch {
	case c.Payer != "":
		return c.Payer
	case c.Group.Way == group.Trusteeship:
		return c.Group.Master
	default:
		return c.Account
	}
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
