package api

import (
	"context"
	"io"
)

// Files is where the files of invoices and tickets are kept; a key is written once.
type Files interface {
	Put(ctx context.Context, key string, content []byte, contentType string) error
	Get(ctx context.Context, key string) ([]byte, error)
	// Create writes a file of any size as it is read, and Delete forgets one that nobody knows of.
	Create(ctx context.Context, key string, content io.Reader, contentType string) error
	Delete(ctx context.Context, key string) error
	// Open hands out a file that is too large to be held in memory.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}
