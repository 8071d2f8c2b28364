package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// I7: what was refunded before the approval is left out of the vendor's invoice; afterwards the vendor may be issuing it, and
// a refund is outstanding with the vendor (L7).
func TestI7ARefundReachesTheVendorsQueueOnlyBeforeTheApproval(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(sale("partly", "100.00"), sale("wholly", "50.00"))
	apply := func(consumption string) string {
		return s.applied(consumption, object{"kind": "ordinary", "medium": "electronic", "seller": "isv-1", "consumptions": []string{consumption}})
	}
	partly, wholly := apply("partly"), apply("wholly")
	require.Equal(t, http.StatusOK, s.refund("r1", "partly", "40.00").status)
	require.Equal(t, http.StatusOK, s.refund("r2", "wholly", "50.00").status)
	id, cancelled := s.approved(partly)[0], s.approved(wholly)[0]
	require.Equal(t, "cancelled", s.must(vendor, http.MethodGet, "/v1/invoices/"+cancelled, nil)["status"])
	require.Equal(t, "60.00", s.must(vendor, http.MethodGet, "/v1/invoices/"+id, nil)["amount"])
	require.Equal(t, http.StatusOK, s.refund("r3", "partly", "10.00").status)
	i := s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-18"))
	require.Equal(t, "60.00", i["amount"])
	require.Equal(t, "10.00", s.balance("?seller=isv-1")["outstanding"])
	require.Equal(t, "0.00", s.balance("")["outstanding"])
	s.sound()
}

// R2, R3: a ticket takes an invoice out of the vendor's queue until the vendor has issued it; exactly one wins.
func TestR2ATicketAndTheVendorCross(t *testing.T) {
	s := newService(t)
	s.account("acct")
	id := s.sold("k", "1.00")
	require.Equal(t, "done", s.accept(s.ticket("t", object{"kind": "cancel", "invoice": id, "note": ""})).body["status"])
	s.refused(http.StatusConflict, "wrong_state", "", vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-18"))
	require.Equal(t, "1.00", s.balance("?seller=isv-1")["available"])
	id = s.sold("l", "2.00")
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-18"))
	require.Equal(t, "issued_by_vendor", s.accept(s.ticket("u", object{"kind": "cancel", "invoice": id, "note": ""})).code())
	s.sound()
}

// I8: what a vendor issued, only the vendor can undo or copy; our tax provider is not asked, and nobody sends us an original.
func TestI8OnlyTheVendorUndoesWhatItIssued(t *testing.T) {
	s := newService(t)
	s.account("acct")
	id, paper := s.sold("a", "1.00"), s.soldOnPaper("b", "2.00")
	s.must(vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", issuedAs(number1, "2026-09-18"))
	s.must(vendor, http.MethodPost, "/v1/invoices/"+paper+"/issue", issuedAs(number2, "2026-09-18"))
	s.must(vendor, http.MethodPost, "/v1/invoices/"+paper+"/ship", object{"tracking_number": "SF1"})
	require.Equal(t, "refused", s.must(customer, http.MethodGet, "/v1/invoices/"+id+"/red-issue", nil)["branch"])
	s.refused(http.StatusUnprocessableEntity, "issued_by_vendor", "", customer, http.MethodPost, "/v1/invoices/"+id+"/red-issue", object{"reason": "error"},
		"Idempotency-Key", "r")
	for _, kind := range []string{"void", "lost"} {
		body := object{"kind": kind, "invoice": paper, "note": ""}
		s.refused(http.StatusUnprocessableEntity, "issued_by_vendor", "", customer, http.MethodPost, "/v1/tickets", body, "Idempotency-Key", kind)
	}
	ticket := s.ticket("cancel", object{"kind": "cancel", "invoice": paper, "note": ""})
	s.refused(http.StatusUnprocessableEntity, "issued_by_vendor", "", finance, http.MethodPost, "/v1/tickets/"+ticket+"/accept", nil)
	require.Equal(t, "done", s.accept(s.ticket("other", object{"kind": "other", "invoice": paper, "note": "请联系服务商"})).body["status"])
}
