// Package docs holds the documentation; its tests keep it true.
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

const root = ".."

var (
	link     = regexp.MustCompile(`\]\(([^)#]+)(?:#[^)]*)?\)`)
	testName = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`)
)

// pages are all documents of the project, with what they say.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	walk(t, ".md", func(path, content string) { found[path] = content })
	require.Contains(t, found, filepath.Join(root, "README.md"))
	return found
}

func walk(t *testing.T, extension string, visit func(path, content string)) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && path != root && (name == "node_modules" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if entry.IsDir() || filepath.Ext(path) != extension {
			return nil
		}
		content, err := os.ReadFile(path)
		visit(path, string(content))
		return err
	}))
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	for path, content := range pages(t) {
		for _, found := range link.FindAllStringSubmatch(content, -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			_, err := os.Stat(filepath.Join(filepath.Dir(path), found[1]))
			require.NoError(t, err, "%s links to %s", path, found[1])
		}
	}
}

func TestEveryTestThatIsNamedExists(t *testing.T) {
	tests := map[string]bool{}
	walk(t, ".go", func(path, content string) {
		if strings.HasSuffix(path, "_test.go") {
			for _, name := range testName.FindAllString(content, -1) {
				tests[name] = true
			}
		}
	})
	for path, content := range pages(t) {
		for _, name := range testName.FindAllString(content, -1) {
			require.True(t, tests[name], "%s names %s, which there is not", path, name)
		}
	}
}
