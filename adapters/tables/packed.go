package tables

import (
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"kaipiao/domain/bill"
)

// bounded reads at most so many bytes, and fails at the next: a few kilobytes may unpack to a whole disk.
type bounded struct {
	from io.Reader
	left int64
	most int64
}

func (b *bounded) Read(into []byte) (int, error) {
	if b.left <= 0 {
		var one [1]byte
		if n, err := b.from.Read(one[:]); n == 0 {
			return 0, err
		}
		return 0, fmt.Errorf("the file unpacks to more than %d bytes", b.most)
	}
	if int64(len(into)) > b.left {
		into = into[:b.left]
	}
	n, err := b.from.Read(into)
	b.left -= int64(n)
	return n, err
}

// openGzip looks into a file that was packed with gzip. Text is unpacked as it is read; what is read from several sides, onto the disk.
func (t *Table) openGzip(file *os.File, said bill.Encoding) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	return t.openPacked("gzip", info.Size(), said, func() (io.ReadCloser, func() int64, error) {
		counted := &counter{from: io.NewSectionReader(file, 0, info.Size())}
		unpacked, err := gzip.NewReader(counted)
		if err != nil {
			return nil, nil, fmt.Errorf("unpack the file: %w", err)
		}
		return unpacked, counted.count, nil
	})
}

// openZip opens a workbook, or the one file that a zip holds.
func (t *Table) openZip(file *os.File, size int64, said bill.Encoding) error {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return fmt.Errorf("the zip cannot be read: %w", err)
	}
	var held []*zip.File
	for _, f := range archive.File {
		switch {
		case f.Name == "[Content_Types].xml":
			return t.openWorkbook(file, size, archive)
		case f.FileInfo().IsDir(), strings.HasPrefix(f.Name, "__MACOSX/"), strings.HasPrefix(path.Base(f.Name), "."):
		default:
			held = append(held, f)
		}
	}
	if len(held) != 1 {
		return fmt.Errorf("the zip holds %d files; it has to hold one", len(held))
	}
	if held[0].Flags&1 != 0 {
		return errors.New("the zip has a password")
	}
	return t.openPacked("zip", size, said, func() (io.ReadCloser, func() int64, error) {
		unpacked, err := held[0].Open()
		if err != nil {
			return nil, nil, fmt.Errorf("unpack the file: %w", err)
		}
		counted := &counter{from: unpacked}
		share := float64(size) / float64(max(1, held[0].UncompressedSize64))
		return struct {
			io.Reader
			io.Closer
		}{counted, unpacked}, func() int64 { return min(size, int64(float64(counted.read)*share)) }, nil
	})
}

// openPacked looks at what is inside.
func (t *Table) openPacked(packed string, size int64, said bill.Encoding, open func() (io.ReadCloser, func() int64, error)) error {
	limited := func() (io.ReadCloser, func() int64, error) {
		unpacked, read, err := open()
		if err != nil {
			return nil, nil, err
		}
		return struct {
			io.Reader
			io.Closer
		}{&bounded{from: unpacked, left: t.limits.Unpacked, most: t.limits.Unpacked}, unpacked}, read, nil
	}
	unpacked, _, err := limited()
	if err != nil {
		return err
	}
	head := make([]byte, 8)
	n, err := io.ReadFull(unpacked, head)
	if err := errors.Join(ending(err), unpacked.Close()); err != nil {
		return fmt.Errorf("unpack the file: %w", err)
	}
	head = head[:n]
	if looksLikeText(head) {
		return t.openText(textFile{size: size, open: limited}, said, packed)
	}
	return t.openUnpacked(limited, said, packed)
}

// ending takes the end of a file for none.
func ending(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// looksLikeText: none of the beginnings of what is no text.
func looksLikeText(head []byte) bool {
	for _, magic := range [][]byte{gzipMagic, zipMagic, parquetMagic, oldExcel, pdfMagic, zstdMagic, bzipMagic} {
		if strings.HasPrefix(string(head), string(magic)) {
			return false
		}
	}
	return len(head) > 0
}

// openUnpacked unpacks onto the disk what is read from several sides.
func (t *Table) openUnpacked(open func() (io.ReadCloser, func() int64, error), said bill.Encoding, packed string) error {
	unpacked, _, err := open()
	if err != nil {
		return err
	}
	defer unpacked.Close()
	file, err := os.CreateTemp(t.limits.Directory, "unpacked-")
	if err != nil {
		return fmt.Errorf("unpack the file: %w", err)
	}
	t.closing(func() error { return os.Remove(file.Name()) }, file.Close)
	if _, err := io.Copy(file, unpacked); err != nil {
		return fmt.Errorf("unpack the file: %w", err)
	}
	head := make([]byte, 4)
	if n, _ := file.ReadAt(head, 0); strings.HasPrefix(string(head[:n]), string(zipMagic)) {
		info, err := file.Stat()
		if err != nil {
			return fmt.Errorf("unpack the file: %w", err)
		}
		archive, err := zip.NewReader(file, info.Size())
		if err != nil {
			return fmt.Errorf("the zip cannot be read: %w", err)
		}
		for _, f := range archive.File {
			if f.Name == "[Content_Types].xml" {
				return t.openWorkbook(file, info.Size(), archive)
			}
		}
	}
	return t.open(file, said, packed)
}
