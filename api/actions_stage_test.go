package api_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

// stage makes objects in every state, each with a key and a number of its own.
type stage struct {
	*service
	n     int
	heard *hearing
	// seals: it is confirmed, and what finance hands in is the sealed scan (A9).
	seals bool
}

func newStage(t *testing.T) *stage {
	s := &stage{service: newService(t)}
	s.account("acct")
	s.account("other")
	s.consumed(bill("much", "acct", "100000.00"))
	return s
}

func (s *stage) key() string {
	s.n++
	return fmt.Sprint("stage-", s.n)
}

func (s *stage) number() string {
	s.n++
	return fmt.Sprintf("2611%016d", s.n)
}

func (s *stage) tracking() string {
	s.n++
	return fmt.Sprint("SF", s.n)
}

// after makes the calls that bring an object on.
func (s *stage) after(id string, who access.Identity, path string, body any) string {
	s.t.Helper()
	s.must(who, post, fmt.Sprintf(path, id), body)
	return id
}

func (s *stage) applied() string       { return s.service.applied(s.key(), eInvoice("1.00")) }
func (s *stage) electronic() string    { return s.approved(s.applied())[0] }
func (s *stage) appliedPaper() string  { return s.service.applied(s.key(), onPaper("1.00")) }
func (s *stage) approvedPaper() string { return s.approved(s.appliedPaper())[0] }
func (s *stage) sold() string          { return s.service.sold(s.key(), "1.00") }
func (s *stage) soldOnPaper() string   { return s.service.soldOnPaper(s.key(), "1.00") }

func (s *stage) issued(id string) string {
	s.t.Helper()
	s.service.issued(id, s.number())
	return id
}

func (s *stage) issuedByVendor(id string) string {
	s.t.Helper()
	return s.after(id, vendor, "/v1/invoices/%s/issue", object{"number": s.number(), "issued_on": "2026-09-18"})
}

func (s *stage) shipped(id string) string {
	s.t.Helper()
	return s.after(id, finance, "/v1/invoices/%s/ship", object{"tracking_number": s.tracking()})
}

// ordered is in a parcel that the product ordered, and that the courier reports as.
func (s *stage) ordered(status string) string {
	s.t.Helper()
	id, tracking := s.issued(s.approvedPaper()), s.tracking()
	s.service.ordered(id, tracking)
	if status != "" {
		require.Equal(s.t, http.StatusNoContent, s.pushed(id, tracking, status, s.now))
	}
	return id
}

func (s *stage) redIssue(id string, lines any) string {
	s.t.Helper()
	body := object{"reason": "return"}
	if lines != nil {
		body["lines"] = lines
	}
	return s.must(customer, post, "/v1/invoices/"+id+"/red-issue", body, "Idempotency-Key", s.key())["id"].(string)
}

// reversed is an issued e-invoice, a part of which was red-issued, or all of it.
func (s *stage) reversed(lines any) string {
	s.t.Helper()
	id := s.issued(s.electronic())
	s.redIssued(s.redIssue(id, lines), s.number())
	return id
}

// reversing is an issued e-invoice of which a reversal has come to a state.
func (s *stage) reversing(status reversal.Status) string {
	s.t.Helper()
	id, ctx := s.issued(s.electronic()), context.Background()
	if status == reversal.AwaitsSeller || status == reversal.Declined {
		form := s.formOf(ids.Invoice(id))
		if status == reversal.Declined {
			require.NoError(s.t, s.register.Reversals.RecordNotReversed(ctx, form, status, "why", s.now))
		}
		return id
	}
	red := s.redIssue(id, nil)
	switch status {
	case reversal.Requested:
	case reversal.AwaitsBuyer:
		_, err := s.register.Reversals.RecordAwaitingBuyer(ctx, ids.Reversal(red), s.now)
		require.NoError(s.t, err)
	case reversal.Done:
		s.redIssued(red, s.number())
	default:
		require.NoError(s.t, s.register.Reversals.RecordNotReversed(ctx, ids.Reversal(red), status, "why", s.now))
	}
	return id
}

// takenBack is an issued paper in the house that is about to be voided, after a ticket.
func (s *stage) takenBack() string {
	s.t.Helper()
	id := s.issued(s.approvedPaper())
	s.after(s.asked(object{"kind": "cancel", "invoice": id}), finance, "/v1/tickets/%s/accept", nil)
	return id
}

func (s *stage) voided() string {
	s.t.Helper()
	id := s.takenBack()
	void, err := s.register.Reversals.Next(context.Background(), ids.Invoice(id))
	require.NoError(s.t, err)
	require.NoError(s.t, s.register.Reversals.RecordReversed(context.Background(), void.ID, "", nil, s.now))
	return id
}

func (s *stage) parked(cause invoice.Cause) string {
	s.t.Helper()
	id := s.electronic()
	require.NoError(s.t, s.register.Sellers.Park(context.Background(), ids.Invoice(id), cause, s.now))
	return id
}

func (s *stage) sent() string {
	s.t.Helper()
	id := s.electronic()
	_, _, err := s.register.Invoices.BeginIssuing(context.Background(), ids.Invoice(id), s.now)
	require.NoError(s.t, err)
	return id
}

func (s *stage) stopped() string {
	s.t.Helper()
	id := s.electronic()
	require.NoError(s.t, s.register.Invoices.Stop(context.Background(), ids.Invoice(id), actor.FromMessage("li"), "", s.now))
	return id
}

// offset is an application that only pays off what was refunded after it was invoiced.
func (s *stage) offset() string {
	s.t.Helper()
	record := s.key()
	s.consumed(bill(record, "acct", "1.00"))
	a := s.service.applied(s.key(), object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{record}})
	s.issued(s.approved(a)[0])
	require.Equal(s.t, http.StatusOK, s.refund(s.key(), record, "1.00").status)
	s.consumed(bill(record+"-more", "acct", "1.00"))
	return s.service.applied(s.key(), object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{record + "-more"}})
}

func (s *stage) asked(body object) string {
	s.t.Helper()
	return s.ticket(s.key(), with(object{"note": "请处理"}, body))
}

func (s *stage) proforma() string {
	s.t.Helper()
	s.consumed(bill(s.key(), "acct", "1.00"))
	return s.asked(object{"kind": "proforma"})
}

func (s *stage) with(id string, who access.Identity, types ...string) string {
	s.t.Helper()
	for _, kind := range types {
		s.handIn(who, id, material(kind, aPDF))
	}
	return id
}

// returned is the ticket that the product opens when a parcel comes back.
func (s *stage) returned() string {
	s.t.Helper()
	s.ordered("returned")
	items := s.must(customer, get, "/v1/tickets?limit=200&status=open", nil)["items"].([]any)
	return items[len(items)-1].(object)["id"].(string)
}

// contradicted is the operator task of an invoice whose number is another one's.
func (s *stage) contradicted() string {
	s.t.Helper()
	workflow := s.servedBy(s.electronic())
	met := *contradiction.New(contradiction.NumberTaken, workflow, s.number())
	opened, err := s.register.Tasks.OpenContradiction(context.Background(), workflow, met, s.now)
	require.NoError(s.t, err)
	return fmt.Sprint(opened)
}
