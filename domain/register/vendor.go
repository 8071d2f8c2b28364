package register

import (
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/refusal"
)

// VendorIssue is a marketplace vendor's word that it has issued an invoice of its own (I8).
type VendorIssue struct {
	Vendor   string
	Number   string
	IssuedOn calendar.Date
	// By names the caller, for the timeline.
	By string
}

// ByVendor reports whether a marketplace vendor issues the invoice, and not the platform.
func (i Invoice) ByVendor() bool { return i.Seller != "" && i.Seller != ledger.Platform }

// Takes says why a vendor cannot hand in a file of the invoice, or nil: it is an issued e-invoice, and the first file of a
// format stays (I6).
func (i Invoice) Takes(file File) error {
	switch {
	case i.Medium != invoice.Electronic:
		return refusal.New(refusal.ElectronicOnly, "")
	case i.Status != invoice.Issued:
		return refusal.New(refusal.WrongState, "", string(i.Status))
	}
	if stored := i.file(file.Format); stored.SHA256 != "" && stored.SHA256 != file.SHA256 {
		return refusal.New(refusal.FileDiffers, "", string(file.Format))
	}
	return nil
}

// Has reports whether a file of a format is stored.
func (i Invoice) Has(format invoice.FileFormat) bool { return i.file(format).SHA256 != "" }

func (i Invoice) file(format invoice.FileFormat) File {
	for _, stored := range i.Files {
		if stored.Format == format {
			return stored
		}
	}
	return File{}
}
