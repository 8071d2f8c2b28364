package consoletest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"kaipiao/console/words"
)

// catalogue has every text of the pages, and of the sentences that they take from the API, by what it says in Chinese. One Chinese text may be said
// in several ways in English: "合计" is a sum of a table, and what is chosen in all.
var catalogue = sync.OnceValues(func() (map[string][]string, error) {
	_, here, _, _ := runtime.Caller(0)
	root, said := filepath.Join(filepath.Dir(here), "..", ".."), map[string][]string{}
	for _, within := range []string{"console", "domain", "api", "office"} {
		err := filepath.WalkDir(filepath.Join(root, within), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if literal, is := n.(*ast.CompositeLit); is {
					if zh, en := pairOf(literal); zh != "" && !slices.Contains(said[zh], en) {
						said[zh] = append(said[zh], en)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return said, nil
})

// pairOf is the Chinese text of a literal with the English one beside it.
func pairOf(literal *ast.CompositeLit) (zh, en string) {
	for _, element := range literal.Elts {
		value := element
		if pair, is := element.(*ast.KeyValueExpr); is {
			name, named := pair.Key.(*ast.Ident)
			if !named || !slices.Contains([]string{"ZH", "EN", "Chinese", "English"}, name.Name) {
				continue
			}
			value = pair.Value
		}
		text, is := constant(value)
		switch {
		case !is:
		case isChinese(text) && zh == "":
			zh = text
		case !isChinese(text):
			en = text
		}
	}
	if en == "" {
		return "", ""
	}
	return zh, en
}

// constant is a text that stands in the source, in one piece or several.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, isLeft := constant(e.X)
		right, isRight := constant(e.Y)
		return left + right, isLeft && isRight && e.Op == token.ADD
	default:
		return "", false
	}
}

func isChinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// Said is a text as it may stand on a page.
type Said []string

// saidIn is a Chinese text of the catalogue in a language, with values filled in. A text without Chinese characters is the same in both languages.
func saidIn(language words.Language, zh string, values ...any) (Said, error) {
	if !isChinese(zh) {
		return Said{zh}, nil
	}
	all, err := catalogue()
	if err != nil {
		return nil, err
	}
	english, known := all[zh]
	if !known {
		return nil, fmt.Errorf("%q is no text of the pages", zh)
	}
	if language == words.Chinese {
		return Said{filled(zh, values)}, nil
	}
	said := make(Said, len(english))
	for n, one := range english {
		said[n] = filled(one, values)
	}
	return said, nil
}

func filled(text string, values []any) string {
	if len(values) == 0 {
		return text
	}
	return fmt.Sprintf(text, values...)
}

// Verbatim is what stands on a page as it is in both languages: a name, an amount in capitals, what somebody has typed.
func Verbatim(text string) Said { return Said{text} }
