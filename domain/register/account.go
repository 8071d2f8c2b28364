// Package register holds what the register says when it is asked: the read models that the HTTP surface shows.
package register

import (
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
)

// Account is a customer.
type Account = application.Account

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

// Page is one page of a list. Next is the cursor of the next page, or empty at the end.
type Page[T any] struct {
	Items []T
	Next  string
}

// PageRequest asks for the items behind a cursor, at most Size of them.
type PageRequest struct {
	After string
	Size  int
}
