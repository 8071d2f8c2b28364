package activities

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"time"

	"kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/office"
	"kaipiao/office/imports"
)

// Importer reads files of consumption that were handed in, and has them booked (F7).
type Importer struct {
	Files  FileSource
	Tables OpenTable
	Office *office.Office
	Now    func() time.Time
}

// ImportStands says how far an import has come. It holds no amounts.
type ImportStands struct {
	Status bill.Status `json:"status"`
	// Ended: nothing is to be done any more.
	Ended bool `json:"ended,omitempty"`
	Rows  int  `json:"rows"`
	Bad   int  `json:"bad,omitempty"`
	// Booked of Items are recorded.
	Items  int `json:"items"`
	Booked int `json:"booked"`
}

func standsOf(of bill.Import) ImportStands {
	return ImportStands{
		Status: of.Status, Ended: of.Status.Ended(), Rows: of.Report.Rows, Bad: of.Report.Bad, Items: of.Progress.Items, Booked: of.Progress.Booked,
	}
}

// ReadImport reads a file from its beginning to its end and judges it as a whole; nothing is booked. A file that was judged before is not
// read again. What is wrong with the file is no failure: the report says it.
func (i *Importer) ReadImport(ctx context.Context, id ids.Import) (ImportStands, error) {
	var rows atomic.Int64
	defer aliveWith(ctx, func() any { return fmt.Sprintf("%d rows read", rows.Load()) })()
	read, err := i.Read(ctx, id, func(n int) { rows.Store(int64(n)) })
	return standsOf(read), failure(err)
}

// pagesOfOneStep are how many pages of consumption are booked before the workflow shows how far it has come.
const pagesOfOneStep = 20

// BookImport books the next pages of a file that was judged good. It may be tried again at any point.
func (i *Importer) BookImport(ctx context.Context, id ids.Import) (ImportStands, error) {
	var booked atomic.Int64
	defer aliveWith(ctx, func() any { return fmt.Sprintf("%d booked", booked.Load()) })()
	var of bill.Import
	for range pagesOfOneStep {
		var err error
		if of, err = i.Office.Imports.BookPage(ctx, id, i.Now()); err != nil {
			return ImportStands{}, stepFailure(err)
		}
		booked.Store(int64(of.Progress.Booked))
		if of.Status.Ended() {
			break
		}
	}
	return standsOf(of), nil
}

// How much is held before it is stored, and how often it is said how far a reading has come.
const (
	groupsAtOnce  = 20_000
	itemsAtOnce   = 1000
	badAtOnce     = 500
	rowsPerGlance = 2000
	glance        = 2 * time.Second
)

// Read is ReadImport without Temporal. Beat is called now and then with how many rows are read.
func (i *Importer) Read(ctx context.Context, id ids.Import, beat func(rows int)) (bill.Import, error) {
	reading, of, err := i.Office.Imports.BeginReading(ctx, id)
	if err != nil || reading == nil {
		return of, err
	}
	local, err := i.fetch(ctx, of)
	if err != nil {
		return of, err
	}
	defer os.Remove(local) //nolint:errcheck // a copy
	table, err := i.Tables(local, of.Terms.Encoding)
	var onDisk *fs.PathError
	switch {
	case errors.As(err, &onDisk):
		return of, fmt.Errorf("open the file: %w", err)
	case err != nil:
		reading.Report.Why = err.Error()
	default:
		err = (&fileReader{Importer: i, reading: reading, terms: of.Terms, table: table, beat: beat, adding: bill.NewAdding(of.Terms)}).run(ctx)
		if err := errors.Join(err, table.Close()); err != nil {
			return of, err
		}
	}
	return reading.Judge(ctx, of.Terms, i.Now(), func() { beat(reading.Report.Rows) })
}

// fetch brings the file onto this machine, because some formats are read from several sides.
func (i *Importer) fetch(ctx context.Context, of bill.Import) (path string, err error) {
	kept, err := i.Files.Open(ctx, of.File)
	if err != nil {
		return "", err
	}
	defer kept.Close()
	local, err := os.CreateTemp("", "import-")
	if err != nil {
		return "", fmt.Errorf("fetch the file: %w", err)
	}
	_, err = io.Copy(local, kept)
	if err := errors.Join(err, local.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("fetch the file: %w", err), os.Remove(local.Name()))
	}
	return local.Name(), nil
}

// fileReader is one reading of a file.
type fileReader struct {
	*Importer
	reading *imports.Reading
	terms   bill.Terms
	table   Table
	beat    func(rows int)
	layout  bill.Layout
	adding  *bill.Adding
	items   []bill.Item
	bad     []bill.BadRow
	glanced time.Time
}

func (f *fileReader) run(ctx context.Context) (err error) {
	report := &f.reading.Report
	report.File = f.table.Found()
	f.layout, err = bill.LayoutOf(f.terms.Format, f.table.Columns())
	report.Version = f.layout.Version
	if err != nil {
		report.Why = err.Error()
		return nil //nolint:nilerr // what is wrong with the file is said in its report
	}
	for {
		line, fields, err := f.table.Next()
		var malformed *bill.BadRow
		switch {
		case errors.Is(err, io.EOF):
			return f.store(ctx, true)
		case errors.As(err, &malformed):
			report.Rows++
			f.bad = append(f.bad, *malformed)
		case err != nil:
			report.Why = err.Error()
			return f.store(ctx, true)
		default:
			f.take(line, fields)
		}
		if err := f.store(ctx, false); err != nil {
			return err
		}
		if report.Rows%rowsPerGlance == 0 {
			if err := f.glance(ctx); err != nil {
				return err
			}
		}
	}
}

// take reads one row. One in which nothing stands is no row.
func (f *fileReader) take(line int, fields []string) {
	var bad *bill.BadRow
	if f.terms.Format == bill.Focus {
		var row *bill.Row
		if row, bad = f.layout.Read(line, fields); row != nil {
			bad = f.adding.Add(*row)
		} else if bad == nil {
			return
		}
	} else {
		var item *bill.Item
		if item, bad = f.layout.ReadItem(line, fields); item != nil {
			f.items = append(f.items, *item)
		} else if bad == nil {
			return
		}
	}
	f.reading.Report.Rows++
	if bad != nil {
		f.bad = append(f.bad, *bad)
	}
}

// store stores what is held, once it is much; at the end, all of it.
func (f *fileReader) store(ctx context.Context, all bool) error {
	if f.adding.Groups() >= groupsAtOnce || all {
		sums, names := f.adding.Take()
		if err := f.reading.TakeSums(ctx, sums, names); err != nil {
			return err
		}
	}
	if len(f.items) >= itemsAtOnce || all {
		if err := f.reading.TakeItems(ctx, f.items); err != nil {
			return err
		}
		f.items = f.items[:0]
	}
	if len(f.bad) >= badAtOnce || all {
		if err := f.reading.TakeBad(ctx, f.bad); err != nil {
			return err
		}
		f.bad = f.bad[:0]
	}
	return nil
}

// glance says how far the reading has come.
func (f *fileReader) glance(ctx context.Context) error {
	f.beat(f.reading.Report.Rows)
	now := f.Now()
	if now.Sub(f.glanced) < glance {
		return nil
	}
	f.glanced = now
	return f.reading.Progress(ctx, f.table.ReadBytes())
}
