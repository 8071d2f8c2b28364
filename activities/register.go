package activities

import (
	"context"
	"errors"
	"time"

	"kaipiao/courier"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/office"
)

// Register does the workflows' work on our own database. Its activities are fast, idempotent and run as local activities.
type Register struct {
	Office *office.Office
	Policy policy.Policy
	Now    func() time.Time
}

// Decision is where an application stands, and which invoices come of it once it is approved.
type Decision struct {
	Status   application.Status     `json:"status"`
	Invoices []message.InvoiceStart `json:"invoices,omitempty"`
}

// ApproveApplication approves after the cool-off (R1). Where somebody decided first, it answers with that decision (R3).
func (r *Register) ApproveApplication(ctx context.Context, application ids.Application) (Decision, error) {
	approved, err := r.Office.Applications.Approve(ctx, application, actor.Product, "", r.Now())
	return r.decision(ctx, application, approved, err)
}

// CancelApplication cancels where the rules still allow it (R2). Where they do not, it answers with where the application stands.
func (r *Register) CancelApplication(ctx context.Context, c message.Cancellation) (Decision, error) {
	cancelled, err := r.Office.Applications.CancelInWorkflow(ctx, c.Application, actor.FromMessage(c.By), c.Reason, r.Now())
	return r.decision(ctx, c.Application, cancelled, err)
}

// ReadDecision answers with where the application stands.
func (r *Register) ReadDecision(ctx context.Context, application ids.Application) (Decision, error) {
	read, err := r.Office.Applications.Application(ctx, application)
	return r.decision(ctx, application, read, err)
}

// decision turns "no, because it is in another state" into that state: a business "no" is a result, not an error.
func (r *Register) decision(ctx context.Context, id ids.Application, a application.Application, err error) (Decision, error) {
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Class() == refusal.Conflict {
		a, err = r.Office.Applications.Application(ctx, id)
	}
	if err != nil {
		return Decision{}, stepFailure(err)
	}
	d := Decision{Status: a.Status}
	if a.Status != application.Approved {
		return d, nil
	}
	for _, i := range a.Invoices {
		if i.Status == invoice.Cancelled {
			continue // everything of it was refunded meanwhile (I7)
		}
		start := message.InvoiceStart{Invoice: i.ID, Application: a.ID, Account: a.Account, Seller: a.Seller, Medium: i.Medium, Dispatch: r.Policy.Paper.Dispatch}
		if i.Medium == invoice.Paper {
			start.SilentAfter = r.Policy.Parcel.SilentAfter
		}
		if start.ByVendor() {
			start.Dispatch = policy.ManualDispatch // the vendor ships what it has issued
		}
		if i.DueAt != nil {
			start.DueAt, start.WarnAt = *i.DueAt, promise.IssueWarning(r.Policy, i.Medium, *a.DecidedAt, *i.DueAt)
		}
		d.Invoices = append(d.Invoices, start)
	}
	return d, nil
}

// Issuing says under which serial an invoice is issued, or that it is parked, or not to be issued any more. Refused: the
// provider refused it for good, and nobody has corrected it yet.
type Issuing struct {
	Serial  invoice.Serial `json:"serial,omitempty"`
	Parked  invoice.Cause  `json:"parked,omitempty"`
	Stopped bool           `json:"stopped,omitempty"`
	Refused bool           `json:"refused,omitempty"`
}

// BeginIssuing stores the serial before anybody calls the provider (I4).
func (r *Register) BeginIssuing(ctx context.Context, invoiceID ids.Invoice) (Issuing, error) {
	serial, parked, err := r.Office.Invoices.BeginIssuing(ctx, invoiceID, r.Now())
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Code == refusal.WrongState {
		found, err := r.Office.Invoices.Invoice(ctx, invoiceID)
		failed := found.Status == invoice.Failed
		return Issuing{Stopped: !failed, Refused: failed}, stepFailure(err)
	}
	return Issuing{Serial: serial, Parked: parked}, stepFailure(err)
}

// Issued is the provider's word that a document exists.
type Issued struct {
	Invoice  ids.Invoice    `json:"invoice"`
	Serial   invoice.Serial `json:"serial"`
	Number   string         `json:"number"`
	IssuedAt time.Time      `json:"issued_at"`
}

// IssuedBooked says what is promised of an issued invoice: shipping, on paper (I2); nothing otherwise.
type IssuedBooked struct {
	WarnAt time.Time `json:"warn_at,omitzero"`
	DueAt  time.Time `json:"due_at,omitzero"`
}

// RecordIssued books an issued invoice.
func (r *Register) RecordIssued(ctx context.Context, i Issued) (IssuedBooked, error) {
	due, err := r.Office.Invoices.RecordIssued(ctx, i.Invoice, i.Serial, i.Number, i.IssuedAt, r.Now())
	if err != nil || due == nil {
		return IssuedBooked{}, stepFailure(err)
	}
	return IssuedBooked{DueAt: *due, WarnAt: promise.ShipWarning(*due)}, nil
}

// Refused is the provider's final "no" to a serial.
type Refused struct {
	Invoice ids.Invoice    `json:"invoice"`
	Serial  invoice.Serial `json:"serial"`
	Reason  string         `json:"reason"`
}

// RecordFailed stores the provider's final refusal.
func (r *Register) RecordFailed(ctx context.Context, f Refused) error {
	return stepFailure(r.Office.Invoices.RecordFailed(ctx, f.Invoice, f.Serial, f.Reason, r.Now()))
}

// Waiting says what an invoice waits for.
type Waiting struct {
	Invoice ids.Invoice        `json:"invoice"`
	For     invoice.WaitingFor `json:"for"`
}

// RecordWaiting stores what an invoice waits for (I5).
func (r *Register) RecordWaiting(ctx context.Context, w Waiting) error {
	return stepFailure(r.Office.Invoices.RecordWaiting(ctx, w.Invoice, w.For, r.Now()))
}

// Shipped says which parcel an invoice is in.
type Shipped struct {
	Invoice ids.Invoice `json:"invoice"`
	courier.Shipment
}

// RecordShipped stores the tracking number. Where the print desk was faster, its tracking number stays.
func (r *Register) RecordShipped(ctx context.Context, s Shipped) error {
	err := r.Office.Parcels.Ship(ctx, s.Invoice, s.Company, s.TrackingNumber, actor.Product, r.Now())
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Code == refusal.WrongState {
		return nil
	}
	return stepFailure(err)
}
