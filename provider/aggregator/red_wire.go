package aggregator

import (
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// The bureau's states of an issued document, and of its use and booking.
const (
	blueNormal    = 0
	blueVoid      = 2
	bluePartlyRed = 7
	blueFullyRed  = 8

	usageUnused = 0

	bookingNone      = "01"
	bookingBooked    = "02"
	bookingWithdrawn = "03"
)

// The bureau's states of a red-letter form.
const (
	formNotToBeConfirmed = "01"
	formAwaitsBuyer      = "02"
	formAwaitsSeller     = "03"
	formConfirmed        = "04"
	formDenied           = "05"
	formDeclined         = "06"
	formLapsed           = "07"
	formWithdrawn        = "08"
	formWithdrawnLater   = "09" // after it was confirmed
)

// usage is what the buyer has done with a document. Its members are pointers, because one that is missing says nothing.
type usage struct {
	Number  string  `json:"number"`
	Status  *int    `json:"status"`
	Usage   *int    `json:"usage"`
	Booking *string `json:"booking"`
	Locked  *bool   `json:"locked"`
}

// redRequest is the body of a request to reverse.
type redRequest struct {
	Serial string       `json:"serial"`
	Number string       `json:"number"`
	Reason string       `json:"reason"`
	Lines  []redLine    `json:"lines"`
	Net    money.Amount `json:"net"`
	Tax    money.Amount `json:"tax"`
	Gross  money.Amount `json:"gross"`
}

type redLine struct {
	Line  int          `json:"line"`
	Net   money.Amount `json:"net"`
	Tax   money.Amount `json:"tax"`
	Gross money.Amount `json:"gross"`
}

// redResult is what became of a form.
type redResult struct {
	Serial    string    `json:"serial"`
	Form      string    `json:"form"`
	State     string    `json:"state"`
	Status    int       `json:"status"`
	Number    string    `json:"number"`
	IssuedAt  time.Time `json:"issued_at"`
	FailCause string    `json:"fail_cause"`
}

type voidResult struct {
	Number    string `json:"number"`
	Status    int    `json:"status"`
	FailCause string `json:"fail_cause"`
}

// redReasons are the aggregator's letters; the bureau's own have the first two the other way round.
var redReasons = map[invoice.RedReason]string{
	invoice.RedReturn: "1", invoice.RedError: "2", invoice.RedTermination: "3", invoice.RedDiscount: "4",
}

func toRedWire(document invoice.RedDocument) redRequest {
	lines := make([]redLine, len(document.Lines))
	for i, from := range document.Lines {
		lines[i] = redLine{Line: from.Number, Net: from.Net, Tax: from.Tax, Gross: from.Gross}
	}
	return redRequest{
		Serial: string(document.Serial), Number: document.Number, Reason: redReasons[document.Reason],
		Lines: lines, Net: document.Net, Tax: document.Tax, Gross: document.Gross,
	}
}
