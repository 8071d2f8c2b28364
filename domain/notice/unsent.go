package notice

import (
	"fmt"
	"strings"

	"kaipiao/domain/ids"
)

// Unsent is a mail that was not handed over, and from which it is written anew: what it says about which application, invoice, reversal
// or ticket; of a reversal also the invoice. Number counts the reminders, or the turns of a ticket.
type Unsent struct {
	Application ids.Application `json:"application,omitempty"`
	Invoice     ids.Invoice     `json:"invoice,omitempty"`
	Reversal    ids.Reversal    `json:"reversal,omitempty"`
	Ticket      ids.Ticket      `json:"ticket,omitempty"`
	About       About           `json:"about,omitempty"`
	Number      int             `json:"number,omitempty"`
	// ToOperators: it was for the operators, about a task, and is about nothing else.
	ToOperators bool `json:"to_operators,omitempty"`
}

// Code tells the mails of one workflow from each other.
func (u Unsent) Code() string {
	if u.ToOperators {
		return "operators"
	}
	code := string(u.About)
	if u.Reversal != "" {
		code = string(u.Reversal) + "." + code
	}
	if u.Number > 0 {
		code += fmt.Sprintf(".%d", u.Number)
	}
	return strings.ToLower(code)
}
