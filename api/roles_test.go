package api_test

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

// O1: who may make which call, a letter for each role.
//
//	s service · c the account's customer · f finance · v vendor · a auditor
var rolesOfCalls = map[string]string{
	"put-accounts-account": "s", "get-accounts-account": "scfa", "get-accounts": "sfa", "post-accounts-account-taxpayer-ids": "f",
	"post-accounts-account-console-link": "s",
	"get-accounts-account-master":        "scfa", "put-accounts-account-master": "s", "delete-accounts-account-master": "s",
	"get-accounts-account-members": "scfa",
	"get-accounts-account-titles":  "scfa", "post-accounts-account-titles": "sc", "get-accounts-account-titles-id": "scfa",
	"put-accounts-account-titles-id": "sc", "delete-accounts-account-titles-id": "sc",
	"get-accounts-account-addresses": "scfa", "post-accounts-account-addresses": "sc", "get-accounts-account-addresses-id": "scfa",
	"put-accounts-account-addresses-id": "sc", "delete-accounts-account-addresses-id": "sc",
	"post-consumptions": "s", "post-consumptions-id-resources-created": "s", "post-consumptions-id-delivered": "s", "post-refunds": "s",
	"post-imports": "s", "get-imports": "sfa", "get-imports-id": "sfa", "get-imports-id-report": "sfa",
	"post-exports": "scfa", "get-exports": "scfa", "get-exports-id": "scfa", "get-exports-id-file": "scfa",
	"get-accounts-account-invoiceable": "scfa", "get-accounts-account-invoiceable-records": "scfa",
	"get-accounts-account-invoiceable-records-summary": "scfa", "get-accounts-account-invoiceable-sellers": "scfa",
	"get-accounts-account-standing-order": "scfa", "put-accounts-account-standing-order": "sc", "delete-accounts-account-standing-order": "sc",
	"get-accounts-account-standing-order-history": "scfa",
	"post-accounts-account-applications-preview":  "sc", "post-accounts-account-applications": "sc",
	"get-accounts-account-applications": "scfa", "get-applications": "sfa", "get-applications-id": "scfa",
	"post-applications-id-cancel": "sc", "post-applications-id-claim": "f", "post-applications-id-unclaim": "f", "get-applications-id-review": "fa",
	"post-applications-id-approve": "f", "post-applications-id-reject": "f",
	"get-accounts-account-applications-summary": "scfa", "get-applications-summary": "sfa", "get-invoices-summary": "sfva",
	"get-accounts-account-invoices-summary": "scfa", "get-tickets-summary": "scfa",
	"get-search": "fa", "post-accounts-account-titles-check": "scfa", "get-accounts-account-offset-plan": "scfa",
	"post-print-desk-shipments": "f", "post-print-desk-sheets": "f", "get-print-desk-list": "fa",
	"get-figures-figure": "fa", "get-figures-figure-table": "fa", "get-desk": "fa", "get-invoices-id-proof": "fa", "get-parked": "sfa", "get-desk-alike": "fa",
	"get-invoices": "sfva", "get-accounts-account-invoices": "scfa", "get-invoices-id": "scfva",
	"get-invoices-id-files-format": "scfva", "get-invoices-id-timeline": "scfva",
	"post-invoices-id-ship": "fv", "post-invoices-id-delivered": "fv", "post-invoices-id-resend": "f",
	"post-invoices-id-ship-correction": "f", "post-invoices-id-remind": "f", "post-invoices-id-issue": "v",
	"post-invoices-id-refuse": "v", "post-invoices-id-reversed": "v", "put-invoices-id-red-reversal-files-format": "v",
	"put-invoices-id-files-format": "v", "post-invoices-id-correct": "f", "post-invoices-id-correction-confirm": "f",
	"post-invoices-id-correction-refuse": "f", "post-invoices-id-give-up": "f", "post-tickets": "sc", "get-tickets": "scfa",
	"get-tickets-id": "scfa", "post-tickets-id-accept": "f", "post-tickets-id-refuse": "f", "get-tickets-id-timeline": "scfa",
	"post-tickets-id-claim": "f", "post-tickets-id-unclaim": "f", "post-tickets-id-ask": "f",
	"post-tickets-id-confirm": "c", "post-tickets-id-changes": "c", "post-tickets-id-withdraw": "c",
	"post-tickets-id-materials": "cf", "get-tickets-id-materials-material": "scfa",
	"get-operator-tasks": "sfa", "post-operator-tasks-task-seen-to": "f", "post-operator-tasks-task-dismiss": "f", "get-sellers-seller": "sfa",
	"get-sellers": "sfa", "post-sellers-seller-pause": "f", "post-sellers-seller-resume": "f",
	"post-sellers-seller-login-code": "f", "post-invoices-id-deliver": "cf", "post-invoices-id-waybill": "f",
	"get-red-forms": "sfa", "post-red-forms-id-confirm": "f", "post-red-forms-id-deny": "f",
	"get-reconciliations": "sfa", "get-reconciliations-id": "sfa", "post-reconciliations": "f",
	"post-webhooks": "s", "get-webhooks": "s", "get-webhooks-webhook": "s", "delete-webhooks-webhook": "s",
	"get-webhooks-webhook-deliveries": "s", "post-webhooks-webhook-deliveries-delivery-redeliver": "s", "get-audit": "sfa", "get-audit-chain": "sfa",
	"put-accounts-account-recipients": "sc", "get-applications-id-timeline": "scfa", "get-applications-id-documents": "scfa",
	"post-invoices-id-red-issue-preview": "cf",
	"get-invoices-id-red-issue":          "cf", "post-invoices-id-red-issue": "cf", "post-invoices-id-red-issue-withdraw": "cf",
	"get-invoices-id-red-reversal-files-format": "scfva", "get-calendar-due": "scfva", "put-calendar-year": "f", "get-policy": "scfva", "get-permissions": "scfva",
	"get-templates-type": "scfva",
	"get-healthz":        "everybody", "get-readyz": "everybody", "post-courier-events": "everybody", "post-courier-sf-secret": "everybody",
	"post-provider-nuonuo-secret": "everybody",
	"post-provider-events":        "everybody",
}

// nobodys are calls that name something that is nobody's own.
var nobodys = map[string]bool{"get-templates-type": true}

func TestO1WhoMayMakeWhichCall(t *testing.T) {
	for path, operations := range newService(t).document().Paths {
		for method, op := range operations {
			t.Run(op.OperationID, func(t *testing.T) {
				t.Parallel()
				allowed, known := rolesOfCalls[op.OperationID]
				require.True(t, known, "a new call needs a row in the table of roles")
				if allowed == "everybody" {
					return
				}
				shared := newService(t)
				given := prepared(shared, op.OperationID)
				before := shared.contents()
				send := func(s *service, given sample, who access.Identity) answer {
					given.who = who
					if who.Role == access.Vendor && given.query != nil { // whose an invoice is, is not a vendor's to ask
						given.query = maps.Clone(given.query)
						delete(given.query, "account")
					}
					return given.send(s, strings.ToUpper(method), path)
				}
				require.Equal(t, http.StatusUnauthorized, send(shared, given, nobody).status)
				owned := strings.Contains(path, "{") && !nobodys[op.OperationID]
				if strings.Contains(allowed, "c") && owned {
					a := send(shared, given, stranger)
					require.Equal(t, http.StatusNotFound, a.status, "another account's object: %s", a.bytes)
					require.NotContains(t, string(a.bytes), "acct")
				}
				if strings.Contains(allowed, "v") && owned {
					a := send(shared, given, otherVendor)
					require.Equal(t, http.StatusNotFound, a.status, "another vendor's invoice: %s", a.bytes)
				}
				everybody := map[string]access.Identity{"s": upstream, "c": customer, "f": finance, "v": vendor, "a": auditor}
				for letter, who := range everybody {
					if !strings.Contains(allowed, letter) {
						a := send(shared, given, who)
						require.Equal(t, http.StatusForbidden, a.status, "%s: %s", who.Role, a.bytes)
					}
				}
				require.Equal(t, before, shared.contents(), "a refused call changed something")
				for _, letter := range strings.Split(allowed, "") {
					s := shared
					if method != "get" { // what changes something is tried in a world of its own
						s = newService(t)
						given = prepared(s, op.OperationID)
					}
					a := send(s, given, everybody[letter])
					require.Less(t, a.status, 300, "%s: %s", letter, a.bytes)
				}
			})
		}
	}
}

// O1: everything that access knows of is one call, and every call that needs a token is known to it.
func TestO1EveryActionIsOneCall(t *testing.T) {
	called := map[string]string{}
	for path, operations := range newService(t).document().Paths {
		for method, op := range operations {
			if rolesOfCalls[op.OperationID] == "everybody" {
				require.Empty(t, op.Action, op.OperationID)
				continue
			}
			require.Empty(t, called[op.Action], "two calls do %s", op.Action)
			called[op.Action] = method + " " + path
		}
	}
	for _, do := range access.Actions() {
		require.NotEmpty(t, called[string(do)], "no call does %s", do)
	}
	require.Len(t, called, len(access.Actions()))
}

// prepared is a sample in a world of its own.
func prepared(s *service, operation string) sample {
	s.account("acct")
	s.account("other")
	s.consumed(bill("c1", "acct", "1000.00"), with(bill("prepaid", "acct", "5.00"), object{"charge": "prepaid"}),
		with(bill("market", "acct", "5.00"), object{"seller": "isv-1"}))
	return samples[operation](s)
}

func TestATokenThatIsNotOursIsNoToken(t *testing.T) {
	s := newService(t)
	s.account("acct")
	other, err := issuerOf("another secret, which is as long as ours is").Mint(upstream, s.now, time.Hour)
	require.NoError(t, err)
	expired, err := issuer.Mint(upstream, s.now.Add(-2*time.Hour), time.Hour)
	require.NoError(t, err)
	for name, header := range map[string]string{
		"another secret": "Bearer " + other, "expired": "Bearer " + expired, "no bearer": s.token(upstream), "garbage": "Bearer x.y.z",
	} {
		a := s.call(nobody, http.MethodGet, "/v1/accounts", nil, "Authorization", header)
		require.Equal(t, http.StatusUnauthorized, a.status, name)
		require.Equal(t, "unauthorized", a.code(), name)
	}
}

// I4: a callback makes the invoice ask now, as often as it comes; it is believed only with the provider's signature, and
// says nothing by itself.
func TestI4ACallbackOnlyMakesItAsk(t *testing.T) {
	s := newService(t)
	given := prepared(s, "post-provider-events")
	messages := func() (found int) {
		s.t.Helper()
		for _, m := range s.sent() {
			if m.Signal == message.ProviderNews.Name {
				found++
			}
		}
		return found
	}
	forged := given
	forged.secret = courierSecret
	require.Equal(t, http.StatusUnauthorized, forged.send(s, http.MethodPost, "/v1/provider/events").status)
	require.Zero(t, messages())
	for range 2 {
		require.Equal(t, http.StatusNoContent, given.send(s, http.MethodPost, "/v1/provider/events").status)
		require.Equal(t, 1, messages())
	}
	// once it is issued, there is nothing to ask
	i := s.must(customer, http.MethodGet, "/v1/accounts/acct/invoices", nil)["items"].([]any)[0].(object)
	s.issued(i["id"].(string), "26110000000000000001")
	require.Equal(t, http.StatusNoContent, given.send(s, http.MethodPost, "/v1/provider/events").status)
	require.Zero(t, messages())
	given.body = object{"serial": "KPNOBODYKNOWSTHIS"}
	require.Equal(t, http.StatusNotFound, given.send(s, http.MethodPost, "/v1/provider/events").status)
}

// V8, V9: a callback about what somebody else did to an invoice of ours has that invoice compared with the provider; it is not
// believed itself.
func TestV9ACallbackOnlyHasTheInvoiceLookedAt(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	id := s.electronic()["id"]
	number := s.must(finance, get, "/v1/invoices/"+id, nil)["number"].(string)
	s.sent()
	send := func(body object) answer {
		return sample{secret: providerSecret, body: body}.send(s, http.MethodPost, "/v1/provider/events")
	}
	for _, body := range []object{{"serial": "11000026090000000001", "number": number}, {"number": number}} {
		a := send(body)
		require.Equal(t, http.StatusNoContent, a.status, string(a.bytes))
		started := s.sent()
		require.Len(t, started, 1)
		require.Equal(t, message.StartReconciliation.Workflow, started[0].Workflow)
		shown := s.must(finance, get, "/v1/"+strings.Replace(started[0].WorkflowID, "reconciliation/", "reconciliations/", 1), nil)
		require.Equal(t, []any{number, nil, "provider", true}, []any{shown["number"], shown["ended_at"], shown["requested_by"], shown["repair"]})
	}
	require.Equal(t, "issued", s.must(finance, get, "/v1/invoices/"+id, nil)["status"])
	require.Equal(t, http.StatusNotFound, send(object{"serial": "11000026090000000001", "number": "26999999999999999999"}).status)
	require.Equal(t, http.StatusBadRequest, send(object{}).status)
	require.Empty(t, s.sent())
}

// V7: anybody could say that a parcel arrived; only the courier's signature is believed.
func TestV7OnlyTheCouriersSignatureIsBelieved(t *testing.T) {
	s := newService(t)
	given := prepared(s, "post-courier-events")
	before := s.contents()
	given.secret = nil
	for _, signature := range []string{"", "00", "not hex", strings.Repeat("ab", 32)} {
		given.header = map[string]string{"X-Signature": signature}
		require.Equal(t, http.StatusUnauthorized, given.send(s, http.MethodPost, "/v1/courier/events").status, signature)
	}
	require.Equal(t, before, s.contents())
	// a signed push is believed, and one that comes twice changes nothing any more
	given.secret, given.header = courierSecret, nil
	require.Equal(t, http.StatusNoContent, given.send(s, http.MethodPost, "/v1/courier/events").status)
	i, err := s.register.Invoices.Invoice(context.Background(), ids.Invoice(given.body["reference"].(string)))
	require.NoError(t, err)
	require.Equal(t, "delivered", string(i.Status))
	after := s.contents()
	require.Equal(t, http.StatusNoContent, given.send(s, http.MethodPost, "/v1/courier/events").status)
	require.Equal(t, after, s.contents())
}
