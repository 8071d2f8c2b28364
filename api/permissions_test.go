package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/policy"
)

// with one permission of finance.
func trusted(name string, with ...access.Permission) access.Identity {
	return access.Identity{Subject: name, Role: access.Finance, Permissions: access.Holding(with...)}
}

// O1: which permissions of finance a call needs, one of them; every call of finance that changes something has a row. What a second person
// needs, where one has proposed something, is tested by itself.
var permissionsOfCalls = map[string][]access.Permission{
	"post-accounts-account-taxpayer-ids": {access.Reviewer},
	"post-applications-id-claim":         {access.Reviewer, access.LargeApprover}, "post-applications-id-unclaim": {access.Reviewer, access.LargeApprover},
	"post-applications-id-approve": {access.Reviewer}, "post-applications-id-reject": {access.Reviewer, access.LargeApprover},
	"post-invoices-id-ship": {access.PrintDesk}, "post-invoices-id-waybill": {access.PrintDesk}, "post-invoices-id-delivered": {access.PrintDesk},
	"post-invoices-id-ship-correction": {access.PrintDesk}, "post-invoices-id-remind": {access.TicketDesk, access.SellerKeeper},
	"post-invoices-id-resend": {access.PrintDesk, access.TicketDesk}, "post-invoices-id-correct": {access.TicketDesk},
	"post-invoices-id-correction-confirm": {access.TicketDesk, access.LargeApprover},
	"post-invoices-id-correction-refuse":  {access.TicketDesk, access.LargeApprover},
	"post-invoices-id-give-up":            {access.TicketDesk},
	"post-invoices-id-red-issue":          {access.TicketDesk}, "post-invoices-id-red-issue-withdraw": {access.TicketDesk},
	"post-tickets-id-claim": {access.TicketDesk, access.LargeApprover}, "post-tickets-id-unclaim": {access.TicketDesk, access.LargeApprover},
	"post-tickets-id-ask": {access.TicketDesk}, "post-tickets-id-accept": {access.TicketDesk},
	"post-tickets-id-refuse": {access.TicketDesk, access.LargeApprover}, "post-tickets-id-materials": {access.TicketDesk, access.PrintDesk},
	"post-operator-tasks-task-seen-to": {access.SellerKeeper, access.Administrator},
	"post-operator-tasks-task-dismiss": {access.SellerKeeper, access.Administrator},
	"post-red-forms-id-confirm":        {access.SellerKeeper}, "post-red-forms-id-deny": {access.SellerKeeper},
	"post-reconciliations": {access.SellerKeeper}, "put-calendar-year": {access.Administrator},
	"post-sellers-seller-pause": {access.SellerKeeper}, "post-sellers-seller-resume": {access.SellerKeeper},
	"post-sellers-seller-login-code": {access.SellerKeeper}, "post-invoices-id-deliver": {access.TicketDesk},
	"post-print-desk-shipments": {access.PrintDesk}, "post-print-desk-sheets": {access.PrintDesk},
	// A file is asked for, or something looked at, and nothing else changes.
	"post-accounts-account-titles-check": access.AllPermissions().List(), "post-invoices-id-red-issue-preview": access.AllPermissions().List(),
	"post-exports": access.AllPermissions().List(),
}

// O1: the whole walk, of each permission by itself over each call that finance makes.
func TestO1WhichPermissionACallNeeds(t *testing.T) {
	reading := newService(t)
	for path, operations := range reading.document().Paths {
		for method, op := range operations {
			if !strings.Contains(rolesOfCalls[op.OperationID], "f") || rolesOfCalls[op.OperationID] == "everybody" {
				continue
			}
			needed, known := permissionsOfCalls[op.OperationID]
			require.True(t, known || method == "get", "%s: a call by which finance changes something needs a row", op.OperationID)
			if !known { // all of finance reads, whatever it is about
				for _, permission := range access.AllPermissions().List() {
					a := sample{who: trusted("alone", permission), path: missing}.send(reading, http.MethodGet, path)
					require.NotEqual(t, http.StatusForbidden, a.status, "%s: %s", permission, a.bytes)
				}
				continue
			}
			t.Run(op.OperationID, func(t *testing.T) {
				t.Parallel()
				shared := newService(t)
				given := prepared(shared, op.OperationID)
				before := shared.contents()
				for _, permission := range access.AllPermissions().List() {
					allowed := false
					for _, one := range needed {
						allowed = allowed || one == permission
					}
					s, given := shared, given
					if allowed { // what changes something is tried in a world of its own
						s = newService(t)
						given = prepared(s, op.OperationID)
					}
					given.who = trusted("alone", permission)
					a := given.send(s, strings.ToUpper(method), path)
					if allowed {
						require.NotEqual(t, http.StatusForbidden, a.status, "%s: %s", permission, a.bytes)
						require.Less(t, a.status, 500, "%s: %s", permission, a.bytes)
						continue
					}
					require.Equal(t, http.StatusForbidden, a.status, "%s: %s", permission, a.bytes)
					require.Equal(t, "needs_permission", a.code(), string(permission))
					require.Equal(t, before, s.contents(), "a refused call changed something")
				}
			})
		}
	}
}

// O1: everybody is told who it is, and what it may do.
func TestO1WhoAmIAndWhatMayIDo(t *testing.T) {
	s := newService(t)
	allowed := func(who access.Identity) (named map[string]any) {
		named = map[string]any{}
		for _, one := range s.must(who, get, "/v1/permissions", nil)["allowed"].([]any) {
			named[one.(object)["action"].(string)] = one.(object)["as_second"]
		}
		return named
	}
	shown := s.must(trusted("qian", access.Reviewer, access.PrintDesk), get, "/v1/permissions", nil)
	require.Equal(t, []any{"qian", "finance:qian", "finance", nil, nil}, []any{shown["subject"], shown["actor"], shown["role"], shown["account"], shown["vendor"]})
	require.Equal(t, []any{"reviewer", "print_desk"}, shown["permissions"])
	require.Contains(t, allowed(trusted("qian", access.Reviewer)), "application.approve")
	require.Equal(t, false, allowed(trusted("qian", access.Reviewer))["application.approve"])
	require.Equal(t, true, allowed(trusted("qian", access.LargeApprover))["application.approve"])
	require.NotContains(t, allowed(trusted("qian", access.PrintDesk)), "application.approve")
	for action := range allowed(trusted("qian", access.ReadOnly)) {
		require.Empty(t, access.NeedsOf(access.Action(action)), "%s changes something", action)
	}
	require.Contains(t, allowed(customer), "application.submit")
	require.Equal(t, "acct", s.must(customer, get, "/v1/permissions", nil)["account"])
	require.Equal(t, "isv-1", s.must(vendor, get, "/v1/permissions", nil)["vendor"])
	require.Empty(t, s.must(auditor, get, "/v1/permissions", nil)["permissions"])
}

// twoAbove is the published policy, under which two people approve what invoices more.
func twoAbove(t *testing.T, amount string) policy.Policy {
	t.Helper()
	p, err := policy.Parse([]byte("review: {second_person_above: " + amount + "}"))
	require.NoError(t, err)
	return p
}

// O1: a large application is never approved by itself, and two people of finance decide for it: who proposed it never confirms it.
func TestO1TwoPeopleApproveALargeApplication(t *testing.T) {
	s := newServiceUnder(t, twoAbove(t, "1000.00"))
	s.account("acct")
	s.consumed(bill("c1", "acct", "5000.00"))
	apply := func(key, amount string) object {
		return s.must(customer, post, "/v1/accounts/acct/applications",
			object{"kind": "ordinary", "medium": "electronic", "amount": amount}, "Idempotency-Key", key)
	}
	just := apply("just", "1000.00")["review"].(object)
	require.Equal(t, []any{"automatic", false}, []any{just["mode"], just["second_person"]}, "not above it")
	preview := s.must(customer, post, "/v1/accounts/acct/applications/preview", object{"kind": "ordinary", "medium": "electronic", "amount": "1000.01"})
	require.Equal(t, "manual", preview["review"].(object)["mode"])
	large := apply("large", "1000.01")
	review := large["review"].(object)
	require.Equal(t, []any{"manual", true, "", nil}, []any{review["mode"], review["second_person"], review["proposed_by"], review["proposed_at"]})
	path := "/v1/applications/" + large["id"].(string)

	reviewer, other, approver := trusted("zhao", access.Reviewer, access.LargeApprover), trusted("qian", access.Reviewer), trusted("sun", access.LargeApprover)
	// the second person cannot be the first one
	s.refused(http.StatusForbidden, "needs_permission", "", approver, post, path+"/approve", nil)
	s.must(reviewer, post, path+"/claim", nil)
	proposed := s.must(reviewer, post, path+"/approve", object{"reason": "已核对"})
	review = proposed["review"].(object)
	require.Equal(t, []any{"pending_approval", "finance:zhao", ""}, []any{proposed["status"], review["proposed_by"], review["claimed_by"]})
	require.Equal(t, false, offeredTo(t, proposed, "approve")["allowed"])
	require.Contains(t, offeredTo(t, proposed, "approve")["why"], "another person")
	// neither who proposed it nor a colleague without the permission
	s.refused(http.StatusConflict, "needs_second_person", "", reviewer, post, path+"/approve", nil)
	s.refused(http.StatusConflict, "needs_second_person", "", finance, post, path+"/approve", nil)
	s.refused(http.StatusConflict, "needs_second_person", "", reviewer, post, path+"/claim", nil)
	s.refused(http.StatusForbidden, "needs_permission", "", other, post, path+"/approve", nil)
	_, err := s.pool.Exec(t.Context(), "update applications set status = 'approved', decided_by = proposed_by, decided_at = now() where second_person")
	require.ErrorContains(t, err, "two_people_approve")
	require.Equal(t, true, offeredTo(t, s.must(approver, get, path, nil), "approve")["allowed"])
	approved := s.must(approver, post, path+"/approve", object{"reason": "同意"})
	require.Equal(t, "approved", approved["status"])
	var happened []any
	for _, e := range s.must(approver, get, path+"/review", nil)["history"].([]any) {
		happened = append(happened, e.(object)["what"])
	}
	require.Equal(t, []any{"submitted", "claimed", "approval_proposed", "approved"}, happened)

	// who proposed one may still reject it, and so may the second person
	for n, who := range []access.Identity{reviewer, approver} {
		id := "/v1/applications/" + apply("rejected"+string(rune('a'+n)), "1000.01")["id"].(string)
		s.must(reviewer, post, id+"/approve", nil)
		require.Equal(t, "rejected", s.must(who, post, id+"/reject", object{"reason": "资料不符"})["status"])
	}
}

// L13, O1: what is outstanding is accepted by two people, and of the same amount.
func TestL13TwoPeopleAcceptADebt(t *testing.T) {
	s := newService(t)
	s.owing()
	id := s.ticket("t", object{"kind": "other", "note": "变更主体", "accept_outstanding": true})
	path := "/v1/tickets/" + id
	clerk, approver := trusted("zhao", access.TicketDesk), trusted("sun", access.LargeApprover)
	s.refused(http.StatusForbidden, "needs_permission", "", approver, post, path+"/accept", nil)
	proposed := s.must(clerk, post, path+"/accept", object{"reason": "已核实"})
	require.Equal(t, []any{"open", "finance:zhao", "50.00", nil},
		[]any{proposed["status"], proposed["proposed_by"], proposed["proposed_amount"], proposed["accepted"]})
	s.refused(http.StatusConflict, "needs_second_person", "", clerk, post, path+"/accept", nil)
	s.refused(http.StatusForbidden, "needs_permission", "", trusted("qian", access.TicketDesk), post, path+"/accept", nil)
	// a cent more is another amount, of which nobody has seen anything yet
	require.Equal(t, http.StatusOK, s.refund("cent", "c1", "0.01").status)
	s.refused(http.StatusForbidden, "needs_permission", "", approver, post, path+"/accept", nil)
	require.Equal(t, "50.01", s.must(clerk, post, path+"/accept", nil)["proposed_amount"])
	accepted := s.must(approver, post, path+"/accept", object{"reason": "同意"})
	require.Equal(t, []any{"done", "50.01"}, []any{accepted["status"], accepted["accepted"]})
	require.Subset(t, s.whatHappened(id), []string{"acceptance_proposed", "outstanding_accepted"})
	_, err := s.pool.Exec(t.Context(), "update tickets set decided_by = proposed_by where accepted_amount > 0")
	require.ErrorContains(t, err, "two_people_accept")
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", successor())
	s.sound()
}
