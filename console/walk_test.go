package console_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console"
	"kaipiao/console/consoletest"
	"kaipiao/console/page"
	"kaipiao/domain/ids"
	"kaipiao/domain/policy"
)

// walked is the world of a walk, with one of everything that pages are about.
type walked struct {
	*consoletest.World
	// at says what stands for the names in the pattern of a page.
	at map[string]string
}

func everything(t *testing.T, change ...func(*policy.Policy)) walked {
	w := consoletest.New(t, change...)
	w.Account("acct")
	post := func(who access.Identity, path string, body any, key string) string {
		id, _ := w.Call(who, http.MethodPost, path, body, "Idempotency-Key", key)["id"].(string)
		return id
	}
	apply := func(key string, body consoletest.Object) string {
		w.Consumed("record-"+key, "acct", "1060.00")
		return w.Applied(key, body)
	}
	application := apply("issued", consoletest.EInvoice("1060.00"))
	issued := w.Approved(application)[0]
	w.Ready(issued, "26112000000000000001", "%PDF-1.7")
	paper := w.Approved(apply("paper", consoletest.Paper("1060.00")))[0]
	w.Issued(paper, "87654321")
	failed := w.Approved(apply("failed", consoletest.EInvoice("1060.00")))[0]
	w.Failed(failed, "购方税号有误")
	formed := w.Approved(apply("formed", consoletest.EInvoice("1060.00")))[0]
	w.Issued(formed, "26112000000000000002")
	w.BuyerBegan(formed)
	w.Consumed("m-1", "acct", "300.00", consoletest.Object{
		"seller": "isv-1", "charge": "prepaid", "product": "镜像", "delivered_at": "2026-09-01T12:00:00+08:00", "paid_at": "2026-09-01T10:00:00+08:00",
	})
	sold := consoletest.EInvoice("300.00")
	sold["seller"] = "isv-1"
	marketed := w.Approved(w.Applied("sold", sold))[0]
	w.Individual("person", "张三")
	w.Consumed("p-1", "person", "1060.00")
	reviewed := w.AppliedBy(access.Identity{Subject: "zhang", Role: access.Customer, Account: "person"}, "reviewed", consoletest.Object{
		"kind": "ordinary", "medium": "electronic", "amount": "1060.00",
		"title": consoletest.Object{"title": "上海乙（集团）有限公司", "taxpayer_id": "91110000802100433B"},
	})
	ticket := post(consoletest.Customer, "/v1/tickets", consoletest.Object{"kind": "lost", "invoice": paper, "note": "请处理"}, "ticket")
	title := post(consoletest.Customer, "/v1/accounts/acct/titles", consoletest.Object{
		"title": "北京甲科技有限公司", "taxpayer_id": "91110000802100433B", "default": true,
	}, "title")
	address := post(consoletest.Customer, "/v1/accounts/acct/addresses", consoletest.Object{
		"recipient": "财务部", "phone": "010-59922888", "region": "北京市海淀区", "street": "上地十街10号", "default": true,
	}, "address")
	september := func(what, format string) consoletest.Object {
		return consoletest.Object{"what": what, "from": "2026-09-01", "to": "2026-09-30", "format": format}
	}
	exported := post(consoletest.Customer, "/v1/exports", september("invoices", "xlsx"), "export")
	w.Exported(ids.Export(exported))
	pack := post(consoletest.Auditor, "/v1/exports", september("audit_pack", "zip"), "pack")
	w.Exported(ids.Export(pack))
	reconciled := post(consoletest.Finance, "/v1/reconciliations", consoletest.Object{"repair": false}, "reconciliation")
	w.Reconciled(reconciled, w.Listed(issued))
	w.Consumed("free", "acct", "512.34")
	return walked{w, map[string]string{
		"GET /console/apply/done/{id}": application, "GET /console/vendor/invoices/{id}": marketed, "GET /console/exports/{id}": exported,
		"GET /console/exports/{id}/file":     exported,
		"GET /console/audit/packs/{id}/file": pack, "GET /console/invoices/{id}": issued, "GET /console/applications/{id}": application,
		"GET /console/tickets/{id}": ticket, "GET /console/information/titles/{id}": title, "GET /console/information/addresses/{id}": address,
		"GET /console/desk/reconciliation/{id}": reconciled, "GET /console/desk/failed/{invoice}": failed, "GET /console/desk/red-forms/{invoice}": formed,
		"{application}": reviewed, "{ticket}": ticket, "{invoice}": issued, "{account}": "acct", "{seller}": "platform", "{figure}": "outstanding",
		"{format}": "pdf", "{type}": "loss_certificate", "{id}": issued,
	}}
}

// path is the address of a page about what is there.
func (w walked) path(pattern string) string {
	_, path, _ := strings.Cut(pattern, " ")
	if own, known := w.at[pattern]; known {
		return path[:strings.Index(path, "{")] + own + path[strings.Index(path, "}")+1:]
	}
	for name, value := range w.at {
		path = strings.ReplaceAll(path, name, value)
	}
	return path
}

// status is what somebody is answered who opens an address.
func (w walked) status(who access.Identity, path string) int {
	w.T.Helper()
	request, err := http.NewRequestWithContext(w.T.Context(), http.MethodGet, w.URL+path, http.NoBody)
	require.NoError(w.T, err)
	request.AddCookie(&http.Cookie{Name: "person", Value: who.Subject})
	answer, err := http.DefaultClient.Do(request)
	require.NoError(w.T, err)
	require.NoError(w.T, answer.Body.Close())
	return answer.StatusCode
}

// everyPage are expressions that name what is wrong on a page; nothing, where all is well.
var everyPage = map[string]string{
	"what is written is too small": `[...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && !e.closest(".hidden") &&
		[...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 12)
		.map((e) => e.textContent.trim().slice(0, 40)).join("; ")`,
	"something is styled in place": `[...document.querySelectorAll("[style], style, script:not([src])")].map((e) => e.outerHTML.slice(0, 80)).join("; ")`,
	"another host is asked":        `performance.getEntriesByType("resource").map((e) => e.name).filter((n) => !n.startsWith(location.origin)).join("; ")`,
	"its language is not said":     `document.documentElement.lang === "en" ? "" : document.documentElement.lang || "none"`,
	"several buttons are the first": `(() => {
		const all = [...document.querySelectorAll("main button.primary, main a.primary")].filter((e) => e.checkVisibility());
		return all.length > 1 ? all.map((e) => e.textContent.trim()).join("; ") : ""; })()`,
	"what has the focus is covered": `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
		.filter((e) => e.checkVisibility() && e.tabIndex >= 0 && !e.closest(".hidden, .skip")).filter((e) => {
			e.focus();
			const box = e.getBoundingClientRect();
			if (!box.width || box.bottom < 0 || box.top > innerHeight) return document.activeElement === e && (box.bottom < 0 || box.top > innerHeight);
			const on = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
			return on && !e.contains(on) && !on.contains(e) && !on.closest("label");
		}).map((e) => e.outerHTML.slice(0, 120)).join("; ")`,
}

// needMore are files of what this world does not have; their own tests fetch them.
var needMore = []string{
	"GET /console/live", "GET /console/invoices/{id}/red/{reversal}/files/{format}", "GET /console/tickets/{id}/materials/{material}",
	"GET /console/desk/tickets/{ticket}/materials/{material}", "GET /console/vendor/invoices/{id}/files/{format}",
}

// people has somebody of each role.
var people = map[access.Role]access.Identity{
	access.Customer: consoletest.Customer, access.Finance: consoletest.Finance, access.Vendor: consoletest.Vendor, access.Auditor: consoletest.Auditor,
}

// isFile reports whether an address is fetched and not looked at.
func isFile(pattern string) bool {
	return slices.ContainsFunc([]string{"/file", "/files/{format}", "/table", ".xlsx", "/templates/{type}"}, func(end string) bool {
		return strings.HasSuffix(pattern, end)
	})
}

// O8: whoever opens a page sees it or is told that there is none; and what holds for all pages holds for each that there is.
func TestO8EveryPageIsWhatAPageHasToBe(t *testing.T) {
	w := everything(t)
	rooms := console.New(console.Options{API: w.Inside, Visitor: func(*http.Request) page.Visitor { return page.Visitor{} }, Now: w.Now}).Rooms()
	for role, who := range people {
		b := w.As(who, consoletest.Look{Dark: true, Width: 320})
		wide := w.As(who, consoletest.Look{English: true})
		for _, room := range rooms {
			if !strings.HasPrefix(room.Pattern, "GET ") || slices.Contains(needMore, room.Pattern) {
				continue
			}
			path := w.path(room.Pattern)
			if !slices.Contains(room.Roles, role) {
				require.Equal(t, http.StatusNotFound, w.status(who, path), "%s for %s", path, role)
				continue
			}
			// auditors see the pages of finance without its buttons
			if isFile(room.Pattern) || role == access.Auditor && slices.Contains(room.Roles, access.Finance) {
				require.Equal(t, http.StatusOK, w.status(who, path), "%s for %s", path, role)
				continue
			}
			b.Go(path)
			b.Accessible()
			wide.Go(path)
			for what, broken := range everyPage {
				assert.Empty(t, wide.ValueOf(broken), "%s of %s: %s", path, role, what)
			}
		}
	}
}
