package reconciliation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/reconciliation"
	"kaipiao/domain/reversal"
)

var now = time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)

// blue is an invoice of 106.00 at the provider, and what the register has of it.
func blue() (invoice.Listed, reconciliation.Ours) {
	net, tax, gross := money.MustParse("100.00"), money.MustParse("6.00"), money.MustParse("106.00")
	return invoice.Listed{Kind: invoice.BlueDocument, Serial: "s", Number: "26", At: now.Add(-time.Hour), Net: net, Tax: tax, Gross: gross},
		reconciliation.Ours{Invoice: "i", InvoiceStatus: invoice.Issued, InForce: true, Number: "26", Net: net, Tax: tax, Gross: gross}
}

// red is its red document, and the reversal.
func red() (invoice.Listed, reconciliation.Ours) {
	listed, ours := blue()
	listed.Kind, listed.Of, listed.Number = invoice.RedIssuedDocument, "26", "27"
	listed.Net, listed.Tax, listed.Gross = listed.Net.Neg(), listed.Tax.Neg(), listed.Gross.Neg()
	ours.Reversal, ours.ReversalStatus, ours.Number, ours.InvoiceStatus = "i-r1", reversal.Done, "27", invoice.RedIssued
	return listed, ours
}

func void() (invoice.Listed, reconciliation.Ours) {
	_, ours := blue()
	ours.InvoiceStatus = invoice.Voided
	return invoice.Listed{Kind: invoice.VoidMade, Number: "26", Of: "26", At: now.Add(-time.Hour)}, ours
}

func form() (invoice.Listed, reconciliation.Ours) {
	listed, ours := red()
	listed.Kind, listed.Number = invoice.BuyersForm, ""
	ours.ReversalStatus = reversal.AwaitsSeller
	return listed, ours
}

// I11: what each kind of difference is made of. What both say alike is none, and neither is what is under way.
func TestI11WhatDiffers(t *testing.T) {
	type change func(*invoice.Listed, *reconciliation.Ours)
	justNow := func(l *invoice.Listed, _ *reconciliation.Ours) { l.At = now.Add(-time.Second) }
	unknown := func(_ *invoice.Listed, o *reconciliation.Ours) { *o = reconciliation.Ours{} }
	status := func(s invoice.Status) change {
		return func(_ *invoice.Listed, o *reconciliation.Ours) { o.InvoiceStatus, o.Number = s, "" }
	}
	ofReversal := func(s reversal.Status) change {
		return func(_ *invoice.Listed, o *reconciliation.Ours) { o.ReversalStatus, o.Number = s, "" }
	}
	elsewhere := func(_ *invoice.Listed, o *reconciliation.Ours) { o.Reversal, o.InvoiceStatus = "", invoice.Issued }
	cents := func(l *invoice.Listed, _ *reconciliation.Ours) { l.Tax = l.Tax.Add(money.MustParse("0.01")) }
	number := func(l *invoice.Listed, _ *reconciliation.Ours) { l.Number = "99" }
	replaced := func(_ *invoice.Listed, o *reconciliation.Ours) { o.InForce = false }
	open := func(_ *invoice.Listed, o *reconciliation.Ours) { o.InvoiceStatus, o.Reversal = invoice.Issued, "i-r1" }
	for _, c := range []struct {
		made    func() (invoice.Listed, reconciliation.Ours)
		changes []change
		want    reconciliation.Kind
	}{
		{blue, nil, ""},
		{blue, []change{status(invoice.Approved), justNow}, ""},
		{blue, []change{status(invoice.Approved)}, reconciliation.BlueNotRecorded},
		{blue, []change{status(invoice.Approved), cents}, reconciliation.AmountDiffers},
		{blue, []change{status(invoice.Failed)}, reconciliation.GivenUpHere},
		{blue, []change{status(invoice.Cancelled), justNow}, reconciliation.GivenUpHere},
		{blue, []change{replaced}, reconciliation.GivenUpHere},
		{blue, []change{number}, reconciliation.NumberDiffers},
		{blue, []change{cents}, reconciliation.AmountDiffers},
		{blue, []change{unknown}, reconciliation.UnknownSerial},
		{red, nil, ""},
		{red, []change{ofReversal(reversal.Requested), justNow}, ""},
		{red, []change{ofReversal(reversal.Requested)}, reconciliation.RedNotRecorded},
		{red, []change{ofReversal(reversal.AwaitsBuyer)}, reconciliation.RedNotRecorded},
		{red, []change{ofReversal(reversal.AwaitsSeller)}, reconciliation.RedNotRecorded},
		{red, []change{ofReversal(reversal.Requested), cents}, reconciliation.AmountDiffers},
		{red, []change{ofReversal(reversal.Lapsed)}, reconciliation.GivenUpHere},
		{red, []change{number}, reconciliation.NumberDiffers},
		{red, []change{cents}, reconciliation.AmountDiffers},
		{red, []change{elsewhere, justNow}, reconciliation.RedElsewhere},
		{red, []change{unknown}, reconciliation.UnknownSerial},
		{void, nil, ""},
		{void, []change{status(invoice.Issued)}, reconciliation.VoidElsewhere},
		{void, []change{status(invoice.Shipped), justNow}, reconciliation.VoidElsewhere},
		{void, []change{open}, reconciliation.VoidNotRecorded},
		{void, []change{open, justNow}, ""},
		{void, []change{unknown}, reconciliation.UnknownSerial},
		{form, nil, ""},
		{form, []change{ofReversal(reversal.Requested)}, ""},
		{form, []change{elsewhere}, reconciliation.BuyersForm},
		{form, []change{unknown}, reconciliation.UnknownSerial},
	} {
		listed, ours := c.made()
		for _, change := range c.changes {
			change(&listed, &ours)
		}
		require.Equal(t, c.want, reconciliation.Compare(listed, ours, now), "%+v %+v", listed, ours)
	}
}

// I11: each kind has its repair, and words in both languages.
func TestI11EveryDifferenceHasItsRepair(t *testing.T) {
	repairs := map[reconciliation.Repair]int{}
	for _, kind := range reconciliation.Kinds() {
		repairs[kind.Repair()]++
		require.NotEqual(t, string(kind), kind.Words().English)
		require.Regexp(t, `\p{Han}`, kind.Words().Chinese)
	}
	require.Len(t, repairs, 4)
	require.Equal(t, reconciliation.Decide, reconciliation.Kind("of tomorrow").Repair(), "people see to what is not known")
}

// I4, I11: what a register that was restored may have forgotten is told by its serial; where nothing is left of a document at the
// provider, there is nothing to do about it.
func TestI11WhatARestoredRegisterHasForgotten(t *testing.T) {
	of := func(change func(*invoice.Listed, *reconciliation.Ours)) (invoice.Listed, reconciliation.Ours) {
		listed, ours := blue()
		listed.Serial, listed.At = invoice.SerialFor("app-1-1", 1), now
		ours.InForce, ours.Number, ours.InvoiceStatus, ours.Ahead = false, "", invoice.Planned, 1
		change(&listed, &ours)
		return listed, ours
	}
	nothing := func(l *invoice.Listed, o *reconciliation.Ours) { *o = reconciliation.Ours{} }
	undone := func(l *invoice.Listed, o *reconciliation.Ours) { nothing(l, o); l.Undone = true }
	for _, c := range []struct {
		change func(*invoice.Listed, *reconciliation.Ours)
		want   reconciliation.Kind
	}{
		{func(*invoice.Listed, *reconciliation.Ours) {}, reconciliation.SerialLost},
		{func(_ *invoice.Listed, o *reconciliation.Ours) { o.InvoiceStatus = invoice.Approved }, reconciliation.SerialLost},
		{func(_ *invoice.Listed, o *reconciliation.Ours) { o.Gross = money.MustParse("1.00") }, reconciliation.AmountDiffers},
		{func(_ *invoice.Listed, o *reconciliation.Ours) { o.InvoiceStatus = invoice.Failed }, reconciliation.CorrectionLost},
		{func(_ *invoice.Listed, o *reconciliation.Ours) { o.Ahead = 2 }, reconciliation.CorrectionLost},
		{nothing, reconciliation.ApplicationLost},
		{undone, ""},
		{func(l *invoice.Listed, o *reconciliation.Ours) { undone(l, o); l.Serial = "another's" }, reconciliation.UnknownSerial},
	} {
		listed, ours := of(c.change)
		require.Equal(t, c.want, reconciliation.Compare(listed, ours, now), "%+v %+v", listed, ours)
	}
	taken, _ := red()
	ours := reconciliation.Ours{OfLost: true}
	require.Empty(t, reconciliation.Compare(taken, ours, now), "it takes away what is forgotten here")
	taken.Serial, ours.OfLost = invoice.RedSerialFor("app-1-1", 1), false
	require.Equal(t, reconciliation.ApplicationLost, reconciliation.Compare(taken, ours, now))
	fresh, ours := blue()
	fresh.At, ours.InvoiceStatus, ours.Number, ours.Settled = now, invoice.Approved, "", true
	require.Equal(t, reconciliation.BlueNotRecorded, reconciliation.Compare(fresh, ours, now), "nothing is under way while nobody issues")
}
