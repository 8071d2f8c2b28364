// Package files keeps the files of invoices under keys, on a disk or in any bucket that gocloud.dev/blob opens.
package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/gcerrors"

	"kaipiao/activities"
)

// ErrDifferent says that a key holds other content already; it is not overwritten.
var ErrDifferent = errors.New("the key holds other content already")

// ErrNotFound says that nothing is kept under a key.
var ErrNotFound = activities.ErrNotKept

// Store is a bucket in which a key is written once and then never changes. It is safe for concurrent use.
type Store struct{ bucket *blob.Bucket }

var _ activities.FileStore = (*Store)(nil)

// Open keeps files in a directory, which is made when missing. Slashes in a key are folders.
func Open(directory string) (*Store, error) {
	bucket, err := fileblob.OpenBucket(directory, &fileblob.Options{
		CreateDir:   true,
		DirFileMode: 0o750,
		NoTempDir:   true, // a rename across file systems would fail
		// The content type would stand in a file beside it, which is not written in one step: a reader in between would fail.
		Metadata: fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, fmt.Errorf("open the files in %s: %w", directory, err)
	}
	return New(bucket), nil
}

// New keeps files in an open bucket.
func New(bucket *blob.Bucket) *Store { return &Store{bucket: bucket} }

// Close closes the bucket.
func (s *Store) Close() error { return s.bucket.Close() }

// Put writes a file. Writing the same content again is well; other content gives ErrDifferent.
func (s *Store) Put(ctx context.Context, key string, content []byte, contentType string) error {
	err := s.bucket.WriteAll(ctx, key, content, &blob.WriterOptions{ContentType: contentType, IfNotExist: true})
	if gcerrors.Code(err) == gcerrors.FailedPrecondition {
		return s.compare(ctx, key, content)
	}
	if err != nil {
		return fmt.Errorf("keep the file %s: %w", key, err)
	}
	return nil
}

func (s *Store) compare(ctx context.Context, key string, content []byte) error {
	kept, err := s.Get(ctx, key)
	if err != nil {
		return err
	}
	if !bytes.Equal(kept, content) {
		return fmt.Errorf("keep the file %s: %w", key, ErrDifferent)
	}
	return nil
}

// Create writes a file of any size as it is read. A key that holds something already gives ErrDifferent.
func (s *Store) Create(ctx context.Context, key string, content io.Reader, contentType string) error {
	writing, abort := context.WithCancel(ctx)
	defer abort()
	writer, err := s.bucket.NewWriter(writing, key, &blob.WriterOptions{ContentType: contentType, IfNotExist: true})
	if err != nil {
		return fmt.Errorf("keep the file %s: %w", key, err)
	}
	if _, err := io.Copy(writer, content); err != nil {
		abort() // what is not whole is not kept
		_ = writer.Close()
		return fmt.Errorf("keep the file %s: %w", key, err)
	}
	err = writer.Close()
	if gcerrors.Code(err) == gcerrors.FailedPrecondition {
		return fmt.Errorf("keep the file %s: %w", key, ErrDifferent)
	}
	if err != nil {
		return fmt.Errorf("keep the file %s: %w", key, err)
	}
	return nil
}

// Open reads a file of any size; ErrNotFound when there is none.
func (s *Store) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	reader, err := s.bucket.NewReader(ctx, key, nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, fmt.Errorf("read the file %s: %w", key, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read the file %s: %w", key, err)
	}
	return reader, nil
}

// Delete forgets a file that nothing refers to. One that is not there is forgotten already.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := s.bucket.Delete(ctx, key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("forget the file %s: %w", key, err)
	}
	return nil
}

// Get reads a file; ErrNotFound when there is none.
func (s *Store) Get(ctx context.Context, key string) ([]byte, error) {
	content, err := s.bucket.ReadAll(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, fmt.Errorf("read the file %s: %w", key, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read the file %s: %w", key, err)
	}
	return content, nil
}

// Size is how many bytes are kept under a key; ErrNotFound when nothing is.
func (s *Store) Size(ctx context.Context, key string) (int64, error) {
	found, err := s.bucket.Attributes(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return 0, fmt.Errorf("look at the file %s: %w", key, ErrNotFound)
	}
	if err != nil {
		return 0, fmt.Errorf("look at the file %s: %w", key, err)
	}
	return found.Size, nil
}

// Overwrite writes a file that was lost or damaged, whatever is kept under its key.
func (s *Store) Overwrite(ctx context.Context, key string, content []byte, contentType string) error {
	if err := s.bucket.WriteAll(ctx, key, content, &blob.WriterOptions{ContentType: contentType}); err != nil {
		return fmt.Errorf("keep the file %s: %w", key, err)
	}
	return nil
}
