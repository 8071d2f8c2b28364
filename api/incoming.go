package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/google/uuid"
)

// sentBody is a body that a call reads itself, as it comes.
type sentBody struct {
	contentType string
	// size is how much was announced; -1 for nothing.
	size int64
	body *paced
}

// uploaded takes the body of a call, which the library leaves alone where it is not asked for it.
func uploaded(ctx huma.Context, p pace) sentBody {
	r, w := humachi.Unwrap(ctx)
	return sentBody{contentType: ctx.Header("Content-Type"), size: r.ContentLength, body: newPaced(w, r.Body, p)}
}

// fileKind says which files are taken in.
type fileKind struct {
	// folder is where they are kept in the store, until it is known what they are.
	folder string
	// largest is how many bytes they may have, and tooLarge what is said of larger ones.
	largest  int64
	tooLarge error
}

// incoming is a file in the store of which nobody knows yet.
type incoming struct {
	s    *surface
	key  string
	sum  hash.Hash
	size int64
}

// takeIn stores a file as it comes: it is never in memory as a whole (S2).
func (s *surface) takeIn(ctx context.Context, kind fileKind, name string, body io.Reader) (*incoming, error) {
	file := &incoming{s: s, key: kind.folder + "/" + uuid.NewString(), sum: sha256.New()}
	watched := &watchedFile{from: io.TeeReader(body, file.sum), name: name, left: kind.largest, tooLarge: kind.tooLarge}
	if err := s.Files.Create(ctx, file.key, watched, "application/octet-stream"); err != nil {
		if watched.err != nil {
			return nil, watched.err
		}
		return nil, err
	}
	if file.size = watched.read; file.size == 0 {
		return file, malformed(name, "The file is empty.", "文件为空。")
	}
	return file, nil
}

// sha256 is the file's checksum.
func (f *incoming) sha256() string { return hex.EncodeToString(f.sum.Sum(nil)) }

// forget deletes the file. It may be called of none.
func (f *incoming) forget(ctx context.Context) error {
	if f == nil {
		return nil
	}
	return f.s.Files.Delete(context.WithoutCancel(ctx), f.key)
}

// examined works with the bytes of a file, of which only few are in memory at a time, and forgets it.
func (f *incoming) examined(ctx context.Context, work func(content []byte) error) error {
	if err := waitFor(ctx, f.s.rooms.files, 1); err != nil {
		return errors.Join(err, f.forget(ctx))
	}
	defer f.s.rooms.files.Release(1)
	content, err := f.s.Files.Get(ctx, f.key)
	if err == nil {
		err = work(content)
	}
	return errors.Join(err, f.forget(ctx))
}

// watchedFile counts a file that is being sent, and tells a sender that fails from a store that does.
type watchedFile struct {
	from     io.Reader
	name     string
	read     int64
	left     int64
	tooLarge error
	err      error
}

// Read reads.
func (w *watchedFile) Read(into []byte) (int, error) {
	n, err := w.from.Read(into)
	w.read += int64(n)
	switch {
	case w.read > w.left:
		w.err = w.tooLarge
		return n, w.err
	case err != nil && !errors.Is(err, io.EOF):
		w.err = orTooSlow(err, malformed(w.name, errUnreadable.English, errUnreadable.Chinese))
		return n, w.err
	default:
		return n, err
	}
}

// orTooSlow says that a caller was too slow where it was, and something else where it was not.
func orTooSlow(err, otherwise error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return edgeProblem(codeRequestTimeout)
	}
	return otherwise
}
