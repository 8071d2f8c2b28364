// Package policy holds every number and table that a vendor may choose, with the published invoice rules' values as defaults.
package policy

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Policy is every choice in force. It is read once at start-up and never changes while a process runs.
type Policy struct {
	Review  Review        `yaml:"review" json:"review" doc:"How long applications wait for a decision (R1)."`
	Issue   Issue         `yaml:"issue" json:"issue" doc:"How long issuing may take (I1, I2)."`
	Quota   Quota         `yaml:"quota" json:"quota" doc:"When a seller's quota is about to end (I5)."`
	Ship    Ship          `yaml:"ship" json:"ship" doc:"How long after issue a paper is sent (I2)."`
	Release Release       `yaml:"release" json:"release" doc:"When consumption becomes invoiceable (L3, L5)."`
	Limits  Limits        `yaml:"limits" json:"limits" doc:"The bounds of single invoices, and of texts (A6, A7)."`
	Red     Red           `yaml:"red" json:"red" doc:"How long a buyer has to confirm a red-letter form (V1)."`
	Kinds   []KindAllowed `yaml:"kinds" json:"kinds" doc:"Which kinds of invoice are offered to whom, on what (A3)."`
	// TaxRates are the VAT rates at which consumption is sold.
	TaxRates []money.Rate `yaml:"tax_rates" json:"tax_rates" doc:"The VAT rates (税率) at which consumption is sold."`
	Seller   Seller       `yaml:"seller" json:"seller" doc:"The platform's own company, the seller on its invoices (A10)."`
	// Returns is where customers send originals back to (V3).
	Returns Returns        `yaml:"returns" json:"returns" doc:"Where customers send originals back to (V3)."`
	Paper   PaperDispatch  `yaml:"paper" json:"paper" doc:"How paper invoices leave the house."`
	Parcel  ParcelTracking `yaml:"parcel" json:"parcel" doc:"When a silent parcel is followed up (V7)."`
	Keep    Keep           `yaml:"keep" json:"keep" doc:"How long what may be forgotten is kept (O3)."`
	// Vendors are the marketplace vendors whose names are known, by their ids; they stand as sellers on their invoices (L5).
	Vendors map[ids.Seller]Vendor `yaml:"vendors" json:"vendors,omitempty" doc:"The marketplace vendors whose names are known, by their ids (L5)."`
	// Sandbox: the tax provider is the sandbox, and nothing that it issues is valid. No file says this; the settings do.
	Sandbox bool `yaml:"-" json:"sandbox" doc:"Whether the tax provider is the sandbox, and nothing it issues is valid."`
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
	CoolOff Duration `yaml:"cool_off" json:"cool_off" doc:"How long an application that nobody reviews can still be cancelled (冷静期)." example:"1m0s"`
	// AutomaticWithin is the promise for automatic approvals.
	AutomaticWithin Duration `yaml:"automatic_within" json:"automatic_within" doc:"Within what time an application that nobody reviews is approved."`
	// ManualWithinWorkingDays is the promise for a reviewer's decision.
	ManualWithinWorkingDays int `yaml:"manual_within_working_days" json:"manual_within_working_days" doc:"Within how many working days a reviewer decides."`
	// SecondPersonAbove: an application whose total is larger, with tax in CNY, is never approved by itself, and two people of finance
	// decide for it. Nil where one decides about every amount.
	SecondPersonAbove *money.Amount `yaml:"second_person_above" json:"second_person_above" doc:"Above what total in CNY two people approve; null for never."`
}

// NeedsSecondPerson reports whether two people decide for an application that invoices so much, with tax in CNY.
func (r Review) NeedsSecondPerson(total money.Amount) bool {
	return r.SecondPersonAbove != nil && r.SecondPersonAbove.Less(total)
}

// Issue is how long issuing may take (I1, I2).
type Issue struct {
	ElectronicTarget       Duration `yaml:"electronic_target" json:"electronic_target" doc:"After what time an e-invoice is about to be late." example:"5m0s"`
	ElectronicWithin       Duration `yaml:"electronic_within" json:"electronic_within" doc:"Within what time of approval e-invoices are issued." example:"24h0m0s"`
	PaperWithinWorkingDays int      `yaml:"paper_within_working_days" json:"paper_within_working_days" doc:"Within how many working days a paper is issued."`
	// SmallerFirst lets smaller invoices go first when a seller's quota is too small for those that are due earlier (I5).
	SmallerFirst bool `yaml:"smaller_first" json:"smaller_first" doc:"Whether smaller invoices pass those that the quota is too small for (I5)."`
}

// Quota is when people are warned that a seller's monthly quota is about to end (I5).
type Quota struct {
	// WarnBelow is what is left when they are: a share of the whole, or an amount; nil for no warning.
	WarnBelow *Threshold `yaml:"warn_below" json:"warn_below" doc:"Below what is left of a month's quota people are warned; null for never."`
}

// Warns reports whether people are warned about how a seller stands.
func (q Quota) Warns(standing invoice.Standing) bool {
	return q.WarnBelow != nil && q.WarnBelow.Reached(standing.Remaining, standing.Total)
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
	WithinDays int  `yaml:"within_days" json:"within_days" doc:"Within how many days of its issue a paper is sent."`
	Days       Days `yaml:"days" json:"days"`
}

// Release is when consumption becomes invoiceable (L3, L5).
type Release struct {
	// PostpaidAt is the time of day in Asia/Shanghai, on the calendar day after the payment.
	PostpaidAt TimeOfDay `yaml:"postpaid_at" json:"postpaid_at" doc:"From when on the day after the payment postpaid consumption counts."`
	// MarketplaceAfterDays counts calendar days from the delivery date, to 00:00 in Asia/Shanghai.
	MarketplaceAfterDays int `yaml:"marketplace_after_days" json:"marketplace_after_days" doc:"How many days after delivery a marketplace order counts."`
}

// Limits bounds single invoices, in CNY including tax (A7), and texts.
type Limits struct {
	Minimum    money.Amount `yaml:"minimum" json:"minimum" doc:"The smallest invoice, with tax, in CNY." example:"0.01"`
	Electronic money.Amount `yaml:"electronic" json:"electronic" doc:"The largest e-invoice, with tax, in CNY." example:"99999.99"`
	Paper      money.Amount `yaml:"paper" json:"paper" doc:"The largest paper invoice, with tax, in CNY." example:"1000000.00"`
	// Remark is the bureau's limit for the remark, in characters (A6).
	Remark int `yaml:"remark" json:"remark" doc:"How many characters a remark (备注) may have."`
	// Lines is the bureau's limit for the lines of one invoice.
	Lines int `yaml:"lines" json:"lines" doc:"How many lines one invoice may have."`
	// Invoices is how many invoices one application may come to.
	Invoices int `yaml:"invoices" json:"invoices" doc:"How many invoices one application may come to."`
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
	ConfirmWithin Duration `yaml:"confirm_within" json:"confirm_within" doc:"Within what time of its beginning the form is confirmed." example:"72h0m0s"`
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
	SilentAfter Duration `yaml:"silent_after" json:"silent_after" doc:"After what time without news a parcel is asked about." example:"120h0m0s"`
}

// Default is the published rules' policy.
func Default() Policy {
	return Policy{
		Review:  Review{CoolOff: Duration(time.Minute), AutomaticWithin: Duration(10 * time.Minute), ManualWithinWorkingDays: 3},
		Issue:   Issue{ElectronicTarget: Duration(5 * time.Minute), ElectronicWithin: Duration(24 * time.Hour), PaperWithinWorkingDays: 15},
		Quota:   Quota{WarnBelow: &Threshold{decimal.New(1, -1)}},
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
		Keep:    Keep{DeliveriesMonths: 13},
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
