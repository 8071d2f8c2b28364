// Package texttest draws texts as people and systems hand them in, for the property that they are refused in words or come out of
// whatever is made of them as they went in.
package texttest

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"kaipiao/domain/text"
)

// awkward are characters that have spoilt documents.
var awkward = []rune{
	' ', '\u3000', '\u00A0', '\u200B', '\u200D', '\uFEFF', '\u2060', '\u00AD', '\u202E', '\u2066', '\u200E', '\uFE0F', '\u0301', '\u0308', '\u115F',
	'\u3164', '\u2800', '\u0000', '\u0007', '\t', '\n', '\r', '\u0085', '\u2028', '\u007F', '\uFFFD', '\uFFFE', '\uE000', '\U000E0041', '\U0010FFFF',
	'<', '>', '&', '"', '\'', '\\', '/', '{', '%', '=', ',', ';', '*', '(', ')', '（', '）', '０', 'Ａ', 'é', 'ﬁ', 'Å', 'İ', 'ſ', 'K', 'ﬃ', '豈',
	'喆', '䶮', '𬭼', '𠮷', '😀', 'ก', 'ا', 'א', 'த',
}

// Any draws any sequence of code points: common ones, awkward ones, and whatever else there is.
func Any(longest int) *rapid.Generator[string] {
	character := rapid.OneOf(
		rapid.RuneFrom([]rune("北京甲科技有限公司云服务器（）0123456789 AaZz-.")),
		rapid.SampledFrom(awkward),
		rapid.Rune(),
		rapid.RuneFrom(nil, unicode.Han, unicode.Latin, unicode.Common),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SliceOfN(character, 0, longest).Draw(t, "characters"))
	})
}

// Bytes draws what may not even be UTF-8.
func Bytes(longest int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SliceOfN(rapid.Byte(), 0, longest).Draw(t, "bytes"))
	})
}

// Printed draws what is likely to be taken, so that the way out is tried and not only the door.
func Printed(longest int) *rapid.Generator[string] {
	character := rapid.OneOf(
		rapid.RuneFrom([]rune("北京甲科技有限公司云服务器喆䶮（）【】，。、；：“”‘’—…￥")),
		rapid.RuneFrom([]rune(" 0123456789AaBbYyZz-.,:;!?@#$%^&*()_+=[]{}|<>\"'\\/~`")),
		rapid.SampledFrom([]rune("ÀÉÎÕÜßçñøÅ€£\u3000\u00A0")),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SliceOfN(character, 1, longest).Draw(t, "characters"))
	})
}

// Shown is a text without its blanks and line ends, which a printed page does not keep.
func Shown(text string) string { return strings.Join(strings.Fields(text), "") }

// ComesOut checks that whatever is handed in as a text of a kind is refused in words, or comes out as it is taken. What is made of it, and
// how it is read back, is the caller's: it gets the text as it is taken, and must find it.
func ComesOut(t *testing.T, kind text.Kind, longest int, made func(taken string)) {
	t.Helper()
	rapid.Check(t, func(r *rapid.T) {
		given := rapid.OneOf(Printed(longest), Any(longest), Bytes(longest)).Draw(r, "text")
		taken, refused := kind.Read(given, longest)
		if refused == nil {
			made(taken)
			return
		}
		if refused.English() == "" || refused.Chinese() == "" || strings.Contains(refused.English()+refused.Chinese(), "%!") {
			r.Fatalf("%q is refused without words: %q, %q", given, refused.English(), refused.Chinese())
		}
	})
}
