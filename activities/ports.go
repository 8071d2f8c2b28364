// Package activities does what workflows ask of the outside world and of the register: one struct per outside party, and
// the one table from errors to Temporal's failures. The ports of the tax provider and the courier have rooms of their own;
// those of mail and files are here.
package activities

import (
	"context"
	"errors"
	"io"

	"kaipiao/domain/bill"
	"kaipiao/domain/export"
)

// Mailer sends mail to customers.
type Mailer interface {
	// Send hands a mail to the mail server. The message id makes a mail sent twice recognisable.
	Send(ctx context.Context, mail Mail) error
}

// Mail is one mail in plain text, with files attached to it.
type Mail struct {
	MessageID   string
	To          string
	Subject     string
	Body        string
	Attachments []Attachment
}

// Attachment is one file of a mail.
type Attachment struct {
	Name        string
	ContentType string
	Content     []byte
}

// FileStore keeps files under keys; a key is written once and then never changes.
type FileStore interface {
	Put(ctx context.Context, key string, content []byte, contentType string) error
	Get(ctx context.Context, key string) ([]byte, error)
}

// FileSource hands out files that are too large to be held in memory.
type FileSource interface {
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

// ErrNotKept says that nothing is kept under a key.
var ErrNotKept = errors.New("nothing is kept under the key")

// ExportStore hands out files, keeps what is made of them as it is written, and forgets what nobody knows of.
type ExportStore interface {
	FileSource
	Create(ctx context.Context, key string, content io.Reader, contentType string) error
	Delete(ctx context.Context, key string) error
}

// NewWorkbook begins a file of tables.
type NewWorkbook func(format export.Format) (Workbook, error)

// Workbook is a file of tables that are written row by row, some at a time; its memory does not grow with the rows.
type Workbook interface {
	// Sheet begins another table. Where the format has one alone, it is the first.
	Sheet(head export.Sheet) (Sheet, error)
	// Finish writes the file; nothing is added after that. Close forgets what lies on this machine.
	Finish(to io.Writer) error
	Close() error
}

// Sheet is one table of a workbook.
type Sheet interface {
	Write(row []export.Cell) error
}

// OpenTable opens a file that lies on this machine as a table; said is the encoding that its owner names, empty to find it out. What is
// wrong with the file is the error; that it cannot be reached, an *fs.PathError.
type OpenTable func(path string, said bill.Encoding) (Table, error)

// Table is an open table.
type Table interface {
	// Columns is the header, Found what the file is in words.
	Columns() []string
	Found() string
	// ReadBytes is how far the file has been read.
	ReadBytes() int64
	// Next yields the next row with the number of its line, io.EOF at the end, and a *bill.BadRow for a row that cannot be read.
	Next() (line int, fields []string, err error)
	Close() error
}
