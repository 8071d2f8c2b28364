package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/console/page"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
)

// I4, section 8: what failed is corrected and issued again, or given up.
func TestI4FailedIsCorrectedOrGivenUp(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	for _, l := range looks {
		one, two := w.Approved(w.Applied(l.key("a"), consoletest.EInvoice("500.00")))[0], w.Approved(w.Applied(l.key("b"), consoletest.EInvoice("300.00")))[0]
		w.Failed(one, "开户行信息有误（代码 4022）")
		w.Failed(two, "购买方已注销")
		b := w.As(consoletest.Finance, l.Look)
		b.Go("/console/desk/failed")
		b.Press(end(one))
		b.See("开户行信息有误（代码 4022）")
		l.seen(b, "failed")
		b.Expect("422")
		b.Type(l.say("taxpayerID"), "91110000802100433X")
		b.Press(l.say("correct"))
		b.Type(l.say("taxpayerID"), "91110000802100433B")
		b.Press(l.say("correct"))
		b.See(l.say("corrected", end(one)))
		b.Go("/console/desk/failed/" + two)
		b.Press(l.say("giveUp"))
		b.Type(l.say("giveUpWhy"), "购买方已注销")
		b.Press(l.say("giveUpNow"))
		b.See(l.say("givenUp", end(two)))
		for id, state := range map[string]invoice.Status{one: invoice.Approved, two: invoice.Cancelled} {
			require.Equal(t, string(state), w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+id, nil)["status"])
		}
	}
}

// V8, section 8: forms that buyers began are confirmed and denied.
func TestV8FormsAreConfirmedAndDenied(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	for _, l := range looks {
		b := w.As(consoletest.Finance, l.Look)
		for n, deed := range []struct{ button, done, word string }{{"confirmForm", "confirmed", "confirm"}, {"denyForm", "denied", "deny"}} {
			id := w.Approved(w.Applied(l.key(deed.word), consoletest.EInvoice("100.00")))[0]
			w.Issued(id, fmt.Sprintf("2611%015d%d", 800+l.n, n))
			w.BuyerBegan(id)
			b.Go("/console/desk/red-forms")
			b.Press("…")
			require.Contains(t, b.At(), id)
			l.seen(b, "red-form")
			b.Press(l.say(deed.button))
			b.See(l.say("nothingToDo"))
			form := w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+id, nil)["reversals"].([]any)[0].(consoletest.Object)
			require.Equal(t, deed.word, form["word"])
			b.See(l.say(deed.done, end(form["id"].(string))))
		}
	}
}

// I5, O3, section 8: what is parked and operators' tasks are seen to or dismissed; a seller is paused with a reason and issues again.
func TestI5ParkedTasksAndSellers(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	for _, l := range looks {
		id := w.Approved(w.Applied(l.key("parked"), consoletest.EInvoice("100.00")))[0]
		w.Parked(id, invoice.QuotaExhausted)
		b := w.As(consoletest.Finance, l.Look)
		b.Go("/console/desk/parked")
		b.See(page.CauseSays(invoice.QuotaExhausted).In(l.lang))
		l.seen(b, "parked")
		b.Press(l.say("seenTo"))
		b.See(l.say("parkedSeen"))
		workflow := message.WorkflowOfInvoice(ids.Invoice(id))
		mail := notice.Unsent{Invoice: ids.Invoice(id), About: notice.Issued}
		require.NoError(t, w.Register.Tasks.OpenUnsent(t.Context(), workflow, mail, true, w.Now()))
		open := func() int {
			return len(w.Call(consoletest.Auditor, http.MethodGet, "/v1/operator-tasks?status=open&kind=unsent_mail", nil)["items"].([]any))
		}
		require.Equal(t, 1, open())
		b.Go("/console/desk/tasks?kind=unsent_mail")
		l.seen(b, "tasks")
		b.Press(l.say("dismiss"))
		require.Eventually(t, func() bool { return open() == 0 }, time.Minute, 100*time.Millisecond)
		b.Go("/console/desk/tasks?status=closed")
		b.See(page.WhoDid("finance:zhao").In(l.lang))

		b.Go("/console/desk/sellers/platform")
		b.Press(l.say("loginShow"))
		b.See(l.say("loginScan", "2026-09-18 15:05"))
		l.seen(b, "login-code")
		b.Go("/console/desk/sellers/platform")
		b.Press(l.say("pauseIt"))
		b.Expect("400")
		b.Press(l.say("pauseNow"))
		b.See(l.say("pauseWhy"))
		b.Type(l.say("pauseWhy"), "税务登记变更")
		b.Press(l.say("pauseNow"))
		b.See(l.say("isPaused"), l.say("pausedBy", page.WhoDid("finance:zhao"), "2026-09-18 15:00"), "税务登记变更")
		l.seen(b, "paused")
		require.NotNil(t, w.Call(consoletest.Auditor, http.MethodGet, "/v1/sellers/platform", nil)["paused"])
		b.Press(l.say("resumeIt"))
		b.See(l.say("isResumed"))
		require.Nil(t, w.Call(consoletest.Auditor, http.MethodGet, "/v1/sellers/platform", nil)["paused"])
	}
}

// I11, section 8: a difference is found, and repaired by a second comparison of the same window.
func TestI11DifferencesAreRepairedFromTheDesk(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	for _, l := range looks {
		lost := w.Approved(w.Applied(l.key("lost"), consoletest.EInvoice("100.00")))[0]
		_, _, err := w.Register.Invoices.BeginIssuing(t.Context(), invoiceID(lost), w.Now())
		require.NoError(t, err)
		w.Set(w.Now().Add(4 * time.Hour))
		listed := w.Listed(lost)
		listed.Number = fmt.Sprintf("2611%016d", 900+l.n)
		b := w.As(consoletest.Finance, l.Look)
		begun := w.Call(consoletest.Finance, http.MethodPost, "/v1/reconciliations", consoletest.Object{"repair": false})["id"].(string)
		w.Reconciled(begun, listed)
		b.Go("/console/desk/reconciliation/" + begun)
		b.See(listed.Number)
		l.seen(b, "differences")
		b.Press(l.say("repairNow"))
		b.See(l.say("reconcileBegun"))
		another := strings.TrimSuffix(strings.TrimPrefix(b.At(), "/console/desk/reconciliation/"), "?done=begun")
		require.NotEqual(t, begun, another)
		w.Reconciled(another, listed)
		i := w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+lost, nil)
		require.Equal(t, []any{string(invoice.Issued), listed.Number}, []any{i["status"], i["number"]})
	}
}
