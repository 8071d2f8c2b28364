// Package files keeps the files of invoices under keys: in a directory, or in a bucket of a store that speaks S3.
package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"kaipiao/activities"
)

// ErrDifferent says that a key holds other content already; it is not overwritten.
var ErrDifferent = errors.New("the key holds other content already")

// ErrNotFound says that nothing is kept under a key. It is never said by a store that does not answer, or is not there itself.
var ErrNotFound = activities.ErrNotKept

// Store is a place in which a key is written once and then never changes. It is safe for concurrent use.
type Store struct {
	bucket *blob.Bucket
	// there is an error when the place itself cannot be looked into, so that nothing can be said of a key in it.
	there func(ctx context.Context) error
	// objects writes what is not written through bucket; nil for a directory.
	objects *objects
	// longest is how long a file that is in memory may take; 0 for no limit.
	longest time.Duration
}

var _ activities.FileStore = (*Store)(nil)

// Close closes the store.
func (s *Store) Close() error { return s.bucket.Close() }

// bounded is a context for a file that is in memory: what takes longer is unknown, and tried again by whoever wants it.
func (s *Store) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.longest == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, s.longest)
}

// errKey refuses a key that is not a path below the place, whatever the place would make of it.
var errKey = errors.New("it is no key")

func checkKey(key string) error {
	if !fs.ValidPath(key) || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' }) {
		return errKey
	}
	return nil
}

// keep is the error of a file that is not kept.
func keep(key string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("keep the file %s: %w", key, err)
}

// Put writes a file. Writing the same content again is well; other content gives ErrDifferent.
func (s *Store) Put(ctx context.Context, key string, content []byte, contentType string) error {
	ctx, end := s.bounded(ctx)
	defer end()
	err := s.write(ctx, key, content, contentType, true)
	if !isKept(err) {
		return keep(key, err)
	}
	kept, err := s.Get(ctx, key)
	if err == nil && !bytes.Equal(kept, content) {
		err = ErrDifferent
	}
	return keep(key, err)
}

// Overwrite writes a file that was lost or damaged, whatever is kept under its key.
func (s *Store) Overwrite(ctx context.Context, key string, content []byte, contentType string) error {
	ctx, end := s.bounded(ctx)
	defer end()
	return keep(key, s.write(ctx, key, content, contentType, false))
}

// write writes what is in memory.
func (s *Store) write(ctx context.Context, key string, content []byte, contentType string, once bool) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if s.objects != nil {
		sum := sha256.Sum256(content)
		return s.objects.put(ctx, object{key: key, contentType: contentType, sum: sum[:], size: int64(len(content)), once: once}, bytes.NewReader(content))
	}
	return s.bucket.WriteAll(ctx, key, content, &blob.WriterOptions{ContentType: contentType, IfNotExist: once})
}

// isKept reports whether something is kept under the key already.
func isKept(err error) bool {
	return errors.Is(err, errKept) || gcerrors.Code(err) == gcerrors.FailedPrecondition
}

// Create writes a file of any size as it is read; what is not whole is not kept. A key that holds something already gives ErrDifferent.
func (s *Store) Create(ctx context.Context, key string, content io.Reader, contentType string) error {
	if err := checkKey(key); err != nil {
		return keep(key, err)
	}
	// Asked beforehand, because not every store asks itself when a large file is put together in the end.
	if exists, err := s.bucket.Exists(ctx, key); err != nil || exists {
		if err == nil {
			err = ErrDifferent
		}
		return keep(key, err)
	}
	sum := sha256.New()
	content = io.TeeReader(content, sum)
	var err error
	if s.objects != nil {
		err = s.objects.create(ctx, s.bucket, key, content, sum, contentType)
	} else {
		err = stream(ctx, s.bucket, key, content, contentType)
	}
	if !isKept(err) {
		return keep(key, err)
	}
	// An answer that was lost on its way may have been that it is kept.
	return keep(key, s.same(ctx, key, hex.EncodeToString(sum.Sum(nil))))
}

// same is ErrDifferent where something else than a checksum's content is kept.
func (s *Store) same(ctx context.Context, key, checksum string) error {
	kept, err := s.Open(ctx, key)
	if err != nil {
		return err
	}
	defer kept.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, kept); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != checksum {
		return ErrDifferent
	}
	return nil
}

// stream hands a file to a bucket as it is read.
func stream(ctx context.Context, bucket *blob.Bucket, key string, content io.Reader, contentType string) error {
	writing, abort := context.WithCancel(ctx)
	defer abort()
	// Of a store's parts only few are in memory.
	writer, err := bucket.NewWriter(writing, key, &blob.WriterOptions{ContentType: contentType, IfNotExist: true, MaxConcurrency: 2})
	if err != nil {
		return err
	}
	if _, err := io.Copy(writer, content); err != nil {
		abort()
		_ = writer.Close()
		return err
	}
	return writer.Close()
}

// Open reads a file of any size; ErrNotFound when there is none.
func (s *Store) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	reader, err := s.bucket.NewReader(ctx, key, nil)
	if err != nil {
		return nil, fmt.Errorf("read the file %s: %w", key, s.missing(ctx, err))
	}
	return reader, nil
}

// missing tells a file that is not there from a place that is not: only the first is final.
func (s *Store) missing(ctx context.Context, err error) error {
	if gcerrors.Code(err) != gcerrors.NotFound {
		return err
	}
	if gone := s.there(ctx); gone != nil {
		return fmt.Errorf("the file store cannot be looked into: %w", gone)
	}
	return ErrNotFound
}

// Delete forgets a file that nothing refers to. One that is not there is forgotten already.
func (s *Store) Delete(ctx context.Context, key string) error {
	ctx, end := s.bounded(ctx)
	defer end()
	if err := s.bucket.Delete(ctx, key); err != nil {
		if err = s.missing(ctx, err); !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("forget the file %s: %w", key, err)
		}
	}
	return nil
}

// Get reads a file; ErrNotFound when there is none.
func (s *Store) Get(ctx context.Context, key string) ([]byte, error) {
	ctx, end := s.bounded(ctx)
	defer end()
	content, err := s.bucket.ReadAll(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("read the file %s: %w", key, s.missing(ctx, err))
	}
	return content, nil
}

// Size is how many bytes are kept under a key; ErrNotFound when nothing is.
func (s *Store) Size(ctx context.Context, key string) (int64, error) {
	ctx, end := s.bounded(ctx)
	defer end()
	found, err := s.bucket.Attributes(ctx, key)
	if err != nil {
		return 0, fmt.Errorf("look at the file %s: %w", key, s.missing(ctx, err))
	}
	return found.Size, nil
}
