package office_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/secondperson"
)

func TestL11IdentityHoldsThroughAnInvoicesLife(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	// given 6,000.00 consumed
	w.Consumed("bill", "6000.00")
	require.Equal(t, "6000.00", w.Balance().Available.String())
	// when it is applied for, approved and issued
	applied, err := w.Apply("k1", "6000.00")
	require.NoError(t, err)
	require.Equal(t, "6000.00", w.Balance().Reserved.String())
	_, err = w.Applications.Approve(ctx, applied.ID, secondperson.Trusted(actor.Product), "", now)
	require.NoError(t, err)
	w.Issue(applied.Invoices[0].ID, "26332000000123456789")
	// then it is invoiced, and a refund of 1,500.00 becomes outstanding (acceptance case 26)
	require.NoError(t, w.Refunded("r1", "bill", "1500.00"))
	balance := w.Balance()
	require.Equal(t, "6000.00", balance.Invoiced.String())
	require.Equal(t, "1500.00", balance.Outstanding.String())
	require.Equal(t, "-1500.00", balance.Available.String())
	require.False(t, balance.WithdrawalAllowed())
	w.Sound()
}

func TestL7RefundFirstReducesWhatIsFree(t *testing.T) {
	w := newWorld(t)
	w.Consumed("bill", "1000.00")
	_, err := w.Apply("k1", "700.00")
	require.NoError(t, err)
	// when 500.00 are refunded of which 300.00 are free
	require.NoError(t, w.Refunded("r1", "bill", "500.00"))
	// then 200.00 are outstanding
	require.Equal(t, "200.00", w.Balance().Outstanding.String())
	require.Equal(t, "-200.00", w.Balance().Available.String())
	// and no more than the cash can be refunded, nor does a refused refund change anything
	requireRefused(t, w.Refunded("r2", "bill", "500.01"), refusal.RefundExceedsCash)
	require.Equal(t, "200.00", w.Balance().Outstanding.String())
	w.Sound()
}

func TestR2CancelGivesBackToTheCent(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.Consumed("old", "500.00")
	first, err := w.Apply("k1", "500.00")
	require.NoError(t, err)
	_, err = w.Applications.Approve(ctx, first.ID, secondperson.Trusted(actor.Product), "", now)
	require.NoError(t, err)
	w.Issue(first.Invoices[0].ID, "26332000000123456789")
	require.NoError(t, w.Refunded("r1", "old", "500.00"))
	w.Consumed("new", "800.00")
	// given an application that offsets 500.00 and invoices 300.00 (acceptance case 21)
	second, err := w.Apply("k2", "800.00")
	require.NoError(t, err)
	require.Equal(t, "500.00", second.Offset.String())
	require.Equal(t, "300.00", second.Total.String())
	require.Equal(t, "0.00", w.Balance().Outstanding.String())
	// when it is cancelled
	cancelled, err := w.Applications.Cancel(ctx, second.ID, actor.Actor{Kind: actor.Customer, Name: "acct"}, "changed my mind", now)
	require.NoError(t, err)
	require.Equal(t, application.Cancelled, cancelled.Status)
	// then everything is as before, the debt too
	require.Equal(t, "500.00", w.Balance().Outstanding.String())
	require.Equal(t, "300.00", w.Balance().Available.String())
	w.Sound()
}

// R5: a cancellation that the workflow itself carries out sends it no message: one that comes while it ends would throw
// away its answer.
func TestR5AWorkflowIsNotToldWhatItDid(t *testing.T) {
	w := newWorld(t)
	w.Consumed("bill", "1000.00")
	signals := func() int {
		count := 0
		for _, m := range w.Sent() {
			if m.Signal != "" {
				count++
			}
		}
		return count
	}
	for n, c := range []struct {
		Cancel func(ctx context.Context, id ids.Application, who actor.Actor, reason string, now time.Time) (application.Application, error)
		Told   int
	}{{w.Applications.Cancel, 1}, {w.Applications.CancelInWorkflow, 0}} {
		a, err := w.Apply(fmt.Sprint("k", n), "400.00")
		require.NoError(t, err)
		cancelled, err := c.Cancel(t.Context(), a.ID, actor.Actor{Kind: actor.Service, Name: "operator"}, "typo", now)
		require.NoError(t, err)
		require.Equal(t, application.Cancelled, cancelled.Status)
		require.Equal(t, c.Told, signals())
	}
	w.Sound()
}

func TestIdempotentSubmit(t *testing.T) {
	w := newWorld(t)
	w.Consumed("bill", "1000.00")
	first, err := w.Apply("k1", "400.00")
	require.NoError(t, err)
	// when the same key and request come again, then the same application answers
	again, err := w.Apply("k1", "400.00")
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
	require.Equal(t, "600.00", w.Balance().Available.String())
	// and another request under the same key is refused
	_, err = w.Apply("k1", "401.00")
	requireRefused(t, err, refusal.IdempotencyKeyReused)
}

func TestCase22OfTwoThatWantTheSameOneIsToldWhatIsLeft(t *testing.T) {
	w := newWorld(t)
	w.Consumed("bill", "10000.00")
	results := make(chan error, 2)
	for i := range 2 {
		go func() { _, err := w.Apply(fmt.Sprintf("k%d", i), "6000.00"); results <- err }()
	}
	first, second := <-results, <-results
	if first != nil {
		first, second = second, first
	}
	require.NoError(t, first)
	requireRefused(t, second, refusal.NotEnoughAvailable)
	require.ErrorContains(t, second, "4000.00")
	w.Sound()
}

func TestCase30R3ExactlyOneOfCancelAndApproveWins(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.Consumed("bill", "1500.00") // enough, whoever wins how often
	for round := range 3000 {
		applied, err := w.Apply(fmt.Sprintf("k%d", round), "0.50")
		require.NoError(t, err)
		approved, cancelled := make(chan error, 1), make(chan error, 1)
		go func() {
			_, err := w.Applications.Approve(ctx, applied.ID, secondperson.Trusted(actor.Actor{Kind: actor.Finance, Name: "f"}), "", now)
			approved <- err
		}()
		go func() {
			_, err := w.Applications.Cancel(ctx, applied.ID, actor.Actor{Kind: actor.Customer, Name: "acct"}, "", now)
			cancelled <- err
		}()
		approveErr, cancelErr := <-approved, <-cancelled
		// then one was taken, and the other was told why not
		require.NotEqual(t, approveErr == nil, cancelErr == nil)
		if approveErr != nil {
			requireRefused(t, approveErr, refusal.WrongState)
		} else {
			requireRefused(t, cancelErr, refusal.NeedsTicket)
		}
	}
	w.Sound()
}

func TestI4SerialIsStoredOnceAndKept(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.Consumed("bill", "1000.00")
	applied, err := w.Apply("k1", "1000.00")
	require.NoError(t, err)
	_, _, err = w.Invoices.BeginIssuing(ctx, applied.Invoices[0].ID, now)
	requireRefused(t, err, refusal.WrongState)
	_, err = w.Applications.Approve(ctx, applied.ID, secondperson.Trusted(actor.Product), "", now)
	require.NoError(t, err)
	// when issuing begins twice, as after a crash
	serial, _, err := w.Invoices.BeginIssuing(ctx, applied.Invoices[0].ID, now)
	require.NoError(t, err)
	again, _, err := w.Invoices.BeginIssuing(ctx, applied.Invoices[0].ID, now)
	require.NoError(t, err)
	// then the serial is the same
	require.Equal(t, serial, again)
	require.Len(t, serial, 20)
	// and booking the same number twice changes nothing, while another number is an error
	for range 2 {
		_, err = w.Invoices.RecordIssued(ctx, applied.Invoices[0].ID, serial, "26332000000123456789", now, now)
		require.NoError(t, err)
	}
	_, err = w.Invoices.RecordIssued(ctx, applied.Invoices[0].ID, serial, "26332000000999999999", now, now)
	require.Error(t, err)
	w.Sound()
}

func TestBalanceAtAnyInstant(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	at := func(instant time.Time) string {
		balance, err := w.Books.Balance(ctx, "acct", invoice.Platform, instant)
		require.NoError(t, err)
		return balance.Available.String()
	}
	// given a bill paid three days ago, released the day after at 10:00 (L3), and an application today
	c := w.Consumed("bill", "8500.50")
	released := calendar.DateOf(c.PaidAt).AddDays(1).At(10, 0, 0)
	_, err := w.Apply("k1", "500.50")
	require.NoError(t, err)
	// then each instant has its own answer, from the same code
	require.Equal(t, "0.00", at(released.Add(-time.Second)))
	require.Equal(t, "8500.50", at(released))
	require.Equal(t, "8500.50", at(now.Add(-time.Second)))
	require.Equal(t, "8000.00", at(now))
	require.Equal(t, "8000.00", at(now.AddDate(1, 0, 0)))
}
