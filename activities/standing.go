package activities

import (
	"context"
	"errors"
	"slices"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/office/invoices"
)

// Standing is how far an invoice has come, and everything that decides how it goes on. A run learns it from the register when it begins,
// and never from what it was started with.
type Standing struct {
	Status   invoice.Status  `json:"status"`
	Seller   ids.Seller      `json:"seller"`
	Medium   invoice.Medium  `json:"medium"`
	Dispatch policy.Dispatch `json:"dispatch,omitempty"`
	// SilentAfter is how long nothing may be heard of its parcel (V7).
	SilentAfter policy.Duration `json:"silent_after,omitzero"`
	// SilentAt is when its parcel, which is on its way already, will have been silent for as long.
	SilentAt time.Time `json:"silent_at,omitzero"`
	// Stage is what is promised next; WarnAt and DueAt are when it is about to be late, and late (I1, I2).
	Stage  promise.Stage `json:"stage,omitempty"`
	WarnAt time.Time     `json:"warn_at,omitzero"`
	DueAt  time.Time     `json:"due_at,omitzero"`
	// Serial is under which it is issued. Stored: an earlier run may have submitted it, and the provider
	// has not said since that it did not accept it (I10).
	Serial invoice.Serial `json:"serial,omitempty"`
	Stored bool           `json:"stored,omitempty"`
	// Parked is the seller's trouble for which it is held up before its serial is stored (I5).
	Parked invoice.Cause `json:"parked,omitempty"`
	// Told: its customer knows that it is issued. ParcelUntold: its parcel was sent, which its customer does not know. SendAgain: its parcel
	// came back, and is to be sent once more (V7).
	Told         bool `json:"told,omitempty"`
	ParcelUntold bool `json:"parcel_untold,omitempty"`
	SendAgain    bool `json:"send_again,omitempty"`
}

// ByVendor reports whether a marketplace vendor issues the invoice, and not the platform (I8).
func (s Standing) ByVendor() bool { return s.Seller != invoice.Platform }

// TakeUp says how far an invoice has come. Where the platform is to issue it, its serial is stored before anybody calls the provider
// (I4), or it is parked with the others.
func (r *Register) TakeUp(ctx context.Context, id ids.Invoice) (Standing, error) {
	now := r.Now()
	found, err := r.Office.Invoices.Standing(ctx, id)
	if err != nil {
		return Standing{}, stepFailure(err)
	}
	standing := r.standingOf(found)
	if found.Status != invoice.Approved || standing.ByVendor() {
		return standing, nil
	}
	standing.Serial, standing.Parked, err = r.Office.Invoices.BeginIssuing(ctx, id, now)
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Code == refusal.WrongState {
		found, err = r.Office.Invoices.Standing(ctx, id) // everything of it was refunded meanwhile (I7)
		return r.standingOf(found), stepFailure(err)
	}
	standing.Stored = !found.StoredAt.IsZero() && found.NotAcceptedAt == nil
	return standing, stepFailure(err)
}

func (r *Register) standingOf(found invoices.Standing) Standing {
	s := Standing{
		Status: found.Status, Seller: found.Seller, Medium: found.Medium, Serial: found.Serial, Told: found.ToldAt != nil, SendAgain: found.SendAgain,
		ParcelUntold: found.ParcelUntold,
	}
	if found.Medium == invoice.Paper {
		s.SilentAfter, s.Dispatch = r.Policy.Parcel.SilentAfter, r.Policy.Paper.Dispatch
	}
	if !found.HeardAt.IsZero() {
		s.SilentAt = found.HeardAt.Add(s.SilentAfter.Std())
	}
	if s.ByVendor() {
		s.Dispatch = policy.ManualDispatch // the vendor ships what it has issued
	}
	if found.DueAt == nil || !slices.Contains(invoice.Late, found.Status) {
		return s // nothing is promised of it any more
	}
	switch due := *found.DueAt; {
	case found.Status == invoice.Issued && found.Medium == invoice.Paper:
		s.Stage, s.DueAt, s.WarnAt = promise.ShipStage, due, promise.ShipWarning(due)
	case found.Status == invoice.Approved, found.Status == invoice.Failed, found.Status == invoice.Issued:
		s.Stage, s.DueAt, s.WarnAt = promise.IssueStage, due, promise.IssueWarning(r.Policy, found.Medium, found.ApprovedAt, due)
	default: // what was promised is kept, though its instant stays in the register
	}
	return s
}
