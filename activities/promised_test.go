package activities

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/domain/promise"
	"kaipiao/office/invoices"
)

// I9: the instant by which a paper was to be shipped stays in the register when it is shipped. Nothing is promised of it any more, and a
// run that begins then warns nobody.
func TestI9OnlyWhatIsStillOwedIsPromised(t *testing.T) {
	due := time.Date(2026, 9, 21, 15, 59, 59, 0, time.UTC)
	for _, c := range []struct {
		status invoice.Status
		medium invoice.Medium
		seller ids.Seller
		want   promise.Stage
	}{
		{invoice.Approved, invoice.Electronic, invoice.Platform, promise.IssueStage},
		{invoice.Approved, invoice.Paper, invoice.Platform, promise.IssueStage},
		{invoice.Failed, invoice.Paper, invoice.Platform, promise.IssueStage},
		{invoice.Issued, invoice.Paper, invoice.Platform, promise.ShipStage},
		{invoice.Issued, invoice.Electronic, "isv-1", promise.IssueStage}, // the vendor owes the file
		{invoice.Shipped, invoice.Paper, invoice.Platform, ""},
		{invoice.Delivered, invoice.Paper, "isv-1", ""},
		{invoice.Voided, invoice.Paper, invoice.Platform, ""},
		{invoice.RedIssued, invoice.Electronic, invoice.Platform, ""},
	} {
		r := &Register{Policy: policy.Default()}
		at := r.standingOf(invoices.Standing{
			Invoice: invoice.Invoice{Status: c.status, Medium: c.medium, Seller: c.seller, DueAt: &due}, ApprovedAt: due.AddDate(0, 0, -2),
		})
		require.Equal(t, c.want, at.Stage, c.status)
		require.Equal(t, c.want == "", at.DueAt.IsZero(), c.status)
		require.Equal(t, c.want == "", at.WarnAt.IsZero(), c.status)
	}
}
