package invoice

import (
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// Invoice is one invoice with everything that a customer or finance sees of it.
type Invoice struct {
	ID          ids.Invoice
	Application ids.Application
	Account     ids.Account
	Seller      ids.Seller
	Status      Status
	WaitingFor  WaitingFor
	// DueAt is when the next promise falls due, UTC; while the application is not decided, an estimate.
	DueAt           *time.Time
	DueProvisional  bool
	CalendarVersion string
	Kind            Kind
	Medium          Medium
	Amount          money.Amount
	Net             money.Amount
	Tax             money.Amount
	TaxRate         money.Rate
	Serial          Serial
	// NotAcceptedAt is since when the provider has said that it did not accept the serial; nil where it may have it (I10).
	NotAcceptedAt *time.Time
	Number        string
	IssuedAt      *time.Time
	Buyer         Party
	Address       *Address
	Email         string
	Remark        string
	Lines         []Line
	// CourierOrderedAt is since when the courier is asked for its parcel: from then on the address is fixed (R4).
	CourierOrderedAt *time.Time
	CourierCompany   string
	TrackingNumber   string
	ShippedAt        *time.Time
	DeliveredAt      *time.Time
	Failure          string
	// Workflow is the run in Temporal that serves it, by its id.
	Workflow string
	// ToldAt is when the mail was handed over that says it is issued; nil before.
	ToldAt *time.Time
	Files  []File
}

// Overdue reports whether the promise that the invoice waits for was missed at that instant (I9).
func (i Invoice) Overdue(now time.Time) bool {
	// A vendor owes the file of what it has issued, too (I8).
	owed := i.Medium == Paper || i.WaitingFor == WaitingForVendor
	waiting := i.Status == Approved || (i.Status == Issued && owed)
	return waiting && i.DueAt != nil && !now.Before(*i.DueAt)
}

// IssuedOn is the date on the invoice: the civil day of issue in Asia/Shanghai (A10).
func (i Invoice) IssuedOn() *calendar.Date {
	if i.IssuedAt == nil {
		return nil
	}
	date := calendar.DateOf(*i.IssuedAt)
	return &date
}

// Replaced is an invoice that was undone and applied for again.
type Replaced struct {
	Invoice ids.Invoice
	Number  string
	// Red are the numbers of its red invoices; a voided one has none.
	Red []string
}

// ByVendor reports whether a marketplace vendor issues the invoice, and not the platform.
func (i Invoice) ByVendor() bool { return i.Seller != "" && i.Seller != Platform }

// Takes says why a vendor cannot hand in a file of the invoice, or nil: it is an issued e-invoice, and the first file of a
// format stays (I6).
func (i Invoice) Takes(file File, by actor.Actor) error {
	if err := i.TakesFiles(by); err != nil {
		return err
	}
	if stored := i.file(file.Format); stored.SHA256 != "" && stored.SHA256 != file.SHA256 {
		return refusal.New(refusal.FileDiffers, "", string(file.Format))
	}
	return nil
}

// CheckAddress says why the paper cannot be sent elsewhere any more, or nil (R4).
func (i Invoice) CheckAddress(by actor.Actor) error {
	switch {
	case i.Medium != Paper:
		return refusal.New(refusal.PaperOnly, "address")
	case i.CourierOrderedAt != nil:
		return refusal.New(refusal.AddressFixed, "", i.ID)
	default:
		return Life.Check(string(i.ID), i.Status, ChangeAddress, by)
	}
}

// Sent reports whether the provider may have the request of the present serial: what was sent waits for its word, and what was not
// accepted holds nothing (I10).
func (i Invoice) Sent() bool { return i.Serial != "" && i.NotAcceptedAt == nil }

// CheckCancel says why the invoice cannot be given up any more, or nil: it is at the provider, or issued (R2).
func (i Invoice) CheckCancel(by actor.Actor) error {
	if err := Life.Check(string(i.ID), i.Status, Cancel, by); err != nil {
		return err
	}
	if i.Status == Approved && i.Sent() {
		return refusal.New(refusal.AlreadySent, "", i.ID)
	}
	return nil
}

// TakesFiles says why a vendor cannot hand in any file of the invoice, or nil.
func (i Invoice) TakesFiles(by actor.Actor) error {
	if i.Medium != Electronic {
		return refusal.New(refusal.ElectronicOnly, "")
	}
	return Life.Check(string(i.ID), i.Status, HandInFile, by)
}

// Has reports whether a file of a format is stored.
func (i Invoice) Has(format FileFormat) bool { return i.file(format).SHA256 != "" }

func (i Invoice) file(format FileFormat) File {
	for _, stored := range i.Files {
		if stored.Format == format {
			return stored
		}
	}
	return File{}
}
