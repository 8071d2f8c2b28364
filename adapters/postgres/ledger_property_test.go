package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/office/applications"
	"kaipiao/office/books"
	"kaipiao/office/paging"
	"kaipiao/office/reversals"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// L1–L11: whatever happens in whatever order, the register and the simple model say the same of every record, and the
// identity holds. A long run: go test ./adapters/postgres -run L11Whatever -rapid.checks=2000 -rapid.steps=60
func TestL11WhateverHappensTheLedgerAddsUp(t *testing.T) {
	w := newWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		h := &history{world: w, now: now, account: fmt.Sprintf("acct-%d", runs.Add(1))}
		w.account(h.account)
		t.Repeat(map[string]func(*rapid.T){
			"consume": h.consume, "release": h.release, "refund": h.refund, "apply": h.apply, "cancel": h.cancel, "approve": h.approve,
			"issue": h.issue, "red": h.red, "wait": h.wait, "": h.compare,
		})
		broken, err := w.AuditLedger(context.Background())
		require.NoError(t, err)
		require.Empty(t, broken)
	})
}

// runs counts accounts, so that no two runs meet.
var runs atomic.Int64

// history is one run: what happened to one account, in the register and in the model.
type history struct {
	world
	model   model
	now     time.Time
	account string
	count   int
}

func (h *history) id(what string) string {
	h.count++
	return fmt.Sprintf("%s-%s-%03d", h.account, what, h.count)
}

var bothCodes = []string{"3040203000000000000", "3040201010000000000"}

func (h *history) consume(t *rapid.T) {
	r := &modelRecord{
		id: h.id("c"), code: rapid.SampledFrom(bothCodes).Draw(t, "code"), rate: rapid.SampledFrom([]string{"0.06", "0.13"}).Draw(t, "rate"),
		charge: rapid.SampledFrom([]ledger.Charge{ledger.Prepaid, ledger.Postpaid}).Draw(t, "charge"),
		paidAt: h.now.Add(-time.Duration(rapid.IntRange(0, 72).Draw(t, "hours ago")) * time.Hour),
		cash:   rapid.Int64Range(0, 50000).Draw(t, "cash"),
	}
	h.model.consume(r)
	require.NoError(t, h.RecordConsumptions(context.Background(), []ledger.Consumption{{
		ID: r.id, Account: h.account, Charge: r.charge, Seller: invoice.Platform, Product: "p", TaxCode: r.code, TaxRate: money.MustParseRate(r.rate),
		Cash: money.FromCents(r.cash), Coupon: money.FromCents(700), PaidAt: r.paidAt,
	}}, h.now))
}

// pick draws one of the things that fit, or skips the step.
func pick[T any](step *rapid.T, things []T, fits func(T) bool) T {
	var fitting []T
	for _, thing := range things {
		if fits(thing) {
			fitting = append(fitting, thing)
		}
	}
	if len(fitting) == 0 {
		step.Skip("nothing fits")
	}
	return rapid.SampledFrom(fitting).Draw(step, "which")
}

func (h *history) release(t *rapid.T) {
	r := pick(t, h.model.records, func(r *modelRecord) bool { return r.charge == ledger.Prepaid && r.releasedAt.IsZero() })
	r.releasedAt = h.now
	require.NoError(t, h.ResourcesCreated(context.Background(), r.id, h.now))
}

func (h *history) refund(t *rapid.T) {
	r := pick(t, h.model.records, func(r *modelRecord) bool { return r.cash > 0 })
	cents := rapid.Int64Range(1, r.cash+1).Draw(t, "cents")
	expected := h.model.refund(r, cents)
	same(t, expected, h.RecordRefunds(context.Background(), []ledger.Refund{{
		ID: h.id("r"), Consumption: r.id, Cash: money.FromCents(cents), Reason: ledger.Refunded, RefundedAt: h.now,
	}}, h.now))
}

func (h *history) apply(t *rapid.T) {
	cents := rapid.Int64Range(1, 120000).Draw(t, "cents")
	id, amount := h.id("a"), money.FromCents(cents)
	expected, refused := h.model.apply(id, cents, h.now)
	accepted, err := h.Submit(context.Background(), applications.Submission{
		ID: id, Key: id, Fingerprint: []byte(id), By: "test",
		Request: application.Request{Account: h.account, Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic, Amount: &amount},
	}, h.now)
	same(t, refused, err)
	if err == nil {
		require.Equal(t, expected.status, string(accepted.Status))
		require.Len(t, accepted.Invoices, len(expected.invoices))
	}
}

func (h *history) decided(t *rapid.T) *modelApplication {
	return pick(t, h.model.applications, func(a *modelApplication) bool { return a.status == "pending_approval" })
}

func (h *history) cancel(t *rapid.T) {
	a := h.decided(t)
	a.cancel()
	_, err := h.Cancel(context.Background(), a.id, "customer", "", h.now)
	require.NoError(t, err)
}

func (h *history) approve(t *rapid.T) {
	a := h.decided(t)
	a.approve()
	_, err := h.Approve(context.Background(), a.id, actor.Product, "", h.now)
	require.NoError(t, err)
}

// invoiceIn draws an invoice in a state, with its id.
func (h *history) invoiceIn(t *rapid.T, status string) (*modelInvoice, string) {
	type named struct {
		*modelInvoice
		id string
	}
	var all []named
	for _, a := range h.model.applications {
		for n, i := range a.invoices {
			all = append(all, named{i, application.InvoiceID(a.id, n+1)})
		}
	}
	found := pick(t, all, func(i named) bool { return i.status == status })
	return found.modelInvoice, found.id
}

func (h *history) issue(t *rapid.T) {
	i, id := h.invoiceIn(t, "approved")
	left := i.leaveOut()
	serial, _, err := h.BeginIssuing(context.Background(), id, h.now)
	if !left {
		same(t, refusal.WrongState, err)
		return
	}
	require.NoError(t, err)
	again, _, err := h.BeginIssuing(context.Background(), id, h.now)
	require.NoError(t, err)
	require.Equal(t, serial, again)
	document, err := h.Document(context.Background(), id, serial)
	require.NoError(t, err)
	require.Equal(t, i.cents(), document.Gross.Cents(), "the document says what is left (I7)")
	require.Equal(t, document.Gross, document.Net.Add(document.Tax))
	i.issue()
	_, err = h.RecordIssued(context.Background(), id, serial, "number of "+id, h.now, h.now)
	require.NoError(t, err)
}

// red reverses an invoice, or a part of one of its lines; sometimes nothing comes of it.
func (h *history) red(t *rapid.T) {
	i, id := h.invoiceIn(t, "issued")
	ctx := context.Background()
	request := reversals.Request{Invoice: id, Reason: invoice.RedReturn, By: "test", Key: h.id("red"), Fingerprint: []byte(id)}
	shown, err := h.Invoice(ctx, id)
	require.NoError(t, err)
	line := rapid.SampledFrom(shown.Lines).Draw(t, "line")
	if rapid.Bool().Draw(t, "in part") && line.Net.IsPositive() {
		request.Nets = map[int]money.Amount{line.Number: money.FromCents(rapid.Int64Range(1, line.Net.Cents()).Draw(t, "net"))}
	}
	requested, err := h.RequestReversal(ctx, request, h.now)
	if refused := new(refusal.List); request.Nets != nil && errors.As(err, refused) {
		return // more than is left, and nothing has changed
	}
	require.NoError(t, err)
	_, err = h.RequestReversal(ctx, reversals.Request{Invoice: id, Reason: invoice.RedReturn, Key: h.id("red"), Fingerprint: []byte(id)}, h.now)
	same(t, refusal.ReversalRunning, err)
	if rapid.IntRange(0, 3).Draw(t, "denied") == 0 {
		require.NoError(t, h.RecordNotReversed(ctx, requested.ID, reversal.Denied, "", h.now))
		return
	}
	for range 2 { // again changes nothing
		require.NoError(t, h.RecordReversed(ctx, requested.ID, "red of "+requested.ID, &h.now, h.now))
	}
	if request.Nets == nil {
		i.red("", i.cents())
	} else {
		i.red(line.TaxCode, requested.Gross.Cents())
	}
	undone, err := h.Invoice(ctx, id)
	require.NoError(t, err)
	require.Equal(t, map[bool]invoice.Status{true: invoice.RedIssued, false: invoice.PartlyRedIssued}[i.cents() == 0], undone.Status)
}

func (h *history) wait(t *rapid.T) {
	h.now = h.now.Add(time.Duration(rapid.IntRange(1, 30).Draw(t, "hours")) * time.Hour)
}

// same compares a refusal with the one expected; none is none.
func same(t *rapid.T, expected refusal.Code, err error) {
	var one *refusal.Refusal
	var list refusal.List
	got := refusal.Code("")
	switch {
	case errors.As(err, &list):
		got = list[0].Code
	case errors.As(err, &one):
		got = one.Code
	default:
		require.NoError(t, err)
	}
	require.Equal(t, expected, got)
}

// compare checks every record, the balance and the identity against the model.
func (h *history) compare(t *rapid.T) {
	ctx := context.Background()
	page, err := h.Records(ctx, h.account, invoice.Platform, paging.Request{Size: 200})
	require.NoError(t, err)
	require.Len(t, page.Items, len(h.model.records))
	var released, reserved, invoiced, outstanding int64
	for n, r := range h.model.records { // ids are in the order of making
		got := page.Items[n]
		require.Equal(t, r.id, got.Consumption)
		require.Equal(t, []int64{r.cash, r.free, r.reserved, r.invoiced, r.outstanding, r.refunded},
			[]int64{got.Cash.Cents(), got.Free.Cents(), got.Reserved.Cents(), got.Invoiced.Cents(), got.Outstanding.Cents(), got.Refunded.Cents()}, r.id)
		reserved, invoiced, outstanding = reserved+r.reserved, invoiced+r.invoiced, outstanding+r.outstanding
		if r.released(h.now) {
			released += r.free
		}
	}
	b, err := h.Balance(ctx, h.account, invoice.Platform, h.now)
	require.NoError(t, err)
	require.Equal(t, []int64{released - outstanding, reserved, invoiced, outstanding},
		[]int64{b.Available.Cents(), b.Reserved.Cents(), b.Invoiced.Cents(), b.Outstanding.Cents()})
	require.Equal(t, b.Available, money.Sum(b.Prepaid, b.Postpaid).Sub(money.Sum(b.Reserved, b.Invoiced, b.Outstanding)), "L4")
	h.identity(t, b)
}

// identity: per tax code, eligible cash − refunds = unreserved + reserved + invoiced − outstanding (L11); and what
// exceeds the unreserved is uncovered (L8).
func (h *history) identity(t *rapid.T, b books.Balance) {
	allowed := true
	for _, code := range b.TaxCodes {
		var eligible, free, bound, owed, released int64
		for _, r := range h.model.records {
			if r.code != code.TaxCode {
				continue
			}
			eligible += r.cash - r.refunded
			free, bound, owed = free+r.free, bound+r.reserved+r.invoiced, owed+r.outstanding
			if r.released(h.now) {
				released += r.free
			}
		}
		require.Equal(t, eligible, free+bound-owed)
		require.Equal(t, []int64{released, owed, max(0, owed-released)}, []int64{code.Unreserved.Cents(), code.Outstanding.Cents(), code.Uncovered.Cents()})
		allowed = allowed && owed <= released
	}
	require.Equal(t, allowed, b.WithdrawalAllowed)
}
