package office_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/domain/secondperson"
	"kaipiao/office/applications"
	"kaipiao/office/books"
	"kaipiao/office/paging"
	"kaipiao/office/reversals"
)

// L1–L11: whatever happens in whatever order, the register and the simple model say the same of every record, and the
// identity holds. A long run: go test ./office -run L11Whatever -rapid.checks=2000 -rapid.steps=60
func TestL11WhateverHappensTheLedgerAddsUp(t *testing.T) {
	w := newWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		h := &history{World: w, Now: now, Account: ids.Account(fmt.Sprintf("acct-%d", runs.Add(1)))}
		w.Account(h.Account)
		h.Vendor, h.Master = ids.Seller("isv-of-"+h.Account), "master-of-"+h.Account
		w.Account(h.Master)
		t.Repeat(map[string]func(*rapid.T){
			"consume": h.Consume, "get approved": h.GetApproved, "sell and approve": h.SellAndApprove,
			"release": h.Release, "refund": h.Refund, "apply": h.Apply, "cancel": h.Cancel, "approve": h.Approve,
			"issue": h.Issue, "red": h.Red, "wait": h.Wait, "vendor issues": h.VendorIssues, "vendor refuses": h.VendorRefuses,
			"vendor reverses": h.VendorReverses, "park": h.Park, "submit again": h.SubmitAgain, "give up": h.GiveUp,
			"accept the debt": h.AcceptDebt, "change the subject": h.Succeed, "join": h.Join, "leave": h.Leave,
			"apply as master": h.ApplyAsMaster, "apply for the member": h.ApplyForMember, "": h.Compare,
		})
		broken, err := w.Audit(context.Background())
		require.NoError(t, err)
		require.Empty(t, broken)
	})
}

// runs counts accounts, so that no two runs meet.
var runs atomic.Int64

// history is one run: what happened to one account, in the register and in the model.
type history struct {
	World
	Model   model
	Now     time.Time
	Account ids.Account
	// Master is the account's, where it is a member (A13).
	Master ids.Account
	// Vendor sells to this account alone.
	Vendor ids.Seller
	Count  int
}

// Seller draws one of the two.
func (h *history) Seller(t *rapid.T) ids.Seller {
	return rapid.SampledFrom([]ids.Seller{invoice.Platform, invoice.Platform, h.Vendor}).Draw(t, "seller")
}

func (h *history) Id(what string) string {
	h.Count++
	return fmt.Sprintf("%s-%s-%03d", h.Account, what, h.Count)
}

var bothCodes = []string{"3040203000000000000", "3040201010000000000"}

func (h *history) Consume(t *rapid.T) { h.ConsumeOf(t, h.Seller(t)) }

func (h *history) ConsumeOf(t *rapid.T, seller ids.Seller) *modelRecord {
	r := &modelRecord{
		Id: ids.Consumption(h.Id("c")), Code: rapid.SampledFrom(bothCodes).Draw(t, "code"), Rate: rapid.SampledFrom([]string{"0.06", "0.13"}).Draw(t, "rate"),
		Charge: rapid.SampledFrom([]ledger.Charge{ledger.Prepaid, ledger.Postpaid}).Draw(t, "charge"),
		PaidAt: h.Now.Add(-time.Duration(rapid.IntRange(0, 72).Draw(t, "hours ago")) * time.Hour),
		Cash:   rapid.Int64Range(0, 50000).Draw(t, "cash"), Seller: seller,
	}
	var delivered *time.Time
	if r.Seller == h.Vendor {
		at := r.PaidAt.Add(-time.Duration(rapid.IntRange(0, 10).Draw(t, "days before")) * 24 * time.Hour)
		delivered, r.ReleasedAt = &at, calendar.DateOf(at).AddDays(7).At(0, 0, 0)
	}
	h.Model.Consume(r)
	require.NoError(t, h.Books.RecordConsumptions(context.Background(), []ledger.Consumption{{
		ID: r.Id, Account: h.Account, Charge: r.Charge, Seller: r.Seller, Product: "p", DeliveredAt: delivered, TaxCode: r.Code, TaxRate: money.MustParseRate(r.Rate),
		Cash: money.FromCents(r.Cash), Coupon: money.FromCents(700), PaidAt: r.PaidAt,
	}}, h.Now))
	return r
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

func (h *history) Release(t *rapid.T) {
	r := pick(t, h.Model.Records, func(r *modelRecord) bool { return r.Charge == ledger.Prepaid && r.ReleasedAt.IsZero() })
	r.ReleasedAt = h.Now
	require.NoError(t, h.Books.ResourcesCreated(context.Background(), r.Id, h.Now))
}

func (h *history) Refund(t *rapid.T) {
	r := pick(t, h.Model.Records, func(r *modelRecord) bool { return r.Cash > 0 })
	cents := rapid.Int64Range(1, r.Cash+1).Draw(t, "cents")
	expected := h.Model.Refund(r, cents)
	same(t, expected, h.Books.RecordRefunds(context.Background(), []ledger.Refund{{
		ID: ids.Refund(h.Id("r")), Consumption: r.Id, Cash: money.FromCents(cents), Reason: ledger.Refunded, RefundedAt: h.Now,
	}}, h.Now))
}

func (h *history) Apply(t *rapid.T) {
	h.ApplyTo(t, h.Seller(t), rapid.Int64Range(1, 120000).Draw(t, "cents"))
}

func (h *history) ApplyTo(t *rapid.T, seller ids.Seller, cents int64) *modelApplication {
	return h.ApplyBy(t, application.Request{Account: h.Account, Seller: seller}, cents)
}

// ApplyBy applies for the account or its master, as the request says.
func (h *history) ApplyBy(t *rapid.T, request application.Request, cents int64) *modelApplication {
	id, amount := h.Id("a"), money.FromCents(cents)
	request.Kind, request.Medium, request.Amount = invoice.Ordinary, invoice.Electronic, &amount
	expected, refused := h.Model.Apply(ids.Application(id), request.Seller, cents, h.Now, request.Account == h.Master)
	accepted, err := h.Submitted(id, request)
	same(t, refused, err)
	if err == nil {
		require.Equal(t, expected.Status, string(accepted.Status))
		require.Len(t, accepted.Invoices, len(expected.Invoices))
	}
	return expected
}

func (h *history) Submitted(id string, request application.Request) (application.Application, error) {
	return h.Applications.Submit(context.Background(), applications.Submission{
		ID: ids.Application(id), Key: id, Fingerprint: []byte(id), By: actor.Actor{Kind: actor.Service, Name: "test"}, Request: request,
	}, h.Now)
}

func (h *history) Decided(t *rapid.T) *modelApplication {
	return pick(t, h.Model.Applications, func(a *modelApplication) bool { return a.Status == "pending_approval" })
}

func (h *history) Cancel(t *rapid.T) {
	a := h.Decided(t)
	a.Cancel()
	_, err := h.Applications.Cancel(context.Background(), a.Id, actor.Actor{Kind: actor.Service, Name: "customer"}, "", h.Now)
	require.NoError(t, err)
}

func (h *history) Approve(t *rapid.T) { h.ApproveOne(t, h.Decided(t)) }

func (h *history) ApproveOne(t *rapid.T, a *modelApplication) {
	a.Approve()
	_, err := h.Applications.Approve(context.Background(), a.Id, secondperson.Trusted(actor.Product), "", h.Now)
	require.NoError(t, err)
}

// InvoiceIn draws an invoice of the platform in a state, with its id.
func (h *history) InvoiceIn(t *rapid.T, status string) (*modelInvoice, ids.Invoice) {
	return h.InvoiceOf(t, false, status)
}

// InvoiceOf draws one of the vendor, or of the platform.
func (h *history) InvoiceOf(t *rapid.T, vendor bool, status string) (*modelInvoice, ids.Invoice) {
	type named struct {
		*modelInvoice
		Id ids.Invoice
	}
	var all []named
	for _, a := range h.Model.Applications {
		if vendor != (a.Seller == h.Vendor) {
			continue
		}
		for n, i := range a.Invoices {
			all = append(all, named{i, application.InvoiceID(a.Id, n+1)})
		}
	}
	found := pick(t, all, func(i named) bool { return i.Status == status })
	return found.modelInvoice, found.Id
}

func (h *history) Issue(t *rapid.T) {
	i, id := h.InvoiceIn(t, "approved")
	left := i.LeaveOut()
	serial, _, err := h.Invoices.BeginIssuing(context.Background(), id, h.Now)
	if !left {
		same(t, refusal.WrongState, err)
		return
	}
	require.NoError(t, err)
	again, _, err := h.Invoices.BeginIssuing(context.Background(), id, h.Now)
	require.NoError(t, err)
	require.Equal(t, serial, again)
	document, err := h.Invoices.Document(context.Background(), id, serial)
	require.NoError(t, err)
	require.Equal(t, i.Cents(), document.Gross.Cents(), "the document says what is left (I7)")
	require.Equal(t, document.Gross, document.Net.Add(document.Tax))
	i.Issue()
	_, err = h.Invoices.RecordIssued(context.Background(), id, serial, "number of "+string(id), h.Now, h.Now)
	require.NoError(t, err)
}

// Red reverses an invoice, or a part of one of its lines; sometimes nothing comes of it.
func (h *history) Red(t *rapid.T) {
	i, id := h.InvoiceIn(t, "issued")
	ctx := context.Background()
	request := reversals.Request{
		Invoice: id, Reason: invoice.RedReturn, By: actor.Actor{Kind: actor.Service, Name: "test"}, Key: h.Id("red"), Fingerprint: []byte(id),
	}
	shown, err := h.Invoices.Invoice(ctx, id)
	require.NoError(t, err)
	line := rapid.SampledFrom(shown.Lines).Draw(t, "line")
	if rapid.Bool().Draw(t, "in part") && line.Net.IsPositive() {
		request.Nets = map[int]money.Amount{line.Number: money.FromCents(rapid.Int64Range(1, line.Net.Cents()).Draw(t, "net"))}
	}
	requested, err := h.Reversals.Request(ctx, request, h.Now)
	if refused := new(refusal.List); request.Nets != nil && errors.As(err, refused) {
		return // more than is left, and nothing has changed
	}
	require.NoError(t, err)
	_, err = h.Reversals.Request(ctx,
		reversals.Request{Invoice: id, Reason: invoice.RedReturn, By: request.By, Key: h.Id("red"), Fingerprint: []byte(id)}, h.Now)
	same(t, refusal.ReversalRunning, err)
	if rapid.IntRange(0, 3).Draw(t, "denied") == 0 {
		require.NoError(t, h.Reversals.RecordNotReversed(ctx, requested.ID, reversal.Denied, "", h.Now))
		return
	}
	for range 2 { // again changes nothing
		require.NoError(t, h.Reversals.RecordReversed(ctx, requested.ID, "red of "+string(requested.ID), &h.Now, h.Now))
	}
	if request.Nets == nil {
		i.Red("", i.Cents())
	} else {
		i.Red(line.TaxCode, requested.Gross.Cents())
	}
	undone, err := h.Invoices.Invoice(ctx, id)
	require.NoError(t, err)
	require.Equal(t, map[bool]invoice.Status{true: invoice.RedIssued, false: invoice.PartlyRedIssued}[i.Cents() == 0], undone.Status)
}

func (h *history) Wait(t *rapid.T) {
	h.Now = h.Now.Add(time.Duration(rapid.IntRange(1, 30).Draw(t, "hours")) * time.Hour)
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

// Compare checks every record, the balance and the identity against the model: of every subject, with both sellers.
func (h *history) Compare(t *rapid.T) {
	for subject := 1; subject <= h.Model.Subject(); subject++ {
		for _, seller := range []ids.Seller{invoice.Platform, h.Vendor} {
			h.CompareOne(t, h.Account, subject, seller)
		}
	}
	h.CompareOne(t, h.Master, 1, invoice.Platform)
}

// Shown are the records of an account that are shown of a subject: those that are its to invoice, and as it has paid them those that its master
// invoices, of which nothing is left for it.
func (h *history) Shown(account ids.Account, subject int, seller ids.Seller) (shown []*modelRecord) {
	for _, r := range h.Model.Records {
		switch {
		case r.Seller != seller:
		case r.OfMaster == (account == h.Master) && r.Subject == subject:
			shown = append(shown, r)
		case r.OfMaster && account == h.Account && h.Model.SubjectAt(r.PaidAt) == subject:
			shown = append(shown, &modelRecord{Id: r.Id, Code: r.Code, Cash: r.Cash, Refunded: r.Refunded, OfMaster: true})
		}
	}
	return shown
}

func (h *history) CompareOne(t *rapid.T, account ids.Account, subject int, seller ids.Seller) {
	ctx := context.Background()
	records := h.Shown(account, subject, seller)
	page, err := h.Books.RecordsOfSubject(ctx, account, subject, seller, paging.Request{Size: 200})
	require.NoError(t, err)
	require.Len(t, page.Items, len(records))
	var released, reserved, invoiced, outstanding int64
	for n, r := range records { // ids are in the order of making
		got := page.Items[n]
		require.Equal(t, r.Id, got.Consumption)
		require.Equal(t, r.OfMaster && account == h.Account, got.InvoicedByMaster)
		require.Equal(t, []int64{r.Cash, r.Free, r.Reserved, r.Invoiced, r.Outstanding, r.Refunded},
			[]int64{got.Cash.Cents(), got.Free.Cents(), got.Reserved.Cents(), got.Invoiced.Cents(), got.Outstanding.Cents(), got.Refunded.Cents()}, r.Id)
		reserved, invoiced, outstanding = reserved+r.Reserved, invoiced+r.Invoiced, outstanding+r.Outstanding
		if r.Released(h.Now) {
			released += r.Free
		}
	}
	b, err := h.Books.BalanceOfSubject(ctx, account, subject, seller, h.Now)
	require.NoError(t, err)
	require.Equal(t, []int64{released - outstanding, reserved, invoiced, outstanding},
		[]int64{b.Available.Cents(), b.Reserved.Cents(), b.Invoiced.Cents(), b.Outstanding.Cents()})
	require.Equal(t, b.Available, money.Sum(b.Prepaid, b.Postpaid).Sub(money.Sum(b.Reserved, b.Invoiced, b.Outstanding)), "L4")
	if account == h.Account {
		records = slices.DeleteFunc(records, func(r *modelRecord) bool { return r.OfMaster })
	}
	h.Identity(t, records, b)
	h.Withdrawal(t, account == h.Master, b)
}

// Identity: per tax code, eligible cash − refunds = unreserved + reserved + invoiced − outstanding (L11); and what
// exceeds the unreserved is uncovered (L8).
func (h *history) Identity(t *rapid.T, records []*modelRecord, b books.Balance) {
	for _, code := range b.TaxCodes {
		var eligible, free, bound, owed, released int64
		for _, r := range records {
			if r.Code != code.TaxCode {
				continue
			}
			eligible += r.Cash - r.Refunded
			free, bound, owed = free+r.Free, bound+r.Reserved+r.Invoiced, owed+r.Outstanding
			if r.Released(h.Now) {
				released += r.Free
			}
		}
		require.Equal(t, eligible, free+bound-owed)
		require.Equal(t, []int64{released, owed, max(0, owed-released)}, []int64{code.Unreserved.Cents(), code.Outstanding.Cents(), code.Uncovered.Cents()})
	}
}

// Withdrawal: what is uncovered of the present subject, with whatever seller, and whatever a former one owes, holds the account's balance
// (L8, L13), whoever's balance is read.
func (h *history) Withdrawal(t *rapid.T, master bool, b books.Balance) {
	type place struct {
		Subject int
		Seller  ids.Seller
		Code    string
	}
	owed, expected, held := map[place]int64{}, map[place]int64{}, map[place]int64{}
	for _, r := range h.Model.Records {
		if r.OfMaster != master {
			continue
		}
		at := place{r.Subject, r.Seller, r.Code}
		owed[at] += r.Outstanding
		if h.Model.Has(r, master) && r.Released(h.Now) {
			owed[at] -= r.Free
		}
	}
	for at, cents := range owed {
		if cents > 0 {
			expected[at] = cents
		}
	}
	for _, hold := range b.Holds {
		require.Equal(t, hold.Subject != h.Model.SubjectOf(master), hold.Former)
		held[place{hold.Subject, hold.Seller, hold.TaxCode}] = hold.Amount.Cents()
	}
	require.Equal(t, expected, held)
	require.Equal(t, len(expected) == 0, b.WithdrawalAllowed())
}
