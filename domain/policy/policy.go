// Package policy holds every number and table that a vendor may choose, with the published invoice rules' values as defaults.
package policy

import (
	"slices"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Policy is every choice in force. It is read once at start-up and never changes while a process runs.
type Policy struct {
	Review  Review        `yaml:"review" json:"review"`
	Issue   Issue         `yaml:"issue" json:"issue"`
	Ship    Ship          `yaml:"ship" json:"ship"`
	Release Release       `yaml:"release" json:"release"`
	Limits  Limits        `yaml:"limits" json:"limits"`
	Red     Red           `yaml:"red" json:"red"`
	Kinds   []KindAllowed `yaml:"kinds" json:"kinds"`
	// TaxRates are the VAT rates at which consumption is sold.
	TaxRates []money.Rate `yaml:"tax_rates" json:"tax_rates"`
	Seller   Seller       `yaml:"seller" json:"seller"`
	// Returns is where customers send originals back to (V3).
	Returns Returns        `yaml:"returns" json:"returns"`
	Paper   PaperDispatch  `yaml:"paper" json:"paper"`
	Parcel  ParcelTracking `yaml:"parcel" json:"parcel"`
	// Vendors are the marketplace vendors whose names are known, by their ids; they stand as sellers on their invoices (L5).
	Vendors map[ids.Seller]Vendor `yaml:"vendors" json:"vendors,omitempty"`
	// Sandbox: the tax provider is the sandbox, and nothing that it issues is valid. No file says this; the settings do.
	Sandbox bool `yaml:"-" json:"sandbox"`
	// named are the keys that the file says itself, where it matters who says them.
	named map[string]bool
}

// Vendor is a marketplace vendor as it stands as a seller, and where it is told of new work (V10).
type Vendor struct {
	invoice.Party `yaml:",inline"`
	// Email is the vendor's own matter: everybody may read the policy, and it is not shown there.
	Email string `yaml:"email" json:"-"`
}

// Review is how long applications wait for a decision (R1).
type Review struct {
	// CoolOff is how long a customer can still cancel before an automatic approval; at most AutomaticWithin.
	CoolOff Duration `yaml:"cool_off" json:"cool_off"`
	// AutomaticWithin is the promise for automatic approvals.
	AutomaticWithin Duration `yaml:"automatic_within" json:"automatic_within"`
	// ManualWithinWorkingDays is the promise for a reviewer's decision.
	ManualWithinWorkingDays int `yaml:"manual_within_working_days" json:"manual_within_working_days"`
}

// Issue is how long issuing may take (I1, I2).
type Issue struct {
	ElectronicTarget       Duration `yaml:"electronic_target" json:"electronic_target"`
	ElectronicWithin       Duration `yaml:"electronic_within" json:"electronic_within"`
	PaperWithinWorkingDays int      `yaml:"paper_within_working_days" json:"paper_within_working_days"`
	// SmallerFirst lets smaller invoices go first when a seller's quota is too small for those that are due earlier (I5).
	SmallerFirst bool `yaml:"smaller_first" json:"smaller_first"`
}

// Days says how days of a promise are counted.
type Days string

// The ways to count days.
const (
	CalendarDays Days = "calendar"
	WorkingDays  Days = "working"
)

// Ship is how long after issue a paper invoice is handed to the courier (I2).
type Ship struct {
	WithinDays int  `yaml:"within_days" json:"within_days"`
	Days       Days `yaml:"days" json:"days"`
}

// Release is when consumption becomes invoiceable (L3, L5).
type Release struct {
	// PostpaidAt is the time of day in Asia/Shanghai, on the calendar day after the payment.
	PostpaidAt TimeOfDay `yaml:"postpaid_at" json:"postpaid_at"`
	// MarketplaceAfterDays counts calendar days from the delivery date, to 00:00 in Asia/Shanghai.
	MarketplaceAfterDays int `yaml:"marketplace_after_days" json:"marketplace_after_days"`
}

// Limits bounds single invoices, in CNY including tax (A7), and texts.
type Limits struct {
	Minimum    money.Amount `yaml:"minimum" json:"minimum"`
	Electronic money.Amount `yaml:"electronic" json:"electronic"`
	Paper      money.Amount `yaml:"paper" json:"paper"`
	// Remark is the bureau's limit for the remark, in characters (A6).
	Remark int `yaml:"remark" json:"remark"`
	// Lines is the bureau's limit for the lines of one invoice.
	Lines int `yaml:"lines" json:"lines"`
	// Invoices is how many invoices one application may come to.
	Invoices int `yaml:"invoices" json:"invoices"`
}

// Cap is the most that one invoice on the medium may carry.
func (l Limits) Cap(medium invoice.Medium) money.Amount {
	if medium == invoice.Paper {
		return l.Paper
	}
	return l.Electronic
}

// Red is how long a buyer has to confirm a red-letter form (V1).
type Red struct {
	ConfirmWithin Duration `yaml:"confirm_within" json:"confirm_within"`
}

// Dispatch says who hands paper invoices to the courier.
type Dispatch string

// The ways to dispatch.
const (
	AutomaticDispatch Dispatch = "automatic" // the product orders the courier
	ManualDispatch    Dispatch = "manual"    // the print desk reports the tracking number
)

// PaperDispatch is how paper invoices leave the house.
type PaperDispatch struct {
	Dispatch Dispatch `yaml:"dispatch" json:"dispatch"`
}

// ParcelTracking is when a silent parcel is followed up (V7).
type ParcelTracking struct {
	SilentAfter Duration `yaml:"silent_after" json:"silent_after"`
}

// Default is the published rules' policy.
func Default() Policy {
	return Policy{
		Review:  Review{CoolOff: Duration(time.Minute), AutomaticWithin: Duration(10 * time.Minute), ManualWithinWorkingDays: 3},
		Issue:   Issue{ElectronicTarget: Duration(5 * time.Minute), ElectronicWithin: Duration(24 * time.Hour), PaperWithinWorkingDays: 15},
		Ship:    Ship{WithinDays: 3, Days: CalendarDays},
		Release: Release{PostpaidAt: TimeOfDay{Hour: 10}, MarketplaceAfterDays: 7},
		Limits: Limits{
			Minimum: money.Cent, Electronic: money.MustParse("99999.99"), Paper: money.MustParse("1000000.00"), Remark: 450, Lines: 2000, Invoices: 500,
		},
		Red:   Red{ConfirmWithin: Duration(72 * time.Hour)},
		Kinds: defaultKinds(),
		TaxRates: []money.Rate{
			money.MustParseRate("0.13"), money.MustParseRate("0.09"), money.MustParseRate("0.06"), money.MustParseRate("0.05"),
			money.MustParseRate("0.03"), money.MustParseRate("0.01"), money.MustParseRate("0"), money.Exempt,
		},
		Seller:  defaultSeller(),
		Returns: defaultReturns(),
		Paper:   PaperDispatch{Dispatch: AutomaticDispatch},
		Parcel:  ParcelTracking{SilentAfter: Duration(5 * 24 * time.Hour)},
	}
}

// Vendor is a marketplace vendor as it stands as the seller on its invoices: what is known of it, and otherwise its id (L5).
func (p Policy) Vendor(id ids.Seller) invoice.Party {
	if known, found := p.Vendors[id]; found {
		return known.Party
	}
	return invoice.Party{Name: string(id)}
}

// Sells reports whether consumption is sold at a VAT rate.
func (p Policy) Sells(rate money.Rate) bool { return slices.ContainsFunc(p.TaxRates, rate.Equal) }
