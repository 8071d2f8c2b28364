package taxbureau

import (
	"time"

	"kaipiao/domain/money"
)

// RedRequest asks for the reversal of an issued document, or of some of its lines. All amounts are negative.
type RedRequest struct {
	Serial string `json:"serial"`
	// Number is that of the blue document.
	Number string       `json:"number"`
	Reason RedReason    `json:"reason"`
	Lines  []RedLine    `json:"lines"`
	Net    money.Amount `json:"net"`
	Tax    money.Amount `json:"tax"`
	Gross  money.Amount `json:"gross"`
}

// RedLine is what is taken from one line of the blue document; net + tax = gross.
type RedLine struct {
	// Line is the number of the blue document's line.
	Line  int          `json:"line"`
	Net   money.Amount `json:"net"`
	Tax   money.Amount `json:"tax"`
	Gross money.Amount `json:"gross"`
}

// RedReason is the aggregator's letter for the reason of a reversal.
type RedReason string

// The reasons, in 诺诺's letters; the bureau's own have the first two the other way round.
const (
	SalesReturn      RedReason = "1"
	IssuedInError    RedReason = "2"
	ServiceSuspended RedReason = "3"
	Discount         RedReason = "4"
)

// Valid reports whether r is one of the reasons.
func (r RedReason) Valid() bool {
	return r == SalesReturn || r == IssuedInError || r == ServiceSuspended || r == Discount
}

// FormState is where a red-letter confirmation form stands (红字发票信息确认单状态), in the bureau's numbers.
type FormState string

// The states of a form.
const (
	NotToBeConfirmed FormState = "01"
	AwaitsBuyer      FormState = "02"
	AwaitsSeller     FormState = "03" // the buyer began it
	Confirmed        FormState = "04"
	Denied           FormState = "05"
	Declined         FormState = "06" // the seller denied it
	Lapsed           FormState = "07"
	Withdrawn        FormState = "08"
)

// RedResult is what is known of a form and of the red document that comes of it.
type RedResult struct {
	Serial string `json:"serial"`
	// Form is the form's number and State where it stands; a request that is refused has neither.
	Form  string    `json:"form,omitempty"`
	State FormState `json:"state,omitempty"`
	// Status is that of the red document: Issuing as long as one may come, Failed when none will.
	Status State `json:"status,omitempty"`
	// Number is the red document's.
	Number    string    `json:"number,omitempty"`
	IssuedAt  time.Time `json:"issued_at,omitzero"`
	FailCause string    `json:"fail_cause,omitempty"`
}
