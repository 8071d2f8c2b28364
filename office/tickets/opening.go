package tickets

import (
	"kaipiao/domain/ticket"
)

// Request is a ticket on its way in; Key and Fingerprint make a repeated call harmless.
type Request struct {
	ticket.Ticket
	Key         string
	Fingerprint []byte
}
