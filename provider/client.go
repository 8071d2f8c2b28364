// Package provider is the conversation with a tax provider, free of Temporal: one port for blue documents, red-letter forms
// and voids, the states in which it leaves a serial, and the causes for which work is parked. Each client has a package of
// its own below; providertest is the contract that all of them keep.
package provider

import (
	"context"
	"errors"
	"time"

	"kaipiao/domain/invoice"
)

// Client is one aggregator (诺诺, 百望, 乐企, …).
//
// A returned error means that nothing is known: the request may or may not have reached the provider (I4). Whatever the
// provider did say, a refusal included, is an answer and not an error.
type Client interface {
	// Capabilities says what this provider can do; it is known without a call.
	Capabilities() Capabilities
	Issuer
	Reverser
	Answerer
	Lister
	Reader
	Attendant
}

// Issuer issues legal documents.
type Issuer interface {
	// ReserveNumber draws the number for a document; asking again for the same serial draws the same number. Without the
	// capability it gives ErrNumberOnIssue.
	ReserveNumber(ctx context.Context, document invoice.Document) (number string, err error)
	// Submit asks for the document to be issued. Submitting the same serial again never makes a second document; one that was
	// not issued for want of a quota or a login is taken up again.
	Submit(ctx context.Context, document invoice.Document) (Answer, error)
	// Query asks what became of a serial.
	Query(ctx context.Context, serial invoice.Serial) (Answer, error)
	// File fetches a file of an issued e-invoice. It gives ErrFileMissing while the provider has none in that format, and
	// ErrNotOffered for a format that it never has.
	File(ctx context.Context, of Key, format invoice.FileFormat) ([]byte, error)
}

// Reverser undoes issued documents.
type Reverser interface {
	// RequestRed enters a red-letter confirmation form. The same serial again never makes a second one.
	RequestRed(ctx context.Context, document invoice.RedDocument) (Answer, error)
	// QueryRed asks what became of the form of a serial.
	QueryRed(ctx context.Context, serial invoice.Serial) (Answer, error)
	// WithdrawRed takes a form back that the buyer has not confirmed; it answers with where the form stands then.
	WithdrawRed(ctx context.Context, serial invoice.Serial) (Answer, error)
	// Void voids a paper invoice in the month of its issue. Voiding it again answers the same; Pending is that it is not
	// decided yet, and voiding it again asks. Without the capability it gives Refused.
	Void(ctx context.Context, of Key) (Answer, error)
}

// Answerer answers red-letter forms that the buyer began (V8), by the serial with which they are listed. Without the
// capability its calls give ErrNotOffered.
type Answerer interface {
	// ConfirmRed confirms such a form, after which the red document comes of it. Confirming again answers where it stands.
	ConfirmRed(ctx context.Context, serial invoice.Serial) (Answer, error)
	// DenyRed denies it, and the invoice stays valid. Denying again answers where it stands.
	DenyRed(ctx context.Context, serial invoice.Serial) (Answer, error)
}

// Lister tells what was issued, whoever asked for it (I11).
type Lister interface {
	// List lists what happened between two instants, in pages: blue and red documents, voids, and the forms that buyers began
	// and that wait for the seller. What is listed never changes its place, so that pages can be read one after the other.
	// A provider that does not list documents is asked for those of the order's serials.
	List(ctx context.Context, order invoice.ListOrder) (invoice.ListPage, error)
}

// Reader tells what is only read.
type Reader interface {
	// Standing asks how a seller stands at the tax bureau, by its taxpayer number (I5).
	Standing(ctx context.Context, taxpayerID string) (invoice.Standing, error)
	// Usage asks what the buyer has done with an issued invoice (V1). What the provider does not tell is unknown.
	Usage(ctx context.Context, of Key) (invoice.Usage, error)
}

// Attendant does what helps people. Without the capability its calls give ErrNotOffered.
type Attendant interface {
	// LoginCode gives the code with which the seller's issuing operator logs in at the tax bureau, or passes the face check (I5).
	LoginCode(ctx context.Context, taxpayerID string) (LoginCode, error)
	// Deliver sends the files of an issued e-invoice to a buyer once more, by the provider's own mail or text message.
	Deliver(ctx context.Context, of Key, to Contact) error
}

// Key is by what an issued document is found at its provider: some know it by our serial, others by its number.
type Key struct {
	// Serial is ours, or the provider's own of a document that others asked for.
	Serial invoice.Serial
	// Number is the number of the document, 20 digits.
	Number string
	// Red: it is a red document.
	Red bool
}

// LoginCode is shown to the issuing operator as a QR code, to be scanned with the tax bureau's app.
type LoginCode struct {
	// Content is what the QR code holds.
	Content string
	// EndsAt is until when it can be scanned, UTC.
	EndsAt time.Time
}

// Contact is where files are sent: a mail address, a mobile number, or both.
type Contact struct {
	Email string
	Phone string
}

// Answer is what the provider said of one serial, or of a request to void.
type Answer struct {
	State State `json:"state"`
	// Number is the number of the blue or red document (发票号码, 20 digits), set when it exists. A void has none.
	Number string `json:"number,omitempty"`
	// IssuedAt is the instant of issue, UTC; its civil date in Asia/Shanghai is the date on the invoice (A10).
	IssuedAt time.Time `json:"issued_at,omitzero"`
	// Reason is the provider's own text for a refusal.
	Reason string `json:"reason,omitempty"`
	// Form is the bureau's number of a red-letter form (红字信息确认单编号), set when the provider tells it.
	Form string `json:"form,omitempty"`
}

// Heard is the answer to a call: Unknown when the call failed, because nothing is known then (I4).
func Heard(answer Answer, err error) Answer {
	if err != nil {
		return Answer{State: Unknown}
	}
	return answer
}

// Having is what became of a serial that the provider says it has. Having it is certain; the rest may come later (I4).
func Having(answer Answer, err error) Answer {
	if err != nil || answer.State == NotFound {
		return Answer{State: Pending}
	}
	return answer
}

// ReversedBy is what it means that a provider refuses a form, for a reason, because nothing is left of the invoice: a refusal, unless it was
// this very serial that took the rest, and its answer was lost (I4). The answer is to the question about the serial.
func ReversedBy(answer Answer, err error, reason string) (Answer, error) {
	if err == nil && answer.State == NotFound {
		return Answer{State: Refused, Reason: reason}, nil
	}
	return answer, err
}

// FormLapsesAfter is how long a red-letter form waits for who has to confirm it, by the bureau's rule (V1). No provider tells it.
const FormLapsesAfter = 72 * time.Hour

var (
	// ErrNumberOnIssue says that the provider hands out numbers only when it issues.
	ErrNumberOnIssue = errors.New("the provider returns the number when it issues")
	// ErrFileMissing says that the provider has no file in that format, now or ever; the invoice is issued all the same (I6).
	ErrFileMissing = errors.New("the provider has no such file")
	// ErrUnavailable says that the provider was not asked, because it has not answered anybody lately.
	ErrUnavailable = errors.New("the provider has not answered lately and was not asked")
	// ErrNotOffered says that the provider does not offer what was asked for, now or ever.
	ErrNotOffered = errors.New("the provider does not offer this")
	// ErrTooOften says that the provider was not asked, because it lets this be asked only so often.
	ErrTooOften = errors.New("the provider was not asked, because it may not be asked that often")
)
