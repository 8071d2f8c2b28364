package activities

import (
	"context"
	"time"

	"kaipiao/domain/invoice"
)

// Reverser undoes issued documents at the tax provider. As with TaxProvider, an error means that nothing is known, and
// whatever the provider did say is an answer (I4).
type Reverser interface {
	// Usage asks what the buyer has done with an issued invoice, by its number.
	Usage(ctx context.Context, number string) (invoice.Usage, error)
	// RequestRed enters a red-letter confirmation form. The same serial again never makes a second one.
	RequestRed(ctx context.Context, document invoice.RedDocument) (RedAnswer, error)
	// QueryRed asks what became of the form of a serial.
	QueryRed(ctx context.Context, serial invoice.Serial) (RedAnswer, error)
	// WithdrawRed takes a form back that the buyer has not confirmed; it answers with where the form stands then.
	WithdrawRed(ctx context.Context, serial invoice.Serial) (RedAnswer, error)
	// Void voids a paper invoice in the month of its issue. Voiding it again answers the same.
	Void(ctx context.Context, number string) (VoidAnswer, error)
}

// RedState is where a red-letter form stands at the bureau, with the red document that comes of it.
type RedState string

// The states. The bureau's numbers are in brackets.
const (
	// RedPending: accepted; the bureau works on it (01, 04 without a document yet).
	RedPending RedState = "pending"
	// RedAwaitsBuyer: the buyer has to confirm (02).
	RedAwaitsBuyer RedState = "awaits_buyer"
	// RedIssued: the red document exists; Number and IssuedAt are set (01, 04).
	RedIssued RedState = "issued"
	// RedDenied: the buyer denied it (05). RedLapsed: nobody confirmed it in time (07). RedWithdrawn: we took it back (08, 09).
	RedDenied    RedState = "denied"
	RedLapsed    RedState = "lapsed"
	RedWithdrawn RedState = "withdrawn"
	// RedRefused: refused for good; Reason says why, in the provider's words.
	RedRefused RedState = "refused"
	// RedNotFound: the provider does not know the serial, or not yet.
	RedNotFound RedState = "not_found"
	// RedSessionExpired: not accepted, for the seller's session needs a login or face check (I5).
	RedSessionExpired RedState = "session_expired"
	// RedUnavailable: not asked at all; see ProviderUnavailable.
	RedUnavailable RedState = "unavailable"
)

// RedAnswer is what the provider said of a red-letter form.
type RedAnswer struct {
	State RedState `json:"state"`
	// Number is the red document's invoice number, and IssuedAt the instant of its issue, UTC.
	Number   string    `json:"number,omitempty"`
	IssuedAt time.Time `json:"issued_at,omitzero"`
	Reason   string    `json:"reason,omitempty"`
}

// VoidState is what the provider says of a request to void.
type VoidState string

// The states.
const (
	VoidDone           VoidState = "voided"
	VoidRefused        VoidState = "refused"
	VoidSessionExpired VoidState = "session_expired"
	VoidUnavailable    VoidState = "unavailable"
)

// VoidAnswer is what the provider said of a request to void.
type VoidAnswer struct {
	State  VoidState `json:"state"`
	Reason string    `json:"reason,omitempty"`
}
