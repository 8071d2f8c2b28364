package tickets

import (
	"context"
	"errors"
	"strings"

	"kaipiao/domain/document"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/domain/upload"
)

// Press prints the documents that we make ourselves. The same document gives the same bytes.
type Press interface {
	Proforma(of document.Proforma) ([]byte, error)
	StubCopy(of document.StubCopy) ([]byte, error)
	Form(of document.Form) ([]byte, error)
}

// Files keeps bytes under keys; a key is written once, and writing the same again changes nothing.
type Files interface {
	Put(ctx context.Context, key string, content []byte, contentType string) error
}

// Prints makes our own documents for tickets and keeps them before their rows are written: a row without its file would be a
// promise that a download breaks.
type Prints struct {
	Press Press
	Files Files
}

// proforma prints and keeps a pro-forma invoice (A9).
func (p Prints) proforma(ctx context.Context, id ids.Ticket, of document.Proforma) (ticket.Content, error) {
	content, err := p.Press.Proforma(of)
	return p.keep(ctx, id, content, err)
}

// stubCopy prints and keeps a copy of a stub (V6).
func (p Prints) stubCopy(ctx context.Context, id ids.Ticket, of document.StubCopy) (ticket.Content, error) {
	content, err := p.Press.StubCopy(of)
	return p.keep(ctx, id, content, err)
}

func (p Prints) keep(ctx context.Context, id ids.Ticket, content []byte, err error) (ticket.Content, error) {
	if errors.Is(err, document.ErrUnprintable) {
		text := err.Error() // the error ends with the character
		return ticket.Content{}, refusal.New(refusal.Unprintable, "", text[strings.LastIndex(text, ": ")+len(": "):])
	}
	if err != nil {
		return ticket.Content{}, err
	}
	kept := ticket.ContentOf(id, content, upload.PDF)
	return kept, p.Files.Put(ctx, kept.Key, content, kept.ContentType)
}
