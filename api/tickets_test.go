package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/office/tickets"
)

var elsewhere = object{"recipient": "李四", "phone": "021-5555", "region": "上海市", "street": "世纪大道1号"}

// ticket opens one as the customer, and returns its id.
func (s *service) ticket(key string, body object) string {
	s.t.Helper()
	return s.must(customer, http.MethodPost, "/v1/tickets", body, "Idempotency-Key", key)["id"].(string)
}

func (s *service) ticketed() map[string]string {
	s.t.Helper()
	return map[string]string{"id": s.ticket("ticketed", object{"kind": "cancel", "application": pending(s)["id"], "note": ""})}
}

// failed is an invoice that the provider refused for good.
func (s *service) failed(key string) string {
	s.t.Helper()
	id, ctx := s.approved(s.applied(key, eInvoice("2.00")))[0], context.Background()
	serial, _, err := s.register.Invoices.BeginIssuing(ctx, ids.Invoice(id), s.now)
	require.NoError(s.t, err)
	require.NoError(s.t, s.register.Invoices.RecordFailed(ctx, ids.Invoice(id), serial, "购方税号有误", s.now))
	return id
}

func (s *service) accept(ticket string) answer {
	s.t.Helper()
	return s.call(finance, http.MethodPost, "/v1/tickets/"+ticket+"/accept", nil)
}

// R2, R3: what a cancel ticket comes to depends on how far the invoice is. What cannot be done is said, and changes nothing.
func TestR2ATicketCancelsAtEachStage(t *testing.T) {
	for _, c := range []struct {
		stage string
		// reach brings an application there and returns its id.
		reach func(s *service) string
		// refused is why accepting is refused; otherwise the ticket's state afterwards.
		refused, ticket, available string
		// reversal is how what is issued is undone; it has begun, and the amount comes back when it is done.
		reversal string
	}{
		{stage: "claimed", reach: func(s *service) string {
			id := s.applied("a", eInvoice("100.00"))
			s.must(finance, http.MethodPost, "/v1/applications/"+id+"/claim", nil)
			return id
		}, ticket: "done", available: "100.00"},
		{stage: "approved", reach: func(s *service) string {
			id := s.applied("a", eInvoice("100.00"))
			s.approved(id)
			return id
		}, ticket: "done", available: "100.00"},
		{stage: "sent", reach: func(s *service) string {
			id := s.applied("a", eInvoice("100.00"))
			_, _, err := s.register.Invoices.BeginIssuing(context.Background(), ids.Invoice(s.approved(id)[0]), s.now)
			require.NoError(s.t, err)
			return id
		}, refused: "already_sent", available: "0.00"},
		{stage: "refused for good", reach: func(s *service) string {
			s.failed("a")
			return s.must(customer, http.MethodGet, "/v1/accounts/acct/applications", nil)["items"].([]any)[0].(object)["id"].(string)
		}, ticket: "done", available: "100.00"},
		{stage: "issued", reach: func(s *service) string {
			id := s.applied("a", eInvoice("100.00"))
			s.issued(s.approved(id)[0], "26110000000000000001")
			return id
		}, ticket: "done", available: "0.00", reversal: "red"},
		{stage: "in the house", reach: func(s *service) string {
			id := s.applied("a", onPaper("100.00"))
			s.issued(s.approved(id)[0], "26110000000000000001")
			return id
		}, ticket: "done", available: "0.00", reversal: "void"},
		{stage: "collected", reach: func(s *service) string {
			id := s.applied("a", onPaper("100.00"))
			i := s.approved(id)[0]
			s.issued(i, "26110000000000000001")
			_, err := s.register.Parcels.FixAddress(context.Background(), ids.Invoice(i), s.now)
			require.NoError(s.t, err)
			return id
		}, ticket: "awaiting_materials", available: "0.00"},
		{stage: "shipped", reach: func(s *service) string {
			id := s.applied("a", onPaper("100.00"))
			i := s.approved(id)[0]
			s.issued(i, "26110000000000000001")
			s.must(finance, http.MethodPost, "/v1/invoices/"+i+"/ship", object{"tracking_number": "SF1"})
			return id
		}, ticket: "awaiting_materials", available: "0.00"},
	} {
		t.Run(c.stage, func(t *testing.T) {
			s := newService(t)
			s.account("acct")
			s.consumed(bill("c1", "acct", "100.00"))
			id := c.reach(s)
			require.Equal(t, "needs_ticket", s.call(customer, http.MethodPost, "/v1/applications/"+id+"/cancel", nil).code(), "not alone any more")
			ticket := s.ticket("t", object{"kind": "cancel", "application": id, "note": "抬头写错了"})
			if c.refused != "" {
				s.refused(http.StatusConflict, c.refused, "", finance, http.MethodPost, "/v1/tickets/"+ticket+"/accept", nil)
				require.Equal(t, "open", s.must(customer, http.MethodGet, "/v1/tickets/"+ticket, nil)["status"])
			} else {
				require.Equal(t, c.ticket, s.accept(ticket).body["status"])
				after, again := s.contents(), s.accept(ticket)
				if c.ticket == "awaiting_materials" {
					require.Equal(t, "materials_missing", again.code())
				} else {
					require.Equal(t, c.ticket, again.body["status"])
				}
				require.Equal(t, after, s.contents(), "accepting again changes nothing")
			}
			require.Equal(t, c.reversal, s.reversing(id))
			require.Equal(t, c.available, s.balance("")["available"])
			s.sound()
		})
	}
}

// reversing is how the one invoice of an application is being undone.
func (s *service) reversing(application string) string {
	s.t.Helper()
	reversal, err := s.register.Reversals.Next(context.Background(), ids.Invoice(application+"-1"))
	require.NoError(s.t, err)
	return string(reversal.Kind)
}

// R2: a refused ticket says why, and nothing else has changed.
func TestR2ARefusedTicketSaysWhy(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.account("other")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.applied("a", eInvoice("100.00"))
	body := object{"kind": "cancel", "application": id, "note": ""}
	ticket := s.ticket("t", body)
	require.Equal(t, ticket, s.ticket("t", body), "the same key, the same ticket")
	s.refused(http.StatusConflict, "idempotency_key_reused", "", customer, http.MethodPost, "/v1/tickets", with(body, object{"note": "x"}),
		"Idempotency-Key", "t")
	s.refused(http.StatusNotFound, "not_found", "", stranger, http.MethodPost, "/v1/tickets", body, "Idempotency-Key", "t")
	require.Empty(t, s.must(stranger, http.MethodGet, "/v1/tickets", nil)["items"], "another account's tickets are not shown")
	refused := s.must(finance, http.MethodPost, "/v1/tickets/"+ticket+"/refuse", object{"reason": "已在处理"})
	require.Equal(t, "refused", refused["status"])
	require.Equal(t, "已在处理", s.must(customer, http.MethodGet, "/v1/tickets/"+ticket, nil)["reason"])
	require.Equal(t, "pending_approval", s.must(customer, http.MethodGet, "/v1/applications/"+id, nil)["status"])
	s.refused(http.StatusConflict, "wrong_state", "", finance, http.MethodPost, "/v1/tickets/"+ticket+"/accept", nil)
}

// R4: the address is changed while the application waits, and afterwards until the courier is ordered; where the courier
// refused the parcel for good, again.
func TestR4TheAddressIsChangedUntilTheCourierIsOrdered(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.applied("a", onPaper("100.00"))
	opened := 0
	change := func(street string) answer {
		opened++
		return s.accept(s.ticket(fmt.Sprint("t", opened),
			object{"kind": "change_address", "application": id, "note": "", "address": with(elsewhere, object{"street": street})}))
	}
	goesTo := func(invoiceID string) string {
		i, err := s.register.Invoices.Invoice(ctx, ids.Invoice(invoiceID))
		require.NoError(t, err)
		return i.Address.Street
	}
	require.Equal(t, "done", change("一号").body["status"])
	i := s.approved(id)[0]
	require.Equal(t, "一号", goesTo(i))
	require.Equal(t, "done", change("二号").body["status"])
	s.issued(i, "26110000000000000001")
	require.Equal(t, "done", change("三号").body["status"])
	fixed, err := s.register.Parcels.FixAddress(ctx, ids.Invoice(i), s.now)
	require.NoError(t, err)
	require.Equal(t, "三号", fixed.Address.Street)
	require.Equal(t, "address_fixed", change("四号").code())
	require.NoError(t, s.register.Parcels.UnfixAddress(ctx, ids.Invoice(i)))
	require.Equal(t, "done", change("五号").body["status"])
	s.must(finance, http.MethodPost, "/v1/invoices/"+i+"/ship", object{"tracking_number": "SF1"})
	require.Equal(t, "address_fixed", change("六号").code())
	require.Equal(t, "五号", goesTo(i))
}

// R2, R3: finance accepts a cancellation in the moment in which the serial is stored. One of them wins, and the other is
// told so: never cancelled and sent.
func TestR3ATicketAndTheSerialCross(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "1000.00"))
	const rounds = 100
	stopped, sent := 0, 0
	for n := range rounds {
		id := s.applied(fmt.Sprint("a", n), eInvoice("1.00"))
		i := s.approved(id)[0]
		ticket := s.ticket(fmt.Sprint("t", n), object{"kind": "cancel", "application": id, "note": ""})
		var together sync.WaitGroup
		var accepted, begun error
		var serial invoice.Serial
		together.Go(func() {
			_, accepted = s.register.Tickets.Accept(ctx, ids.Ticket(ticket), clerkZhao, "", tickets.Prints{}, s.now)
		})
		together.Go(func() { serial, _, begun = s.register.Invoices.BeginIssuing(ctx, ids.Invoice(i), s.now) })
		together.Wait()
		var refused *refusal.Refusal
		if accepted == nil {
			stopped++
			require.Empty(t, serial)
			require.ErrorAs(t, begun, &refused)
			continue
		}
		sent++
		require.NoError(t, begun)
		require.NotEmpty(t, serial)
		require.True(t, errors.As(accepted, &refused) && refused.Code == refusal.AlreadySent, accepted)
	}
	require.Equal(t, rounds, stopped+sent)
	require.Equal(t, fmt.Sprintf("%d.00", sent), s.balance("")["reserved"])
	s.sound()
}

// Case 43: after a final refusal finance corrects the buyer's data; the next serial is of another generation, and the
// document says what is right.
func TestCase43ACorrectedInvoiceGetsAnotherSerial(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "2.00"))
	id := s.failed("a")
	s.refused(http.StatusUnprocessableEntity, "taxpayer_id_invalid", "taxpayer_id", finance, http.MethodPost, "/v1/invoices/"+id+"/correct",
		object{"title": "北京甲科技有限公司", "taxpayer_id": "91110000802100433A"})
	_, _, err := s.register.Invoices.BeginIssuing(ctx, ids.Invoice(id), s.now)
	require.Error(t, err, "the refused serial is not used again")
	corrected := s.must(finance, http.MethodPost, "/v1/invoices/"+id+"/correct",
		object{"title": "北京甲科技有限公司", "taxpayer_id": companyID, "bank_account": "招商银行 2"})
	require.Equal(t, "approved", corrected["status"])
	require.Nil(t, corrected["failure"])
	serial, _, err := s.register.Invoices.BeginIssuing(ctx, ids.Invoice(id), s.now)
	require.NoError(t, err)
	require.Equal(t, invoice.SerialFor(ids.Invoice(id), 2), serial)
	document, err := s.register.Invoices.Document(ctx, ids.Invoice(id), serial)
	require.NoError(t, err)
	require.Equal(t, "招商银行 2", document.Buyer.BankAccount)
	require.Equal(t, "2.00", s.balance("")["reserved"])
	s.refused(http.StatusConflict, "wrong_state", "", finance, http.MethodPost, "/v1/invoices/"+id+"/correct",
		object{"title": "北京甲科技有限公司", "taxpayer_id": companyID})
	s.sound()
}

// R2, R5: what is issued is not cancelled by a message to its workflow; it needs a ticket, which reverses it.
func TestR2AMessageDoesNotCancelWhatIsIssued(t *testing.T) {
	s := withBills(t)
	id := s.paper("a", "ordinary")
	before := s.contents()
	var refused *refusal.Refusal
	require.ErrorAs(t, s.register.Invoices.Stop(context.Background(), ids.Invoice(id), actor.FromMessage("operator"), "typo", s.now), &refused)
	require.Equal(t, refusal.AlreadyIssued, refused.Code)
	require.Equal(t, before, s.contents())
}
