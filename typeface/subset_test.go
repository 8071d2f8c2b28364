package typeface_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/signintech/gopdf"
	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/sandboxtest"
	"kaipiao/typeface"
)

// Characters of every kind: Latin, with accents, Chinese, rare, and from outside of the basic plane.
const text = "Ångström é ü 0123456789 ¥1,234.56（中国）电子发票、喆䶮㑇𬭼"

func TestASubsetDrawsItsCharactersAsTheWholeFontDoes(t *testing.T) {
	require.Zero(t, sameAsWhole(t, sandboxtest.Typeface(t), text))
	// and so does one of another font, whose accented letters are composed of others
	require.Equal(t, 4, sameAsWhole(t, latin(t), "Ångström ü, zoé, 12.50"))
}

// latin is a font that comes with the library that makes PDFs.
func latin(t *testing.T) *typeface.Typeface {
	t.Helper()
	library, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/signintech/gopdf").Output()
	require.NoError(t, err)
	font, err := typeface.Load(filepath.Join(strings.TrimSpace(string(library)), "test", "res", "LiberationSerif-Regular.ttf"))
	require.NoError(t, err)
	return font
}

// sameAsWhole compares a font with its subset for a text, and counts the characters that are composed.
func sameAsWhole(t *testing.T, whole *typeface.Typeface, text string) (parts int) {
	t.Helper()
	content, err := whole.Subset(text)
	require.NoError(t, err)
	require.Less(t, len(content), 64<<10)
	path := filepath.Join(t.TempDir(), "subset.ttf")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	subset, err := typeface.Load(path)
	require.NoError(t, err)
	require.NoError(t, subset.Check(text))
	for _, character := range text {
		drawn, composed := whole.Drawn(character)
		again, composedToo := subset.Drawn(character)
		require.InDelta(t, whole.Advance(character, 1), subset.Advance(character, 1), 0, string(character))
		require.Equal(t, composed, composedToo, string(character))
		require.GreaterOrEqual(t, len(again), len(drawn))
		require.Equal(t, drawn, again[:len(drawn)], string(character))
		if composed {
			parts++
		}
	}
	// and it has no others
	require.ErrorIs(t, subset.Check("乙"), typeface.ErrGlyph)
	require.ErrorIs(t, subset.Check("Q"), typeface.ErrGlyph)
	require.ErrorIs(t, subset.Check("𬭾"), typeface.ErrGlyph)
	return parts
}

func TestTheSameTextsGiveTheSameSubset(t *testing.T) {
	font := sandboxtest.Typeface(t)
	first, err := font.Subset("发票é12")
	require.NoError(t, err)
	again, err := font.Subset("21票é发发")
	require.NoError(t, err)
	require.Equal(t, first, again)
}

func TestACharacterThatTheFontLacksIsLeftOut(t *testing.T) {
	document := &gopdf.GoPdf{}
	document.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	require.NoError(t, sandboxtest.Typeface(t).RegisterFor(document, "发票\u0378"))
	require.NoError(t, sandboxtest.Typeface(t).RegisterFor(document))
}
