package tickets

import (
	"kaipiao/domain/ticket"
)

// Filter narrows the list of tickets; zero values do not narrow.
type Filter struct {
	Account string
	Status  ticket.Status
}
