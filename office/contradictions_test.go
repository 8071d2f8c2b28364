package office_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/reversal"
)

// contradictsRegister says that an error is a contradiction, with its sentence.
func contradictsRegister(t *testing.T, err error, code contradiction.Code, sentence string) {
	t.Helper()
	var met *contradiction.Contradiction
	require.ErrorAs(t, err, &met)
	require.Equal(t, code, met.Code)
	require.Equal(t, sentence, met.English)
}

// I4: what the provider says about a serial is stored, or said before, or it contradicts what is stored; then nothing changes.
func TestI4WhatTheProviderSaysOfASerialMayContradictTheRegister(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.Consumed("bill", "100.00")
	const here, there = "26332000000123456701", "26332000000123456702"
	id := w.approvedOne("k", "10.00")
	serial, _, err := w.Invoices.BeginIssuing(ctx, id, now)
	require.NoError(t, err)
	for range 2 {
		_, err = w.Invoices.RecordIssued(ctx, id, serial, here, now, now)
		require.NoError(t, err)
	}
	_, err = w.Invoices.RecordIssued(ctx, id, serial, there, now, now)
	contradictsRegister(t, err, contradiction.InvoiceDiffers,
		"Invoice "+string(id)+" is issued here (serial "+string(serial)+", number "+here+"); "+
			"at the provider it is issued (serial "+string(serial)+", number "+there+").")
	contradictsRegister(t, w.Invoices.RecordFailed(ctx, id, serial, "no", now), contradiction.InvoiceDiffers,
		"Invoice "+string(id)+" is issued here (serial "+string(serial)+", number "+here+"); "+
			"at the provider it is failed (serial "+string(serial)+", number –).")
	// the number of another document
	second := w.approvedOne("second", "10.00")
	serial, _, err = w.Invoices.BeginIssuing(ctx, second, now)
	require.NoError(t, err)
	_, err = w.Invoices.RecordIssued(ctx, second, serial, here, now, now)
	contradictsRegister(t, err, contradiction.NumberTaken,
		"The provider gives invoice "+string(second)+" the number "+here+", which is another document's here.")
	// another serial than the register's
	_, err = w.Invoices.Document(ctx, second, invoice.SerialFor(second, 2))
	contradictsRegister(t, err, contradiction.SerialDiffers,
		"The work on invoice "+string(second)+" goes on under serial "+string(invoice.SerialFor(second, 2))+"; its serial here is "+string(serial)+".")
	require.Equal(t, []string{"10.00", "10.00"}, []string{w.Balance().Invoiced.String(), w.Balance().Reserved.String()}, "nothing was booked")
	w.Sound()
}

// I4, case 43: a refusal that is stored again changes nothing, also when the invoice was corrected or given up meanwhile.
func TestCase43ARefusalIsStoredOnce(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.Consumed("bill", "100.00")
	id := w.approvedOne("k", "10.00")
	serial, _, err := w.Invoices.BeginIssuing(ctx, id, now)
	require.NoError(t, err)
	again := func(status invoice.Status) {
		require.NoError(t, w.Invoices.RecordFailed(ctx, id, serial, "no such company", now))
		found, err := w.Invoices.Invoice(ctx, id)
		require.NoError(t, err)
		require.Equal(t, status, found.Status)
	}
	again(invoice.Failed)
	again(invoice.Failed)
	require.NoError(t, w.Invoices.Correct(ctx, id, invoice.Party{Name: "北京甲科技有限公司"}, actor.Actor{Kind: actor.Finance, Name: "zhao"}, now))
	again(invoice.Approved)
	serial, _, err = w.Invoices.BeginIssuing(ctx, id, now)
	require.NoError(t, err)
	again(invoice.Failed)
	require.NoError(t, w.Invoices.Stop(ctx, id, actor.Product, "given up", now))
	again(invoice.Cancelled)
}

// V1, I4: the same holds of a reversal.
func TestV1WhatTheProviderSaysOfAReversalMayContradictTheRegister(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.Consumed("bill", "100.00")
	id := w.IssuedOne("100.00")
	lapsed, err := w.Reverse(id, "k1", map[int]string{1: "10.00"})
	require.NoError(t, err)
	require.NoError(t, w.Reversals.RecordNotReversed(ctx, lapsed.ID, reversal.Lapsed, "", now))
	contradictsRegister(t, w.Reversals.RecordReversed(ctx, lapsed.ID, "X", &now, now), contradiction.ReversalDiffers,
		"Reversal "+string(lapsed.ID)+" is lapsed here (document –); at the provider it is done (document X).")
	contradictsRegister(t, w.Reversals.RecordNotReversed(ctx, lapsed.ID, reversal.Denied, "", now), contradiction.ReversalDiffers,
		"Reversal "+string(lapsed.ID)+" is lapsed here (document –); at the provider it is denied (document –).")
	_, err = w.Reversals.RecordAwaitingBuyer(ctx, lapsed.ID, now)
	contradictsRegister(t, err, contradiction.ReversalDiffers,
		"Reversal "+string(lapsed.ID)+" is lapsed here (document –); at the provider it is awaits_buyer (document –).")
	done, err := w.Reverse(id, "k2", map[int]string{1: "10.00"})
	require.NoError(t, err)
	w.Booked(done)
	w.Booked(done)
	number := "red of " + string(done.ID)
	contradictsRegister(t, w.Reversals.RecordReversed(ctx, done.ID, "another", &now, now), contradiction.ReversalDiffers,
		"Reversal "+string(done.ID)+" is done here (document "+number+"); at the provider it is done (document another).")
	third, err := w.Reverse(id, "k3", map[int]string{1: "10.00"})
	require.NoError(t, err)
	contradictsRegister(t, w.Reversals.RecordReversed(ctx, third.ID, number, &now, now), contradiction.NumberTaken,
		"The provider gives reversal "+string(third.ID)+" the number "+number+", which is another document's here.")
	require.Equal(t, "10.60", w.Balance().Available.String(), "only one was booked")
	w.Sound()
}

// V4: the provider has undone what cannot be undone here.
func TestV4WhatIsUndoneAtTheProviderAndNotIssuedHere(t *testing.T) {
	r, pool := open(t, nil)
	w := World{r, t}
	w.Account("acct")
	w.Consumed("bill", "100.00")
	id := w.IssuedOne("100.00")
	requested, err := w.Reverse(id, "k", nil)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), "update invoices set status = 'voided' where id = $1", id) // by hand, as nobody should
	require.NoError(t, err)
	contradictsRegister(t, w.Reversals.RecordReversed(t.Context(), requested.ID, "X", &now, now), contradiction.NotReversible,
		"The provider has undone invoice "+string(id)+" (reversal "+string(requested.ID)+"), which is voided here and cannot be undone.")
}

// A rule of the schema forbids something now and the next time; who was kept from something by another transaction tries again.
func TestARuleOfTheSchemaContradicts(t *testing.T) {
	w := newWorld(t)
	err := w.Books.RecordConsumptions(t.Context(), []ledger.Consumption{{
		ID: "bill", Account: "acct", Charge: ledger.Postpaid, Seller: invoice.Platform, Product: "云服务器", TaxCode: "short",
		TaxRate: money.MustParseRate("0.06"), Cash: money.MustParse("1.00"), PaidAt: now,
	}}, now)
	var refused *pgconn.PgError
	require.ErrorAs(t, err, &refused)
	contradictsRegister(t, err, contradiction.ConstraintViolated, `The register's rule "`+refused.ConstraintName+`" forbids what is to be stored.`)
}
