package customers

import (
	"time"

	"kaipiao/domain/invoice"
)

// Title is saved invoice information, a template for applications (A5).
type Title struct {
	ID string
	invoice.Party
	Default   bool
	CreatedAt time.Time
}

// Address is an entry of the mailing address book (A5).
type Address struct {
	ID string
	invoice.Address
	Default   bool
	CreatedAt time.Time
}
