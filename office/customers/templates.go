package customers

import (
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// Title is saved invoice information, a template for applications (A5).
type Title struct {
	ID ids.Title
	invoice.Party
	Default   bool
	CreatedAt time.Time
}

// Address is an entry of the mailing address book (A5).
type Address struct {
	ID ids.Address
	invoice.Address
	Default   bool
	CreatedAt time.Time
}
