package tickets

import (
	"context"

	"kaipiao/domain/document"
	"kaipiao/domain/ticket"
)

// Keep stores the bytes of a material. It is called when the material is acceptable and before its row is written: a row
// without its file would be a promise that a download breaks. Keeping the same again changes nothing.
type Keep func(ctx context.Context) error

// Prints makes our own documents for a ticket and keeps their bytes, as Keep does. The same document gives the same bytes.
type Prints interface {
	Proforma(ctx context.Context, ticket string, of document.Proforma) (ticket.Content, error)
	StubCopy(ctx context.Context, ticket string, of document.StubCopy) (ticket.Content, error)
}
