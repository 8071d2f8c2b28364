package message

import (
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// Cancellation is the payload of Cancel, without the ids; with them it is what the workflow asks the register for.
type Cancellation struct {
	Application ids.Application `json:"application,omitempty"`
	Invoice     ids.Invoice     `json:"invoice,omitempty"`
	Reason      string          `json:"reason"`
	By          string          `json:"by"`
}

// AddressChange is the payload of ChangeAddress, without the ids: where the paper of an application or of one invoice is sent
// instead (R4). With them it is what the workflow asks the register for.
type AddressChange struct {
	Application ids.Application `json:"application,omitempty"`
	Invoice     ids.Invoice     `json:"invoice,omitempty"`
	invoice.Address
	By string `json:"by"`
}

// Taken answers a request: whether it was taken, where the object stands, and otherwise why not.
type Taken struct {
	Taken  bool   `json:"taken"`
	Status string `json:"status"`
	Why    string `json:"why,omitempty"`
}
