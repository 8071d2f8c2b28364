package register

// ReviewCase is everything that a reviewer needs to decide about an application (R1).
type ReviewCase struct {
	Application Application
	// Account is as it is certified now.
	Account Account
	// History is what happened to the application, oldest first.
	History []Event
	// Earlier are the account's applications before this one, the latest first, without their invoices.
	Earlier []Application
}
