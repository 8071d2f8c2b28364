package activities

import (
	"context"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
)

// AtVendor says how far a vendor has come with an invoice of its own, and what is promised of it next.
type AtVendor struct {
	Status invoice.Status `json:"status"`
	// Owes: the vendor still has to hand in the number, the file or the parcel.
	Owes bool `json:"owes,omitempty"`
	IssuedBooked
}

// ReadAtVendor reads in the register how far the vendor has come.
func (r *Register) ReadAtVendor(ctx context.Context, invoiceID ids.Invoice) (AtVendor, error) {
	found, err := r.Office.Invoices.Invoice(ctx, invoiceID)
	if err != nil {
		return AtVendor{}, stepFailure(err)
	}
	at := AtVendor{Status: found.Status, Owes: found.WaitingFor == invoice.WaitingForVendor}
	if found.Medium == invoice.Paper && found.Status == invoice.Issued && found.DueAt != nil {
		at.DueAt, at.WarnAt = *found.DueAt, promise.ShipWarning(*found.DueAt)
	}
	return at, nil
}
