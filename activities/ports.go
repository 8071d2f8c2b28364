// Package activities does what workflows ask of the outside world and of the register: one struct per outside party,
// the small ports they are reached through, and the one table from errors to Temporal's failures.
package activities

import (
	"context"
	"errors"
	"time"

	"kaipiao/domain/invoice"
)

// TaxProvider issues legal documents. An adapter implements it for one aggregator (诺诺, 百望, 乐企, …).
//
// A returned error means that nothing is known: the request may or may not have reached the provider (I4). Whatever the
// provider did say, a refusal included, is an answer and not an error.
type TaxProvider interface {
	// Submit asks for the document to be issued. Submitting the same serial again never makes a second document.
	Submit(ctx context.Context, document invoice.Document) (ProviderAnswer, error)
	// Query asks what became of a serial.
	Query(ctx context.Context, serial invoice.Serial) (ProviderAnswer, error)
	// File fetches a file of an issued e-invoice. It returns ErrFileMissing while the provider has none in that format.
	File(ctx context.Context, number string, format invoice.FileFormat) ([]byte, error)
}

// NumberReserver is implemented by providers that hand out invoice numbers before issuing (number reserved, as 乐企 does);
// the others return the number when they issue.
type NumberReserver interface {
	// ReserveNumber draws the number for a serial; asking again for the same serial draws the same number.
	ReserveNumber(ctx context.Context, serial invoice.Serial) (number string, err error)
}

// ProviderState is what the provider says of a serial.
type ProviderState string

// The states of a serial at the provider.
const (
	// ProviderPending: accepted, not decided yet.
	ProviderPending ProviderState = "pending"
	// ProviderIssued: the legal document exists; Number and IssuedAt are set.
	ProviderIssued ProviderState = "issued"
	// ProviderFailed: final refusal; Reason says why, in the provider's words. No document will come of this serial.
	ProviderFailed ProviderState = "failed"
	// ProviderNotFound: the provider does not know the serial, or not yet (normal right after submitting).
	ProviderNotFound ProviderState = "not_found"
	// ProviderSealFailed: the document exists but is not sealed yet; the provider seals it on a later try (I5).
	ProviderSealFailed ProviderState = "seal_failed"
	// ProviderQuotaExhausted: not accepted, for the seller's monthly quota is used up; nothing is lost by waiting (I5).
	ProviderQuotaExhausted ProviderState = "quota_exhausted"
	// ProviderSessionExpired: not accepted, for the seller's tax bureau session needs a login or face check (I5).
	ProviderSessionExpired ProviderState = "session_expired"
	// ProviderUnavailable: not asked at all, for the provider has not answered anybody lately; what was known of the serial
	// before is still true (I5).
	ProviderUnavailable ProviderState = "unavailable"
)

// ProviderAnswer is what the provider said of one serial.
type ProviderAnswer struct {
	State ProviderState `json:"state"`
	// Number is the invoice number (发票号码, 20 digits), set when a document exists.
	Number string `json:"number,omitempty"`
	// IssuedAt is the instant of issue, UTC; its civil date in Asia/Shanghai is the date on the invoice (A10).
	IssuedAt time.Time `json:"issued_at,omitzero"`
	// Reason is the provider's own text for a refusal.
	Reason string `json:"reason,omitempty"`
}

// Courier takes parcels.
type Courier interface {
	// Ship orders the collection of a parcel. The reference is ours; ordering it again returns the same tracking number.
	Ship(ctx context.Context, order ShipmentOrder) (Shipment, error)
}

// ShipmentOrder is a paper invoice to be collected. The sender pays (A10: no courier fee).
type ShipmentOrder struct {
	Reference string          `json:"reference"`
	Recipient invoice.Address `json:"recipient"`
}

// Shipment is the carrier's answer.
type Shipment struct {
	Company        string `json:"company"`
	TrackingNumber string `json:"tracking_number"`
}

// Mailer sends mail to customers.
type Mailer interface {
	// Send hands a mail to the mail server. The message id makes a mail sent twice recognisable.
	Send(ctx context.Context, mail Mail) error
}

// Mail is one mail in plain text.
type Mail struct {
	MessageID string
	To        string
	Subject   string
	Body      string
}

// FileStore keeps files under keys; a key is written once and then never changes.
type FileStore interface {
	Put(ctx context.Context, key string, content []byte, contentType string) error
	Get(ctx context.Context, key string) ([]byte, error)
}

// ErrNumberOnIssue is returned by ReserveNumber when the provider hands out numbers only when it issues.
var ErrNumberOnIssue = errors.New("the provider returns the number when it issues")

// ErrUnavailable says that the provider was not asked, for it has not answered anybody lately.
var ErrUnavailable = errors.New("the provider has not answered lately and was not asked")
