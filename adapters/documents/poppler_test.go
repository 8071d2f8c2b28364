package documents_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// poppler runs one of the tools that show what a PDF says and looks like.
func poppler(t *testing.T, content []byte, tool string, arguments ...string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	require.NoError(t, err, "%s is missing: run make deps as root, or install Debian's package poppler-utils", tool)
	command := exec.Command(path, arguments...)
	var said, complaints bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(content), &said, &complaints
	require.NoError(t, command.Run(), complaints.String())
	require.Empty(t, complaints.String(), "%s finds fault with the PDF", tool)
	return said.String()
}

// textOf is the text of each page, without blanks and line breaks.
func textOf(t *testing.T, content []byte) []string {
	t.Helper()
	pages := strings.Split(poppler(t, content, "pdftotext", "-raw", "-enc", "UTF-8", "-", "-"), "\f")
	require.Empty(t, pages[len(pages)-1])
	pages = pages[:len(pages)-1]
	for i := range pages {
		pages[i] = squeezed(pages[i])
	}
	return pages
}

// squeezed is a text without blanks and line breaks.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

// requireTexts checks that texts stand on a page, however they are broken into lines.
func requireTexts(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		require.Contains(t, page, squeezed(text))
	}
}

// requireNumbered checks that every page says which one it is.
func requireNumbered(t *testing.T, pages []string) {
	t.Helper()
	for i, page := range pages {
		requireTexts(t, page, fmt.Sprintf("第 %d 页，共 %d 页 · Page %d of %d", i+1, len(pages), i+1, len(pages)))
	}
}
