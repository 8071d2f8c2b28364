// Package upload looks at the files that people hand in: by their content, never by their name. What is taken in is whole,
// and is what it says and nothing else besides.
package upload

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg" // so that image.DecodeConfig knows it
	_ "image/png"  // so that image.DecodeConfig knows it
)

// Format is what a file is.
type Format string

// The formats that are taken in; they are MIME types. The last two are those of invoices only.
const (
	PNG  Format = "image/png"
	JPEG Format = "image/jpeg"
	PDF  Format = "application/pdf"
	OFD  Format = "application/ofd"
	XML  Format = "application/xml"
)

// Extension is the ending of a file's name.
func (f Format) Extension() string {
	switch f {
	case PNG:
		return "png"
	case JPEG:
		return "jpg"
	default:
		return "pdf"
	}
}

// Why a file is not taken in.
var (
	// ErrFormat: it is none of the formats.
	ErrFormat = errors.New("neither PNG nor JPEG nor PDF")
	// ErrDamaged: it is cut off, or does not hold together.
	ErrDamaged = errors.New("damaged or incomplete")
	// ErrAmbiguous: a reader of another format would find something in it, too.
	ErrAmbiguous = errors.New("it holds something else besides")
	// ErrDimensions: a picture has more pixels than a page needs.
	ErrDimensions = errors.New("too many pixels")
)

const pngSignature = "\x89PNG\r\n\x1a\n"

// Pictures are bounded, so that showing one of some kilobytes does not take gigabytes: the cameras of telephones have less, and so has a page
// of A3 at 600 dots an inch, of 70 megapixels, at the 400 that reading it takes.
const (
	mostPixels = 50_000_000
	longest    = 20_000
)

// Inspect finds the format of a file, or says why it is not taken in.
func Inspect(content []byte) (Format, error) {
	switch {
	case bytes.HasPrefix(content, []byte(pngSignature)):
		return PNG, picture(content, endOfPNG)
	case bytes.HasPrefix(content, []byte{0xff, soi, 0xff}):
		return JPEG, picture(content, endOfJPEGs)
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return PDF, pdf(content)
	default:
		return "", ErrFormat
	}
}

// picture checks that a picture has a head that can be read, ends where its file ends, and is nothing else besides.
func picture(content []byte, end func([]byte) (int, error)) error {
	head, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || head.Width <= 0 || head.Height <= 0 {
		return ErrDamaged
	}
	if head.Width > longest || head.Height > longest || head.Width > mostPixels/head.Height {
		return ErrDimensions
	}
	ends, err := end(content)
	switch {
	case err != nil:
		return err
	case len(bytes.Trim(content[ends:], "\x00")) > 0, bytes.Contains(head1024(content), []byte("%PDF-")), archive(content):
		return ErrAmbiguous
	default:
		return nil
	}
}

// head1024 is where a reader of PDF looks for its signature.
func head1024(content []byte) []byte { return content[:min(len(content), 1024)] }

// archive reports whether a reader of ZIP, which begins at the end, would find an archive.
func archive(content []byte) bool {
	const directory = 22 // what an archive ends with, before its comment of 65,535 bytes at most
	return bytes.Contains(content[max(0, len(content)-directory-0xffff):], []byte("PK\x05\x06"))
}
