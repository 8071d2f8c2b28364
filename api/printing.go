package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"kaipiao/domain/document"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/domain/upload"
)

// Press prints the documents that we make ourselves. The same document gives the same bytes.
type Press interface {
	Proforma(of document.Proforma) ([]byte, error)
	StubCopy(of document.StubCopy) ([]byte, error)
}

// prints makes documents for tickets and keeps them; the register asks for it before it writes their rows.
type prints struct {
	press Press
	files Files
}

// Proforma prints and keeps a pro-forma invoice (A9).
func (p prints) Proforma(ctx context.Context, about string, of document.Proforma) (ticket.Content, error) {
	content, err := p.press.Proforma(of)
	return p.keep(ctx, about, content, err)
}

// StubCopy prints and keeps a copy of a stub (V6).
func (p prints) StubCopy(ctx context.Context, about string, of document.StubCopy) (ticket.Content, error) {
	content, err := p.press.StubCopy(of)
	return p.keep(ctx, about, content, err)
}

func (p prints) keep(ctx context.Context, about string, content []byte, err error) (ticket.Content, error) {
	if errors.Is(err, document.ErrUnprintable) {
		text := err.Error() // the error ends with the character
		return ticket.Content{}, refusal.New(refusal.Unprintable, "", text[strings.LastIndex(text, ": ")+len(": "):])
	}
	if err != nil {
		return ticket.Content{}, err
	}
	kept := contentOf(about, content, upload.PDF)
	return kept, p.files.Put(ctx, kept.Key, content, kept.ContentType)
}

// contentOf is what is known of a ticket's file. Its key comes of its content, so that keeping it again changes nothing.
func contentOf(about string, content []byte, format upload.Format) ticket.Content {
	sum := sha256.Sum256(content)
	checksum := hex.EncodeToString(sum[:])
	return ticket.Content{
		ContentType: string(format), SHA256: checksum, Size: int64(len(content)),
		Key: fmt.Sprintf("tickets/%s/%s.%s", about, checksum, format.Extension()),
	}
}
