package workflows_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"

	"kaipiao/temporalgate"
)

// A running workflow must be able to go on under the code of today. `make histories` records those of today; the folders beside
// them, each named for what its runs did otherwise, it never writes. A change that breaks one needs a version
// (versions.go), and the recordings from before it go into a folder of their own.
func TestRecordedHistoriesReplay(t *testing.T) {
	const folder = "testdata/histories"
	today, err := filepath.Glob(folder + "/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, today)
	before, err := filepath.Glob(folder + "/*/*.json")
	require.NoError(t, err)
	require.Equal(t, changes(t), folders(before), "every change in versions.go keeps the histories that went the old way, in a folder of their own")
	for _, file := range append(today, before...) {
		name, err := filepath.Rel(folder, file)
		require.NoError(t, err)
		t.Run(name, func(t *testing.T) {
			replayer := worker.NewWorkflowReplayer()
			temporalgate.RegisterWorkflows(replayer)
			require.NoError(t, replayer.ReplayWorkflowHistoryFromJSONFile(nil, file))
		})
	}
}

// changes counts the changes that versions.go names.
func changes(t *testing.T) (count int) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), "versions.go", nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	for _, declared := range parsed.Decls {
		if constants, is := declared.(*ast.GenDecl); is && constants.Tok == token.CONST {
			for _, spec := range constants.Specs {
				count += len(spec.(*ast.ValueSpec).Names)
			}
		}
	}
	return count
}

func folders(files []string) int {
	found := map[string]bool{}
	for _, file := range files {
		found[filepath.Dir(file)] = true
	}
	return len(found)
}
