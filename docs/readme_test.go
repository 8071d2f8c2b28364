package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	heading = regexp.MustCompile(`^#+ `)
	picture = regexp.MustCompile(`!\[[^\]]+\]\(([^)]+)\)`)
)

// shape is what a README has whatever language it is in: how deep its headings are, its code, its pictures, and how many rows its tables have.
type shape struct {
	Headings []string
	Blocks   []string
	Pictures []string
	Rows     []int
}

// shapeOf reads a page line by line, because a line of code may look like a heading.
func shapeOf(content string) shape {
	var found shape
	inCode, inTable := false, false
	for line := range strings.Lines(content) {
		if strings.HasPrefix(line, "```") {
			inCode = !inCode
			if inCode {
				found.Blocks = append(found.Blocks, "")
			}
			found.Blocks[len(found.Blocks)-1] += line
			continue
		}
		if inCode {
			found.Blocks[len(found.Blocks)-1] += line
			continue
		}
		row := strings.HasPrefix(line, "|")
		if row && !inTable {
			found.Rows = append(found.Rows, 0)
		}
		if row {
			found.Rows[len(found.Rows)-1]++
		}
		inTable = row
		found.Headings = append(found.Headings, heading.FindAllString(line, -1)...)
		for _, one := range picture.FindAllStringSubmatch(line, -1) {
			found.Pictures = append(found.Pictures, one[1])
		}
	}
	return found
}

// Whoever reads the README in Chinese reads the same: each chapter, command, picture and rule, also after a change of one of the two.
func TestBothReadmesAreInStep(t *testing.T) {
	all := pages(t)
	english, chinese := all[filepath.Join(root, "README.md")], all[filepath.Join(root, "README.zh-CN.md")]
	one, other := shapeOf(english), shapeOf(chinese)
	require.Equal(t, one.Headings, other.Headings, "the headings differ")
	require.Equal(t, one.Blocks, other.Blocks, "the code differs")
	require.Equal(t, one.Pictures, other.Pictures, "the pictures differ")
	require.Equal(t, one.Rows, other.Rows, "the tables have different rows")
	require.ElementsMatch(t, testName.FindAllString(english, -1), testName.FindAllString(chinese, -1), "they name different tests")

	// and each leads to the other before it says anything else
	require.Regexp(t, `\A# .+\n\nEnglish · \[中文\]\(README\.zh-CN\.md\)\n`, english)
	require.Regexp(t, `\A# .+\n\n中文 · \[English\]\(README\.md\)\n`, chinese)
}

// A README begins with the product as it looks, and the one command that shows it.
func TestTheReadmeBeginsWithAPictureAndACommand(t *testing.T) {
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		content := pages(t)[filepath.Join(root, name)]
		beginning, _, found := strings.Cut(content, "\n## ")
		require.True(t, found, name)
		begins := shapeOf(beginning)
		require.Equal(t, []string{"docs/pages/invoice-centre.png"}, begins.Pictures, name)
		require.Equal(t, []string{"```sh\nmake demo\n```\n"}, begins.Blocks, name)
		for _, path := range shapeOf(content).Pictures {
			signature, err := os.ReadFile(filepath.Join(root, path))
			require.NoError(t, err, "%s shows %s", name, path)
			require.True(t, strings.HasPrefix(string(signature), "\x89PNG\r\n"), "%s is no picture", path)
		}
	}
}
