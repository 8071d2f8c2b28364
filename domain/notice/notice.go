// Package notice writes what customers are told, in Chinese and English.
package notice

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
)

// About says what a notice is about.
type About string

// What customers are told (O3).
const (
	Rejected  About = "rejected"
	Issued    About = "issued"
	Failed    About = "failed"
	Shipped   About = "shipped"
	Delivered About = "delivered"
	// RedAwaitsBuyer: the buyer has to confirm a red-letter form, for the first time or as a reminder (V1).
	RedAwaitsBuyer About = "red_awaits_buyer"
	Reversed       About = "reversed"
	NotReversed    About = "not_reversed"
	// What the register itself owes, and no workflow sends.
	Approved         About = "approved"
	Offset           About = "offset"
	Cancelled        About = "cancelled"
	InvoiceCancelled About = "invoice_cancelled"
	// HandedToVendor is told a marketplace vendor, of new work (V10).
	HandedToVendor  About = "handed_to_vendor"
	RefusedByVendor About = "refused_by_vendor"
	// VendorReminded asks a vendor once more for what it has not issued (I8).
	VendorReminded About = "vendor_reminded"
	// ShippingCorrected tells the right number of a parcel (I2).
	ShippingCorrected About = "shipping_corrected"
	ProformaOutdated  About = "proforma_outdated"
)

//go:embed templates/*.txt
var files embed.FS

var templates = template.Must(template.New("").Funcs(wording).ParseFS(files, "templates/*.txt"))

// Write makes the subject and the body of a notice about an invoice, which its customer finds at the address. The first line of a
// template is the subject.
func Write(about About, i invoice.Invoice, address string) (subject, body string, err error) {
	return write(about, struct {
		invoice.Invoice
		URL string
	}{i, address})
}

// Cancellation is what a notice that an invoice is cancelled is written from.
type Cancellation struct {
	invoice.Invoice
	// Refunded: everything that it was for was refunded (I7).
	Refunded bool
	// Reason is the vendor's, where it refused it.
	Reason string
}

// WriteCancellation makes the subject and the body of a notice that an invoice is cancelled.
func WriteCancellation(about About, c Cancellation) (subject, body string, err error) {
	return write(about, c)
}

// Reversal is what notices about a reversal are written from.
type Reversal struct {
	invoice.Invoice
	Reversal reversal.Reversal
}

// ConfirmBy is until when the buyer may confirm, in Asia/Shanghai.
func (r Reversal) ConfirmBy() string {
	if r.Reversal.ConfirmBy == nil {
		return ""
	}
	return r.Reversal.ConfirmBy.In(calendar.Shanghai).Format("2006-01-02 15:04")
}

// WriteReversal makes the subject and the body of a notice about a reversal.
func WriteReversal(about About, r Reversal) (subject, body string, err error) {
	return write(about, r)
}

// WriteApplication makes those of a notice about an application: that it was rejected, and why, approved, cancelled or offset.
func WriteApplication(about About, a application.Application) (subject, body string, err error) {
	return write(about, a)
}

// Alert is what operators are told about a new task: a seller's trouble (Seller, Cause), a missed promise (Subject, Stage,
// DueAt), a contradiction because of which a workflow waits (Subject, Contradicts, Task), or something that is wrong with one document
// (Subject, Says, Task).
type Alert struct {
	Seller      ids.Seller
	Cause       invoice.Cause
	Subject     string
	Stage       promise.Stage
	DueAt       time.Time
	Contradicts *contradiction.Contradiction
	Says        refusal.Words
	Task        int64
	// Reconciliation is a comparison that found differences, of which some are for people to decide (I11).
	Reconciliation ids.Reconciliation
	Differences    int
	Unrepaired     int
	// Form is a form that the buyer began, which finance confirms or denies until DueAt (V8).
	Form ids.Reversal
}

// WriteAlert makes those of a mail to the operators.
func WriteAlert(a Alert) (subject, body string, err error) {
	switch {
	case a.Contradicts != nil:
		return write("contradiction", a)
	case a.Reconciliation != "":
		return write("reconciliation", a)
	case a.Form != "":
		return write("red_form", a)
	case a.Says.English != "":
		return write("document", a)
	default:
		return write("alert", a)
	}
}

func write(about About, data any) (subject, body string, err error) {
	var text strings.Builder
	if err := templates.ExecuteTemplate(&text, string(about)+".txt", data); err != nil {
		return "", "", fmt.Errorf("write the notice %q: %w", about, err)
	}
	subject, body, _ = strings.Cut(text.String(), "\n")
	return subject, strings.TrimLeft(body, "\n"), nil
}
