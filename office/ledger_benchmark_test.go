package office_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/secondperson"
	"kaipiao/office"
	"kaipiao/office/applications"
	"kaipiao/office/paging"
)

// The cost of the money side must not grow with an account's history. Compare the sizes of one run with each other:
// go test ./office -run - -bench Account -benchtime 2s

// sizes are how many records the account has.
var sizes = []int{100, 10_000, 100_000}

// recordsPerApplication is how many records each application takes, whatever there are.
const recordsPerApplication = 10

// accountWith makes an account with so many free records of 10.00 each, beside another one of the same size.
func accountWith(b *testing.B, records int) *office.Office {
	b.Helper()
	ctx := context.Background()
	r, pool := open(b, nil)
	for _, id := range []string{"acct", "neighbour"} {
		require.NoError(b, r.Customers.PutAccount(ctx, application.Account{
			ID: ids.Account(id), Region: application.Mainland,
			Certification: invoice.Certification{Type: invoice.Enterprise, Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"},
		}, "", actor.Actor{Kind: actor.Service, Name: "bench"}, now))
		var items []ledger.Consumption
		for n := range records {
			c := billOf(ids.Account(id), n, 1000)
			c.PaidAt = now.AddDate(0, 0, -3).Add(-time.Duration(n) * time.Minute)
			if items = append(items, c); len(items) == 1000 || n == records-1 {
				require.NoError(b, r.Books.RecordConsumptions(ctx, items, now))
				items = nil
			}
		}
	}
	_, err := pool.Exec(ctx, "analyze")
	require.NoError(b, err)
	return r
}

func forEachSize(b *testing.B, run func(b *testing.B, r *office.Office)) {
	for _, records := range sizes {
		b.Run(fmt.Sprintf("records=%d", records), func(b *testing.B) {
			r := accountWith(b, records)
			b.ReportAllocs()
			b.ResetTimer()
			run(b, r)
		})
	}
}

func requestFor(cents int64) application.Request {
	amount := money.FromCents(cents)
	return application.Request{Account: "acct", Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic, Amount: &amount}
}

func BenchmarkAccountInvoiceable(b *testing.B) {
	forEachSize(b, func(b *testing.B, r *office.Office) {
		for b.Loop() {
			_, err := r.Books.Balance(context.Background(), "acct", invoice.Platform, now)
			require.NoError(b, err)
		}
	})
}

func BenchmarkAccountPreview(b *testing.B) {
	forEachSize(b, func(b *testing.B, r *office.Office) {
		for b.Loop() {
			_, refused, err := r.Applications.Preview(context.Background(), requestFor(recordsPerApplication*1000), applications.Templates{}, now)
			require.NoError(b, err)
			require.Empty(b, refused)
		}
	})
}

// BenchmarkAccountSubmit cancels each application again, outside the measured time, so that there is always something left.
func BenchmarkAccountSubmit(b *testing.B) {
	forEachSize(b, func(b *testing.B, r *office.Office) {
		for n := 0; b.Loop(); n++ {
			id := fmt.Sprintf("bench-%d", n)
			_, err := r.Applications.Submit(context.Background(), applications.Submission{
				ID: ids.Application(id), Key: id, Fingerprint: []byte(id), By: actor.Actor{Kind: actor.Service, Name: "bench"},
				Request: requestFor(recordsPerApplication * 1000),
			}, now)
			require.NoError(b, err)
			b.StopTimer()
			_, err = r.Applications.Cancel(context.Background(), ids.Application(id), actor.Actor{Kind: actor.Service, Name: "bench"}, "", now)
			require.NoError(b, err)
			b.StartTimer()
		}
	})
}

// BenchmarkAccountIssue approves an application and issues its invoice; submitting it, and consuming as much again so that there
// is always something left, is outside the measured time.
func BenchmarkAccountIssue(b *testing.B) {
	forEachSize(b, func(b *testing.B, r *office.Office) {
		ctx := context.Background()
		for n := 0; b.Loop(); n++ {
			b.StopTimer()
			id := fmt.Sprintf("bench-%d", n)
			more := make([]ledger.Consumption, recordsPerApplication)
			for i := range more {
				more[i] = billOf("acct", 1_000_000+n*recordsPerApplication+i, 1000)
			}
			require.NoError(b, r.Books.RecordConsumptions(ctx, more, now))
			applied, err := r.Applications.Submit(ctx, applications.Submission{
				ID: ids.Application(id), Key: id, Fingerprint: []byte(id), By: actor.Actor{Kind: actor.Service, Name: "bench"},
				Request: requestFor(recordsPerApplication * 1000),
			}, now)
			require.NoError(b, err)
			b.StartTimer()
			_, err = r.Applications.Approve(ctx, ids.Application(id), secondperson.Trusted(actor.Product), "", now)
			require.NoError(b, err)
			serial, _, err := r.Invoices.BeginIssuing(ctx, applied.Invoices[0].ID, now)
			require.NoError(b, err)
			_, err = r.Invoices.RecordIssued(ctx, applied.Invoices[0].ID, serial, fmt.Sprintf("26%018d", n), now, now)
			require.NoError(b, err)
		}
	})
}

// BenchmarkAccountImport records a thousand bills in one call, as an import does.
func BenchmarkAccountImport(b *testing.B) {
	forEachSize(b, func(b *testing.B, r *office.Office) {
		for n := 0; b.Loop(); n++ {
			b.StopTimer()
			more := make([]ledger.Consumption, 1000)
			for i := range more {
				more[i] = billOf("acct", 2_000_000+n*len(more)+i, 1000)
			}
			b.StartTimer()
			require.NoError(b, r.Books.RecordConsumptions(context.Background(), more, now))
		}
	})
}

func BenchmarkAccountRecordsPage(b *testing.B) {
	forEachSize(b, func(b *testing.B, r *office.Office) {
		for b.Loop() {
			page, err := r.Books.Records(context.Background(), "acct", invoice.Platform, paging.Request{Size: 50})
			require.NoError(b, err)
			require.Len(b, page.Items, 50)
		}
	})
}
