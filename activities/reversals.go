package activities

import (
	"context"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/reversal"
)

// Reversing is the reversal that is to be carried out; without an id, there is none.
type Reversing struct {
	Reversal ids.Reversal   `json:"reversal,omitempty"`
	Kind     reversal.Kind  `json:"kind,omitempty"`
	Serial   invoice.Serial `json:"serial,omitempty"`
	// Asked: the buyer is asked to confirm it already. TakeBack: it is to be taken back.
	Asked    bool `json:"asked,omitempty"`
	TakeBack bool `json:"take_back,omitempty"`
	// ByBuyer: the buyer began the form, which was found at an instant; Word is what finance says to it, and LapsesAt until when it may (V8).
	ByBuyer  bool          `json:"by_buyer,omitempty"`
	Word     reversal.Word `json:"word,omitempty"`
	FoundAt  time.Time     `json:"found_at,omitzero"`
	LapsesAt time.Time     `json:"lapses_at,omitzero"`
	// Medium is that of the invoice: a red document of an electronic one has files.
	Medium invoice.Medium `json:"medium,omitempty"`
}

// NextReversal answers with the reversal of an invoice that is to be carried out.
func (r *Register) NextReversal(ctx context.Context, invoiceID ids.Invoice) (Reversing, error) {
	found, err := r.Office.Reversals.Next(ctx, invoiceID)
	next := Reversing{
		Reversal: found.ID, Kind: found.Kind, Serial: found.Serial, Asked: found.Status == reversal.AwaitsBuyer, TakeBack: found.WithdrawAskedAt != nil,
		ByBuyer: found.Origin == reversal.ByBuyer, Word: found.Word,
	}
	if next.ByBuyer && found.ConfirmBy != nil {
		next.FoundAt, next.LapsesAt = found.RequestedAt, *found.ConfirmBy
	}
	if err != nil || next.Reversal == "" {
		return next, stepFailure(err)
	}
	of, err := r.Office.Invoices.Standing(ctx, invoiceID)
	next.Medium = of.Medium
	return next, stepFailure(err)
}

// OwedReversal is a reversal that has ended, and what is owed of it still.
type OwedReversal struct {
	Reversal ids.Reversal `json:"reversal"`
	// What its customer is to be told, unless it was; nothing where another reversal follows at once.
	What notice.About `json:"what,omitempty"`
	// Files: those of a red document are to be fetched.
	Files bool `json:"files,omitempty"`
}

// OwedReversals answers with what is owed of an invoice's reversals that have ended, also of those that were booked without their
// workflow (I11, V9).
func (r *Register) OwedReversals(ctx context.Context, id ids.Invoice) ([]OwedReversal, error) {
	unsettled, err := r.Office.Reversals.Unsettled(ctx, id)
	if err != nil {
		return nil, stepFailure(err)
	}
	of, err := r.Office.Invoices.Standing(ctx, id)
	if err != nil {
		return nil, stepFailure(err)
	}
	owed := make([]OwedReversal, len(unsettled))
	for n, ended := range unsettled {
		owed[n] = OwedReversal{Reversal: ended.ID, What: notice.NotReversed}
		switch {
		case ended.Status == reversal.Done:
			owed[n].What, owed[n].Files = notice.Reversed, ended.Number != "" && of.Medium == invoice.Electronic && ended.Origin != reversal.ByVendor
		case ended.Kind == reversal.Void && ended.Status == reversal.Refused:
			owed[n].What = "" // it is red-issued instead (V3)
		}
	}
	return owed, nil
}

// SettleReversal says that nobody is owed anything of a reversal any more.
func (r *Register) SettleReversal(ctx context.Context, id ids.Reversal) error {
	return stepFailure(r.Office.Reversals.Settle(ctx, id, r.Now()))
}

// BuyerAsked is since when and until when the buyer may confirm a red-letter form (V1), and how many of the mails about it the customer
// has: the first one, and the reminders.
type BuyerAsked struct {
	Since     time.Time `json:"since"`
	ConfirmBy time.Time `json:"confirm_by"`
	Reminded  int       `json:"reminded,omitempty"`
}

// RecordAwaitingBuyer stores that the buyer has to confirm the form.
func (r *Register) RecordAwaitingBuyer(ctx context.Context, reversal ids.Reversal) (BuyerAsked, error) {
	asked, err := r.Office.Reversals.RecordAwaitingBuyer(ctx, reversal, r.Now())
	return BuyerAsked(asked), stepFailure(err)
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
		return stepFailure(r.Office.Sellers.UnparkReversal(ctx, p.Reversal, r.Now()))
	}
	return stepFailure(r.Office.Sellers.ParkReversal(ctx, p.Reversal, p.Cause, r.Now()))
}
