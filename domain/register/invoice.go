package register

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Invoice is one invoice with everything that a customer or finance sees of it.
type Invoice struct {
	ID          string
	Application string
	Account     string
	Seller      string
	Status      invoice.Status
	WaitingFor  invoice.WaitingFor
	// DueAt is when the next promise falls due, UTC; while the application is not decided, an estimate.
	DueAt           *time.Time
	DueProvisional  bool
	CalendarVersion string
	Kind            invoice.Kind
	Medium          invoice.Medium
	Amount          money.Amount
	Net             money.Amount
	Tax             money.Amount
	TaxRate         money.Rate
	Serial          invoice.Serial
	Number          string
	IssuedAt        *time.Time
	Buyer           invoice.Party
	Address         *invoice.Address
	Email           string
	Remark          string
	Lines           []invoice.Line
	CourierCompany  string
	TrackingNumber  string
	ShippedAt       *time.Time
	DeliveredAt     *time.Time
	Failure         string
	Files           []File
	// Reversals are the attempts to undo it, oldest first.
	Reversals []Reversal
	// Replaces is the undone invoice that this one replaces, with its red invoices; ReplacedBy are those that replace this one (V4).
	Replaces   *Replaced
	ReplacedBy []string
}

// Overdue reports whether the promise that the invoice waits for was missed at that instant (I9).
func (i Invoice) Overdue(now time.Time) bool {
	// A vendor owes the file of what it has issued, too (I8).
	owed := i.Medium == invoice.Paper || i.WaitingFor == invoice.WaitingForVendor
	waiting := i.Status == invoice.Approved || (i.Status == invoice.Issued && owed)
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

// File is a stored file of an issued invoice (I6).
type File struct {
	Format invoice.FileFormat
	SHA256 string
	Size   int64
	// Key is where the file store keeps it.
	Key string
}

// FileOf is the file that content makes of an invoice or a red document, in the folder that is kept for it.
func FileOf(folder string, format invoice.FileFormat, content []byte) File {
	sum := sha256.Sum256(content)
	return File{
		Format: format, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content)),
		Key: fmt.Sprintf("%s/%s.%s", folder, hex.EncodeToString(sum[:8]), format),
	}
}

// InvoiceFilter narrows the list of invoices; zero values do not narrow.
type InvoiceFilter struct {
	// Vendor: those that this marketplace vendor issues.
	Vendor     string
	Status     invoice.Status
	WaitingFor invoice.WaitingFor
	DueBefore  *time.Time
}

// Event is something that happened to an invoice or its application (O4).
type Event struct {
	ID     int64
	At     time.Time
	What   string
	Who    string
	Detail string
}

// Replaced is an invoice that was undone and applied for again.
type Replaced struct {
	Invoice string
	Number  string
	// Red are the numbers of its red invoices; a voided one has none.
	Red []string
}
