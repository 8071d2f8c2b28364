package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/client"
)

// keptAt is where a file lies that the API gives out, by its checksum.
func (s *stack) keptAt(t *testing.T, who *client.Client, folder, href string) (path string, content []byte) {
	t.Helper()
	content, err := who.Bytes(t.Context(), href)
	require.NoError(t, err)
	found, err := filepath.Glob(filepath.Join(s.FilesDir, folder, "*"))
	require.NoError(t, err)
	for _, path := range found {
		if lies, err := os.ReadFile(path); err == nil && bytes.Equal(lies, content) {
			return path, content
		}
	}
	require.Fail(t, "not kept", "%s of %s", href, folder)
	return "", nil
}

// I6, V3, V6: files are lost. Those of the provider are fetched again, our own are printed again, byte for byte; what a customer has handed
// in is listed until the customer hands the same in again.
func TestI6V3LostFilesAreFoundAndMended(t *testing.T) {
	t.Parallel()
	s := own(t)
	account, blue := s.issuedTo(t, "10.00")
	s.redIssue(t, account, blue.ID, "red", everything)
	red := s.reversed(t, blue.ID, 1, "done").Red[0]
	owner := s.customerWith(t, "70.00")
	paper := s.came(t, s.apply(t, owner, onPaper("70.00")).Invoices[0].ID, "delivered", 2*time.Minute)
	lost := s.opens(t, owner, map[string]any{"kind": "lost", "invoice": paper.ID, "note": "快递丢失"})
	s.handsIn(t, of(wang, owner), lost.ID, "loss_certificate")
	done := s.does(t, zhao, lost.ID, "accept", nil)
	require.Len(t, done.Materials, 2)
	said, err := s.starter("audit", "files", "--contents")
	require.NoError(t, err, said)

	kept := map[string][]byte{}
	for _, file := range []struct{ account, folder, href string }{
		{account, "invoices/" + blue.ID, blue.Files[0].Href},
		{account, "reversals/" + red.ID, red.Files[2].Href},
		{owner, "tickets/" + lost.ID, done.Materials[0].Href},
		{owner, "tickets/" + lost.ID, done.Materials[1].Href},
	} {
		path, content := s.keptAt(t, s.customerOfAccount(t, file.account), file.folder, file.href)
		kept[path] = content
		require.NoError(t, os.Remove(path))
	}
	damaged, content := s.keptAt(t, s.customerOfAccount(t, account), "invoices/"+blue.ID, blue.Files[1].Href)
	kept[damaged] = content
	require.NoError(t, os.WriteFile(damaged, bytes.Repeat([]byte("x"), len(content)), 0o600))

	said, err = s.starter("audit", "files")
	require.Error(t, err)
	require.Equal(t, 4, strings.Count(said, "\tmissing\t"), said)
	said, err = s.starter("audit", "files", "--contents", "--repair")
	require.Error(t, err)
	require.Equal(t, []int{3, 1}, []int{strings.Count(said, "\tfetched again from the provider"), strings.Count(said, "\tprinted again")}, said)
	require.Contains(t, said, "only customer:wang has it, and hands the same file in again")
	s.handsIn(t, of(wang, owner), lost.ID, "loss_certificate")
	said, err = s.starter("audit", "files", "--contents")
	require.NoError(t, err, said)
	for path, content := range kept {
		again, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, bytes.Equal(content, again), path)
	}
}
