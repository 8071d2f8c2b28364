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

// situation is an object in a state; make returns its id. A reversal is the last one of the invoice with the id.
type situation struct {
	subject, name string
	// status is the state that it shows.
	status string
	make   func(*stage) string
}

var colleague = access.Identity{Subject: "qian", Role: access.Finance}

const (
	claimApplication = "/v1/applications/%s/claim"
	claimTicket      = "/v1/tickets/%s/claim"
)

func onApplications(name, status string, create func(*stage) string) situation {
	return situation{"application", name, status, create}
}

func onInvoices(name, status string, create func(*stage) string) situation {
	return situation{"invoice", name, status, create}
}

func onTickets(name, status string, create func(*stage) string) situation {
	return situation{"ticket", name, status, create}
}

var part1 = []object{{"line": 1, "net": "0.10"}}

var situations = []situation{
	onApplications("pending", "pending_approval", (*stage).applied),
	onApplications("claimed", "pending_approval", func(s *stage) string { return s.after(s.applied(), finance, claimApplication, nil) }),
	onApplications("claimed by somebody else", "pending_approval", func(s *stage) string { return s.after(s.applied(), colleague, claimApplication, nil) }),
	onApplications("approved", "approved", func(s *stage) string { a := s.applied(); s.approved(a); return a }),
	onApplications("rejected", "rejected", func(s *stage) string {
		return s.after(s.applied(), finance, "/v1/applications/%s/reject", object{"reason": "no"})
	}),
	onApplications("cancelled", "cancelled", func(s *stage) string { return s.after(s.applied(), customer, "/v1/applications/%s/cancel", nil) }),
	onApplications("offset", "offset", (*stage).offset),

	onInvoices("approved", "approved", (*stage).electronic),
	onInvoices("at the provider", "approved", (*stage).sent),
	onInvoices("failed", "failed", func(s *stage) string { return s.failed(s.key()) }),
	onInvoices("issued", "issued", func(s *stage) string { return s.issued(s.electronic()) }),
	onInvoices("partly red-issued", "partly_red_issued", func(s *stage) string { return s.reversed(part1) }),
	onInvoices("red-issued", "red_issued", func(s *stage) string { return s.reversed(nil) }),
	onInvoices("being reversed", "issued", func(s *stage) string { return s.reversing(reversal.AwaitsBuyer) }),
	onInvoices("cancelled", "cancelled", (*stage).stopped),
	onInvoices("paper approved", "approved", (*stage).approvedPaper),
	onInvoices("paper issued", "issued", func(s *stage) string { return s.issued(s.approvedPaper()) }),
	onInvoices("paper being voided", "issued", (*stage).takenBack),
	onInvoices("paper voided", "voided", (*stage).voided),
	onInvoices("shipped by the desk", "shipped", func(s *stage) string { return s.shipped(s.issued(s.approvedPaper())) }),
	onInvoices("ordered by us", "shipped", func(s *stage) string { return s.ordered("") }),
	onInvoices("came back", "shipped", func(s *stage) string { return s.ordered("returned") }),
	onInvoices("to be sent again", "shipped", func(s *stage) string { return s.after(s.ordered("returned"), finance, "/v1/invoices/%s/resend", nil) }),
	onInvoices("delivered", "delivered", func(s *stage) string { return s.ordered("signed") }),
	onInvoices("vendor's approved", "approved", (*stage).sold),
	onInvoices("vendor's issued", "issued", func(s *stage) string { return s.issuedByVendor(s.sold()) }),
	onInvoices("vendor's paper approved", "approved", (*stage).soldOnPaper),
	onInvoices("vendor's paper issued", "issued", func(s *stage) string { return s.issuedByVendor(s.soldOnPaper()) }),
	onInvoices("vendor's paper shipped", "shipped", func(s *stage) string { return s.shipped(s.issuedByVendor(s.soldOnPaper())) }),
	onInvoices("vendor's paper delivered", "delivered", func(s *stage) string {
		return s.after(s.shipped(s.issuedByVendor(s.soldOnPaper())), vendor, "/v1/invoices/%s/delivered", nil)
	}),
	// The last one: its seller's trouble holds up whatever is to be issued afterwards (I5).
	onInvoices("parked", "approved", func(s *stage) string { return s.parked(invoice.ProviderDown) }),

	onTickets("cancel", "open", func(s *stage) string { return s.asked(object{"kind": "cancel", "application": s.applied()}) }),
	onTickets("cancel of a paper that is out", "open", func(s *stage) string { return s.asked(object{"kind": "cancel", "invoice": s.ordered("")}) }),
	onTickets("cancel of a paper that is asked for", "awaiting_materials", func(s *stage) string {
		return s.after(s.asked(object{"kind": "cancel", "invoice": s.ordered("")}), finance, "/v1/tickets/%s/accept", nil)
	}),
	onTickets("change of address", "open", func(s *stage) string {
		return s.asked(object{"kind": "change_address", "application": s.appliedPaper(), "address": elsewhere})
	}),
	onTickets("change of address of what is on its way", "open", func(s *stage) string {
		i := s.issued(s.approvedPaper())
		t := s.asked(object{"kind": "change_address", "invoice": i, "address": elsewhere})
		s.shipped(i)
		return t
	}),
	onTickets("cancel of what is at the provider", "open", func(s *stage) string { return s.asked(object{"kind": "cancel", "invoice": s.sent()}) }),
	onTickets("cancel of what is being reversed", "open", func(s *stage) string {
		return s.asked(object{"kind": "cancel", "invoice": s.reversing(reversal.AwaitsBuyer)})
	}),
	onTickets("void", "awaiting_materials", func(s *stage) string { return s.asked(object{"kind": "void", "invoice": s.ordered("")}) }),
	onTickets("void with everything", "verifying", func(s *stage) string {
		t := s.with(s.asked(object{"kind": "void", "invoice": s.ordered("")}), customer, "rejection_certificate")
		return s.with(t, finance, "original_received")
	}),
	onTickets("void of a paper that has left since", "verifying", func(s *stage) string {
		i := s.issued(s.approvedPaper())
		t := s.with(s.asked(object{"kind": "void", "invoice": i}), customer, "rejection_certificate")
		s.shipped(i)
		return t
	}),
	onTickets("lost", "awaiting_materials", func(s *stage) string { return s.asked(object{"kind": "lost", "invoice": s.ordered("")}) }),
	onTickets("lost with its certificate", "verifying", func(s *stage) string {
		return s.with(s.asked(object{"kind": "lost", "invoice": s.ordered("")}), customer, "loss_certificate")
	}),
	onTickets("lost e-invoice", "done", func(s *stage) string { return s.asked(object{"kind": "lost", "invoice": s.issued(s.electronic())}) }),
	onTickets("other", "open", func(s *stage) string { return s.asked(object{"kind": "other"}) }),
	onTickets("claimed", "open", func(s *stage) string { return s.after(s.asked(object{"kind": "other"}), finance, claimTicket, nil) }),
	onTickets("claimed by somebody else", "open", func(s *stage) string {
		return s.after(s.asked(object{"kind": "other"}), colleague, claimTicket, nil)
	}),
	onTickets("materials asked for", "awaiting_materials", func(s *stage) string {
		return s.after(s.asked(object{"kind": "other"}), finance, "/v1/tickets/%s/ask", object{"types": []any{"other"}, "reason": "合同"})
	}),
	onTickets("opened by the product", "open", (*stage).returned),
	onTickets("refused", "refused", func(s *stage) string {
		return s.after(s.asked(object{"kind": "other"}), finance, "/v1/tickets/%s/refuse", object{"reason": "no"})
	}),
	onTickets("withdrawn", "refused", func(s *stage) string {
		return s.after(s.asked(object{"kind": "other"}), customer, "/v1/tickets/%s/withdraw", nil)
	}),

	{"operator_task", "trouble", "open", func(s *stage) string {
		s.parked(invoice.ProviderDown)
		return fmt.Sprint(s.tasks("?kind=provider")[0].id)
	}},
	{"operator_task", "contradiction", "open", (*stage).contradicted},
	{"operator_task", "a mail that was given up", "open", func(s *stage) string { return fmt.Sprint(s.unsent()) }},
}

// proformas are offered to accounts abroad, which apply for nothing else (A9).
var proformas = []situation{
	onTickets("pro-forma", "awaiting_customer", (*stage).proforma),
	onTickets("pro-forma to be changed", "open", func(s *stage) string {
		return s.after(s.proforma(), customer, "/v1/tickets/%s/changes", object{"reason": "x"})
	}),
	onTickets("pro-forma confirmed", "verifying", func(s *stage) string { return s.after(s.proforma(), customer, "/v1/tickets/%s/confirm", nil) }),
	onTickets("pro-forma sealed", "done", func(s *stage) string {
		return s.with(s.after(s.proforma(), customer, "/v1/tickets/%s/confirm", nil), finance, "stamped_scan")
	}),
}

func init() {
	for _, status := range reversal.Life.Names() {
		situations = append(situations, situation{"reversal", "red-issue", string(status), func(s *stage) string { return s.reversing(status) }})
	}
	situations = append(situations, situation{"reversal", "void", "requested", (*stage).takenBack})
}

// doing is what is sent with an action.
func doing(s *stage, do access.Action) sample {
	switch do {
	case access.RejectApplication, access.RefuseTicket, access.AskForChanges:
		return sample{body: object{"reason": "why"}}
	case access.ShipInvoice:
		return sample{body: object{"tracking_number": s.tracking()}}
	case access.IssueInvoice:
		return sample{body: object{"number": s.number(), "issued_on": "2026-09-18"}}
	case access.HandInInvoiceFile:
		return sample{raw: "%PDF-1.7"}
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
