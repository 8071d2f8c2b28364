package invoice

import (
	"slices"
	"time"

	"kaipiao/domain/money"
)

// ListedKind is what an entry of the provider's list is.
type ListedKind string

// What the provider lists.
const (
	// BlueDocument: an issued invoice.
	BlueDocument ListedKind = "blue"
	// RedIssuedDocument: a red document that takes from a blue one.
	RedIssuedDocument ListedKind = "red"
	// VoidMade: a paper invoice was voided.
	VoidMade ListedKind = "void"
	// BuyersForm: a red-letter form that the buyer began and that waits for the seller (V8).
	BuyersForm ListedKind = "buyers_form"
)

// Listed is one thing that a provider or the bureau behind it says has happened, whoever asked for it (I11).
type Listed struct {
	Kind ListedKind `json:"kind"`
	// Serial is by what the provider knows it: ours where we asked for it, otherwise the provider's own. A void has none.
	Serial Serial `json:"serial"`
	// Number is the document's; a void's is that of the invoice that it voids. A form has none.
	Number string `json:"number"`
	// Of is the number of the blue invoice that a red document, a void or a form is about.
	Of string `json:"of"`
	// Undone: nothing is left of a blue document.
	Undone bool `json:"undone"`
	// At is the instant at which it was issued, voided or begun, in UTC.
	At time.Time `json:"at"`
	// LapsesAt is until when a form may be confirmed.
	LapsesAt time.Time `json:"lapses_at,omitzero"`
	Reason   RedReason `json:"reason,omitempty"`
	// Net, Tax and Gross are below zero for what is taken back; a void has none.
	Net   money.Amount `json:"net"`
	Tax   money.Amount `json:"tax"`
	Gross money.Amount `json:"gross"`
	// Lines are what a red document or a form takes from which line; empty where the provider does not say.
	Lines []Line `json:"lines,omitempty"`
}

// TakenBack is the entry with amounts below zero, where whoever lists it writes them without their sign.
func (l Listed) TakenBack() Listed {
	below := func(amount money.Amount) money.Amount { return money.Min(amount, amount.Neg()) }
	l.Net, l.Tax = below(l.Net), below(l.Tax)
	l.Gross = l.Net.Add(l.Tax)
	l.Lines = slices.Clone(l.Lines)
	for n := range l.Lines {
		line := &l.Lines[n]
		line.Net, line.Tax = below(line.Net), below(line.Tax)
		line.Gross = line.Net.Add(line.Tax)
	}
	return l
}

// Void is the entry of the void of a blue document. Where it is not told when that happened (err), it is taken for the instant of issue: the
// month is the same (V3).
func (l Listed) Void(at time.Time, err error) Listed {
	if err != nil {
		at = l.At
	}
	return Listed{Kind: VoidMade, Number: l.Number, Of: l.Number, At: at}
}

// ListOrder says which part of a provider's list is wanted: what happened from an instant on and before another one, or only
// what concerns one blue invoice.
type ListOrder struct {
	From, To time.Time
	// Number narrows it to one blue invoice and what was done to it; empty for all. Serial is then that of the blue invoice.
	Number string
	Serial Serial
	// Serials are those of blue invoices that a provider without a list is asked about.
	Serials []Serial
	// After is where the page before ended; empty for the first page.
	After string
}

// ListPage is a part of the list, oldest first. Next is empty after the last page.
type ListPage struct {
	Items []Listed
	Next  string
}

// Only is what of some entries is wanted, oldest first, and in the order in which they came where several happened at once.
func (o ListOrder) Only(items []Listed) []Listed {
	items = slices.DeleteFunc(items, func(one Listed) bool {
		concerned := o.Number == "" || one.Number == o.Number || one.Of == o.Number
		return !concerned || one.At.Before(o.From) || !one.At.Before(o.To)
	})
	slices.SortStableFunc(items, func(a, b Listed) int { return a.At.Compare(b.At) })
	return items
}
