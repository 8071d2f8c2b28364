package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/register"
)

// Files brings the files of issued e-invoices into the house.
type Files struct {
	TaxProvider TaxProvider
	Store       RegisterPort
	Files       FileStore
	Now         func() time.Time
}

// FetchFiles fetches, stores and checksums every format that is not stored yet (I6). It fails while one is missing, and
// then has stored the others all the same.
func (f *Files) FetchFiles(ctx context.Context, invoiceID string) error {
	issued, err := f.Store.Invoice(ctx, invoiceID)
	if err != nil {
		return failure(err)
	}
	stored := map[invoice.FileFormat]bool{}
	for _, file := range issued.Files {
		stored[file.Format] = true
	}
	var problems []error
	for _, format := range invoice.FileFormats {
		if stored[format] {
			continue
		}
		if err := f.fetch(ctx, issued, format); err != nil {
			problems = append(problems, fmt.Errorf("fetch the %s of invoice %s: %w", format, invoiceID, err))
		}
	}
	return failure(errors.Join(problems...))
}

func (f *Files) fetch(ctx context.Context, issued register.Invoice, format invoice.FileFormat) error {
	content, err := f.TaxProvider.File(ctx, issued.Number, format)
	if err != nil {
		return err
	}
	file := register.FileOf(issued.ID, format, content)
	// The bytes first: a row without its file would be a promise that a download breaks.
	if err := f.Files.Put(ctx, file.Key, content, format.ContentType()); err != nil {
		return err
	}
	return f.Store.RecordFile(ctx, issued.ID, file, f.Now())
}
