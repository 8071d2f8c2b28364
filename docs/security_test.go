package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every claim of the page on security is kept by a test that there is.
func TestEveryClaimHasItsTest(t *testing.T) {
	content, err := os.ReadFile("security.md")
	require.NoError(t, err)
	named := regexp.MustCompile("`(Test[A-Z][A-Za-z0-9]+)`").FindAllStringSubmatch(string(content), -1)
	require.Greater(t, len(named), 40)
	found := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err = filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		for _, name := range declared.FindAllSubmatch(source, -1) {
			found[string(name[1])] = true
		}
		return err
	})
	require.NoError(t, err)
	for _, name := range named {
		require.True(t, found[name[1]], "%s is no test", name[1])
	}
}
