package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	domainapplication "kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/reversal"
	domaintask "kaipiao/domain/task"
	"kaipiao/domain/ticket"
)

var colleague = access.Identity{Subject: "qian", Role: access.Finance}

const (
	claimApplication = "/v1/applications/%s/claim"
	claimTicket      = "/v1/tickets/%s/claim"
)

var part1 = []object{{"line": 1, "net": "0.10"}}

func init() {
	for _, status := range reversal.Life.Names() {
		situations = append(situations, situation{"reversal", "red-issue", string(status), func(s *stage) string { return s.reversing(status) }})
	}
	situations = append(situations, situation{"reversal", "void", "requested", (*stage).takenBack})
}

// doing is what is sent with an action.
func doing(s *stage, do access.Action) sample {
	switch do {
	case access.RejectApplication, access.RefuseTicket, access.AskForChanges, access.RefuseInvoice, access.RefuseCorrection:
		return sample{body: object{"reason": "why"}}
	case access.ShipInvoice:
		return sample{body: object{"tracking_number": s.tracking()}}
	case access.CorrectShipping:
		return sample{body: object{"tracking_number": s.tracking(), "reason": "单号录错"}}
	case access.DeliverFiles:
		return sample{body: object{"email": "finance@example.com"}}
	case access.IssueInvoice, access.ReportReversed:
		return sample{body: object{"number": s.number(), "issued_on": "2026-09-18"}}
	case access.HandInInvoiceFile:
		return sample{raw: pdfSaying("a vendor")}
	case access.CorrectInvoice:
		return sample{body: object{"title": "北京甲科技有限公司", "taxpayer_id": companyID}}
	case access.RedIssue:
		return sample{body: object{"reason": "return"}, header: map[string]string{"Idempotency-Key": s.key()}}
	case access.AskForMaterials:
		return sample{body: object{"types": []any{"other"}, "reason": "合同"}}
	case access.HandInMaterial:
		return sample{form: material("other", aPDF)}
	default:
		return sample{}
	}
}

// read is an object as somebody reads it, or nothing.
func (s *stage) read(who access.Identity, subject, id string) object {
	s.t.Helper()
	if subject == "operator_task" {
		a := s.call(who, get, "/v1/operator-tasks?limit=200", nil)
		items, _ := a.body["items"].([]any)
		for _, item := range items {
			if fmt.Sprint(item.(object)["id"]) == id {
				return item.(object)
			}
		}
		return nil
	}
	where := map[string]string{"application": "/v1/applications/", "invoice": "/v1/invoices/", "reversal": "/v1/invoices/", "ticket": "/v1/tickets/"}[subject]
	a := s.call(who, get, where+id, nil)
	if a.status != http.StatusOK {
		return nil
	}
	if subject == "reversal" {
		all := a.body["reversals"].([]any)
		return all[len(all)-1].(object)
	}
	return a.body
}

// callers are all roles.
var callers = []access.Identity{customer, finance, vendor, upstream, auditor}

// What is offered is what happens: an allowed action succeeds, one that is not is refused with the very reason, and what is not
// offered at all changes nothing.
func TestWhatIsOfferedIsWhatHappens(t *testing.T) {
	heard := &hearing{news: map[access.Action][]life.News{}}
	t.Cleanup(func() { heard.requireAll(t) })
	for world, list := range map[string][]situation{"at home": situations, "abroad": proformas} {
		for _, subject := range []string{"application", "invoice", "reversal", "ticket", "operator_task"} {
			t.Run(world+"/"+subject, func(t *testing.T) {
				t.Parallel()
				s := newStage(t)
				s.heard = heard
				if world == "abroad" {
					s.abroad("overseas")
				}
				calls := s.callsOfActions()
				for _, given := range list {
					if given.subject != subject {
						continue
					}
					for _, who := range callers {
						t.Run(given.name+"/"+given.status+"/"+string(who.Role), func(t *testing.T) {
							s.t, s.service.t = t, t
							s.seals = world == "abroad" && given.status == "verifying"
							s.proveOffers(given, who, calls)
						})
					}
				}
			})
		}
	}
}

// callsOfActions are the calls by what they do, as the OpenAPI document says.
func (s *stage) callsOfActions() map[access.Action][2]string {
	found := map[access.Action][2]string{}
	for path, operations := range s.document().Paths {
		for method, op := range operations {
			found[access.Action(op.Action)] = [2]string{strings.ToUpper(method), path}
		}
	}
	return found
}

func (s *stage) proveOffers(given situation, who access.Identity, calls map[access.Action][2]string) {
	s.t.Helper()
	id := given.make(s)
	shown := s.read(who, given.subject, id)
	if shown == nil {
		return // it is not shown to them, and roles_test.go proves that they may not change it
	}
	require.Equal(s.t, given.status, shown["status"])
	offered := map[access.Action]bool{}
	for _, item := range shown["actions"].([]any) {
		offer := item.(object)
		do := access.ActionOf(given.subject, life.Action(offer["action"].(string)))
		offered[do] = true
		require.Equal(s.t, calls[do][0], offer["method"], do)
		href := strings.NewReplacer("{id}", objectOf(do, id, shown), "{task}", id, "{format}", "pdf").Replace(calls[do][1])
		require.Equal(s.t, href, offer["href"], do)
		if offer["allowed"] == true {
			require.Nil(s.t, offer["why"], do)
			s.proveAllowed(given, who, do)
			continue
		}
		before := s.contents()
		a := s.perform(who, do, offer)
		require.GreaterOrEqual(s.t, a.status, 400, do)
		require.Equal(s.t, []any{a.body["detail"], a.body["detail_zh"]}, []any{offer["why"], offer["why_zh"]}, do)
		require.Equal(s.t, before, s.contents(), "a refused action changed something")
	}
	for do, made := range calls {
		subject, action, _ := strings.Cut(string(do), ".")
		if subject != given.subject || !isMove(subject, life.Action(action)) || offered[do] || !slices.Contains(access.RolesOf(do), who.Role) {
			continue
		}
		before := s.contents()
		href := strings.NewReplacer("{id}", objectOf(do, id, shown), "{task}", id, "{format}", "pdf").Replace(made[1])
		a := s.perform(who, do, object{"method": made[0], "href": href})
		require.Less(s.t, a.status, 500, do)
		require.Equal(s.t, before, s.contents(), "%s is not offered, and changes something", do)
	}
}

// objectOf is what a call names: the invoice of a reversal, but a form of the buyer's by its own id.
func objectOf(do access.Action, id string, shown object) string {
	if do == access.ConfirmRedForm || do == access.DenyRedForm {
		return shown["id"].(string)
	}
	return id
}

// proveAllowed does it to another object in the same state.
func (s *stage) proveAllowed(given situation, who access.Identity, do access.Action) {
	s.t.Helper()
	id := given.make(s)
	again := s.read(who, given.subject, id)
	s.service.sent() // what was sent before
	for _, item := range again["actions"].([]any) {
		if offer := item.(object); access.ActionOf(given.subject, life.Action(offer["action"].(string))) == do {
			a := s.perform(who, do, offer)
			require.Less(s.t, a.status, 300, "%s: %s", do, a.bytes)
			s.heard.note(s.t, do, s.newsFor(workflowsOf(given.subject, id, again)))
			return
		}
	}
	s.t.Fatalf("%s is not offered any more", do)
}

func (s *stage) perform(who access.Identity, do access.Action, offer object) answer {
	s.t.Helper()
	sent := doing(s, do)
	sent.who = who
	if do == access.HandInMaterial && s.seals && who.Role == access.Finance {
		sent.form = material("stamped_scan", aPDF)
	}
	return sent.send(s.service, offer["method"].(string), offer["href"].(string))
}

// isMove reports whether an action stands in the table of a life, and is done to an object that is there.
func isMove(subject string, do life.Action) bool {
	return movesOf(subject, domainapplication.Life, do) || movesOf(subject, invoice.Life, do) || movesOf(subject, reversal.Life, do) ||
		movesOf(subject, ticket.Life, do) || movesOf(subject, domaintask.Life, do)
}

func movesOf[S ~string](subject string, table life.Table[S], do life.Action) bool {
	return table.Subject == subject && len(table.From(do)) > 0
}

// Every state of the tables is proved, for every kind of ticket.
func TestEveryStateIsASituation(t *testing.T) {
	seen := map[string]bool{}
	for _, given := range append(slices.Clone(situations), proformas...) {
		seen[given.subject+" "+given.status] = true
	}
	requireAll(t, seen, domainapplication.Life)
	requireAll(t, seen, invoice.Life, invoice.Planned) // it is not shown as an invoice
	requireAll(t, seen, reversal.Life)
	requireAll(t, seen, ticket.Life)
	requireAll(t, seen, domaintask.Life, domaintask.Closed) // nothing is left to be done
}

func requireAll[S ~string](t *testing.T, seen map[string]bool, table life.Table[S], but ...S) {
	t.Helper()
	for _, state := range table.Names() {
		require.True(t, seen[table.Subject+" "+string(state)] || slices.Contains(but, state), "%s %s", table.Subject, state)
	}
}

// Lists say the same as single answers.
func TestListsOfferTheSame(t *testing.T) {
	s := newStage(t)
	a, i := s.applied(), s.issued(s.approvedPaper())
	asked := s.asked(object{"kind": "other"})
	for path, id := range map[string]string{"/v1/applications": a, "/v1/invoices": i, "/v1/tickets": asked} {
		single := s.must(finance, get, path+"/"+id, nil)["actions"]
		require.NotEmpty(t, single)
		for _, item := range s.must(finance, get, path, nil)["items"].([]any) {
			if item.(object)["id"] == id {
				require.Equal(t, single, item.(object)["actions"])
			}
		}
	}
	// what is not applied for yet can be, or says why not
	preview := s.must(customer, post, "/v1/accounts/acct/applications/preview", eInvoice("1.00"))["actions"].([]any)
	require.Equal(t, []any{object{
		"action": "submit", "method": "POST", "href": "/v1/accounts/acct/applications", "allowed": true, "why": nil, "why_zh": nil,
	}}, preview)
	blocked := s.must(customer, post, "/v1/accounts/acct/applications/preview", eInvoice("999999.00"))
	offer := blocked["actions"].([]any)[0].(object)
	require.Equal(t, false, offer["allowed"])
	require.Equal(t, blocked["blocked"].([]any)[0].(object)["message"], offer["why"])
}
