package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// trail is what an auditor reads of an object.
func (s *service) trail(kind, id string) (entries []object) {
	s.t.Helper()
	for _, item := range s.must(auditor, http.MethodGet, "/v1/audit?object="+url.QueryEscape(kind+"/"+id), nil)["items"].([]any) {
		entries = append(entries, item.(object))
	}
	return entries
}

// acts are who did what, of each entry.
func acts(entries []object) (found []string) {
	for _, e := range entries {
		found = append(found, fmt.Sprint(e["what"], " by ", e["who"]))
	}
	return found
}

// states are one member of the states of an object, from its making on.
func (s *service) states(entries []object, member string) (found []any) {
	s.t.Helper()
	require.Nil(s.t, entries[0]["before"], "it was made")
	for n, e := range entries {
		if n > 0 {
			require.Equal(s.t, found[n-1], e["before"].(object)[member], "what it was is what it became")
		}
		found = append(found, e["after"].(object)[member])
	}
	return found
}

// O4: who did what, when, to which object, with the state before and after.
func TestO4WhoDidWhatToWhichObject(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	path := pending(s)
	s.must(finance, post, "/v1/applications/"+path["id"]+"/claim", nil)
	s.must(finance, post, "/v1/applications/"+path["id"]+"/approve", object{"reason": "good"})
	trail := s.trail("application", path["id"])
	require.Equal(t, []string{"submitted by customer:wang", "claimed by finance:zhao", "approved by finance:zhao"}, acts(trail))
	require.Equal(t, []any{"pending_approval", "pending_approval", "approved"}, s.states(trail, "status"))
	require.Equal(t, []any{"", "finance:zhao", "finance:zhao"}, s.states(trail, "claimed_by"))
	require.Equal(t, []any{"decision_reason"}, trail[2]["withheld"])
	require.NotEmpty(t, trail[0]["at"])

	id := s.must(customer, get, "/v1/accounts/acct/invoices", nil)["items"].([]any)[0].(object)["id"].(string)
	s.issued(id, "26110000000000000001")
	trail = s.trail("invoice", id)
	require.Equal(t, []string{"submitted by customer:wang", "approved by finance:zhao", "serial_stored by kaipiao", "issued by provider"}, acts(trail))
	require.Equal(t, []any{"planned", "approved", "approved", "issued"}, s.states(trail, "status"))
	require.Equal(t, "26110000000000000001", trail[3]["after"].(object)["number"])
	require.Equal(t, "1.00", trail[3]["after"].(object)["amount"], "money is a string")

	for _, e := range trail {
		require.Equal(t, "invoice/"+id, e["object"])
	}
	require.Empty(t, s.trail("invoice", "there-is-none"))
	page := s.must(finance, get, "/v1/audit?limit=1&object=invoice/"+id, nil)
	require.Len(t, page["items"], 1)
	require.Equal(t, trail[1], s.must(finance, get, "/v1/audit?limit=1&object=invoice/"+id+"&cursor="+page["next_cursor"].(string), nil)["items"].([]any)[0])
}

// O4: what has no timeline has a trail: accounts with what they saved, and webhooks.
func TestO4AccountsAndWebhooksHaveATrailToo(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.must(upstream, put, "/v1/accounts/acct", with(company("北京甲科技有限公司"), object{"region": "mainland"}))
	s.must(upstream, put, "/v1/accounts/acct", with(company("北京新甲科技有限公司"), object{"change": "name"}))
	title := with(title, object{"title": "北京新甲科技有限公司"})
	saved := s.must(customer, post, "/v1/accounts/acct/titles", title)["id"].(string)
	s.must(customer, put, "/v1/accounts/acct/titles/"+saved, with(title, object{"default": true}))
	require.Equal(t, http.StatusNoContent, s.call(customer, http.MethodDelete, "/v1/accounts/acct/titles/"+saved, nil).status)
	s.must(customer, post, "/v1/accounts/acct/addresses", address)
	trail := s.trail("account", "acct")
	require.Equal(t, []string{
		"account_created by service:billing", "account_changed by service:billing", "title_created by customer:wang", "title_changed by customer:wang",
		"title_deleted by customer:wang", "address_created by customer:wang",
	}, acts(trail), "what changed nothing leaves no line")
	require.Equal(t, []any{"certified_name"}, trail[1]["withheld"])
	require.Equal(t, object{"title": saved, "default": false}, trail[3]["before"])
	require.Equal(t, object{"title": saved, "default": true}, trail[3]["after"])
	require.Nil(t, trail[4]["after"])

	hook := s.subscribed()["webhook"]
	require.Equal(t, http.StatusNoContent, s.call(upstream, http.MethodDelete, "/v1/webhooks/"+hook, nil).status)
	trail = s.trail("webhook", hook)
	require.Equal(t, []string{"webhook_created by service:billing", "webhook_deleted by service:billing"}, acts(trail))
	require.Equal(t, object{"url": "https://example.com/hooks", "documents": false, "disabled_at": nil}, trail[1]["before"])
}

// O4: what undoes an invoice is in the trail of the invoice.
func TestO4AReversalIsInTheTrailOfItsInvoice(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "1000.00"))
	id := s.electronic()["id"]
	red := s.must(customer, post, "/v1/invoices/"+id+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "red")["id"].(string)
	s.redIssued(red, "26110000000000000002")
	var found []object
	for _, e := range s.trail("invoice", id) {
		if after := e["after"].(object); after["reversal"] == red {
			found = append(found, e)
		}
	}
	require.Equal(t, []string{"red_requested by customer:wang", "reversal_changed by kaipiao", "red_issued by provider"}, acts(found))
	require.Equal(t, []any{"requested", "requested", "done"}, s.states(found, "status"))
	require.Equal(t, "11000026110000000001", found[1]["after"].(object)["form_number"], "the provider has told it")
	require.Equal(t, "26110000000000000002", found[2]["after"].(object)["number"])
}

// O4: a ticket that changes an invoice leaves a line with both, in the name of who accepted it; what is personal is named
// only, because the trail never forgets.
func TestO4TheTrailHoldsNoPersonalData(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.approved(s.applied("paper", onPaper("10.00")))[0]
	ticket := s.must(customer, post, "/v1/tickets", object{
		"kind": "change_address", "account": "acct", "invoice": id, "note": "搬家了", "address": elsewhere,
	}, "Idempotency-Key", "moved")["id"].(string)
	s.must(finance, post, "/v1/tickets/"+ticket+"/accept", nil)
	trail := s.trail("invoice", id)
	require.Equal(t, "ticket_done by finance:zhao", acts(trail)[2])
	require.Equal(t, []any{"address"}, trail[2]["withheld"])
	require.Equal(t, []any{"open", "done"}, s.states(s.trail("ticket", ticket), "status"))
	s.must(customer, post, "/v1/accounts/acct/titles", title)
	s.must(customer, post, "/v1/accounts/acct/addresses", address)
	var everything string
	require.NoError(t, s.pool.QueryRow(context.Background(), "select string_agg(e::text, ' ') from audit_entries e").Scan(&everything))
	for _, personal := range []string{"甲科技", companyID, "财务部", "59922888", "上地", "搬家", "example.test", "招商", elsewhere["phone"].(string)} {
		require.NotContains(t, everything, personal)
	}
}

// O4: nobody changes anything unseen, not even who is connected to the database itself, whatever a caller is called.
func TestO4NothingChangesUnseen(t *testing.T) {
	s, ctx := newService(t), context.Background()
	odd := access.Identity{Subject: `o'hara\'; drop table accounts; --`, Role: access.Service}
	s.must(odd, put, "/v1/accounts/acct", company("北京甲科技有限公司"))
	require.Equal(t, []string{`account_created by service:o'hara\'; drop table accounts; --`}, acts(s.trail("account", "acct")))
	_, err := s.pool.Exec(ctx, "update accounts set region = 'overseas'")
	require.NoError(t, err)
	trail := s.trail("account", "acct")
	require.Contains(t, acts(trail)[1], "account_changed by database:")
	require.Equal(t, []any{"mainland", "overseas"}, s.states(trail, "region"))
	for _, statement := range []string{"update audit_entries set who = 'nobody'", "delete from audit_entries"} {
		_, err := s.byHand().Exec(ctx, statement)
		require.ErrorContains(t, err, "append-only")
	}
}
