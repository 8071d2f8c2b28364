package invoice

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// SameTitle reports whether two titles name the same subject: full-width and half-width forms are the same, and blanks
// do not count (A4).
func SameTitle(a, b string) bool { return NormalizeTitle(a) == NormalizeTitle(b) }

// NormalizeTitle is the form in which titles are compared. It is never printed: the certified spelling is (A4).
func NormalizeTitle(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, width.Fold.String(title))
}
