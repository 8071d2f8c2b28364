package notice

import (
	"fmt"
	"strings"

	"kaipiao/domain/ids"
)

// Operators marks a mail to the operators, which is about a task.
const Operators About = "operators"

// Unsent is a mail that was not handed over, and from which it is written anew: what it says about which application, invoice, reversal
// or ticket; of a reversal also the invoice. Number counts the reminders, or the turns of a ticket.
type Unsent struct {
	Application ids.Application `json:"application,omitempty"`
	Invoice     ids.Invoice     `json:"invoice,omitempty"`
	Reversal    ids.Reversal    `json:"reversal,omitempty"`
	Ticket      ids.Ticket      `json:"ticket,omitempty"`
	About       About           `json:"about"`
	Number      int             `json:"number,omitempty"`
}

// Code tells the mails of one workflow from each other.
func (u Unsent) Code() string {
	code := string(u.About)
	if u.Reversal != "" {
		code = string(u.Reversal) + "." + code
	}
	if u.Number > 0 {
		code += fmt.Sprintf(".%d", u.Number)
	}
	return strings.ToLower(code)
}
