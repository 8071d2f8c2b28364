package activities

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"kaipiao/domain/export"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// mostFiles is how many files a zip has: the list of them is written at its end, and is held until then.
const mostFiles = 300_000

// archive is a zip as it is written, file by file.
type archive struct {
	from  FileSource
	to    *zip.Writer
	files int
	// listed is what is in it so far, where it has a list of its contents.
	lists  bool
	listed []*packed
}

// packed is one file of a zip.
type packed struct {
	name string
	sum  hash.Hash
	counted
}

// create begins the next file.
func (a *archive) create(head *zip.FileHeader) (io.Writer, error) {
	entry, err := a.to.CreateHeader(head)
	if err != nil {
		return nil, fmt.Errorf("add %s: %w", head.Name, err)
	}
	if !a.lists {
		return entry, nil
	}
	next := &packed{name: head.Name, sum: sha256.New()}
	a.listed = append(a.listed, next)
	return io.MultiWriter(entry, next.sum, next), nil
}

// writeZip writes the documents' own files and the tables about them.
func (w *exportWriter) writeZip(ctx context.Context, to io.Writer) error {
	what := w.of.Terms.What
	a := &archive{from: w.Files, to: zip.NewWriter(to), lists: what == export.AuditPack}
	if what != export.Ledger {
		index := "invoices.xlsx"
		if len(w.of.Terms.Invoices) > 0 {
			index = "index.xlsx"
		}
		if err := w.addBook(a, index, func(book Workbook) error { return w.invoices(ctx, book, a) }); err != nil {
			return err
		}
	}
	if what != export.Invoices {
		if err := w.addBook(a, "ledger.xlsx", func(book Workbook) error { return w.ledger(ctx, book) }); err != nil {
			return err
		}
	}
	if what == export.AuditPack {
		if err := w.addTrail(ctx, a); err != nil {
			return err
		}
	}
	if err := a.to.Close(); err != nil {
		return fmt.Errorf("finish a zip: %w", err)
	}
	return nil
}

// addBook adds a file of tables. They are filled first, because files that they name may be added meanwhile.
func (w *exportWriter) addBook(a *archive, name string, fill func(Workbook) error) error {
	book, err := w.Workbook(export.XLSX)
	if err != nil {
		return err
	}
	if err = fill(book); err == nil {
		var entry io.Writer
		if entry, err = a.create(&zip.FileHeader{Name: name, Method: zip.Store, Modified: w.of.RequestedAt}); err == nil {
			err = book.Finish(entry)
		}
	}
	return errors.Join(err, book.Close())
}

// document adds the files of a document, and returns what they are called. One that is lost or damaged is not left out silently.
func (a *archive) document(ctx context.Context, folder, number string, at *time.Time, files []invoice.File) ([]string, error) {
	var names []string
	for _, file := range files {
		if a.files++; a.files > mostFiles {
			return nil, &unmade{refusal.Words{
				English: fmt.Sprintf("These are more than %d files. Please ask for fewer days, or for one account.", mostFiles),
				Chinese: fmt.Sprintf("文件超过 %d 个，请缩短时间范围或只导出一个账户。", mostFiles),
			}}
		}
		name := fmt.Sprintf("%s/%s.%s", folder, number, file.Format)
		if err := a.add(ctx, name, at, file); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func (a *archive) add(ctx context.Context, name string, at *time.Time, file invoice.File) error {
	kept, err := a.from.Open(ctx, file.Key)
	if errors.Is(err, ErrNotKept) {
		return lost(name)
	}
	if err != nil {
		return err
	}
	defer kept.Close()
	head := &zip.FileHeader{Name: name, Method: zip.Store}
	if file.Format == invoice.XML {
		head.Method = zip.Deflate // the others are compressed already
	}
	if at != nil {
		head.Modified = *at
	}
	entry, err := a.create(head)
	if err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(entry, sum), kept); err != nil {
		return fmt.Errorf("add %s: %w", name, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != file.SHA256 {
		return lost(name)
	}
	return nil
}

func lost(name string) error {
	return &unmade{refusal.Words{
		English: fmt.Sprintf("The file %s is lost or damaged in the file store. Please tell the operators, and ask for the export again.", name),
		Chinese: fmt.Sprintf("文件 %s 在文件存储中丢失或损坏，请联系运维人员，处理后重新申请导出。", name),
	}}
}
