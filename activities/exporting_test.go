package activities_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"kaipiao/activities"
	"kaipiao/adapters/files"
	"kaipiao/adapters/sheets"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/accounting"
	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/exports"
)

// manyDocuments copies an issued invoice with its application so often, one a minute, and the records and entries of the ledger with it.
const manyDocuments = `
set session_replication_role = replica;
insert into applications select (jsonb_populate_record(a, jsonb_build_object('id', 'copy-' || n))).*
from applications a, generate_series(1, $1::int) n where a.id = 'app';
insert into invoices select (jsonb_populate_record(i, jsonb_build_object('id', 'copy-' || n || '-1', 'application', 'copy-' || n, 'serial', 'S' || n,
    'number', '27' || lpad(n::text, 18, '0'), 'issued_at', i.issued_at + n * interval '1 minute'))).*
from invoices i, generate_series(1, $1::int) n where i.application = 'app';
insert into invoice_files select (jsonb_populate_record(f, jsonb_build_object('invoice', 'copy-' || n || '-1'))).*
from invoice_files f, generate_series(1, $1::int) n where f.invoice = 'app-1';
insert into consumptions select (jsonb_populate_record(c, jsonb_build_object('id', 'bill-' || n))).*
from consumptions c, generate_series(1, $1::int) n where c.id = 'bill';
insert into record_balances select (jsonb_populate_record(b, jsonb_build_object('consumption', 'bill-' || n))).*
from record_balances b, generate_series(1, $1::int) n where b.consumption = 'bill';
insert into ledger_entries (account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount, at)
select account, seller, tax_code, 'bill-' || n, from_bucket, 'bill-' || n, to_bucket, amount, at from ledger_entries, generate_series(1, $1::int) n order by id;
set session_replication_role = default;`

// exporting is a world with an issued invoice and so many copies of it, and who exports them.
func exporting(t *testing.T, copies int) (*world, *activities.Exporter, *files.Store) {
	t.Helper()
	w, ctx := newWorld(t), t.Context()
	single, serial := w.takenUp(t, w.applied(t, invoice.Electronic))
	answer, err := w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: single, Serial: serial})
	require.NoError(t, err)
	_, err = w.register.RecordIssued(ctx, activities.Issued{Invoice: single, Serial: serial, Number: answer.Number, IssuedAt: answer.IssuedAt})
	require.NoError(t, err)
	_, err = w.files.Publish(ctx, activities.PublishRequest{Invoice: single})
	require.NoError(t, err)
	_, err = postgrestest.Admin(t, w.pool).Exec(ctx, manyDocuments, pgx.QueryExecModeSimpleProtocol, copies)
	require.NoError(t, err)
	kept, is := w.files.Files.(*files.Store)
	require.True(t, is)
	return w, &activities.Exporter{Files: kept, Workbook: sheets.New, Office: w.register.Office, Now: func() time.Time { return w.now }}, kept
}

func (w *world) asked(t *testing.T, id ids.Export, terms export.Terms) {
	t.Helper()
	terms.From, terms.To = calendar.DateOf(w.now).AddDays(-150), calendar.DateOf(w.now).AddDays(200)
	w.now = w.now.AddDate(0, 0, 250)
	_, err := w.store.Exports.Request(t.Context(), exports.Order{ID: id, Terms: terms, By: actor.Actor{Kind: actor.Finance, Name: "zhao"}}, w.now)
	require.NoError(t, err)
}

// P6: whatever does not fit into a page goes on in the next one: of several thousand records and some hundred invoices none is missing, and
// none is there twice; how far it is can be read meanwhile.
func TestP6EveryPageIsInTheFile(t *testing.T) {
	const copies = 2345
	w, exporter, kept := exporting(t, copies)
	ctx := t.Context()
	w.asked(t, "e-1", export.Terms{What: export.AuditPack, Format: export.Zip})
	require.Contains(t, w.owed(t), "export/e-1")
	var beaten []int
	made, err := exporter.Make(ctx, "e-1", func(rows int) { beaten = append(beaten, rows) })
	require.NoError(t, err)
	require.Equal(t, export.Ready, made.Status)
	require.Equal(t, 2*(copies+1), made.Progress.Done)
	require.Len(t, beaten, 2*(copies+1))
	require.Equal(t, 100, made.Percent())

	open, err := kept.Open(ctx, made.File.Key)
	require.NoError(t, err)
	content, err := io.ReadAll(open)
	require.NoError(t, err)
	require.NoError(t, open.Close())
	require.Len(t, content, int(made.File.Size))
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	names := map[string]bool{}
	for _, file := range archive.File {
		require.False(t, names[file.Name], file.Name)
		names[file.Name] = true
	}
	beside := []string{"invoices.xlsx", "ledger.xlsx", "audit.xlsx", "index.xlsx", "trail.jsonl", "seals.jsonl", "README.txt", "sha256.txt"}
	for _, name := range beside {
		require.True(t, names[name], name)
	}
	require.Len(t, names, 3*(copies+1)+len(beside))
	for n := 1; n <= copies; n++ {
		require.True(t, names[fmt.Sprintf("invoices/platform/27%018d.pdf", n)], n)
	}
	for book, tables := range map[string]map[string]int{
		"invoices.xlsx": {"发票 invoices": copies + 1 + 2, "红字发票 red": 3},
		"ledger.xlsx":   {"记录 records": copies + 1 + 2, "流水 entries": 3*(copies+1) + 1, "余额 balance": 3},
	} {
		entry, err := archive.Open(book)
		require.NoError(t, err)
		file, err := excelize.OpenReader(entry, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		for table, rows := range tables {
			found, err := file.GetRows(table)
			require.NoError(t, err)
			require.Len(t, found, rows, table)
			if table == "记录 records" {
				require.Equal(t, fmt.Sprint(1060*(copies+1)), found[rows-1][14], "all of it is invoiced")
			}
		}
		require.NoError(t, file.Close())
	}
	// What was made is not made again.
	again, err := exporter.Make(ctx, "e-1", func(int) { t.Error("it was made again") })
	require.NoError(t, err)
	require.Equal(t, made, again)
	require.NoError(t, w.register.Settle(ctx, "export/e-1"))
	require.NotContains(t, w.owed(t), "export/e-1")
}

// P6: documents are read page by page and written in the order in which they happened, each once, whatever falls on one instant.
func TestP6EveryDocumentIsInTheFileOnce(t *testing.T) {
	const copies = 250
	w, exporter, kept := exporting(t, copies)
	_, err := postgrestest.Admin(t, w.pool).Exec(t.Context(), `set session_replication_role = replica;
update invoices set issued_at = date_trunc('hour', issued_at) where id like 'copy-%'; set session_replication_role = default;`, pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	w.asked(t, "e-3", export.Terms{What: export.Documents, Format: export.JSONL})
	made, err := exporter.Make(t.Context(), "e-3", func(int) {})
	require.NoError(t, err)
	require.Equal(t, []any{export.Ready, copies + 1}, []any{made.Status, made.Progress.Done})
	open, err := kept.Open(t.Context(), made.File.Key)
	require.NoError(t, err)
	content, err := io.ReadAll(open)
	require.NoError(t, err)
	require.NoError(t, open.Close())
	seen, last := map[string]bool{}, accounting.Document{}
	for line := range bytes.Lines(content) {
		var one accounting.Document
		require.NoError(t, json.Unmarshal(line, &one))
		require.False(t, seen[one.ID], one.ID)
		require.False(t, one.At.Before(last.At), "in the order in which it happened")
		seen[one.ID], last = true, one
	}
	require.Len(t, seen, copies+1)
}

// P6: a worker that was lost leaves nothing that anybody sees, and whoever comes after begins at the beginning.
func TestP6ALostWorkersFileIsMadeAnew(t *testing.T) {
	w, exporter, kept := exporting(t, 300)
	w.asked(t, "e-2", export.Terms{What: export.Invoices, Account: "acct", Format: export.Zip})
	dying, died := context.WithCancel(t.Context())
	_, err := exporter.Make(dying, "e-2", func(rows int) {
		if rows == 150 {
			died()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	at, err := w.store.Exports.Export(t.Context(), "e-2")
	require.NoError(t, err)
	require.Equal(t, export.Making, at.Status)
	_, err = kept.Size(t.Context(), "exports/e-2/1.zip")
	require.ErrorIs(t, err, activities.ErrNotKept, "half a file is none")
	made := twice(t, func() (activities.ExportStands, error) { return exporter.MakeExport(t.Context(), "e-2") })
	require.Equal(t, activities.ExportStands{Status: export.Ready, Rows: 301}, made)
	_, err = kept.Size(t.Context(), "exports/e-2/2.zip")
	require.NoError(t, err)
}
