package activities

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/office"
	"kaipiao/provider"
)

// Files brings the files of issued e-invoices into the house.
type Files struct {
	Client provider.Client
	Office *office.Office
	Files  FileStore
	// Notices mails the files to whom they are for.
	Notices *Notices
	Now     func() time.Time
}

// PublishRequest names the invoice whose files are to be fetched. FilesOnly: somebody else mails its customer.
type PublishRequest struct {
	Invoice   ids.Invoice `json:"invoice"`
	FilesOnly bool        `json:"files_only,omitempty"`
}

// Owed is what a step of several parts could not do: the mails that were not handed over. Without any, nothing is owed.
type Owed struct {
	Mails []notice.About `json:"mails,omitempty"`
}

// Publish brings an issued e-invoice to its customer: it fetches, stores and checksums every format that is not stored yet (I6), and
// then mails them, once. It fails while a file is missing, and then has stored the others all the same. With the last part done, nothing
// is owed any more.
func (f *Files) Publish(ctx context.Context, request PublishRequest) (Owed, error) {
	defer alive(ctx)()
	issued, err := f.Office.Invoices.Invoice(ctx, request.Invoice)
	if err != nil {
		return Owed{}, failure(err)
	}
	got, err := f.fetchAll(ctx, provider.Key{Serial: issued.Serial, Number: issued.Number}, "invoices/"+string(issued.ID), issued.Files)
	if stored := f.Office.Invoices.RecordFiles(ctx, issued.ID, got.files, err == nil, f.Now()); stored != nil {
		return Owed{}, failure(stored)
	}
	if err != nil || request.FilesOnly {
		return Owed{}, failure(err)
	}
	if issued.ToldAt == nil {
		issued.Files = append(issued.Files, got.files...)
		if err := f.Notices.sendNotice(ctx, issued, NoticeRequest{Invoice: issued.ID, What: notice.Issued}, got.contents); err != nil {
			return Owed{Mails: []notice.About{notice.Issued}}, nil // the workflow sends it for a day
		}
	}
	return Owed{}, failure(f.Office.Runs.Settle(ctx, issued.Workflow, f.Now()))
}

// FetchRedFiles does so for the red document of a reversal.
func (f *Files) FetchRedFiles(ctx context.Context, reversal ids.Reversal) error {
	defer alive(ctx)()
	red, err := f.Office.Reversals.Reversal(ctx, reversal)
	if err != nil {
		return failure(err)
	}
	got, err := f.fetchAll(ctx, provider.Key{Serial: red.Serial, Number: red.Number, Red: true}, "reversals/"+string(red.ID), red.Files)
	if stored := f.Office.Reversals.RecordReversalFiles(ctx, red.ID, red.Invoice, got.files, err == nil, f.Now()); stored != nil {
		return failure(stored)
	}
	return failure(err)
}

// fetched are files that were fetched and are kept, and what is in them, by their keys.
type fetched struct {
	files    []invoice.File
	contents map[string][]byte
}

// fetchAll fetches the formats of a document that are not among those stored, and keeps them in a folder. It goes on behind one that is missing, and then
// fails with the others fetched all the same.
func (f *Files) fetchAll(ctx context.Context, of provider.Key, folder string, stored []invoice.File) (fetched, error) {
	got := fetched{contents: map[string][]byte{}}
	var problems []error
	for _, format := range invoice.FileFormats {
		if slices.ContainsFunc(stored, func(file invoice.File) bool { return file.Format == format }) {
			continue
		}
		if err := f.fetch(ctx, of, folder, format, &got); err != nil {
			problems = append(problems, fmt.Errorf("fetch the %s of %s: %w", format, folder, err))
		}
	}
	return got, errors.Join(problems...)
}

func (f *Files) fetch(ctx context.Context, of provider.Key, folder string, format invoice.FileFormat, got *fetched) error {
	content, err := f.Client.File(ctx, of, format)
	if errors.Is(err, provider.ErrNotOffered) {
		return nil // nobody waits for what the provider never makes
	}
	if err != nil {
		return err
	}
	file := invoice.FileOf(folder, format, content)
	// The bytes first: a row without its file would be a promise that a download breaks.
	if err := f.Files.Put(ctx, file.Key, content, format.ContentType()); err != nil {
		return err
	}
	got.files = append(got.files, file)
	got.contents[file.Key] = content
	return nil
}
