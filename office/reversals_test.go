package office_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/domain/secondperson"
	"kaipiao/office/reversals"
)

// IssuedOne applies for an amount and has it issued.
func (w World) IssuedOne(amount string) ids.Invoice {
	w.T.Helper()
	applied, err := w.Apply("apply "+amount, amount)
	require.NoError(w.T, err)
	_, err = w.Applications.Approve(context.Background(), applied.ID, secondperson.Trusted(actor.Product), "", now)
	require.NoError(w.T, err)
	w.Issue(applied.Invoices[0].ID, "26332000000123456789")
	return applied.Invoices[0].ID
}

// Reverse asks for an invoice to be red-issued; without nets, everything that is left.
func (w World) Reverse(id ids.Invoice, key string, nets map[int]string) (reversal.Reversal, error) {
	request := reversals.Request{
		Invoice: id, Reason: invoice.RedReturn, By: actor.Actor{Kind: actor.Service, Name: "customer"}, Key: key, Fingerprint: fmt.Append(nil, nets),
	}
	for line, net := range nets {
		if request.Nets == nil {
			request.Nets = map[int]money.Amount{}
		}
		request.Nets[line] = money.MustParse(net)
	}
	return w.Reversals.Request(context.Background(), request, now)
}

// Booked books the red document of a reversal.
func (w World) Booked(r reversal.Reversal) {
	w.T.Helper()
	require.NoError(w.T, w.Reversals.RecordReversed(context.Background(), r.ID, "red of "+string(r.ID), &now, now))
}

// Case 28: a refund of what is invoiced is outstanding until the red document exists, and not a moment less.
func TestCase28RedIssuingClearsWhatIsOutstanding(t *testing.T) {
	w := newWorld(t)
	w.Consumed("bill", "6000.00")
	id := w.IssuedOne("6000.00")
	require.NoError(t, w.Refunded("r1", "bill", "1500.00"))
	requested, err := w.Reverse(id, "k", nil)
	require.NoError(t, err)
	_, err = w.Reversals.RecordAwaitingBuyer(context.Background(), requested.ID, now)
	require.NoError(t, err)
	pending := w.Balance()
	require.Equal(t, []string{"-1500.00", "1500.00", "6000.00"}, []string{pending.Available.String(), pending.Outstanding.String(), pending.Invoiced.String()},
		"while the form waits")
	require.False(t, pending.WithdrawalAllowed())
	w.Booked(requested)
	balance := w.Balance()
	require.Equal(t, []string{"4500.00", "0.00", "0.00"}, []string{balance.Available.String(), balance.Outstanding.String(), balance.Invoiced.String()})
	require.True(t, balance.WithdrawalAllowed())
	_, err = w.Apply("k2", "4500.00")
	require.NoError(t, err, "V4: applied for again")
	w.Sound()
}

// unused: the buyer has done nothing with the invoice.
func unused(context.Context, invoice.Serial, string) (invoice.Usage, error) {
	return invoice.Usage{}, nil
}

// Case 52, V2: parts of a line, never more than is left, and the rest; a fully red invoice refuses another.
func TestCase52PartialReversals(t *testing.T) {
	w := newWorld(t)
	w.Consumed("bill", "10600.00")
	id := w.IssuedOne("10600.00")
	first, err := w.Reverse(id, "k1", map[int]string{1: "2000.00"})
	require.NoError(t, err)
	require.Equal(t, "2120.00", first.Gross.String())
	again, err := w.Reverse(id, "k1", map[int]string{1: "2000.00"})
	require.NoError(t, err)
	require.Equal(t, first, again, "the same key answers the same")
	_, err = w.Reverse(id, "k1", nil)
	requireRefused(t, err, refusal.IdempotencyKeyReused)
	_, err = w.Reverse(id, "k2", nil)
	requireRefused(t, err, refusal.ReversalRunning)
	w.Booked(first)
	left, err := w.Reversals.PreFlight(context.Background(), id, actor.Actor{Kind: actor.Customer, Name: "wang"}, unused)
	require.NoError(t, err)
	require.Equal(t, "8480.00", left.Remaining.String())
	require.Equal(t, "2120.00", w.Balance().Available.String())
	_, err = w.Reverse(id, "k3", map[int]string{1: "9000.00"})
	requireRefused(t, err, refusal.ExceedsRemaining)
	_, err = w.Reverse(id, "k3", map[int]string{2: "1.00"})
	requireRefused(t, err, refusal.UnknownLine)
	rest, err := w.Reverse(id, "k4", nil)
	require.NoError(t, err)
	document, err := w.Reversals.RedDocument(context.Background(), rest.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"-8000.00", "-480.00", "-8480.00"}, []string{document.Net.String(), document.Tax.String(), document.Gross.String()})
	w.Booked(rest)
	_, err = w.Reverse(id, "k5", nil)
	requireRefused(t, err, refusal.AlreadyReversed)
	require.Equal(t, "10600.00", w.Balance().Available.String())
	found, err := w.Invoices.Invoice(context.Background(), id)
	require.NoError(t, err)
	require.Equal(t, invoice.RedIssued, found.Status)
	require.Len(t, found.Reversals, 2)
	w.Sound()
}

// Case 50: nothing came of it, so that the invoice stays valid and its amounts stay invoiced; another try has another serial.
func TestCase50AFormThatLapsesChangesNothing(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.Consumed("bill", "100.00")
	id := w.IssuedOne("100.00")
	entered := time.Date(2026, 9, 30, 10, 0, 0, 0, time.UTC) // 18:00 in Shanghai
	requested, err := w.Reverse(id, "k1", nil)
	require.NoError(t, err)
	for n := range 3 {
		asked, err := w.Reversals.RecordAwaitingBuyer(ctx, requested.ID, entered.Add(time.Duration(n)*time.Hour))
		require.NoError(t, err)
		require.Equal(t, entered, asked.Since.UTC(), "whoever asks again finds since when")
		require.Equal(t, time.Date(2026, 10, 3, 10, 0, 0, 0, time.UTC), asked.ConfirmBy.UTC(), "72 hours, holiday or not")
		require.Equal(t, n, asked.Reminded, "and how many mails its customer has")
		for range 2 {
			require.NoError(t, w.Reversals.RecordReminded(ctx, requested.ID, n))
		}
		require.NoError(t, w.Reversals.RecordReminded(ctx, requested.ID, 0), "one that is late counts once")
	}
	found, err := w.Invoices.Invoice(ctx, id)
	require.NoError(t, err)
	require.Equal(t, invoice.WaitingForBuyer, found.WaitingFor)
	for range 2 {
		require.NoError(t, w.Reversals.RecordNotReversed(ctx, requested.ID, reversal.Lapsed, "超过72小时未确认", now))
	}
	found, err = w.Invoices.Invoice(ctx, id)
	require.NoError(t, err)
	require.Equal(t, invoice.Issued, found.Status)
	require.Equal(t, invoice.WaitingForNothing, found.WaitingFor)
	require.Equal(t, "100.00", w.Balance().Invoiced.String())
	require.Error(t, w.Reversals.RecordReversed(ctx, requested.ID, "x", &now, now), "a document of a lapsed form needs somebody to look")
	again, err := w.Reverse(id, "k2", nil)
	require.NoError(t, err)
	require.NotEqual(t, requested.Serial, again.Serial)
	w.Sound()
}

// V2: two at the same time on one invoice, a hundred times: exactly one is taken, and nothing is undone twice.
func TestV2OfTwoAtTheSameTimeOneIsTaken(t *testing.T) {
	w := newWorld(t)
	w.Consumed("bill", "1000.00")
	id := w.IssuedOne("1000.00")
	for round := range 100 {
		results := make(chan error, 2)
		for n := range 2 {
			go func() { _, err := w.Reverse(id, fmt.Sprint(round, "-", n), map[int]string{1: "0.01"}); results <- err }()
		}
		first, second := <-results, <-results
		if first != nil {
			first, second = second, first
		}
		require.NoError(t, first)
		requireRefused(t, second, refusal.ReversalRunning)
		open, err := w.Reversals.Next(context.Background(), id)
		require.NoError(t, err)
		w.Booked(open)
	}
	require.Equal(t, "1.00", w.Balance().Available.String())
	w.Sound()
}

// V1: what is not issued cannot be reversed.
func TestV1OnlyWhatIsIssuedIsReversed(t *testing.T) {
	w := newWorld(t)
	w.Consumed("bill", "10.00")
	applied, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	_, err = w.Reverse(applied.Invoices[0].ID, "r", nil)
	requireRefused(t, err, refusal.NotIssued)
	_, err = w.Reversals.Withdraw(context.Background(), applied.Invoices[0].ID, actor.Actor{Kind: actor.Customer, Name: "customer"}, now)
	requireRefused(t, err, refusal.NoReversalRunning)
}
