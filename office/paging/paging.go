package paging

// Page is one page of a list. Next is the cursor of the next page, or empty at the end.
type Page[T any] struct {
	Items []T
	Next  string
}

// Request asks for the items behind a cursor, at most Size of them.
type Request struct {
	After string
	Size  int
}
