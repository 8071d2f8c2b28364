package consoletest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/adapters/documents"
	"kaipiao/adapters/files"
	"kaipiao/adapters/sheets"
	"kaipiao/api"
	"kaipiao/console"
	"kaipiao/console/page"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/domain/webhook"
	"kaipiao/office"
	ofprovider "kaipiao/provider"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/schema"
	"kaipiao/settings"
)

// World is the pages on a real database of their own, at an hour that the test chooses. There is no Temporal and no provider: the test does what
// workflows do. Its door lets everybody in who says a name; the real one is tried in console/door and in e2e.
type World struct {
	T        testing.TB
	URL      string
	Register *office.Office
	Pool     *pgxpool.Pool
	Files    *files.Store
	Inside   *api.Inside
	// Served is what the API is made of, for who serves it over HTTP too.
	Served api.Options
	// Standing and Used are what the tax provider says of the seller and of invoices; nil for no answer.
	Standing *invoice.Standing
	Used     *invoice.Usage

	// Deaf has streams of news refused, as where the network is cut.
	Deaf atomic.Bool
	// KeepsFiles: the tax provider sends nothing to buyers by itself.
	KeepsFiles atomic.Bool

	mutex  sync.Mutex
	now    time.Time
	cuts   []context.CancelFunc
	people map[string]access.Identity
	kept   map[string]Typed
	// delivered is where the tax provider was asked to send files.
	delivered []ofprovider.Contact
}

// The people of a world. The customer's account is "acct".
var (
	Upstream = access.Identity{Subject: "billing", Role: access.Service}
	Customer = access.Identity{Subject: "wang", Role: access.Customer, Account: "acct"}
	Stranger = access.Identity{Subject: "li", Role: access.Customer, Account: "other"}
	Finance  = access.Identity{Subject: "zhao", Role: access.Finance, Permissions: access.AllPermissions()}
	Second   = access.Identity{Subject: "qian", Role: access.Finance, Permissions: access.AllPermissions()}
	Reader   = access.Identity{Subject: "shen", Role: access.Finance}
	Auditor  = access.Identity{Subject: "sun", Role: access.Auditor}
	Vendor   = access.Identity{Subject: "isv", Role: access.Vendor, Vendor: "isv-1"}
)

// New serves the pages at 2026-09-18 15:00 in Shanghai, a Friday, under the published policy, which may be changed.
func New(t testing.TB, change ...func(*policy.Policy)) *World {
	t.Helper()
	p := policy.Default()
	for _, one := range change {
		one(&p)
	}
	database := postgrestest.Database(t)
	served := postgrestest.Pool(t, postgrestest.As(t, schema.Starter, database))
	published, err := calendar.Published()
	require.NoError(t, err)
	store, err := files.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	pool := postgrestest.Pool(t, database)
	w := &World{
		T: t, now: At("2026-09-18 15:00:00"), Pool: pool, Files: store, Register: office.New(pool, p, published), people: map[string]access.Identity{},
		kept: map[string]Typed{},
	}
	w.Served = api.Options{
		Office: office.New(served, p, published), Files: store, Press: documents.NewPress(sandboxtest.Typeface(t)),
		Provider: provider{w}, Waybills: waybills{}, Policy: p,
		Workbook: sheets.Table, Now: w.Now, Ready: w.Register.Ping, WebhookTargets: webhook.Development,
		WorkflowURL: settings.Settings{TemporalUIAddr: "ui.example:8233", TemporalNamespace: "invoices"}.WorkflowURL,
	}
	w.Inside = api.NewInside(w.Served)
	pages := policed(console.New(console.Options{API: w.Inside, Visitor: w.visitor, Now: w.Now, Changes: w.Register.Trail, Sessions: w.Register.Sessions}))
	mux := http.NewServeMux()
	mux.Handle("/console/assets/", console.Assets())
	mux.Handle("/console", pages)
	mux.Handle("/console/", pages)
	mux.HandleFunc("GET /console/live", w.live(pages))
	mux.HandleFunc("GET /as/{name}", func(answer http.ResponseWriter, r *http.Request) {
		http.SetCookie(answer, &http.Cookie{Name: "person", Value: url.QueryEscape(r.PathValue("name")), Path: "/"}) //nolint:gosec // of a test
		http.Redirect(answer, r, "/console", http.StatusSeeOther)
	})
	server := httptest.NewServer(middleware.Compress(5)(mux))
	t.Cleanup(server.Close)
	w.URL = server.URL
	return w
}

// policed serves pages under the policy that the real door sets.
func policed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "+
			"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

// live serves the stream of news, which a test can cut.
func (w *World) live(pages http.Handler) http.HandlerFunc {
	return func(answer http.ResponseWriter, r *http.Request) {
		if w.Deaf.Load() {
			http.Error(answer, "cut", http.StatusServiceUnavailable)
			return
		}
		ctx, cut := context.WithCancel(r.Context())
		w.mutex.Lock()
		w.cuts = append(w.cuts, cut)
		w.mutex.Unlock()
		pages.ServeHTTP(answer, r.WithContext(ctx))
	}
}

// Cut ends all streams of news, and refuses new ones as long as Deaf is set.
func (w *World) Cut() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for _, cut := range w.cuts {
		cut()
	}
	w.cuts = nil
}

func (w *World) visitor(r *http.Request) page.Visitor {
	cookie, err := r.Cookie("person")
	if err != nil {
		return page.Visitor{}
	}
	name, err := url.QueryUnescape(cookie.Value)
	if err != nil {
		return page.Visitor{}
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	who := w.people[name]
	visitor := page.Visitor{Who: who, Account: who.Account, Name: who.Subject, CSRF: "tried in console/door"}
	if typed, there := w.kept[name]; there && typed.Page == r.URL.Path {
		visitor.Kept, visitor.KeptFor = typed.Fields, typed.Target
	}
	return visitor
}

// Now is the hour in the world.
func (w *World) Now() time.Time {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.now
}

// Set chooses the hour.
func (w *World) Set(now time.Time) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.now = now
}

// At is an instant on Shanghai's clocks.
func At(text string) time.Time {
	instant, err := time.ParseInLocation(time.DateTime, text, calendar.Shanghai)
	if err != nil {
		panic(err)
	}
	return instant
}

// LetIn has the door know somebody.
func (w *World) LetIn(who access.Identity) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.people[who.Subject] = who
}

// As opens a browser in which somebody is signed in, at its first page.
func (w *World) As(who access.Identity, look ...Look) *Browser {
	w.T.Helper()
	w.LetIn(who)
	b := Open(w.T, w.URL, append(look, Look{})[0])
	b.Go("/as/" + url.PathEscape(who.Subject))
	return b
}

// Usage is what the provider says of an invoice.
func (w *World) Usage(context.Context, ofprovider.Key) (invoice.Usage, error) {
	if w.Used == nil {
		return invoice.Usage{}, errors.New("no answer")
	}
	return *w.Used, nil
}

// State is what the provider says of the seller.
func (w *World) state() (invoice.Standing, error) {
	if w.Standing == nil {
		return invoice.Standing{}, errors.New("no answer")
	}
	return *w.Standing, nil
}

// Object is a JSON object.
type Object = map[string]any

// Call makes a call of the API that has to be taken.
func (w *World) Call(who access.Identity, method, path string, body any, headers ...string) Object {
	w.T.Helper()
	var answer Object
	require.NoError(w.T, w.Inside.Call(w.T.Context(), who, method, path, body, &answer, headers...), path)
	return answer
}

// Account makes a certified company's account.
func (w *World) Account(id string) {
	w.T.Helper()
	w.Call(Upstream, http.MethodPut, "/v1/accounts/"+id, Object{
		"certification": Object{"type": "enterprise", "name": "北京甲科技有限公司", "taxpayer_id": "91110000802100433B"}, "region": "mainland",
		"email": "finance@example.test",
	})
}

// Consumed records a postpaid consumption of three days ago, with changes.
func (w *World) Consumed(id, account, cash string, changes ...Object) {
	w.T.Helper()
	item := Object{
		"id": id, "account": account, "charge": "postpaid", "seller": "platform", "product": "云服务器", "tax_code": "3040203000000000000",
		"tax_rate": "0.06", "cash": cash, "coupon": "0.00", "rebate": "0.00", "paid_at": At("2026-09-15 12:00:00").Format(time.RFC3339),
	}
	for _, change := range changes {
		for name, value := range change {
			item[name] = value
		}
	}
	w.Call(Upstream, http.MethodPost, "/v1/consumptions", Object{"items": []Object{item}})
}

// Refunded records a refund of a consumption.
func (w *World) Refunded(id, consumption, cash string) {
	w.T.Helper()
	w.Call(Upstream, http.MethodPost, "/v1/refunds", Object{"items": []Object{{
		"id": id, "consumption": consumption, "cash": cash, "reason": "refund", "refunded_at": At("2026-09-18 14:00:00").Format(time.RFC3339),
	}}})
}

// Applied submits an application of the account "acct" and returns its id.
func (w *World) Applied(key string, body Object) string {
	w.T.Helper()
	return w.AppliedBy(Customer, key, body)
}

// AppliedBy submits one of another customer.
func (w *World) AppliedBy(who access.Identity, key string, body Object) string {
	w.T.Helper()
	id, _ := w.Call(who, http.MethodPost, "/v1/accounts/"+string(who.Account)+"/applications", body, "Idempotency-Key", key)["id"].(string)
	return id
}

// EInvoice applies for an ordinary e-invoice, Paper for a special one on paper.
func EInvoice(amount string) Object {
	return Object{"kind": "ordinary", "medium": "electronic", "amount": amount}
}

// Paper applies for a special invoice on paper.
func Paper(amount string) Object {
	return Object{
		"kind": "special", "medium": "paper", "amount": amount,
		"address": Object{"recipient": "财务部", "phone": "010-59922888", "region": "北京市海淀区", "street": "上地十街10号"},
	}
}

// Approved approves an application, as its cool-off does, and returns its invoices.
func (w *World) Approved(application string) (invoices []string) {
	w.T.Helper()
	_, err := w.Register.Applications.Approve(w.T.Context(), ids.Application(application), automatically, "", w.Now())
	require.NoError(w.T, err)
	a, err := w.Register.Applications.Application(w.T.Context(), ids.Application(application))
	require.NoError(w.T, err)
	for _, planned := range a.Invoices {
		invoices = append(invoices, string(planned.ID))
	}
	return invoices
}

// Issued does what the workflow does once the provider has issued.
func (w *World) Issued(id, number string) {
	w.T.Helper()
	serial, _, err := w.Register.Invoices.BeginIssuing(w.T.Context(), ids.Invoice(id), w.Now())
	require.NoError(w.T, err)
	_, err = w.Register.Invoices.RecordIssued(w.T.Context(), ids.Invoice(id), serial, number, w.Now(), w.Now())
	require.NoError(w.T, err)
}

// WithFile stores a file of an issued invoice.
func (w *World) WithFile(id string, format invoice.FileFormat, content string) {
	w.T.Helper()
	key := id + "/" + string(format)
	require.NoError(w.T, w.Files.Put(w.T.Context(), key, []byte(content), format.ContentType()))
	require.NoError(w.T, w.Register.Invoices.RecordFiles(w.T.Context(), ids.Invoice(id), []invoice.File{{
		Format: format, SHA256: strings.Repeat("a", 64), Size: int64(len(content)), Key: key,
	}}, false, w.Now()))
}
