// Package tables opens the tables that people have, and yields their rows: CSV with commas, semicolons or tabs in UTF-8, UTF-16 or
// GB 18030, Parquet, and Excel's workbooks; also packed with gzip, or alone in a zip. What a file is, its first bytes say, and never its
// name. Memory does not grow with the file, and a file that unpacks to more than it may is refused.
package tables

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"kaipiao/domain/bill"
)

// Limits bound what a file may ask for.
type Limits struct {
	// Unpacked is how many bytes a packed file may unpack to.
	Unpacked int64
	// Rows and Columns are how many there may be, Row is how many bytes a row may have.
	Rows    int
	Columns int
	Row     int
	// Directory is where a packed file is unpacked to while it is read, when it must be looked at from several sides; empty for the
	// system's own.
	Directory string
}

// Standard are the limits of imports: a million rows of sixty columns with room to spare.
func Standard() Limits {
	return Limits{Unpacked: 8 << 30, Rows: 20_000_000, Columns: 1000, Row: 1 << 20}
}

// Table is an open table. It is to be closed.
type Table struct {
	columns []string
	found   string
	limits  Limits
	rows    int
	next    func() (line int, fields []string, err error)
	read    func() int64
	closes  []func() error
}

// Columns is the header.
func (t *Table) Columns() []string { return t.columns }

// Found says what the file is: "csv, utf-8, separated by ;, gzip".
func (t *Table) Found() string { return t.found }

// ReadBytes is how far the file has been read, in its own bytes.
func (t *Table) ReadBytes() int64 {
	if t.read == nil {
		return 0
	}
	return t.read()
}

// Next yields the next row with the number of its line; it is good until the one after it is asked for. At the end it answers io.EOF. A
// *bill.BadRow says that a row cannot be read and that others come; any other error, that nothing more can.
func (t *Table) Next() (line int, fields []string, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("the file is damaged: %v", broken) // the decoders of other people's formats panic on what they do not expect
		}
	}()
	line, fields, err = t.next()
	if err == nil {
		if t.rows++; t.rows > t.limits.Rows {
			return line, nil, fmt.Errorf("the file has more than %d rows", t.limits.Rows)
		}
	}
	return line, fields, err
}

// Close closes everything that was opened.
func (t *Table) Close() error {
	var errs []error
	for i := len(t.closes) - 1; i >= 0; i-- {
		errs = append(errs, t.closes[i]())
	}
	t.closes = nil
	return errors.Join(errs...)
}

func (t *Table) closing(closes ...func() error) { t.closes = append(t.closes, closes...) }

// The first bytes of what is opened.
var (
	gzipMagic    = []byte{0x1f, 0x8b}
	zipMagic     = []byte("PK\x03\x04")
	parquetMagic = []byte("PAR1")
	oldExcel     = []byte{0xd0, 0xcf, 0x11, 0xe0}
	pdfMagic     = []byte("%PDF")
	zstdMagic    = []byte{0x28, 0xb5, 0x2f, 0xfd}
	bzipMagic    = []byte("BZh")
)

// Open opens a file that lies on this machine. Said is the encoding that its owner names; empty to find it out.
func Open(path string, said bill.Encoding, limits Limits) (table *Table, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	t := &Table{limits: limits}
	t.closing(file.Close)
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("the file is damaged: %v", broken)
		}
		if err != nil {
			table, err = nil, errors.Join(err, t.Close())
		}
	}()
	if err := t.open(file, said, ""); err != nil {
		return nil, err
	}
	if len(t.columns) > limits.Columns {
		return nil, fmt.Errorf("the header has %d columns; more than %d are not read", len(t.columns), limits.Columns)
	}
	return t, nil
}

// open looks at the first bytes; packed says how the file came.
func (t *Table) open(file *os.File, said bill.Encoding, packed string) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	head := make([]byte, 8)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the file: %w", err)
	}
	head = head[:n]
	starts := func(magic []byte) bool { return bytes.HasPrefix(head, magic) }
	switch {
	case n == 0:
		return errors.New("the file is empty")
	case starts(gzipMagic) && packed == "":
		return t.openGzip(file, said)
	case starts(zipMagic) && packed == "":
		return t.openZip(file, info.Size(), said)
	case starts(parquetMagic):
		return t.openParquet(file, info.Size(), packed)
	case starts(oldExcel):
		return errors.New("this is a workbook of Excel 97 to 2003, or one with a password; save it as .xlsx or as CSV")
	case starts(pdfMagic):
		return errors.New("this is a PDF, and no table")
	case starts(zstdMagic), starts(bzipMagic), starts(gzipMagic), starts(zipMagic):
		return errors.New("the file is packed in a way that is not read; gzip, and a zip with one file, are")
	default:
		return t.openText(textFile{size: info.Size(), open: func() (io.ReadCloser, func() int64, error) {
			counted := &counter{from: io.NewSectionReader(file, 0, info.Size())}
			return io.NopCloser(counted), counted.count, nil
		}}, said, packed)
	}
}

// counter counts what is read.
type counter struct {
	from io.Reader
	read int64
}

func (c *counter) Read(into []byte) (int, error) {
	n, err := c.from.Read(into)
	c.read += int64(n)
	return n, err
}

func (c *counter) count() int64 { return c.read }
