package files_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/adapters/files"
	"kaipiao/adapters/files/bucket"
)

// I4: a store that does not answer, or refuses us for the moment, has not said that a file is missing; afterwards everything is as it should be.
func TestI4AStoreThatIsAwayIsUnknown(t *testing.T) {
	server := bucket.Start(t)
	store := openAt(t, files.Place{URL: server.URL, Patience: 200 * time.Millisecond})
	require.NoError(t, store.Put(t.Context(), key, []byte("one"), "application/pdf"))
	for name, fault := range map[string]bucket.Fault{
		"away":           func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) },
		"silent":         bucket.Silent,
		"out of order":   bucket.Refuses(http.StatusServiceUnavailable, "ServiceUnavailable"),
		"access denied":  bucket.Refuses(http.StatusForbidden, "AccessDenied"),
		"without bucket": bucket.Refuses(http.StatusNotFound, "NoSuchBucket"),
	} {
		server.Break(fault)
		for what, try := range map[string]func() error{
			"put":    func() error { return store.Put(t.Context(), "invoices/two.pdf", []byte("two"), "application/pdf") },
			"create": func() error { return store.Create(t.Context(), "imports/two", strings.NewReader("two"), "text/csv") },
			"get":    func() error { _, err := store.Get(t.Context(), key); return err },
			"open":   func() error { _, err := store.Open(t.Context(), key); return err },
			"size":   func() error { _, err := store.Size(t.Context(), key); return err },
			"delete": func() error { return store.Delete(t.Context(), key) },
		} {
			err := try()
			require.Error(t, err, "%s: %s", name, what)
			require.NotErrorIs(t, err, files.ErrNotFound, "%s: %s", name, what)
			require.NotErrorIs(t, err, files.ErrDifferent, "%s: %s", name, what)
		}
	}
	server.Break(nil)
	requireKept(t, store, key, "one")
	require.NoError(t, store.Put(t.Context(), "invoices/two.pdf", []byte("two"), "application/pdf"))
	require.NoError(t, store.Create(t.Context(), "imports/two", strings.NewReader("two"), "text/csv"))
}

// An answer that is lost leaves a file that is kept: who writes it again, the SDK or the caller, finds their own.
func TestI4AnAnswerThatIsLostDoublesAndLosesNothing(t *testing.T) {
	server := bucket.Start(t)
	store := openAt(t, files.Place{URL: server.URL, Patience: time.Second})
	server.Break(bucket.Loses(1))
	require.NoError(t, store.Put(t.Context(), key, []byte("one"), "application/pdf"))
	server.Break(bucket.Loses(1))
	require.NoError(t, store.Create(t.Context(), "imports/one", strings.NewReader("one"), "text/csv"))
	server.Break(bucket.Loses(1000))
	require.Error(t, store.Put(t.Context(), "invoices/two.pdf", []byte("two"), "application/pdf"), "unknown")
	server.Break(nil)
	require.NoError(t, store.Put(t.Context(), "invoices/two.pdf", []byte("two"), "application/pdf"))
	requireKept(t, store, key, "one")
	requireKept(t, store, "imports/one", "one")
	requireKept(t, store, "invoices/two.pdf", "two")
}

// S3 refuses one of two writers that meet, before it is known who was first.
func TestWhoMeetsAnotherWriterTriesAgain(t *testing.T) {
	server := bucket.Start(t)
	store := openAt(t, files.Place{URL: server.URL})
	var met atomic.Int64
	server.Break(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
		if r.Method == http.MethodPut && met.Add(1) <= 3 {
			bucket.Refuses(http.StatusConflict, "ConditionalRequestConflict")(w, r, behind)
			return
		}
		behind.ServeHTTP(w, r)
	})
	require.NoError(t, store.Put(t.Context(), key, []byte("one"), "application/pdf"))
	requireKept(t, store, key, "one")
}

// A file that is cut off on its way is an error, and never a shorter file.
func TestAFileThatIsCutOffIsNotTakenForWhole(t *testing.T) {
	server := bucket.Start(t)
	store := openAt(t, files.Place{URL: server.URL})
	content := bytes.Repeat([]byte("0123456789"), 100_000)
	require.NoError(t, store.Put(t.Context(), key, content, "application/pdf"))
	server.Break(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Length", "1000000")
		_, _ = w.Write(content[:500_000])
		panic(http.ErrAbortHandler)
	})
	_, err := store.Get(t.Context(), key)
	require.Error(t, err)
	reader, err := store.Open(t.Context(), key)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, reader)
	require.Error(t, err)
	_ = reader.Close()
}

// Who sends slowly is waited for, longer than a store that says nothing.
func TestASlowSenderIsWaitedFor(t *testing.T) {
	store := openAt(t, files.Place{URL: bucket.Start(t).URL, Patience: 300 * time.Millisecond})
	parts := 0
	slow := readerFunc(func(into []byte) (int, error) {
		if parts++; parts > 3 {
			return 0, io.EOF
		}
		time.Sleep(200 * time.Millisecond)
		return copy(into, "part "), nil
	})
	require.NoError(t, store.Create(t.Context(), "imports/slow", slow, "text/csv"))
	requireKept(t, store, "imports/slow", "part part part ")
}

// What is too large for one call goes in parts, and is kept as a whole, once.
func TestALargeFileGoesInParts(t *testing.T) {
	server := bucket.Start(t)
	store := openAt(t, files.Place{URL: server.URL})
	store.SendInPartsAbove(1 << 20)
	content := make([]byte, 20<<20)
	_, _ = rand.Read(content)
	require.NoError(t, store.Create(t.Context(), "exports/one.zip", bytes.NewReader(content), "application/zip"))
	kept, err := store.Get(t.Context(), "exports/one.zip")
	require.NoError(t, err)
	require.True(t, bytes.Equal(content, kept))
	require.ErrorIs(t, store.Create(t.Context(), "exports/one.zip", strings.NewReader("another"), "application/zip"), files.ErrDifferent)
}

// Nothing is opened that would overwrite a file, refuses us, or is not there; what only does not answer is.
func TestABucketIsTriedOutAtTheStart(t *testing.T) {
	server := bucket.Start(t)
	place := files.Place{URL: server.URL, Patience: 100 * time.Millisecond}
	refused := func(says string) {
		t.Helper()
		_, err := files.OpenAt(t.Context(), place)
		require.ErrorContains(t, err, says)
	}
	server.Break(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
		r.Header.Del("If-None-Match") // as stores do that do not know it
		behind.ServeHTTP(w, r)
	})
	refused("overwrites")
	server.Break(bucket.Refuses(http.StatusForbidden, "SignatureDoesNotMatch"))
	refused("SignatureDoesNotMatch")
	server.Break(nil)
	place.URL = strings.Replace(server.URL, bucket.Name, "another-bucket", 1)
	refused("NoSuchBucket")
	// Without the right to look whether a bucket is there, a missing file would look like a store that is away.
	place.URL = server.URL
	server.Break(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		behind.ServeHTTP(w, r)
	})
	refused("403")

	server.Break(func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) })
	store := openAt(t, place)
	require.Error(t, store.Put(t.Context(), key, []byte("one"), "application/pdf"))
	server.Break(nil)
	require.NoError(t, store.Put(t.Context(), key, []byte("one"), "application/pdf"))
	server.Calls.Store(0)
	openAt(t, place)
	require.LessOrEqual(t, server.Calls.Load(), int64(2), "the next start costs two calls")
}
