package typeface_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/sandbox/sandboxtest"
	"kaipiao/typeface"
)

// One Chinese character is as wide as its size, so a width of ten holds ten of them at size 1.
const ten = 10.0

func TestChineseIsBrokenAnywhereButAtItsPunctuation(t *testing.T) {
	font := sandboxtest.Typeface(t)
	require.Equal(t, []string{"一二三四五六七八九十", "一二三"}, font.Wrap("一二三四五六七八九十一二三", 1, ten))
	require.Equal(t, []string{"一二三四五六七八九", "十，一二三"}, font.Wrap("一二三四五六七八九十，一二三", 1, ten), "no line begins with a comma")
	require.Equal(t, []string{"一二三四五六七八九", "（十）"}, font.Wrap("一二三四五六七八九（十）", 1, ten), "no line ends with a bracket")
}

func TestLatinWordsAreBrokenAtBlanks(t *testing.T) {
	font := sandboxtest.Typeface(t)
	require.Equal(t, []string{"Elastic compute", "service"}, font.Wrap("Elastic compute service", 1, ten))
	require.Equal(t, []string{"云服务器 ecs.g7", "xlarge按量计费"}, font.Wrap("云服务器 ecs.g7 xlarge按量计费", 1, ten))
}

func TestWhatIsLongerThanALineIsBrokenWhereItMust(t *testing.T) {
	font := sandboxtest.Typeface(t)
	for _, token := range []string{strings.Repeat("0", 60), strings.Repeat("，", 25), strings.Repeat("（", 25)} {
		lines := font.Wrap(token, 1, ten)
		require.Greater(t, len(lines), 1)
		require.Equal(t, token, strings.Join(lines, ""))
	}
	require.Equal(t, []string{"一", "二"}, font.Wrap("一二", 1, 0.5), "a column narrower than a character ends nevertheless")
}

func TestLineBreaksAreKept(t *testing.T) {
	require.Equal(t, []string{"a", "", "b c"}, sandboxtest.Typeface(t).Wrap("a \r\n\n b\tc", 1, ten))
}

func TestNothingIsLostAndNothingIsTooWide(t *testing.T) {
	font := sandboxtest.Typeface(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("发票，。（）「」ab c1% \n"))).Draw(t, "text")
		lines := font.Wrap(text, 1, ten)
		squeeze := strings.NewReplacer(" ", "", "\n", "")
		require.Equal(t, squeeze.Replace(text), squeeze.Replace(strings.Join(lines, "")))
		for _, line := range lines {
			require.LessOrEqual(t, font.Width(line, 1), ten)
			require.Equal(t, strings.TrimSpace(line), line)
		}
	})
}

func TestAMissingGlyphIsNoticed(t *testing.T) {
	font := sandboxtest.Typeface(t)
	require.NoError(t, font.Check("增值税发票 VAT ¥1,060.00 喆䶮"))
	for _, text := range []string{"𠮷野家", "发票😀", "\u0378"} {
		require.ErrorIs(t, font.Check(text), typeface.ErrGlyph, text)
	}
}

func TestAFontThatIsNoneIsRefused(t *testing.T) {
	_, err := typeface.Load("typeface_test.go")
	require.Error(t, err)
	_, err = typeface.Load("/nowhere/font.ttf")
	require.ErrorContains(t, err, "/nowhere/font.ttf")
}
