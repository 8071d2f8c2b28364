package read

import (
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
)

// KeptFiles is what stores where files of an invoice are kept.
func KeptFiles(of ids.Invoice, now time.Time, files ...invoice.File) query.InsertInvoiceFilesParams {
	formats, sums, sizes, keys := columns(files)
	return query.InsertInvoiceFilesParams{Invoice: of, Formats: formats, Sha256s: sums, Sizes: sizes, Keys: keys, Now: now}
}

// KeptRedFiles is what stores where files of a red document are kept.
func KeptRedFiles(of ids.Reversal, now time.Time, files ...invoice.File) query.InsertReversalFilesParams {
	formats, sums, sizes, keys := columns(files)
	return query.InsertReversalFilesParams{Reversal: of, Formats: formats, Sha256s: sums, Sizes: sizes, Keys: keys, Now: now}
}

// columns takes files apart for a statement that stores all of them.
func columns(files []invoice.File) (formats, sums []string, sizes []int64, keys []string) {
	for _, file := range files {
		formats, sums = append(formats, string(file.Format)), append(sums, file.SHA256)
		sizes, keys = append(sizes, file.Size), append(keys, file.Key)
	}
	return formats, sums, sizes, keys
}
