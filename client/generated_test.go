package client_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
)

// P2: the committed client is what the generator makes of the served document. KAIPIAO_WRITE_DOCS=1 writes it anew.
func TestP2TheGoClientIsMadeOfTheServedDocument(t *testing.T) {
	document, err := api.Document()
	require.NoError(t, err)
	folder := t.TempDir()
	served, made := filepath.Join(folder, "openapi.json"), filepath.Join(folder, "generated.go")
	require.NoError(t, os.WriteFile(served, document, 0o600))
	generator := exec.CommandContext(t.Context(), "go", "tool", "-modfile=tools/go.mod", "oapi-codegen", "-config", "tools/oapi-codegen.yaml", "-o", made, served)
	generator.Dir = ".."
	said, err := generator.CombinedOutput()
	require.NoError(t, err, "%s", said)
	generated, err := os.ReadFile(made)
	require.NoError(t, err)
	if os.Getenv("KAIPIAO_WRITE_DOCS") != "" {
		require.NoError(t, os.WriteFile("generated.go", generated, 0o644))
		return
	}
	committed, err := os.ReadFile("generated.go")
	require.NoError(t, err)
	if string(committed) != string(generated) { // a difference of so many lines is no message
		t.Fatal("client/generated.go is not what the served document makes; make generate writes it anew")
	}
}
