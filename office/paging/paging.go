package paging

import "time"

// Page is one page of a list. Next is the cursor of the next page, or empty at the end.
type Page[T any] struct {
	Items []T
	Next  string
}

// Span is a time in which something happened, from one instant until before another one; an end that is nil is open.
type Span struct{ From, Until *time.Time }

// Given reports whether it narrows a list, which then is in the order of what happened.
func (s Span) Given() bool { return s.From != nil || s.Until != nil }

// Request asks for the items behind a cursor, at most Size of them.
type Request struct {
	After string
	Size  int
}
