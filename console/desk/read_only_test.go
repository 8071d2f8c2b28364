package desk_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console/consoletest"
	"kaipiao/console/desk"
)

// O1: auditors see everything and change nothing; who holds no permission of finance sees no forms, and a queue without permission is absent.
func TestO1WhoMayNotChangeSeesNoForms(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "3000.00")
	id := w.Applied("k1", consoletest.EInvoice("1000.00"))
	who := individual(w, "p1")
	manual := reviewed(w, who, "k1", company)
	ticket := opened(w, "t1", consoletest.Object{"kind": "other", "note": "请核对"})
	failing := w.Approved(id)[0]
	w.Failed(failing, "refused")
	for _, someone := range []access.Identity{consoletest.Auditor, consoletest.Reader} {
		b := w.As(someone)
		for _, path := range []string{
			"/console/desk/review", "/console/desk/review/" + manual, "/console/desk/review/alike", "/console/desk/second", "/console/desk/tickets",
			"/console/desk/tickets/" + ticket, "/console/desk/returned", "/console/desk/failed", "/console/desk/failed/" + failing,
			"/console/desk/red-forms", "/console/desk/tasks", "/console/desk/print", "/console/desk/print?tab=to_ship", "/console/desk/vendors",
			"/console/desk/parked", "/console/desk/reconciliation", "/console/desk/sellers", "/console/desk/sellers/platform", "/console/desk/invoices",
			"/console/desk/invoices/" + failing, "/console/desk/applications/" + id, "/console/desk/accounts/acct",
		} {
			b.Go(path)
			require.Empty(t, b.Texts(`main form[method="post"]`), path)
			require.Empty(t, b.Texts(`main [aria-disabled]`), path)
			require.Equal(t, someone.Role == access.Auditor, b.Is(`Boolean(document.getElementById("read-only"))`), path)
		}
		b.Go("/console/desk")
		b.See("工作台")
		if someone.Role == access.Auditor {
			b.See("只读", "审核", "工单", "运营待办", desk.Catalogue["homeReadOnly"].ZH)
			b.SeeNot(desk.Catalogue["homeOrder"].ZH)
		} else {
			b.SeeNot("审核", "运营待办")
		}
		b.Accessible()
		b.Expect("403", "403", "403")
		for _, path := range []string{
			"/console/desk/review/" + manual + "/approve", "/console/desk/tickets/" + ticket + "/claim", "/console/desk/failed/" + failing + "/correct",
		} {
			require.InDelta(t, http.StatusForbidden, b.Number(`fetch("`+path+`", {method: "POST", redirect: "manual"}).then((r) => r.status)`), 0, path)
		}
		require.Equal(t, "pending_approval", status(w, manual))
	}
	b := w.As(consoletest.Finance, consoletest.Look{NoScript: true})
	b.Go("/console/desk/review/" + manual)
	b.See("通过")
	dark := w.As(consoletest.Finance, consoletest.Look{Dark: true, Width: 360})
	for name, path := range map[string]string{
		"dark-home": "/console/desk", "dark-review": "/console/desk/review", "dark-case": "/console/desk/review/" + manual,
		"dark-tasks": "/console/desk/tasks", "dark-invoices": "/console/desk/invoices",
	} {
		dark.Go(path)
		dark.Accessible()
		shot(dark, name)
	}
	customer := w.As(consoletest.Customer)
	customer.Expect("404")
	customer.Go("/console/desk")
	customer.See("没有这个页面，或您无权查看")
}
