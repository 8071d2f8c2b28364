package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// M19, O3: the customer is mailed that its application is approved, offset, or cancelled, and that all of an invoice was refunded before it
// was issued.
func TestM19TheCustomerIsMailedEachEnd(t *testing.T) {
	t.Parallel()
	s := own(t)
	account := s.customerWith(t, "100.00")
	refund := func(id, consumption, cash string) {
		require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/refunds", map[string]any{"items": []map[string]any{{
			"id": id, "consumption": consumption, "cash": cash, "reason": "refund", "refunded_at": time.Now(),
		}}}, nil))
	}
	owed := func(abouts ...string) {
		t.Helper()
		eventually.Holds(t, func() bool { return len(s.owed(t, account+"@example.test")) == len(abouts) }, time.Minute, 100*time.Millisecond)
		require.Equal(t, abouts, s.owed(t, account+"@example.test"))
	}
	issued := s.apply(t, account, eInvoice("60.00"))
	s.came(t, issued.Invoices[0].ID, "issued", 2*time.Minute)
	owed("approved")
	refund("r1", account+"-bill", "70.00") // 40.00 of it are free: 30.00 are outstanding
	s.consumed(t, account, "covers", "30.00")
	require.EqualValues(t, "offset", s.apply(t, account, eInvoice("30.00")).Status)
	owed("approved", "offset")

	s.consumed(t, account, "refunded", "20.00")
	s.fault(t, "issue", "quota_exhausted", 0, "")
	parked := s.apply(t, account, eInvoice("20.00"))
	eventually.Holds(t, func() bool { return s.waiting(t, "quota") == 1 }, time.Minute, 100*time.Millisecond)
	refund("r2", account+"-refunded", "20.00")
	s.faultless(t)
	s.came(t, parked.Invoices[0].ID, "cancelled", 2*time.Minute)
	owed("approved", "offset", "approved", "invoice_cancelled")
	s.sound(t)
}

// consumed is a bill that an account has paid three days ago.
func (s *stack) consumed(t *testing.T, account, name, cash string) {
	t.Helper()
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/consumptions", map[string]any{"items": []client.Consumption{{
		ID: account + "-" + name, Account: account, Charge: "postpaid", Seller: "platform", Product: "云服务器", TaxCode: "3040203000000000000",
		TaxRate: "0.06", Cash: money.MustParse(cash), PaidAt: time.Now().AddDate(0, 0, -3),
	}}}, nil))
}

// M5, V10: a vendor is mailed of new work. It refuses one invoice, and the run ends; it reverses another one that it had issued, and the
// customer hears of both.
func TestM5AVendorRefusesAndReverses(t *testing.T) {
	t.Parallel()
	s := own(t, "vendors: {isv-m5: {name: 某某软件有限公司, email: isv@example.test}}")
	account := s.customerWith(t, "1.00")
	delivered := time.Now().AddDate(0, 0, -8)
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/consumptions", map[string]any{"items": []client.Consumption{{
		ID: account + "-sale", Account: account, Charge: "prepaid", Seller: "isv-m5", Product: "建站软件", TaxCode: "3040201010000000000", TaxRate: "0.06",
		Cash: money.MustParse("20.00"), PaidAt: delivered.AddDate(0, 0, -1), DeliveredAt: &delivered,
	}}}, nil))
	vendor := s.as(t, access.Identity{Subject: "isv", Role: access.Vendor, Vendor: ids.Seller("isv-m5")})
	request := eInvoice("10.00")
	request.Seller = "isv-m5"
	refused := s.apply(t, account, request, "refused").Invoices[0].ID
	s.came(t, refused, "approved", time.Minute)
	eventually.Holds(t, func() bool { return len(s.owed(t, "isv@example.test")) == 1 }, time.Minute, 100*time.Millisecond)
	require.Equal(t, []string{"handed_to_vendor"}, s.owed(t, "isv@example.test"))
	require.NoError(t, vendor.Call(t.Context(), http.MethodPost, "/v1/invoices/"+refused+"/refuse", map[string]string{"reason": "购方已注销"}, nil))
	ends(t, s.temporal(t), runOf(refused))
	eventually.Holds(t, func() bool {
		abouts := s.owed(t, account+"@example.test")
		return len(abouts) == 2 && abouts[1] == "refused_by_vendor"
	}, time.Minute, 100*time.Millisecond)

	// given one that it has issued, and whose file it owes still
	id := s.apply(t, account, request, "reversed").Invoices[0].ID
	s.came(t, id, "approved", time.Minute)
	says := func(call, number string) {
		body := map[string]string{"number": number, "issued_on": today()}
		require.NoError(t, vendor.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+call, body, nil))
	}
	says("/issue", "26332000000000000001")
	s.details(t, runOf(id), "to hand in the file")
	says("/reversed", "26332000000000000002")
	ends(t, s.temporal(t), runOf(id))
	ends(t, s.temporal(t), "reversal/"+id)
	require.Len(t, s.mails(t, account), 1, "that it is reversed, and nothing of a file")
	require.Contains(t, s.mails(t, account)[0].Body, "26332000000000000002")
	var i undone
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/invoices/"+id, nil, &i))
	require.Equal(t, []any{"red_issued", "done"}, []any{i.Status, i.Reversals[0].Status})
	var balance client.Balance
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/accounts/"+account+"/invoiceable?seller=isv-m5", nil, &balance))
	require.Equal(t, "20.00", balance.Available.String())
	s.sound(t)
}

// M6, V9: a full red form that somebody entered at the bureau directly, and of which the provider does not call back: our red-issue is
// refused, and the comparison books it, so that the amounts are back and the refund's debt is cleared.
func TestM6AFullRedFormEnteredAtTheBureauIsBooked(t *testing.T) { // not parallel: another comparison would find it first
	account, blue := shared.issuedTo(t, "10600.00")
	require.NoError(t, shared.upstream(t).Call(t.Context(), http.MethodPost, "/v1/refunds", map[string]any{"items": []map[string]any{{
		"id": account + "-r", "consumption": account + "-bill", "cash": "600.00", "reason": "refund", "refunded_at": time.Now(),
	}}}, nil))
	require.Equal(t, "-600.00", shared.available(t, account))
	shared.elsewhere(t, "reds", map[string]any{"number": *blue.Number, "silent": true})
	caller := shared.customerOfAccount(t, account)
	var beforehand struct{ Branch string }
	require.NoError(t, caller.Call(t.Context(), http.MethodGet, "/v1/invoices/"+blue.ID+"/red-issue", nil, &beforehand))
	require.Equal(t, "refused", beforehand.Branch)
	require.Equal(t, []string{"red_elsewhere booked"}, shared.reconciled(t).about(blue.ID))
	require.Equal(t, "red_issued", shared.reversed(t, blue.ID, 1, "done").Status)
	require.Equal(t, "10000.00", shared.available(t, account))
	err := caller.Call(t.Context(), http.MethodPost, "/v1/invoices/"+blue.ID+"/red-issue", everything, nil, "Idempotency-Key", "late")
	require.True(t, client.IsCode(err, "already_reversed"), err)
}

// M13, R6: an invoice that is parked for a quota is issued under the account's new name, and under the same serial.
func TestM13WhatIsParkedIsIssuedUnderTheNewName(t *testing.T) {
	t.Parallel()
	s := own(t)
	account := s.customerWith(t, "10.00")
	s.fault(t, "issue", "quota_exhausted", 0, "")
	id := s.apply(t, account, eInvoice("10.00")).Invoices[0].ID
	eventually.Holds(t, func() bool { return s.waiting(t, "quota") == 1 }, time.Minute, 100*time.Millisecond)
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPut, "/v1/accounts/"+account, map[string]any{
		"certification": map[string]string{"type": "enterprise", "name": "北京新甲科技有限公司", "taxpayer_id": "91110000802100433B"},
		"region":        "mainland", "email": account + "@example.test", "change": "name",
	}, nil))
	s.faultless(t)
	i := s.came(t, id, "issued", 3*time.Minute)
	require.Equal(t, serialOf(id), *i.Serial)
	for _, file := range i.Files {
		if file.Format == "xml" {
			content, err := s.upstream(t).Bytes(t.Context(), file.Href)
			require.NoError(t, err)
			require.Contains(t, string(content), "北京新甲科技有限公司")
			return
		}
	}
	t.Fatal("no XML")
}

// M14, R2: a cancel ticket for an application whose invoice is issued: it is red-issued, and the application ends with it.
func TestM14ATicketEndsWhatIsIssued(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "10.00")
	accepted := shared.apply(t, account, eInvoice("10.00"))
	shared.came(t, accepted.Invoices[0].ID, "issued", 2*time.Minute)
	opened := shared.ticket(t, map[string]any{"kind": "cancel", "application": accepted.ID, "note": "重复申请"})
	finance := shared.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/tickets/"+opened.ID+"/accept", nil, &opened))
	shared.reversed(t, accepted.Invoices[0].ID, 1, "done")
	var a client.Application
	require.NoError(t, shared.upstream(t).Call(t.Context(), http.MethodGet, "/v1/applications/"+accepted.ID, nil, &a))
	require.EqualValues(t, "cancelled", a.Status)
	eventually.Holds(t, func() bool {
		abouts := shared.owed(t, account+"@example.test")
		return len(abouts) == 2 && abouts[1] == "cancelled"
	}, time.Minute, 100*time.Millisecond)
	require.Equal(t, "10.00", shared.available(t, account))
}
