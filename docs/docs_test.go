// Package docs holds the documentation; its tests keep it true.
package docs

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/policy"
)

const root = ".."

var (
	link = regexp.MustCompile(`\]\(([^)#]+)(?:#[^)]*)?\)`)
	// ruleRow is a row of the list of rules: its id, and what proves it.
	ruleRow  = regexp.MustCompile(`(?m)^\| ([LARIVO])([0-9]+) [^|]+ \| ([^\n]*) \|$`)
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

// A page in which two versions were left side by side tells neither.
func TestNoPageHoldsTwoVersions(t *testing.T) {
	for path, content := range pages(t) {
		require.NotRegexp(t, `(?m)^(<{7}|>{7}) `, content, path)
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

// rules is how many rules there are of each kind: the ledger, applying, review, issuing, voiding, and what is around it.
var rules = map[string]int{"L": 13, "A": 14, "R": 6, "I": 11, "V": 10, "O": 8}

// Every rule is listed once. One that is said to hold names the test that proves it.
func TestEveryRuleIsProvedOrNotYet(t *testing.T) {
	proved := map[string]string{}
	for _, row := range ruleRow.FindAllStringSubmatch(pages(t)[filepath.Join(root, "docs", "rules.md")], -1) {
		id := row[1] + row[2]
		require.NotContains(t, proved, id, "it is listed twice")
		proved[id] = row[3]
	}
	listed := 0
	for kind, count := range rules {
		listed += count
		for n := range count {
			id := kind + strconv.Itoa(n+1)
			require.Contains(t, proved, id, "rules.md does not list it")
			if proved[id] != "*Not yet*" {
				require.Regexp(t, testName, proved[id], "%s is said to hold, and names no test", id)
			}
		}
	}
	require.Len(t, proved, listed, "rules.md lists a rule that there is not")
}

// One invoice from its call to its red document is a walk through few files, each named for what is in it.
func TestOneInvoiceIsAWalkOfFortyFiles(t *testing.T) {
	_, walk, found := strings.Cut(pages(t)[filepath.Join(root, "docs", "architecture.md")], "\n## One invoice through the house\n")
	require.True(t, found)
	walk, _, _ = strings.Cut(walk, "\n## ")
	files := map[string]bool{}
	for _, step := range link.FindAllStringSubmatch(walk, -1) {
		files[step[1]] = true
	}
	require.Greater(t, len(files), 30, "it leaves out steps")
	require.LessOrEqual(t, len(files), 40)
}

var goName = regexp.MustCompile("`([a-z]+)\\.([A-Z][A-Za-z]*)(?:\\.[A-Za-z]+)?`")

// What the glossary says a thing is called in the code is what it is called there.
func TestTheGlossaryNamesWhatThereIs(t *testing.T) {
	code := map[string]string{}
	walk(t, ".go", func(path, content string) { code[filepath.Base(filepath.Dir(path))] += content })
	found := goName.FindAllStringSubmatch(pages(t)[filepath.Join(root, "docs", "glossary.md")], -1)
	require.Greater(t, len(found), 30)
	for _, name := range found {
		declared := regexp.MustCompile(`(?m)^(?:(?:func|type|var|const) (?:\([^)]*\) )?|\t(?:\w+, )*)` + name[2] + `\b`)
		require.Regexp(t, declared, code[name[1]], "there is no %s", name[0])
	}
}

// M10: who copies the sample of the policy has said everything, and changed nothing.
func TestM10TheSampleOfThePolicyIsTheDefaults(t *testing.T) {
	_, sample, found := strings.Cut(pages(t)[filepath.Join(root, "docs", "operations.md")], "\n## Policy\n")
	require.True(t, found)
	_, sample, found = strings.Cut(sample, "```yaml\n")
	require.True(t, found)
	sample, _, found = strings.Cut(sample, "```")
	require.True(t, found)
	parsed, err := policy.Parse([]byte(sample))
	require.NoError(t, err)
	written, err := json.Marshal(parsed)
	require.NoError(t, err)
	defaults, err := json.Marshal(policy.Default())
	require.NoError(t, err)
	require.JSONEq(t, string(defaults), string(written))
	// and nothing is left out of it but the vendors, of whom there are none
	var keys map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(defaults, &keys))
	for key := range keys {
		if key != "sandbox" { // the settings say that
			require.Regexp(t, `(?m)^`+key+`:`, sample, "the sample does not have it")
		}
	}
}
