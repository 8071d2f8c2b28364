package api_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
)

// P2: the types that openapi-typescript makes of the served document fit a program that makes the README's tour, and the program does.
func TestP2ATypeScriptClientMakesTheTour(t *testing.T) {
	folder, err := filepath.Abs("../tools")
	require.NoError(t, err)
	require.DirExists(t, filepath.Join(folder, "node_modules"), "run make deps before the tests")
	made := t.TempDir()
	require.NoError(t, os.Symlink(filepath.Join(folder, "node_modules"), filepath.Join(made, "node_modules")))
	require.NoError(t, os.CopyFS(filepath.Join(made, "tour"), os.DirFS(filepath.Join(folder, "typescript"))))
	document, err := api.Document()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(made, "openapi.json"), document, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(made, "tour", "package.json"), []byte(`{"type": "module"}`), 0o600))
	run := func(program string, arguments ...string) string {
		command := exec.CommandContext(t.Context(), program, arguments...)
		command.Dir = made
		said, err := command.CombinedOutput()
		require.NoError(t, err, "%s", said)
		return string(said)
	}
	run("node_modules/.bin/openapi-typescript", "openapi.json", "-o", "tour/api.d.ts")
	run("node_modules/.bin/tsc", "--noEmitOnError", "--outDir", "tour", "--project", "tour")

	s := newService(t)
	said := run("node", "tour/tour.js", s.url, s.token(upstream))
	require.Regexp(t, `(?m)^available 1000\.00$`, said)
	require.Regexp(t, `(?m)^applied 900\.00 pending_approval$`, said)
	require.Regexp(t, `(?m)^refused not_enough_available .*\p{Han}`, said)
}
