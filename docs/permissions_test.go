package docs

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/api"
)

// O1: the page of permissions is the table by which calls are let in. With KAIPIAO_WRITE_DOCS=1 it is written anew.
func TestO1ThePermissionsAreTheTable(t *testing.T) {
	content, err := os.ReadFile("permissions.md")
	require.NoError(t, err)
	head, _, found := strings.Cut(string(content), "<!-- calls -->\n")
	require.True(t, found)
	written := head + "<!-- calls -->\n\n" + permissions(t)
	if os.Getenv("KAIPIAO_WRITE_DOCS") != "" {
		require.NoError(t, os.WriteFile("permissions.md", []byte(written), 0o644))
		return
	}
	require.Equal(t, written, string(content), "write it anew: KAIPIAO_WRITE_DOCS=1 go test ./docs -run Permissions")
	for _, one := range access.AllPermissions().List() {
		require.Contains(t, head, "| `"+string(one)+"` |")
	}
}

// permissions is a row for each call that needs a token.
func permissions(t *testing.T) string {
	t.Helper()
	content, err := api.Document()
	require.NoError(t, err)
	var document struct {
		Paths map[string]map[string]struct {
			Action access.Action `json:"x-action"`
		} `json:"paths"`
	}
	require.NoError(t, json.Unmarshal(content, &document))
	var written strings.Builder
	written.WriteString("| call | roles | finance needs one of | second person |\n|---|---|---|---|\n")
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(document.Paths[path])) {
			do := document.Paths[path][method].Action
			if do == "" {
				continue
			}
			roles := make([]string, 0, len(access.Roles()))
			for _, role := range access.RolesOf(do) {
				roles = append(roles, string(role))
			}
			needs, second := access.Named(access.NeedsToPropose(do)), string(access.NeedsToConfirm(do))
			fmt.Fprintf(&written, "| `%s %s` | %s | %s | %s |\n", strings.ToUpper(method), path, strings.Join(roles, ", "), needs, second)
		}
	}
	return written.String()
}
