package upload

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"kaipiao/domain/refusal"
)

// InspectAs looks at a file that has to be of a format, as invoices are: PDF, OFD or XML. ErrFormat says that it is of another one.
func InspectAs(format Format, content []byte) error {
	switch format {
	case PDF:
		if !bytes.HasPrefix(content, []byte("%PDF-")) {
			return ErrFormat
		}
		return pdf(content)
	case OFD:
		if !bytes.HasPrefix(content, []byte("PK\x03\x04")) {
			return ErrFormat
		}
		return ofd(content)
	case XML:
		if !bytes.HasPrefix(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")), []byte("<?xml")) {
			return ErrFormat
		}
		return wellFormed(bytes.NewReader(content))
	default:
		return ErrFormat
	}
}

// What an OFD file has at most: files, and bytes when all of them are unpacked.
const (
	mostFiles    = 1000
	mostUnpacked = 64 << 20
)

// ofd checks that an OFD file is an archive with nothing before, behind or outside of it, that grows to no more than an invoice has, and whose
// XML is as XML has to be.
func ofd(content []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || len(archive.File) == 0 {
		return ErrDamaged
	}
	if len(archive.File) > mostFiles || !endsWith(content, archive.Comment) {
		return ErrAmbiguous
	}
	left, seen := int64(mostUnpacked), map[string]bool{}
	for _, file := range archive.File {
		name := strings.TrimSuffix(file.Name, "/")
		if seen[name] || !local(name) || strings.Contains(name, "\\") || file.Flags&1 != 0 {
			return ErrAmbiguous
		}
		seen[name] = true
		if err := unpack(file, &left); err != nil {
			return err
		}
	}
	if !seen["OFD.xml"] {
		return ErrFormat
	}
	return nil
}

// endsWith reports whether an archive ends with its comment, whose length stands before it.
func endsWith(content []byte, comment string) bool {
	head, found := bytes.CutSuffix(content, []byte(comment))
	return found && len(head) >= 2 && int(binary.LittleEndian.Uint16(head[len(head)-2:])) == len(comment)
}

func local(name string) bool {
	return name != "" && !path.IsAbs(name) && path.Clean(name) == name && name != ".." && !strings.HasPrefix(name, "../")
}

// unpack reads one file of an archive to its end, as far as there is room.
func unpack(file *zip.File, left *int64) error {
	opened, err := file.Open()
	if err != nil {
		return ErrDamaged
	}
	defer opened.Close()
	unpacked := &io.LimitedReader{R: opened, N: *left + 1}
	if strings.HasSuffix(strings.ToLower(file.Name), ".xml") {
		err = wellFormed(unpacked)
	}
	if _, rest := io.Copy(io.Discard, unpacked); err == nil && rest != nil {
		err = ErrDamaged
	}
	if *left = unpacked.N - 1; *left < 0 {
		return ErrDamaged
	}
	return err
}

// deepest is how deep elements may lie in each other.
const deepest = 200

// wellFormed checks that XML is read in one way only: no definitions of its own, which could grow without end or read other files, no sheets of
// style, which could be programs, one root, and an end.
func wellFormed(content io.Reader) error {
	decoder := xml.NewDecoder(content)
	decoder.CharsetReader = func(charset string, from io.Reader) (io.Reader, error) {
		switch strings.ToLower(charset) {
		case "gbk", "gb2312", "gb18030":
			return simplifiedchinese.GB18030.NewDecoder().Reader(from), nil
		default:
			return nil, ErrFormat
		}
	}
	roots := 0
	for depth := 0; ; {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && depth == 0 && roots == 1:
			return nil
		case err != nil:
			return ErrDamaged
		}
		switch found := token.(type) {
		case xml.Directive:
			return ErrActive
		case xml.ProcInst:
			if found.Target != "xml" {
				return ErrActive
			}
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			if depth++; depth > deepest || roots > 1 {
				return ErrDamaged
			}
		case xml.EndElement:
			if depth--; depth < 0 {
				return ErrDamaged
			}
		}
	}
}

// Refusal says of a file why it is not taken in.
func Refusal(err error, field string) *refusal.Refusal {
	switch {
	case errors.Is(err, ErrDamaged):
		return refusal.New(refusal.FileDamaged, field)
	case errors.Is(err, ErrAmbiguous):
		return refusal.New(refusal.FileAmbiguous, field)
	case errors.Is(err, ErrActive):
		return refusal.New(refusal.FileActive, field)
	case errors.Is(err, ErrDimensions):
		return refusal.New(refusal.FileDimensions, field, mostPixels/1_000_000, longest)
	default:
		return refusal.New(refusal.FileType, field)
	}
}
