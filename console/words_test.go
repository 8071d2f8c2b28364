package console_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

func han(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// O8: every text of the pages is there in Chinese and in English.
func TestO8EveryTextIsThereInBothLanguages(t *testing.T) {
	texts := 0
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			literal, is := n.(*ast.CompositeLit)
			if !is {
				return true
			}
			said := map[string]string{}
			for _, element := range literal.Elts {
				pair, is := element.(*ast.KeyValueExpr)
				if !is {
					continue
				}
				name, isName := pair.Key.(*ast.Ident)
				value, isText := pair.Value.(*ast.BasicLit)
				if isName && isText && (name.Name == "ZH" || name.Name == "EN") {
					said[name.Name], err = strconv.Unquote(value.Value)
					require.NoError(t, err)
				}
			}
			if len(said) == 0 {
				return true
			}
			texts++
			require.NotEmpty(t, said["ZH"], "%s: %v lacks Chinese", path, said)
			require.NotEmpty(t, said["EN"], "%s: %v lacks English", path, said)
			if said["ZH"] != "English" { // each language is named in itself
				require.False(t, han(said["EN"]) && !strings.Contains(said["EN"], "开票") && said["EN"] != "中文", "%s: %v has Chinese for English", path, said)
				require.Equal(t, strings.Count(said["ZH"], "%"), strings.Count(said["EN"], "%"), "%s: %v fill in different things", path, said)
			}
			return true
		})
		return nil
	}))
	require.Greater(t, texts, 50)
}

// calls are lines of Go in a template.
var calls = regexp.MustCompile(`(?m)^\s*(@|if |for |switch |case |\} else|\{\{).*$`)

var expressions = regexp.MustCompile(`\{[^{}]*\}|"[^"]*"|//[^\n]*`)

// O8: a template says nothing by itself, so that no text escapes the catalogue: what stands between tags is expressions, signs and digits.
func TestO8TemplatesHaveNoTextsOfTheirOwn(t *testing.T) {
	between := regexp.MustCompile(`>([^<>{}]*[A-Za-z\p{Han}][^<>{}]*)</`)
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".templ") {
			return err
		}
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		plain := expressions.ReplaceAllString(calls.ReplaceAllString(string(content), ""), "")
		for _, found := range between.FindAllStringSubmatch(plain, -1) {
			require.Contains(t, []string{"票"}, strings.TrimSpace(found[1]), "%s says %q by itself", path, found[1])
		}
		for n, line := range strings.Split(plain, "\n") {
			require.False(t, han(strings.ReplaceAll(line, "票", "")), "%s:%d has Chinese of its own", path, n+1)
		}
		return nil
	}))
}
