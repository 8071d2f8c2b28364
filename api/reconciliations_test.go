package api_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/office/reconciliation"
)

// formOf is a red-letter form over everything that the buyer of an issued invoice began.
func (s *service) formOf(id ids.Invoice) ids.Reversal {
	s.t.Helper()
	ctx := context.Background()
	i, err := s.register.Invoices.Invoice(ctx, id)
	require.NoError(s.t, err)
	require.NoError(s.t, s.register.Reversals.TakeIn(ctx, invoice.Listed{
		Kind: invoice.BuyersForm, Serial: invoice.Serial("11000026" + i.Number[8:]), Of: i.Number, At: s.now, LapsesAt: s.now.Add(72 * time.Hour),
		Net: i.Net.Neg(), Tax: i.Tax.Neg(), Gross: i.Amount.Neg(),
	}, s.now))
	next, err := s.register.Reversals.Next(ctx, id)
	require.NoError(s.t, err)
	return next.ID
}

// buyersForm is one of a new invoice.
func (s *service) buyersForm() string {
	s.t.Helper()
	return string(s.formOf(ids.Invoice(s.electronic()["id"])))
}

// reconciling is a comparison that has begun.
func (s *service) reconciling() string {
	s.t.Helper()
	_, err := s.register.Reconciliation.Begin(context.Background(), reconciliation.Order{ID: "r-1", Repairs: true, By: actor.Product}, s.now)
	require.NoError(s.t, err)
	return "r-1"
}

// I11: a comparison that is asked for is started, and its report is read, with differences, words and repairs, and in the metrics.
func TestI11AReportIsAskedForAndRead(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	s.sent()
	begun := s.must(finance, post, "/v1/reconciliations", object{})
	require.Equal(t, []any{nil, "finance:zhao", true}, []any{begun["ended_at"], begun["requested_by"], begun["repair"]})
	started := s.sent()
	require.Equal(t, "reconciliation/"+begun["id"].(string), started[0].WorkflowID)
	s.refused(http.StatusBadRequest, "invalid_request", "to", finance, post, "/v1/reconciliations", object{"to": stamp("2030-01-01 00:00:00")})

	id := ids.Reconciliation(begun["id"].(string))
	require.NoError(t, s.register.Reconciliation.Take(ctx, id, []invoice.Listed{{
		Kind: invoice.BlueDocument, Serial: "S1", Number: "26110000000000000009", At: s.now,
		Net: money.MustParse("100.00"), Tax: money.MustParse("6.00"), Gross: money.MustParse("106.00"),
	}}))
	require.NoError(t, s.register.Reconciliation.Compare(ctx, id, s.now, func() {}))
	_, err := s.register.Reconciliation.End(ctx, id, s.now)
	require.NoError(t, err)
	report := s.must(auditor, get, "/v1/reconciliations/"+string(id), nil)
	require.Equal(t, []any{1.0, 1.0, 1.0}, []any{report["documents"], report["differences"], report["unrepaired"]})
	found := report["items"].([]any)[0].(object)
	require.Equal(t, []any{"unknown_serial", "decide", nil, nil}, []any{found["kind"], found["repair"], found["outcome"], found["ours"]})
	require.Equal(t, "106.00", found["theirs"].(object)["gross"])
	require.NotEmpty(t, found["what_zh"])
	listed := s.must(auditor, get, "/v1/reconciliations", nil)["items"].([]any)
	require.Equal(t, report["id"], listed[0].(object)["id"])

	figures := s.metrics()
	require.Contains(t, figures, `kaipiao_reconciliation_differences{kind="unknown_serial",repaired="false"} 1`)
	require.Contains(t, figures, `kaipiao_reconciliation_documents{of="provider"} 1`)
}

// V8: finance sees the form on its list and on the invoice, with what it may do, and says its word once.
func TestV8FinanceSeesAndAnswersTheBuyersForm(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "300.00"))
	id := s.buyersForm()
	form := s.must(finance, get, "/v1/red-forms?status=awaits_seller", nil)["items"].([]any)[0].(object)
	require.Equal(t, []any{id, "buyer", "awaits_seller", nil}, []any{form["id"], form["origin"], form["status"], form["word"]})
	require.Len(t, form["actions"], 2)
	of := s.must(customer, get, "/v1/invoices/"+form["invoice"].(string), nil)
	require.Equal(t, "operator", of["waiting_for"])
	require.Empty(t, of["reversals"].([]any)[0].(object)["actions"], "a customer has nothing to say to it")
	tasks := s.must(finance, get, "/v1/operator-tasks?kind=red_form&status=open", nil)["items"].([]any)
	require.Len(t, tasks, 1)
	require.Equal(t, "red_form_waits", tasks[0].(object)["code"])
	denied := s.must(finance, post, "/v1/red-forms/"+id+"/deny", nil)
	require.Equal(t, []any{"requested", "deny"}, []any{denied["status"], denied["word"]})
	require.Empty(t, s.must(finance, get, "/v1/operator-tasks?kind=red_form&status=open", nil)["items"])
	s.refused(http.StatusConflict, "wrong_state", "", finance, post, "/v1/red-forms/"+id+"/confirm", nil)
	s.refused(http.StatusNotFound, "not_found", "", finance, post, "/v1/red-forms/no-such/confirm", nil)
}
