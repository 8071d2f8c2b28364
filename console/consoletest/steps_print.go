package consoletest

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/stretchr/testify/require"
)

var papers atomic.Int64

// IssuedPaper is a paper invoice of the account "acct" that the provider has issued.
func (w *World) IssuedPaper(amount string) string {
	w.T.Helper()
	n := papers.Add(1)
	id := w.Approved(w.Applied(fmt.Sprintf("paper-%d", n), Paper(amount)))[0]
	w.Issued(id, fmt.Sprintf("%08d", 40000000+n))
	return id
}

// File is a file with some content, as people hand it in.
func (w *World) File(name string, content []byte) string {
	w.T.Helper()
	file := filepath.Join(w.T.TempDir(), name)
	require.NoError(w.T, os.WriteFile(file, content, 0o600))
	return file
}
