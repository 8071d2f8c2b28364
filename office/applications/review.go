package applications

import (
	"kaipiao/domain/application"
	"kaipiao/domain/event"
)

// ReviewCase is everything that a reviewer needs to decide about an application (R1).
type ReviewCase struct {
	Application application.Application
	// Account is as it is certified now.
	Account application.Account
	// History is what happened to the application, oldest first.
	History []event.Event
	// Earlier are the account's applications before this one, the latest first, without their invoices.
	Earlier []application.Application
}
