package documents_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// How much a picture may differ from the approved one, because poppler does not smooth edges the same way in all versions:
// so large a share of its pixels, by more than so much of the range of a colour. A rule or a row of text that is missing
// or elsewhere is more than that; single characters are what the tests of the texts are for.
const (
	mostPixels = 0.001
	mostColour = 0xffff / 16
)

// approve says that the pictures are to be drawn anew (make pictures).
var approve = os.Getenv("KAIPIAO_APPROVE_PICTURES") != ""

func TestDocumentsLookAsApproved(t *testing.T) {
	press := press(t)
	for name, made := range map[string]func() ([]byte, error){
		"proforma-one-line":  func() ([]byte, error) { return press.Proforma(proforma(1)) },
		"proforma-two-pages": func() ([]byte, error) { return press.Proforma(proforma(30)) },
		"proforma-long":      func() ([]byte, error) { return press.Proforma(longProforma()) },
		"stub-copy":          func() ([]byte, error) { return press.StubCopy(stubCopy(3)) },
		"stub-copy-long":     func() ([]byte, error) { return press.StubCopy(longStubCopy()) },
	} {
		t.Run(name, func(t *testing.T) {
			content, err := made()
			require.NoError(t, err)
			pages := picturesOf(t, content)
			forget(t, name)
			for i, page := range pages {
				requireApproved(t, fmt.Sprintf("%s-%d.png", name, i+1), page)
			}
			require.Len(t, approvedOf(t, name), len(pages), "as many pages as approved")
		})
	}
}

// approvedOf lists the approved pictures of a document.
func approvedOf(t *testing.T, name string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", name+"-[0-9].png"))
	require.NoError(t, err)
	return files
}

// forget removes what was approved before, because the document may have fewer pages now.
func forget(t *testing.T, name string) {
	t.Helper()
	if !approve {
		return
	}
	for _, file := range approvedOf(t, name) {
		require.NoError(t, os.Remove(file))
	}
}

// picturesOf draws the pages of a PDF.
func picturesOf(t *testing.T, content []byte) [][]byte {
	t.Helper()
	folder := t.TempDir()
	poppler(t, content, "pdftoppm", "-r", "60", "-png", "-", filepath.Join(folder, "page"))
	files, err := filepath.Glob(filepath.Join(folder, "page-*.png"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	pages := make([][]byte, len(files))
	for i, file := range files {
		pages[i], err = os.ReadFile(file)
		require.NoError(t, err)
	}
	return pages
}

func requireApproved(t *testing.T, name string, actual []byte) {
	t.Helper()
	approved := filepath.Join("testdata", name)
	if approve {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(approved, actual, 0o644))
		return
	}
	expected, err := os.ReadFile(approved)
	require.NoError(t, err, "draw it with make pictures")
	if difference := different(t, expected, actual); difference != "" {
		written := keep(t, name, actual)
		require.Fail(t, difference, "compare %s with the approved %s", written, approved)
	}
}

// keep writes a picture to where it outlives the test.
func keep(t *testing.T, name string, picture []byte) string {
	t.Helper()
	folder, err := filepath.Abs(filepath.Join("..", "..", ".build", "pictures"))
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, name), picture, 0o644))
	return filepath.Join(folder, name)
}

// different says how two pictures differ, or nothing.
func different(t *testing.T, expected, actual []byte) string {
	t.Helper()
	a, b := decoded(t, expected), decoded(t, actual)
	if a.Bounds() != b.Bounds() {
		return fmt.Sprintf("the picture is %v large and not %v", b.Bounds(), a.Bounds())
	}
	differing, pixels := 0, a.Bounds().Dx()*a.Bounds().Dy()
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if differ(a, b, x, y) {
				differing++
			}
		}
	}
	if share := float64(differing) / float64(pixels); share > mostPixels {
		return fmt.Sprintf("%.2f %% of the pixels differ", share*100)
	}
	return ""
}

func differ(a, b image.Image, x, y int) bool {
	r1, g1, b1, _ := a.At(x, y).RGBA()
	r2, g2, b2, _ := b.At(x, y).RGBA()
	return apart(r1, r2) > mostColour || apart(g1, g2) > mostColour || apart(b1, b2) > mostColour
}

func apart(a, b uint32) uint32 { return max(a, b) - min(a, b) }

func decoded(t *testing.T, picture []byte) image.Image {
	t.Helper()
	read, err := png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	return read
}

func TestAPictureThatDiffersIsNoticed(t *testing.T) {
	// given: two documents of which one has a reference more
	pictures := make([][]byte, 2)
	for i, reference := range []string{"T-20261120-0031", ""} {
		sample := proforma(1)
		sample.Reference = reference
		content, err := press(t).Proforma(sample)
		require.NoError(t, err)
		pictures[i] = picturesOf(t, content)[0]
	}
	// then
	require.Empty(t, different(t, pictures[0], pictures[0]))
	require.Contains(t, different(t, pictures[0], pictures[1]), "of the pixels differ")
}
