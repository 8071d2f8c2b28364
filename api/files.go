package api

import "context"

// Files is where the files of invoices and tickets are kept; a key is written once.
type Files interface {
	Put(ctx context.Context, key string, content []byte, contentType string) error
	Get(ctx context.Context, key string) ([]byte, error)
}
