package files_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/adapters/files"
)

const key = "invoices/2026-11/inv-1/26112000000000000001.pdf"

func open(t *testing.T, directory string) *files.Store {
	t.Helper()
	store, err := files.Open(directory)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

func TestI6AFileIsKeptUnderItsKeyAndSurvivesReopening(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "a folder", "files")
	content := bytes.Repeat([]byte("%PDF-1.7 发票\x00"), 10_000)
	require.NoError(t, open(t, directory).Put(t.Context(), key, content, "application/pdf"))
	kept, err := open(t, directory).Get(t.Context(), key)
	require.NoError(t, err)
	require.Equal(t, content, kept)
}

func TestI6AKeyIsWrittenOnce(t *testing.T) {
	store := open(t, t.TempDir())
	require.NoError(t, store.Put(t.Context(), key, []byte("one"), "application/pdf"))
	require.NoError(t, store.Put(t.Context(), key, []byte("one"), "application/pdf"), "the same content again is well")
	require.ErrorIs(t, store.Put(t.Context(), key, []byte("two"), "application/pdf"), files.ErrDifferent)
	kept, err := store.Get(t.Context(), key)
	require.NoError(t, err)
	require.Equal(t, "one", string(kept))
}

func TestTheSameFileWrittenByManyAtOnceIsWell(t *testing.T) {
	store := open(t, t.TempDir())
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
}

func TestAKeyThatWasNeverWrittenIsNotFound(t *testing.T) {
	_, err := open(t, t.TempDir()).Get(t.Context(), key)
	require.ErrorIs(t, err, files.ErrNotFound)
}

func TestAKeyCannotLeaveTheDirectory(t *testing.T) {
	parent := t.TempDir()
	store := open(t, filepath.Join(parent, "files"))
	require.NoError(t, store.Put(t.Context(), "../outside.xml", []byte("<xml/>"), "application/xml"))
	require.NoFileExists(t, filepath.Join(parent, "outside.xml"))
	kept, err := store.Get(t.Context(), "../outside.xml")
	require.NoError(t, err)
	require.Equal(t, "<xml/>", string(kept))
}

func TestADirectoryThatCannotBeMadeIsAnError(t *testing.T) {
	_, err := files.Open("/dev/null/files")
	require.Error(t, err)
}
