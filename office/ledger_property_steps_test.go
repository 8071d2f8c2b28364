package office_test

import (
	"context"
	"fmt"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/domain/vendor"
	"kaipiao/office/tickets"
)

// What else happens to an account: what its vendor does, what is parked before the provider has taken it, and who takes the account over.

var isv = actor.Actor{Kind: actor.Vendor, Name: "isv"}

// Number is one of twenty digits that no other document of the vendor has.
func (h *history) Number() string {
	h.Count++
	return fmt.Sprintf("%020d", h.Count)
}

// GetApproved comes to an approved invoice in one step, so that a short history has some: of what was just consumed and can be invoiced.
func (h *history) GetApproved(t *rapid.T) { h.approvedOf(t, invoice.Platform) }

// SellAndApprove does so with the vendor.
func (h *history) SellAndApprove(t *rapid.T) { h.approvedOf(t, h.Vendor) }

func (h *history) approvedOf(t *rapid.T, seller ids.Seller) {
	r := h.ConsumeOf(t, seller)
	if r.Charge == ledger.Prepaid && seller == invoice.Platform {
		r.ReleasedAt = h.Now
		require.NoError(t, h.Books.ResourcesCreated(context.Background(), r.Id, h.Now))
	}
	if !r.Released(h.Now) || r.Cash == 0 {
		return
	}
	by := h.Account
	if r.OfMaster {
		by = h.Master
	}
	if a := h.ApplyBy(t, application.Request{Account: by, Seller: seller}, r.Cash); a != nil && a.Status == "pending_approval" {
		h.ApproveOne(t, a)
	}
}

func (h *history) VendorIssues(t *rapid.T) {
	i, id := h.InvoiceOf(t, true, "approved")
	i.Issue()
	said := vendor.Issue{Vendor: h.Vendor, Number: h.Number(), IssuedOn: calendar.DateOf(h.Now), By: isv}
	for range 2 { // again changes nothing
		require.NoError(t, h.Vendors.Issue(context.Background(), id, said, h.Now))
	}
	shown, err := h.Invoices.Invoice(context.Background(), id)
	require.NoError(t, err)
	require.Equal(t, i.Cents(), shown.Amount.Cents())
}

// VendorRefuses: the reservation is given back; what was refunded since clears that debt (V10).
func (h *history) VendorRefuses(t *rapid.T) {
	i, id := h.InvoiceOf(t, true, "approved")
	i.Stop()
	said := vendor.Refusal{Vendor: h.Vendor, Reason: "no", By: isv}
	for range 2 {
		require.NoError(t, h.Vendors.Refuse(context.Background(), id, said, h.Now))
	}
}

// VendorReverses: wholly, or a part of a line; the ledger follows (V10).
func (h *history) VendorReverses(t *rapid.T) {
	i, id := h.InvoiceOf(t, true, "issued")
	ctx := context.Background()
	shown, err := h.Invoices.Invoice(ctx, id)
	require.NoError(t, err)
	said := vendor.Reversal{Vendor: h.Vendor, Number: h.Number(), IssuedOn: calendar.DateOf(h.Now), By: isv}
	line := rapid.SampledFrom(shown.Lines).Draw(t, "line")
	if rapid.Bool().Draw(t, "in part") {
		said.Nets = map[int]money.Amount{line.Number: money.FromCents(rapid.Int64Range(1, line.Net.Cents()).Draw(t, "net"))}
	}
	err = h.Vendors.Reversed(ctx, id, said, h.Now)
	if said.Nets != nil && err != nil {
		return // more than is left, and nothing has changed
	}
	require.NoError(t, err)
	require.NoError(t, h.Vendors.Reversed(ctx, id, said, h.Now), "again changes nothing")
	undone, err := h.Invoices.Invoice(ctx, id)
	require.NoError(t, err)
	if said.Nets == nil {
		i.Red("", i.Cents())
	} else {
		i.Red(line.TaxCode, undone.Reversals[len(undone.Reversals)-1].Gross.Cents())
	}
	require.Equal(t, map[bool]invoice.Status{true: invoice.RedIssued, false: invoice.PartlyRedIssued}[i.Cents() == 0], undone.Status)
}

// Park: the serial is stored, and the provider has not accepted it: it holds nothing (I10).
func (h *history) Park(t *rapid.T) {
	i, id := h.InvoiceIn(t, "approved")
	if !i.LeaveOut() {
		_, _, err := h.Invoices.BeginIssuing(context.Background(), id, h.Now)
		same(t, "wrong_state", err)
		return
	}
	_, _, err := h.Invoices.BeginIssuing(context.Background(), id, h.Now)
	require.NoError(t, err)
	require.NoError(t, h.Invoices.NotSubmitted(context.Background(), id, h.Now))
	i.Status = "parked"
}

// SubmitAgain: what was refunded while it was parked is left out, under the same serial (I7, I10).
func (h *history) SubmitAgain(t *rapid.T) {
	i, id := h.InvoiceIn(t, "parked")
	ctx := context.Background()
	before, err := h.Invoices.Invoice(ctx, id)
	require.NoError(t, err)
	left := i.LeaveOut()
	submission, err := h.Invoices.ToSubmit(ctx, id, before.Serial, h.Now)
	require.NoError(t, err)
	require.Equal(t, left, !submission.GivenUp)
	if !left {
		return
	}
	require.Equal(t, i.Cents(), submission.Gross.Cents())
	i.Issue()
	_, err = h.Invoices.RecordIssued(ctx, id, before.Serial, "number of "+string(id), h.Now, h.Now)
	require.NoError(t, err)
}

// GiveUp: what is parked is cancelled.
func (h *history) GiveUp(t *rapid.T) {
	i, id := h.InvoiceIn(t, "parked")
	i.Stop()
	require.NoError(t, h.Invoices.Stop(context.Background(), id, zhao, "no", h.Now))
}

// AcceptDebt: finance accepts what is outstanding, for the next change of the subject (L13).
func (h *history) AcceptDebt(t *rapid.T) {
	if h.Model.Owed() == 0 {
		t.Skip("nothing is owed")
	}
	ctx, id := context.Background(), ids.Ticket(h.Id("t"))
	_, err := h.Tickets.Open(ctx, tickets.Request{
		Key: string(id), Fingerprint: []byte(id), Ticket: ticket.Ticket{
			ID: id, Kind: ticket.Other, Account: h.Account, Note: "?", AcceptOutstanding: true, OpenedBy: actor.Actor{Kind: actor.Service, Name: "test"},
		},
	}, tickets.Prints{}, h.Now)
	require.NoError(t, err)
	proposed, err := h.Tickets.Accept(ctx, id, secondperson.Trusted(zhao), "seen", tickets.Prints{}, h.Now)
	require.NoError(t, err)
	require.Nil(t, proposed.Accepted)
	accepted, err := h.Tickets.Accept(ctx, id, secondperson.Trusted(qian), "seen", tickets.Prints{}, h.Now)
	require.NoError(t, err)
	require.Equal(t, h.Model.Owed(), accepted.Accepted.Cents())
	h.Model.Accepted = max(h.Model.Accepted, h.Model.Owed())
}

// Succeed: another subject takes the account over, or may not (R6, L13).
func (h *history) Succeed(t *rapid.T) {
	if h.Model.Owed() == 0 && rapid.IntRange(0, 3).Draw(t, "rarely") > 0 {
		t.Skip("a new subject begins with nothing, and little happens to it")
	}
	expected := h.Model.Succeed(h.Now)
	same(t, expected, h.Customers.PutAccount(context.Background(), application.Account{
		ID: h.Account, Region: application.Mainland, Email: "a@example.test", Certification: invoice.Certification{
			Type: invoice.Enterprise, Name: fmt.Sprintf("北京第%d科技有限公司", h.Model.Subject()*1000+h.Count), TaxpayerID: "91110000802100433B",
		},
	}, application.SubjectChange, actor.Actor{Kind: actor.Service, Name: "test"}, h.Now))
	h.Count++
}
