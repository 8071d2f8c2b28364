package register

import (
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Application is one application with the invoices that come of it.
type Application struct {
	ID            string
	Account       string
	Seller        string
	Kind          invoice.Kind
	Medium        invoice.Medium
	Status        invoice.ApplicationStatus
	Review        application.ReviewMode
	ReviewDue     application.Promise
	CoolOffUntil  time.Time
	Gross         money.Amount
	Offset        money.Amount
	Total         money.Amount
	RoundingDrift money.Amount
	Buyer         invoice.Party
	Address       *invoice.Address
	Email         string
	Remark        string
	// Replaces is the invoice that it replaces (V4), or empty.
	Replaces       string
	ClaimedBy      string
	DecidedBy      string
	DecisionReason string
	DecidedAt      *time.Time
	SubmittedAt    time.Time
	Invoices       []Invoice
}

// Cancellable reports whether the customer may cancel it without a ticket (R2).
func (a Application) Cancellable() bool {
	return a.Status == invoice.PendingApproval && a.ClaimedBy == ""
}

// ApplicationFilter narrows the list of applications; zero values do not narrow.
type ApplicationFilter struct {
	Status    invoice.ApplicationStatus
	DueBefore *time.Time
}

// ApplicationStart is what the workflow of an application is started with. It holds no amounts and no personal data.
type ApplicationStart struct {
	Application  string                 `json:"application"`
	Account      string                 `json:"account"`
	Medium       invoice.Medium         `json:"medium"`
	Review       application.ReviewMode `json:"review"`
	CoolOffUntil time.Time              `json:"cool_off_until"`
	// ReviewWarnAt and ReviewDueAt are when the decision is about to be late, and late (R1).
	ReviewWarnAt time.Time `json:"review_warn_at"`
	ReviewDueAt  time.Time `json:"review_due_at"`
}

// Submission is an application on its way in.
type Submission struct {
	Request application.Request
	// ID is the id the application will have, the service's own.
	ID string
	// Key and Fingerprint make a repeated call harmless: the same key and request answer with the same application.
	Key         string
	Fingerprint []byte
	// By names who submits, for the timeline.
	By string
}
