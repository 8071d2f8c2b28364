package activities

import (
	"context"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

// Reversing is the reversal that is to be carried out; without an id, there is none.
type Reversing struct {
	Reversal ids.Reversal   `json:"reversal,omitempty"`
	Kind     reversal.Kind  `json:"kind,omitempty"`
	Serial   invoice.Serial `json:"serial,omitempty"`
	// ByBuyer: the buyer began the form, Word is what finance says to it, and LapsesAt until when it may (V8).
	ByBuyer  bool          `json:"by_buyer,omitempty"`
	Word     reversal.Word `json:"word,omitempty"`
	LapsesAt time.Time     `json:"lapses_at,omitzero"`
	// Booked: it is booked already, and only the customer is to be told; Number is the red document's.
	Booked bool   `json:"booked,omitempty"`
	Number string `json:"number,omitempty"`
}

// NextReversal answers with the reversal of an invoice that is to be carried out.
func (r *Register) NextReversal(ctx context.Context, invoiceID ids.Invoice) (Reversing, error) {
	found, err := r.Office.Reversals.Next(ctx, invoiceID)
	next := Reversing{
		Reversal: found.ID, Kind: found.Kind, Serial: found.Serial, ByBuyer: found.Origin == reversal.ByBuyer, Word: found.Word,
		Booked: found.Status == reversal.Done, Number: found.Number,
	}
	if next.ByBuyer && found.ConfirmBy != nil {
		next.LapsesAt = *found.ConfirmBy
	}
	return next, stepFailure(err)
}

// RecordTold stores that the customer is told of a reversal that was booked without its workflow.
func (r *Register) RecordTold(ctx context.Context, reversal ids.Reversal) error {
	return stepFailure(r.Office.Reversals.Told(ctx, reversal))
}

// BuyerAsked is since when and until when the buyer may confirm a red-letter form (V1).
type BuyerAsked struct {
	Since     time.Time `json:"since"`
	ConfirmBy time.Time `json:"confirm_by"`
}

// RecordAwaitingBuyer stores that the buyer has to confirm the form.
func (r *Register) RecordAwaitingBuyer(ctx context.Context, reversal ids.Reversal) (BuyerAsked, error) {
	confirmBy, err := r.Office.Reversals.RecordAwaitingBuyer(ctx, reversal, r.Now())
	return BuyerAsked{Since: confirmBy.Add(-r.Policy.Red.ConfirmWithin.Std()), ConfirmBy: confirmBy}, stepFailure(err)
}

// Reversed is the provider's word that an invoice is undone, wholly or in part. A void has no number.
type Reversed struct {
	Reversal ids.Reversal `json:"reversal"`
	Number   string       `json:"number,omitempty"`
	IssuedAt time.Time    `json:"issued_at,omitzero"`
}

// RecordReversed books it.
func (r *Register) RecordReversed(ctx context.Context, u Reversed) error {
	var issuedAt *time.Time
	if u.Number != "" {
		issuedAt = &u.IssuedAt
	}
	return stepFailure(r.Office.Reversals.RecordReversed(ctx, u.Reversal, u.Number, issuedAt, r.Now()))
}

// NotUndone says that nothing came of a reversal, and why.
type NotUndone struct {
	Reversal ids.Reversal    `json:"reversal"`
	Status   reversal.Status `json:"status"`
	Why      string          `json:"why,omitempty"`
}

// RecordNotReversed stores it.
func (r *Register) RecordNotReversed(ctx context.Context, n NotUndone) error {
	return stepFailure(r.Office.Reversals.RecordNotReversed(ctx, n.Reversal, n.Status, n.Why, r.Now()))
}

// ReversalParking says that a reversal is held up, and why; without a cause, that it is so no more.
type ReversalParking struct {
	Reversal ids.Reversal  `json:"reversal"`
	Cause    invoice.Cause `json:"cause,omitempty"`
}

// ParkReversal stores it (I5).
func (r *Register) ParkReversal(ctx context.Context, p ReversalParking) error {
	if p.Cause == invoice.NoCause {
		return stepFailure(r.Office.Sellers.UnparkReversal(ctx, p.Reversal))
	}
	return stepFailure(r.Office.Sellers.ParkReversal(ctx, p.Reversal, p.Cause, r.Now()))
}
