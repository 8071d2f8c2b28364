package office_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/secondperson"
	"kaipiao/office/applications"
)

// BenchmarkBytes counts what the money side of an invoice writes: ten records, the application that takes them, and the invoice that is issued for it.
// Times say nothing: go test ./office -run - -bench Bytes -benchtime 1000x
func BenchmarkBytes(b *testing.B) {
	ctx := context.Background()
	r, pool := open(b, nil)
	require.NoError(b, r.Customers.PutAccount(ctx, application.Account{
		ID: "acct", Region: application.Mainland,
		Certification: invoice.Certification{Type: invoice.Enterprise, Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"},
	}, "", actor.Actor{Kind: actor.Service, Name: "bench"}, now))
	admin := postgrestest.Admin(b, pool)
	written := func() (log, disk int64) {
		require.NoError(b, admin.QueryRow(ctx, `select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint, sum(pg_total_relation_size(oid))::bigint
			from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`).Scan(&log, &disk))
		return log, disk
	}
	log, disk := written()
	for n := range b.N {
		id := fmt.Sprintf("bench-%d", n)
		records := make([]ledger.Consumption, recordsPerApplication)
		for i := range records {
			records[i] = billOf("acct", n*recordsPerApplication+i, 1000)
		}
		require.NoError(b, r.Books.RecordConsumptions(ctx, records, now))
		applied, err := r.Applications.Submit(ctx, applications.Submission{
			ID: ids.Application(id), Key: id, Fingerprint: []byte(id), By: actor.Actor{Kind: actor.Service, Name: "bench"},
			Request: requestFor(recordsPerApplication * 1000),
		}, now)
		require.NoError(b, err)
		_, err = r.Applications.Approve(ctx, ids.Application(id), secondperson.Trusted(actor.Product), "", now)
		require.NoError(b, err)
		serial, _, err := r.Invoices.BeginIssuing(ctx, applied.Invoices[0].ID, now)
		require.NoError(b, err)
		_, err = r.Invoices.RecordIssued(ctx, applied.Invoices[0].ID, serial, fmt.Sprintf("26%018d", n), now, now)
		require.NoError(b, err)
	}
	logged, kept := written()
	b.ReportMetric(float64(logged-log)/float64(b.N), "WAL-bytes/invoice")
	b.ReportMetric(float64(kept-disk)/float64(b.N), "disk-bytes/invoice")
}
