package activities

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/office"
	"kaipiao/office/exports"
)

// Exporter makes files that people ask for (P6). What it makes goes to the store as it is written; nothing of it is held in memory but a page
// of what is read.
type Exporter struct {
	Files    ExportStore
	Workbook NewWorkbook
	Office   *office.Office
	Now      func() time.Time
}

// ExportStands says how far an export has come. It holds no amounts.
type ExportStands struct {
	Status export.Status `json:"status"`
	Rows   int           `json:"rows"`
}

func standsOfExport(of export.Export) ExportStands {
	return ExportStands{Status: of.Status, Rows: of.Progress.Done}
}

// MakeExport makes a file from its beginning to its end, or says why there is none. One that was made before is not made again.
func (e *Exporter) MakeExport(ctx context.Context, id ids.Export) (ExportStands, error) {
	var rows atomic.Int64
	defer aliveWith(ctx, func() any { return fmt.Sprintf("%d rows written", rows.Load()) })()
	made, err := e.Make(ctx, id, func(n int) { rows.Store(int64(n)) })
	return standsOfExport(made), failure(err)
}

// gaveUp is said where a file could not be made for a day.
var gaveUp = refusal.Words{
	English: "The file could not be made, although it was tried for a day. Please ask for it again.",
	Chinese: "文件多次尝试仍未能生成，请重新申请导出。",
}

// GiveUpExport says that nothing comes of it.
func (e *Exporter) GiveUpExport(ctx context.Context, id ids.Export) (ExportStands, error) {
	of, err := e.Office.Exports.GiveUp(ctx, id, gaveUp, e.Now())
	return standsOfExport(of), failure(err)
}

// unmade says for good why a file cannot be made: trying again does not help.
type unmade struct{ refusal.Words }

// Error is the sentence.
func (u *unmade) Error() string { return u.English }

// Make is MakeExport without Temporal. Beat is called now and then with how many rows are written.
func (e *Exporter) Make(ctx context.Context, id ids.Export, beat func(rows int)) (export.Export, error) {
	making, of, err := e.Office.Exports.BeginMaking(ctx, id)
	if err != nil || making == nil {
		return of, err
	}
	file, err := e.keep(ctx, &exportWriter{Exporter: e, making: making, of: of, beat: beat})
	var never *unmade
	switch {
	case errors.As(err, &never):
		err = making.Fail(ctx, never.Words, e.Now())
	case err == nil:
		if err = making.Finish(ctx, file, e.Now()); err != nil {
			err = errors.Join(err, e.Files.Delete(context.WithoutCancel(ctx), file.Key)) // nobody knows of it
		}
	}
	if err != nil {
		return of, err
	}
	return e.Office.Exports.Export(ctx, id)
}

// keep has the store take what is written, as it is written.
func (e *Exporter) keep(ctx context.Context, w *exportWriter) (export.File, error) {
	file := export.File{Key: fmt.Sprintf("exports/%s/%d.%s", w.of.ID, w.making.Number(), w.of.Terms.Format)}
	from, to := io.Pipe()
	written := make(chan struct{})
	go func() {
		defer close(written)
		to.CloseWithError(w.write(ctx, to)) // it always returns nil
	}()
	sum, size := sha256.New(), &counted{}
	err := e.Files.Create(ctx, file.Key, io.TeeReader(from, io.MultiWriter(sum, size)), w.of.Terms.Format.ContentType())
	from.CloseWithError(context.Canceled) // whoever still writes ends
	<-written
	file.SHA256, file.Size = hex.EncodeToString(sum.Sum(nil)), size.bytes
	return file, err
}

// counted counts what is written.
type counted struct{ bytes int64 }

// Write counts.
func (c *counted) Write(content []byte) (int, error) {
	c.bytes += int64(len(content))
	return len(content), nil
}

// exportWriter is one making of a file.
type exportWriter struct {
	*Exporter
	making *exports.Making
	of     export.Export
	beat   func(rows int)
	noted  time.Time
}

// cutoff is until when things count: what moves on the ledger after somebody has asked is not in the file.
func (w *exportWriter) cutoff() time.Time {
	if until := w.of.Terms.Until(); until.Before(w.of.RequestedAt) {
		return until
	}
	return w.of.RequestedAt
}

// write writes the file.
func (w *exportWriter) write(ctx context.Context, to io.Writer) error {
	switch w.of.Terms.Format {
	case export.Zip:
		return w.writeZip(ctx, to)
	case export.JSONL:
		return w.documents(ctx, to)
	case export.XLSX, export.CSV:
	}
	return w.writeBook(to, w.of.Terms.Format, func(book Workbook) error {
		if w.of.Terms.What == export.Ledger {
			return w.ledger(ctx, book)
		}
		return w.invoices(ctx, book, nil)
	})
}

// writeBook writes a file of tables.
func (w *exportWriter) writeBook(to io.Writer, format export.Format, fill func(Workbook) error) error {
	book, err := w.Workbook(format)
	if err != nil {
		return err
	}
	if err = fill(book); err == nil {
		err = book.Finish(to)
	}
	return errors.Join(err, book.Close())
}

// count counts something written, and says now and then how far the making has come.
func (w *exportWriter) count(ctx context.Context) error {
	w.making.Done++
	w.beat(w.making.Done)
	now := w.Now()
	if now.Sub(w.noted) < glance {
		return nil
	}
	w.noted = now
	return w.making.Note(ctx)
}

// table is a table that is added up as it is written.
type table struct {
	sheet Sheet
	sums  export.Sums
	wide  int
}

func begin(book Workbook, name string, columns []export.Column) (*table, error) {
	sheet, err := book.Sheet(export.Sheet{Name: name, Columns: columns})
	return &table{sheet: sheet, wide: len(columns)}, err
}

// write adds a row, and counts it in.
func (t *table) write(row []export.Cell) error {
	t.sums.Add(row)
	return t.sheet.Write(row)
}

// end writes what was added up.
func (t *table) end(name string) error { return t.sheet.Write(t.sums.Row(name, t.wide)) }
