package docs

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
)

// verb is where a sentence takes a value.
var verb = regexp.MustCompile(`%(\[\d+\])?[sdqv]`)

// P4: the page of errors is the catalogue by which calls are refused. With KAIPIAO_WRITE_DOCS=1 it is written anew.
func TestP4TheErrorsAreTheCatalogue(t *testing.T) {
	content, err := os.ReadFile("errors.md")
	require.NoError(t, err)
	head, _, found := strings.Cut(string(content), "<!-- codes -->\n")
	require.True(t, found)
	written := head + "<!-- codes -->\n" + codes()
	if os.Getenv("KAIPIAO_WRITE_DOCS") != "" {
		require.NoError(t, os.WriteFile("errors.md", []byte(written), 0o644))
		return
	}
	require.Equal(t, written, string(content), "write it anew: KAIPIAO_WRITE_DOCS=1 go test ./docs -run Errors")
}

// codes is a table for each status.
func codes() string {
	var written strings.Builder
	status := 0
	for _, code := range api.Codes() {
		if code.Status != status {
			status = code.Status
			fmt.Fprintf(&written, "\n## %d %s\n\n| code | rule | what it says | 中文 |\n|---|---|---|---|\n", status, http.StatusText(status))
		}
		fmt.Fprintf(&written, "| `%s` | %s | %s | %s |\n", code.Code, code.Rule, sentence(code.English), sentence(code.Chinese))
	}
	return written.String()
}

// sentence shows where values stand, and says so where a sentence is nothing but a value.
func sentence(template string) string {
	shown := strings.ReplaceAll(verb.ReplaceAllString(template, "…"), "|", `\|`)
	if shown == "…" {
		return "(each case has its own sentence)"
	}
	return shown
}
