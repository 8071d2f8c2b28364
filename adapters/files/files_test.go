package files_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"kaipiao/adapters/files"
	"kaipiao/adapters/files/bucket"
)

const key = "invoices/inv-1/26112000000000000001.pdf"

// places are where files may be kept; each promise is kept by all of them. Opened again, a place is the same.
var places = map[string]func(t *testing.T) files.Place{
	"a directory": func(t *testing.T) files.Place {
		return files.Place{Directory: filepath.Join(t.TempDir(), "a folder", "files")}
	},
	"a directory by URL": func(t *testing.T) files.Place {
		return files.Place{URL: "file://" + filepath.Join(t.TempDir(), "files")}
	},
	"a bucket":             func(t *testing.T) files.Place { return files.Place{URL: bucket.Start(t).URL} },
	"a folder of a bucket": func(t *testing.T) files.Place { return files.Place{URL: inFolder(bucket.Start(t).URL)} },
}

func inFolder(url string) string { return strings.Replace(url, "?", "/of/finance?", 1) }

func openAt(t *testing.T, place files.Place) *files.Store {
	t.Helper()
	store, err := files.OpenAt(t.Context(), place)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

func inEach(t *testing.T, promise func(t *testing.T, place files.Place)) {
	t.Helper()
	for name, place := range places {
		t.Run(name, func(t *testing.T) { promise(t, place(t)) })
	}
}

func TestI6AFileIsKeptUnderItsKeyAndSurvivesReopening(t *testing.T) {
	inEach(t, func(t *testing.T, place files.Place) {
		content := bytes.Repeat([]byte("%PDF-1.7 发票\x00"), 10_000)
		require.NoError(t, openAt(t, place).Put(t.Context(), key, content, "application/pdf"))
		store := openAt(t, place)
		kept, err := store.Get(t.Context(), key)
		require.NoError(t, err)
		require.Equal(t, content, kept)
		size, err := store.Size(t.Context(), key)
		require.NoError(t, err)
		require.EqualValues(t, len(content), size)
	})
}

func TestI6AKeyIsWrittenOnce(t *testing.T) {
	inEach(t, func(t *testing.T, place files.Place) {
		store := openAt(t, place)
		require.NoError(t, store.Put(t.Context(), key, []byte("one"), "application/pdf"))
		require.NoError(t, store.Put(t.Context(), key, []byte("one"), "application/pdf"), "the same content again is well")
		require.ErrorIs(t, store.Put(t.Context(), key, []byte("two"), "application/pdf"), files.ErrDifferent)
		require.ErrorIs(t, store.Create(t.Context(), key, strings.NewReader("two"), "application/pdf"), files.ErrDifferent)
		requireKept(t, store, key, "one")
		// what was damaged is mended on purpose
		require.NoError(t, store.Overwrite(t.Context(), key, []byte("three"), "application/pdf"))
		requireKept(t, store, key, "three")
	})
}

func requireKept(t *testing.T, store *files.Store, key, content string) {
	t.Helper()
	kept, err := store.Open(t.Context(), key)
	require.NoError(t, err)
	defer kept.Close()
	read, err := io.ReadAll(kept)
	require.NoError(t, err)
	require.Equal(t, content, string(read))
}

func TestTheSameFileWrittenByManyAtOnceIsWell(t *testing.T) {
	inEach(t, func(t *testing.T, place files.Place) {
		store := openAt(t, place)
		var writers sync.WaitGroup
		failures := make(chan error, 160)
		for range 16 {
			writers.Go(func() {
				for i := range 10 {
					failures <- store.Put(t.Context(), fmt.Sprintf("invoices/%d.xml", i), []byte("<xml/>"), "application/xml")
				}
			})
		}
		writers.Wait()
		close(failures)
		for err := range failures {
			require.NoError(t, err)
		}
	})
}

func TestI6WhatIsNotWholeIsNotKept(t *testing.T) {
	inEach(t, func(t *testing.T, place files.Place) {
		store := openAt(t, place)
		gone := errors.New("the sender has gone")
		half := io.MultiReader(strings.NewReader(strings.Repeat("half of it", 10_000)), iotest.ErrReader(gone))
		require.ErrorIs(t, store.Create(t.Context(), key, half, "application/pdf"), gone)
		_, err := store.Open(t.Context(), key)
		require.ErrorIs(t, err, files.ErrNotFound)
		// the whole of it is, and so is nothing at all
		require.NoError(t, store.Create(t.Context(), key, strings.NewReader("all of it"), "application/pdf"))
		requireKept(t, store, key, "all of it")
		require.NoError(t, store.Create(t.Context(), "imports/empty", strings.NewReader(""), "application/octet-stream"))
		requireKept(t, store, "imports/empty", "")
	})
}

func TestAnUploadThatIsBrokenOffIsNotKept(t *testing.T) {
	inEach(t, func(t *testing.T, place files.Place) {
		store := openAt(t, place)
		ctx, stop := context.WithCancel(t.Context())
		cut := io.MultiReader(strings.NewReader("the beginning"), readerFunc(func([]byte) (int, error) { stop(); return 0, io.EOF }))
		require.Error(t, store.Create(ctx, key, cut, "application/pdf"))
		_, err := store.Get(t.Context(), key)
		require.ErrorIs(t, err, files.ErrNotFound)
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(into []byte) (int, error) { return f(into) }

func TestAKeyThatWasNeverWrittenIsNotFoundAndForgottenAlready(t *testing.T) {
	inEach(t, func(t *testing.T, place files.Place) {
		store := openAt(t, place)
		_, err := store.Get(t.Context(), key)
		require.ErrorIs(t, err, files.ErrNotFound)
		_, err = store.Open(t.Context(), key)
		require.ErrorIs(t, err, files.ErrNotFound)
		_, err = store.Size(t.Context(), key)
		require.ErrorIs(t, err, files.ErrNotFound)
		require.NoError(t, store.Delete(t.Context(), key))
		require.NoError(t, store.Put(t.Context(), key, []byte("one"), "application/pdf"))
		require.NoError(t, store.Delete(t.Context(), key))
		_, err = store.Get(t.Context(), key)
		require.ErrorIs(t, err, files.ErrNotFound)
	})
}

func TestAKeyCannotLeaveThePlace(t *testing.T) {
	inEach(t, func(t *testing.T, place files.Place) {
		store := openAt(t, place)
		for _, key := range []string{"../outside.xml", "invoices/../../outside.xml", "/outside.xml", "", "invoices//a.xml", "invoices/a\n.xml"} {
			require.Error(t, store.Put(t.Context(), key, []byte("<xml/>"), "application/xml"), key)
			require.Error(t, store.Create(t.Context(), key, strings.NewReader("<xml/>"), "application/xml"), key)
		}
	})
	parent := t.TempDir()
	store := openAt(t, files.Place{Directory: filepath.Join(parent, "files")})
	require.Error(t, store.Put(t.Context(), "../outside.xml", []byte("<xml/>"), "application/xml"))
	require.NoFileExists(t, filepath.Join(parent, "outside.xml"))
}

func TestAPlaceThatCannotBeIsAnError(t *testing.T) {
	_, err := files.Open("/dev/null/files")
	require.Error(t, err)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	for url, says := range map[string]string{
		"ftp://somewhere/files":   "file:///folder or s3://bucket",
		"file://host/files":       "file:///folder",
		"s3://":                   "names no bucket",
		"s3://name:secret@bucket": "credentials are given",
		"s3://bucket":             "region is missing",
		"s3://bucket?endpoint=http://store.example&region=a": "without TLS",
		"s3://bucket?endpoint=ftp://store.example":           "https://host",
		"s3://bucket?region=a&colour=blue":                   "colour",
		"s3://bucket?region=a":                               "nothing says who we are",
	} {
		_, err := files.OpenAt(t.Context(), files.Place{URL: url})
		require.ErrorContains(t, err, says, url)
		require.NotContains(t, err.Error(), "secret@")
	}
}
