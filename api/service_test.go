package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/adapters/documents"
	"kaipiao/adapters/files"
	"kaipiao/adapters/sheets"
	"kaipiao/api"
	"kaipiao/courier/sf"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/webhook"
	"kaipiao/metrics"
	"kaipiao/office"
	"kaipiao/provider"
	"kaipiao/provider/nuonuo"
	"kaipiao/sandbox/sandboxtest"
	roles "kaipiao/schema"
	"kaipiao/settings"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

var (
	issuer         = issuerOf("signs the tokens of these tests, and is long")
	courierSecret  = []byte("signs-the-couriers-pushes-of-these-tests")
	providerSecret = []byte("signs-the-provider's-callbacks-of-these-tests")
)

// service is the API on a real database of its own, at an hour that the test chooses.
type service struct {
	t        testing.TB
	url      string
	now      time.Time
	register *office.Office
	pool     *pgxpool.Pool
	files    *files.Store
	// standing is what the tax provider says of the seller; nil for no answer.
	standing *invoice.Standing
	// usage is what it says of every invoice; nil for no answer.
	usage *invoice.Usage
	// provider is asked instead, where a test has one.
	provider provider.Reader
	// deskFails is what the provider answers to who wants help; delivered is what it has sent.
	deskFails error
	// courierFails is what the courier answers to who wants a waybill.
	courierFails error
	// helpsNobody: the provider offers neither codes nor deliveries.
	helpsNobody bool
	delivered   []delivery
	// verifier finds out who calls instead, where a test has one.
	verifier access.Verifier
}

// Usage says it.
func (s *service) Usage(ctx context.Context, of provider.Key) (invoice.Usage, error) {
	if s.provider != nil {
		return s.provider.Usage(ctx, of)
	}
	if s.usage == nil {
		return invoice.Usage{}, errors.New("no answer")
	}
	return *s.usage, nil
}

// Capabilities are those of a provider that helps people.
func (s *service) Capabilities() provider.Capabilities {
	return provider.Capabilities{ShowsLoginCode: !s.helpsNobody, Delivers: !s.helpsNobody}
}

// LoginCode gives one.
func (s *service) LoginCode(context.Context, string) (provider.LoginCode, error) {
	return provider.LoginCode{Content: "https://etax.example/qr?id=1", EndsAt: s.now.Add(5 * time.Minute)}, s.deskFails
}

// Waybill prints one, as a courier does.
func (s *service) Waybill(_ context.Context, trackingNumber string) ([]byte, error) {
	return []byte("%PDF-1.4 " + trackingNumber), s.courierFails
}

// Deliver notes where files were sent.
func (s *service) Deliver(_ context.Context, of provider.Key, to provider.Contact) error {
	if s.deskFails == nil {
		s.delivered = append(s.delivered, delivery{of, to})
	}
	return s.deskFails
}

// delivery is that the provider was asked to send files.
type delivery struct {
	of provider.Key
	to provider.Contact
}

// Standing says it.
func (s *service) Standing(ctx context.Context, taxpayerID string) (invoice.Standing, error) {
	if s.provider != nil {
		return s.provider.Standing(ctx, taxpayerID)
	}
	if s.standing == nil {
		return invoice.Standing{}, errors.New("no answer")
	}
	return *s.standing, nil
}

// newService serves at 2026-09-18 15:00 in Shanghai, a Friday, under the published policy. More options may be changed.
func newService(t testing.TB, change ...func(*api.Options)) *service {
	p := policy.Default()
	p.Vendors = map[ids.Seller]policy.Vendor{"isv-1": {Party: invoice.Party{Name: "isv-1"}, Email: "isv@example.test"}}
	return newServiceUnder(t, p, change...)
}

// newServiceUnder is the same under a policy.
func newServiceUnder(t testing.TB, p policy.Policy, change ...func(*api.Options)) *service {
	t.Helper()
	database := postgrestest.Database(t)
	return newServiceOn(t, p, postgrestest.Pool(t, database), postgrestest.Pool(t, postgrestest.As(t, roles.Starter, database)), change...)
}

// newServiceOn is the same on a database, as the programs together and as starter alone.
func newServiceOn(t testing.TB, p policy.Policy, pool, served *pgxpool.Pool, change ...func(*api.Options)) *service {
	t.Helper()
	published, err := calendar.Published()
	require.NoError(t, err)
	store, err := files.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	s := &service{t: t, now: at("2026-09-18 15:00:00"), pool: pool, files: store, register: office.New(pool, p, published)}
	// What is served has the rights of starter, and no others (S5); register does what the worker does besides.
	options := api.Options{
		Office: office.New(served, p, published), Files: store, Press: documents.NewPress(sandboxtest.Typeface(t)), Workbook: sheets.Table,
		Provider: s, Waybills: s, Policy: p, Verifier: s,
		CourierSecret: courierSecret, ProviderSecret: providerSecret, ReadSF: sf.ReadPush, ReadNuonuo: nuonuo.ReadCallback,
		Now: func() time.Time { return s.now }, Ready: s.register.Ping,
		WebhookTargets: webhook.Development,
		WorkflowURL:    settings.Settings{TemporalUIAddr: "ui.example:8233", TemporalNamespace: "invoices"}.WorkflowURL,
	}
	for _, one := range change {
		one(&options)
	}
	server := httptest.NewServer(surfaceOf(t, options))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// surfaces are those that no test uses now.
var surfaces = struct {
	sync.Mutex
	idle []*api.Surface
}{}

// surfaceOf is a surface with these options until the test ends: one that another test has used, or a new one.
func surfaceOf(t testing.TB, options api.Options) *api.Surface {
	t.Helper()
	surfaces.Lock()
	defer surfaces.Unlock()
	var taken *api.Surface
	for n, idle := range surfaces.idle {
		if idle.Serve(options) {
			taken, surfaces.idle = idle, slices.Delete(surfaces.idle, n, n+1)
			break
		}
	}
	if taken == nil {
		taken = api.NewSurface(options)
	}
	t.Cleanup(func() {
		surfaces.Lock()
		defer surfaces.Unlock()
		surfaces.idle = append(surfaces.idle, taken)
	})
	return taken
}

// byHand is somebody who changes the register behind the product's back.
func (s *service) byHand() *pgx.Conn {
	s.t.Helper()
	return postgrestest.Admin(s.t, s.pool)
}

// at is an instant on Shanghai's clocks.
func at(text string) time.Time {
	instant, err := time.ParseInLocation(time.DateTime, text, calendar.Shanghai)
	if err != nil {
		panic(err)
	}
	return instant
}

// stamp writes an instant on Shanghai's clocks as the API reads it.
func stamp(text string) string { return at(text).Format(time.RFC3339) }

// Who calls in these tests. The customer's account is "acct".
var (
	upstream = access.Identity{Subject: "billing", Role: access.Service}
	customer = access.Identity{Subject: "wang", Role: access.Customer, Account: "acct"}
	stranger = access.Identity{Subject: "li", Role: access.Customer, Account: "other"}
	finance  = access.Identity{Subject: "zhao", Role: access.Finance}
	auditor  = access.Identity{Subject: "sun", Role: access.Auditor}
	vendor   = access.Identity{Subject: "isv", Role: access.Vendor, Vendor: "isv-1"}
	nobody   = access.Identity{}
	// otherVendor has sold the account nothing.
	otherVendor = access.Identity{Subject: "isv", Role: access.Vendor, Vendor: "isv-2"}
)

// object is a JSON object on its way in or out.
type object = map[string]any

// answer is what a call was answered with.
type answer struct {
	status int
	header http.Header
	bytes  []byte
	body   object
}

func (a answer) code() string { code, _ := a.body["code"].(string); return code }

// fields are the members at fault.
func (a answer) fields() []string {
	var names []string
	problems, _ := a.body["errors"].([]any)
	for _, problem := range problems {
		if name, ok := problem.(object)["field"].(string); ok {
			names = append(names, name)
		}
	}
	return names
}

// said is everything that an answer says in words.
func (a answer) said() string {
	words := fmt.Sprint(a.body["detail"], a.body["detail_zh"])
	problems, _ := a.body["errors"].([]any)
	for _, problem := range problems {
		words += fmt.Sprint(problem.(object)["message"], problem.(object)["message_zh"])
	}
	return words
}

// call makes one call; a body that is a string is sent as it is.
func (s *service) call(who access.Identity, method, path string, body any, headers ...string) answer {
	s.t.Helper()
	var content []byte
	switch b := body.(type) {
	case nil:
	case string:
		content = []byte(b)
	default:
		var err error
		content, err = json.Marshal(b)
		require.NoError(s.t, err)
	}
	request, err := http.NewRequestWithContext(context.Background(), method, s.url+path, bytes.NewReader(content))
	require.NoError(s.t, err)
	if who != nobody {
		request.Header.Set("Authorization", "Bearer "+s.token(who))
	}
	if content != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(s.t, err)
	defer response.Body.Close()
	a := answer{status: response.StatusCode, header: response.Header}
	a.bytes, err = io.ReadAll(response.Body)
	require.NoError(s.t, err)
	s.asDocumented(request, content, response, a.bytes)
	if strings.Contains(response.Header.Get("Content-Type"), "json") {
		require.NoError(s.t, json.Unmarshal(a.bytes, &a.body), string(a.bytes))
	}
	if a.status >= http.StatusBadRequest {
		s.saysWhyInBothLanguages(a)
	}
	s.protected(path, a)
	return a
}

// metrics are the figures as Prometheus reads them.
func (s *service) metrics() string {
	s.t.Helper()
	told := httptest.NewRecorder()
	metrics.Handler(api.Metrics(s.register)).ServeHTTP(told, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(s.t, http.StatusOK, told.Code)
	return told.Body.String()
}

// saysWhyInBothLanguages: P4, P5: whatever is refused is a problem with a sentence in each language, and lists 50 errors at most.
func (s *service) saysWhyInBothLanguages(a answer) {
	s.t.Helper()
	require.Equal(s.t, "application/problem+json", a.header.Get("Content-Type"), string(a.bytes))
	errors, _ := a.body["errors"].([]any)
	require.LessOrEqual(s.t, len(errors), 50)
	require.Regexp(s.t, `\p{Han}`, a.body["detail_zh"], string(a.bytes))
	require.Regexp(s.t, `^[^a-z].*[.)]$`, a.body["detail"], string(a.bytes))
	for _, wrong := range errors {
		require.Regexp(s.t, `\p{Han}`, wrong.(object)["message_zh"], string(a.bytes))
		require.Regexp(s.t, `^[^a-z].*[.)…]$`, wrong.(object)["message"], string(a.bytes))
	}
}

// Verify finds out who calls by the tokens of these tests, or as a test says.
func (s *service) Verify(ctx context.Context, text string, now time.Time) (access.Identity, error) {
	if s.verifier != nil {
		return s.verifier.Verify(ctx, text, now)
	}
	return issuer.Verify(ctx, text, now)
}

// issuerOf is a local issuer with one key.
func issuerOf(secret string) *token.Local {
	local, err := token.With(token.Key{ID: "tests", Secret: []byte(secret)})
	if err != nil {
		panic(err)
	}
	return local
}

func (s *service) token(who access.Identity) string {
	text, err := issuer.Mint(who, s.now, time.Hour)
	require.NoError(s.t, err)
	return text
}

// must makes a call that has to succeed.
func (s *service) must(who access.Identity, method, path string, body any, headers ...string) object {
	s.t.Helper()
	a := s.call(who, method, path, body, headers...)
	require.Less(s.t, a.status, 300, "%s %s: %s", method, path, a.bytes)
	return a.body
}

// refused makes a call that has to be refused, and proves that it changed nothing (O5).
func (s *service) refused(status int, code, field string, who access.Identity, method, path string, body any, headers ...string) answer {
	s.t.Helper()
	before := s.contents()
	a := s.call(who, method, path, body, headers...)
	require.Equal(s.t, status, a.status, "%s %s: %s", method, path, a.bytes)
	require.Equal(s.t, code, a.code(), string(a.bytes))
	require.Equal(s.t, "application/problem+json", a.header.Get("Content-Type"))
	require.NotEmpty(s.t, a.body["detail"])
	if field != "" {
		require.Contains(s.t, a.fields(), field, string(a.bytes))
	}
	require.Equal(s.t, before, s.contents(), "a refused call changed something")
	return a
}

// contents is a fingerprint of every row of every table.
func (s *service) contents() map[string]string {
	s.t.Helper()
	ctx := context.Background()
	rows, err := s.pool.Query(ctx, "select table_name from information_schema.tables where table_schema = 'public'")
	require.NoError(s.t, err)
	found := map[string]string{}
	for rows.Next() {
		var table string
		require.NoError(s.t, rows.Scan(&table))
		found[table] = ""
	}
	require.NoError(s.t, rows.Err())
	for table := range found {
		var fingerprint string
		require.NoError(s.t, s.pool.QueryRow(ctx,
			fmt.Sprintf("select count(*) || ' rows ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') from %q t", table)).Scan(&fingerprint))
		found[table] = fingerprint
	}
	return found
}

const companyID = "91110000802100433B"

// company is an enterprise account's body.
func company(name string) object {
	return object{
		"certification": object{"type": "enterprise", "name": name, "taxpayer_id": companyID}, "region": "mainland", "email": "fapiao@example.test",
	}
}

// person is an individual's.
func person(name string) object {
	return object{"certification": object{"type": "individual", "name": name}, "region": "mainland", "email": "ren@example.test"}
}

// account creates an enterprise account.
func (s *service) account(id string) {
	s.t.Helper()
	s.must(upstream, http.MethodPut, "/v1/accounts/"+id, company("北京甲科技有限公司"))
}

// bill is a postpaid consumption paid three days before the tests' day.
func bill(id, account, cash string) object {
	return object{
		"id": id, "account": account, "charge": "postpaid", "seller": "platform", "product": "云服务器", "tax_code": "3040203000000000000",
		"tax_rate": "0.06", "cash": cash, "coupon": "0.00", "rebate": "0.00", "paid_at": stamp("2026-09-15 12:00:00"),
	}
}

// with is an object with some members changed.
func with(o object, changes object) object {
	changed := object{}
	for name, value := range o {
		changed[name] = value
	}
	for name, value := range changes {
		changed[name] = value
	}
	return changed
}

func (s *service) consumed(items ...object) {
	s.t.Helper()
	s.must(upstream, http.MethodPost, "/v1/consumptions", object{"items": items})
}

func (s *service) refund(id, consumption, cash string) answer {
	s.t.Helper()
	return s.call(upstream, http.MethodPost, "/v1/refunds", object{"items": []object{
		{"id": id, "consumption": consumption, "cash": cash, "reason": "refund", "refunded_at": stamp("2026-09-18 14:00:00")},
	}})
}

// eInvoice applies for an ordinary e-invoice.
func eInvoice(amount string) object {
	return object{"kind": "ordinary", "medium": "electronic", "amount": amount}
}

// onPaper applies for a special invoice on paper.
func onPaper(amount string) object {
	return object{
		"kind": "special", "medium": "paper", "amount": amount,
		"address": object{"recipient": "财务部", "phone": "010-59922888", "region": "北京市海淀区", "street": "上地十街10号"},
	}
}

// apply submits an application of the account "acct", as its customer.
func (s *service) apply(key string, body object) answer {
	s.t.Helper()
	return s.call(customer, http.MethodPost, "/v1/accounts/acct/applications", body, "Idempotency-Key", key)
}

// applied submits one that has to be accepted, and returns its id.
func (s *service) applied(key string, body object) string {
	s.t.Helper()
	a := s.apply(key, body)
	require.Equal(s.t, http.StatusCreated, a.status, string(a.bytes))
	return a.body["id"].(string)
}

// approved approves an application and returns the ids of its invoices.
func (s *service) approved(application string) []string {
	s.t.Helper()
	_, err := s.register.Applications.Approve(context.Background(), ids.Application(application), secondperson.Trusted(actor.Product), "", s.now)
	require.NoError(s.t, err)
	a, err := s.register.Applications.Application(context.Background(), ids.Application(application))
	require.NoError(s.t, err)
	var ids []string
	for _, i := range a.Invoices {
		ids = append(ids, string(i.ID))
	}
	return ids
}

// issued does what the workflow does once the provider has issued.
func (s *service) issued(id, number string) {
	s.t.Helper()
	ctx := context.Background()
	serial, _, err := s.register.Invoices.BeginIssuing(ctx, ids.Invoice(id), s.now)
	require.NoError(s.t, err)
	_, err = s.register.Invoices.RecordIssued(ctx, ids.Invoice(id), serial, number, s.now, s.now)
	require.NoError(s.t, err)
}

// withFile stores a file of an issued invoice.
func (s *service) withFile(id string, format invoice.FileFormat, content string) {
	s.t.Helper()
	key := id + "/" + string(format)
	require.NoError(s.t, s.files.Put(context.Background(), key, []byte(content), format.ContentType()))
	require.NoError(s.t, s.register.Invoices.RecordFiles(context.Background(), ids.Invoice(id), []invoice.File{{
		Format: format, SHA256: strings.Repeat("a", 64), Size: int64(len(content)), Key: key,
	}}, false, s.now))
}

// balance is what the account "acct" may invoice, at an instant or now.
func (s *service) balance(query string) object {
	s.t.Helper()
	return s.must(customer, http.MethodGet, "/v1/accounts/acct/invoiceable"+query, nil)
}

// sound proves the ledger's identity (L11).
func (s *service) sound() {
	s.t.Helper()
	broken, err := s.register.Audit(context.Background())
	require.NoError(s.t, err)
	require.Empty(s.t, broken)
}
