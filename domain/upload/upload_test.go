package upload_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/upload"
)

// noise is a picture of which every part matters.
func noise(size int) image.Image {
	picture, random := image.NewNRGBA(image.Rect(0, 0, size, size)), rand.New(rand.NewPCG(1, 2))
	for i := range size * size {
		picture.Set(i%size, i/size, color.Gray{uint8(random.IntN(256))})
	}
	return picture
}

func encoded(encode func(*bytes.Buffer) error) []byte {
	var content bytes.Buffer
	if err := encode(&content); err != nil {
		panic(err)
	}
	return content.Bytes()
}

var (
	aPNG  = encoded(func(b *bytes.Buffer) error { return png.Encode(b, noise(40)) })
	aJPEG = encoded(func(b *bytes.Buffer) error { return jpeg.Encode(b, noise(40), nil) })
	aPDF  = []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n" +
		"trailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n45\n%%EOF\n")
	aZIP = encoded(func(b *bytes.Buffer) error {
		archive := zip.NewWriter(b)
		if _, err := archive.Create("hidden.txt"); err != nil {
			return err
		}
		return archive.Close()
	})
)

func all() map[upload.Format][]byte {
	return map[upload.Format][]byte{upload.PNG: aPNG, upload.JPEG: aJPEG, upload.PDF: aPDF}
}

func TestTheContentSaysWhatAFileIs(t *testing.T) {
	for expected, content := range all() {
		format, err := upload.Inspect(content)
		require.NoError(t, err, expected)
		require.Equal(t, expected, format)
	}
	for name, content := range map[string][]byte{
		"nothing": {}, "text": []byte("a picture.png"), "html": []byte("<html><script>alert(1)</script>"), "gif": []byte("GIF89a\x01\x00\x01\x00"),
		"archive": aZIP, "a PDF behind something": append([]byte("hello\n"), aPDF...), "svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
	} {
		_, err := upload.Inspect(content)
		require.ErrorIs(t, err, upload.ErrFormat, name)
	}
}

// Wherever a file is cut off, it is not taken in.
func TestAFileThatIsCutOffIsDamaged(t *testing.T) {
	for format, content := range all() {
		whole := len(bytes.TrimRight(content, "\n"))
		for length := 9; length < whole; length++ {
			_, err := upload.Inspect(content[:length])
			require.ErrorIs(t, err, upload.ErrDamaged, "%s of %d bytes", format, length)
		}
	}
}

// A picture whose bytes were changed on the way says so, as far as its format has checksums.
func TestAPNGThatWasChangedIsDamaged(t *testing.T) {
	for at := 8; at < len(aPNG); at++ {
		changed := slices.Clone(aPNG)
		changed[at] ^= 0x40
		_, err := upload.Inspect(changed)
		require.Error(t, err, at)
	}
}

// What another reader would find in a file is not taken in: it would be shown as something that nobody looked at.
func TestAFileThatIsTwoThingsIsAmbiguous(t *testing.T) {
	comment := append([]byte{0xff, 0xfe, 0x00, 0x0c}, "%PDF-1.4\n\n"...)
	for name, content := range map[string][]byte{
		"an archive behind a PNG":  slices.Concat(aPNG, aZIP),
		"an archive behind a JPEG": slices.Concat(aJPEG, aZIP),
		"an archive behind a PDF":  slices.Concat(aPDF, aZIP),
		"a page behind a JPEG":     slices.Concat(aJPEG, []byte("<html><script>alert(1)</script>")),
		"a page behind a PDF":      slices.Concat(aPDF, []byte("<html><script>alert(1)</script>")),
		"a PDF behind a PNG":       slices.Concat(aPNG, aPDF),
		"a PDF in a JPEG":          slices.Concat(aJPEG[:2], comment, aJPEG[2:]),
	} {
		_, err := upload.Inspect(content)
		require.ErrorIs(t, err, upload.ErrAmbiguous, name)
	}
}

// Telephones append smaller versions of a picture, and fill up with zeros.
func TestAPictureOfATelephoneIsTakenIn(t *testing.T) {
	format, err := upload.Inspect(slices.Concat(aJPEG, make([]byte, 100), aJPEG, make([]byte, 7)))
	require.NoError(t, err)
	require.Equal(t, upload.JPEG, format)
	_, err = upload.Inspect(slices.Concat(aJPEG, aJPEG[:len(aJPEG)-1]))
	require.ErrorIs(t, err, upload.ErrDamaged)
}

func TestAPictureThatNobodyCouldShowIsDamaged(t *testing.T) {
	huge := slices.Clone(aPNG)
	copy(huge[16:], []byte{0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff})
	_, err := upload.Inspect(huge)
	require.Error(t, err)
}

func TestAPDFWhoseTableLiesOutsideIsDamaged(t *testing.T) {
	for _, spoilt := range []string{
		fmt.Sprintf("%%PDF-1.7\nstartxref\n%d\n%%%%EOF\n", 1<<30), "%PDF-9.9\nstartxref\n0\n%%EOF\n", "%PDF-1.7\nstartxref\n-1\n%%EOF\n",
	} {
		_, err := upload.Inspect([]byte(spoilt))
		require.Error(t, err, spoilt)
	}
}

// Whatever is handed in, looking at it ends, with a format or with a reason.
func FuzzInspect(f *testing.F) {
	for _, content := range all() {
		f.Add(content)
		f.Add(content[:len(content)/2])
	}
	f.Add(slices.Concat(aJPEG, aZIP))
	f.Add([]byte("\xff\xd8\xff\xda\x00\x02\xff"))
	f.Fuzz(func(t *testing.T, content []byte) {
		format, err := upload.Inspect(content)
		require.True(t, err != nil || format == upload.PNG || format == upload.JPEG || format == upload.PDF)
	})
}
