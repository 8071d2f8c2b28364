package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/devstack/freeport"
	"kaipiao/devstack/signin/openid"
	"kaipiao/domain/money"
)

// S4: `make run` signs people and services in through its own OpenID Connect provider, and its keys rotate while the stack runs.
func TestS4TheStackSignsPeopleIn(t *testing.T) {
	t.Parallel()
	signIn := func(person string) *client.Client {
		output, err := shared.starter("sign-in", "--person", person)
		require.NoError(t, err, output)
		return client.New(shared.HTTPAddr, strings.TrimSpace(output))
	}
	reads := func(caller *client.Client) error {
		return caller.Call(t.Context(), http.MethodGet, "/v1/applications?limit=1", nil, nil)
	}
	reviewer := signIn("reviewer")
	require.NoError(t, reads(reviewer))
	require.True(t, client.IsCode(reads(signIn("customer")), "forbidden"))
	secret, err := os.ReadFile(filepath.Join(shared.SigninDir(), openid.SecretFile))
	require.NoError(t, err)
	service := client.New(shared.HTTPAddr, byClientCredentials(t, shared.SigninURL(), strings.TrimSpace(string(secret))))
	require.NoError(t, reads(service))

	shared.signal(t, "signin", syscall.SIGHUP)
	eventually.Holds(t, func() bool { return reads(signIn("auditor")) == nil }, 30*time.Second, time.Second, "a new key is found")
	require.NoError(t, reads(reviewer), "what the old one signed is good")

	output, err := shared.starter("sign-in", "--person", "nobody")
	require.Error(t, err)
	require.Contains(t, output, "there is no such person")
}

// S4: a local token has a key, a bounded life, and for finance as many permissions as it says; another key signs while the stack runs.
func TestS4LocalTokensOfTheStack(t *testing.T) {
	t.Parallel()
	mint := func(arguments ...string) string {
		output, err := shared.starter(append([]string{"token"}, arguments...)...)
		require.NoError(t, err, output)
		return strings.TrimSpace(output)
	}
	reads := func(text string) error {
		return client.New(shared.HTTPAddr, text).Call(t.Context(), http.MethodGet, "/v1/applications?limit=1", nil, nil)
	}
	old := mint("--role", "finance", "--permission", "reviewer")
	require.NoError(t, reads(old))
	before, err := shared.starter("token-keys", "list")
	require.NoError(t, err, before)
	added, err := shared.starter("token-keys", "add")
	require.NoError(t, err, added)
	after, err := shared.starter("token-keys", "list")
	require.NoError(t, err, after)
	require.NotContains(t, before, added)
	require.Contains(t, after, added)
	require.NoError(t, reads(mint("--role", "auditor")))
	require.NoError(t, reads(old))
	for _, refused := range [][]string{
		{"--role", "auditor", "--for", "25h"}, {"--role", "finance", "--permission", "root"}, {"--role", "auditor", "--permission", "reviewer"},
	} {
		output, err := shared.starter(append([]string{"token"}, refused...)...)
		require.Error(t, err, refused)
		require.NotContains(t, output, "panic")
	}
}

// foreign is an issuer of somebody else's, with roles as Keycloak writes them, and a door of our API that trusts it alone, by a settings file.
type foreign struct {
	*httptest.Server
	provider *openid.Provider
	door     string
}

// keycloak writes claims as Keycloak does.
func keycloak(p openid.Person) map[string]any {
	claims := map[string]any{"realm_access": map[string]any{"roles": []string{"offline_access", p.Group}}, "typ": "Bearer"}
	if p.Account != "" {
		claims["tenant"] = map[string]any{"account": p.Account}
	}
	return claims
}

const trustOfForeign = `issuers:
  - name: corp
    issuer: %
    audience: kaipiao-api
    account: tenant.account
    grants:
      - {claim: client_id, value: billing, role: service}
      - {claim: realm_access.roles, value: invoice-reviewers, role: finance, permissions: [reviewer]}
      - {claim: realm_access.roles, value: customers, role: customer}
`

// deployed starts another API on the shared stack's database as a deployment does: it is told where everything is, and no embedded stack is its own.
func deployed(t *testing.T, environment ...string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), ".build/bin/starter", "serve")
	command.Dir = root
	command.Env = append(os.Environ(), "KAIPIAO_RUN_DIR="+t.TempDir(), "KAIPIAO_DATABASE_URL="+shared.DatabaseURL, "KAIPIAO_TEMPORAL_EMBEDDED=false",
		"KAIPIAO_TEMPORAL_ADDR="+shared.TemporalAddr, "KAIPIAO_TEMPORAL_NAMESPACE="+shared.TemporalNamespace, "KAIPIAO_SANDBOX_ADDR="+shared.SandboxAddr,
		"KAIPIAO_FILES_DIR="+shared.FilesDir, "KAIPIAO_POLICY="+shared.Policy, "KAIPIAO_METRICS_ADDR=off", "KAIPIAO_ISSUERS=", "KAIPIAO_TOKEN_SECRET=",
		"KAIPIAO_TEMPORAL_KEYS="+shared.TemporalKeys)
	command.Env = append(command.Env, environment...)
	return command
}

func newForeign(t *testing.T) *foreign {
	t.Helper()
	f := &foreign{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.provider.ServeHTTP(w, r) }))
	t.Cleanup(f.Close)
	var err error
	f.provider, err = openid.New(openid.Options{
		Issuer: f.URL, Audience: "kaipiao-api", Dir: t.TempDir(), ServiceSecret: "a secret of theirs", Claims: keycloak, Now: time.Now,
		People: []openid.Person{
			{Name: "7f3c", Group: "invoice-reviewers"}, {Name: "wang", Group: "customers", Account: "foreign-1"}, {Name: "guest", Group: "guests"},
		},
	})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "issuers.yaml")
	require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(trustOfForeign, "%", f.URL)), 0o600))
	f.door, err = freeport.FindAddress()
	require.NoError(t, err)
	stacks.Store(f.door, true)
	command := deployed(t, "KAIPIAO_HTTP_ADDR="+f.door, "KAIPIAO_ISSUERS="+file)
	said := &bytes.Buffer{}
	command.Stdout, command.Stderr = said, said
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		require.NoError(t, command.Process.Signal(os.Interrupt))
		_ = command.Wait()
		if t.Failed() {
			t.Log(said)
		}
	})
	eventually.Holds(t, func() bool {
		response, err := http.Get("http://" + f.door + "/readyz")
		return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
	}, time.Minute, 50*time.Millisecond)
	return f
}

// S4: an issuer such as Keycloak is a settings file away: people sign in there by code and PKCE, services by client credentials; nobody else comes in.
func TestS4AnIssuerLikeKeycloakIsASettingsFileAway(t *testing.T) {
	t.Parallel()
	f := newForeign(t)
	as := func(text string) *client.Client { return client.New(f.door, text) }

	service := as(byClientCredentials(t, f.URL, "a secret of theirs"))
	require.NoError(t, service.Call(t.Context(), http.MethodPut, "/v1/accounts/foreign-1", client.AccountBody{
		Certification: client.Certification{Type: "individual", Name: "张三"}, Region: "mainland", Email: "foreign-1@example.test",
	}, nil))
	require.NoError(t, service.Call(t.Context(), http.MethodPost, "/v1/consumptions", map[string]any{"items": []client.Consumption{{
		ID: "foreign-1-bill", Account: "foreign-1", Charge: "postpaid", Seller: "platform", Product: "云服务器", TaxCode: "3040203000000000000", TaxRate: "0.06",
		Cash: money.MustParse("100.00"), PaidAt: time.Now().AddDate(0, 0, -3),
	}}}, nil))
	var application client.Application
	require.NoError(t, service.Call(t.Context(), http.MethodPost, "/v1/accounts/foreign-1/applications", map[string]any{
		"kind": "ordinary", "medium": "electronic", "amount": "50.00",
		"title": map[string]string{"title": "上海甲科技有限公司", "taxpayer_id": "91110000802100433B"},
	}, &application, "Idempotency-Key", "foreign-1"))

	reviewer := as(f.signIn(t, "7f3c"))
	require.NoError(t, reviewer.Call(t.Context(), http.MethodPost, "/v1/applications/"+application.ID+"/claim", nil, nil))
	require.Contains(t, auditOf(t, "application/"+application.ID), "finance:corp/7f3c")
	require.Contains(t, auditOf(t, "application/"+application.ID), "service:corp/billing")

	customer := as(f.signIn(t, "wang"))
	require.NoError(t, customer.Call(t.Context(), http.MethodGet, "/v1/accounts/foreign-1/invoiceable", nil, nil))
	require.True(t, client.IsCode(customer.Call(t.Context(), http.MethodGet, "/v1/accounts/e2e-1/invoiceable", nil, nil), "not_found"))

	for who, text := range map[string]string{
		"a person without a role":      f.signIn(t, "guest"),
		"the embedded stack's service": shared.token(t, access.Identity{Subject: "billing", Role: access.Service}),
		"a person of another issuer":   signedInAt(t, shared.SigninURL(), "reviewer"),
		"nobody":                       "x.y.z",
	} {
		err := as(text).Call(t.Context(), http.MethodGet, "/v1/calendar/due?from=2026-09-18&working_days=15", nil, nil)
		require.True(t, client.IsCode(err, "unauthorized"), "%s: %v", who, err)
	}
	err := client.New(shared.HTTPAddr, f.signIn(t, "7f3c")).Call(t.Context(), http.MethodGet, "/v1/applications", nil, nil)
	require.True(t, client.IsCode(err, "unauthorized"), "the shared stack does not know them")

	// the issuer takes another key, and then goes away: who is known goes on
	require.NoError(t, f.provider.Rotate())
	fresh := f.signIn(t, "7f3c")
	eventually.Holds(t, func() bool {
		return as(fresh).Call(t.Context(), http.MethodGet, "/v1/applications?limit=1", nil, nil) == nil
	}, 30*time.Second, time.Second)
	f.Close()
	require.NoError(t, as(fresh).Call(t.Context(), http.MethodGet, "/v1/applications?limit=1", nil, nil))
}

// S4: whoever could make tokens for everybody, or nobody who could, is said at the start.
func TestS4AnAPIWithoutAnIssuerDoesNotStart(t *testing.T) {
	t.Parallel()
	for says, environment := range map[string]string{
		"no issuer of tokens is trusted":                 "KAIPIAO_ISSUERS=",
		"KAIPIAO_TOKEN_SECRET is for the embedded stack": "KAIPIAO_TOKEN_SECRET=" + strings.Repeat("s", 40),
		"no/such/file.yaml":                              "KAIPIAO_ISSUERS=no/such/file.yaml",
	} {
		address, err := freeport.FindAddress()
		require.NoError(t, err)
		said, err := deployed(t, "KAIPIAO_HTTP_ADDR="+address, environment).CombinedOutput()
		require.Error(t, err)
		require.Equal(t, 1, strings.Count(string(said), "\n"), string(said))
		require.Contains(t, string(said), says)
	}
	other := notStarted(t)
	said := tryStart(t, append(other.environment, "KAIPIAO_TOKEN_SECRET=a")...)
	require.Equal(t, 1, strings.Count(said, "\n"), said)
	require.Contains(t, said, "has 1 bytes, and needs 32")
	said = tryStart(t, append(other.environment, "KAIPIAO_SIGNIN_ADDR=0.0.0.0:8095")...)
	require.Equal(t, 1, strings.Count(said, "\n"), said)
	require.Contains(t, said, "no passwords")
}

// byClientCredentials is a service's token.
func byClientCredentials(t *testing.T, issuer, secret string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, issuer+"/oauth/token", strings.NewReader("grant_type=client_credentials"))
	require.NoError(t, err)
	request.SetBasicAuth(openid.ServiceClient, url.QueryEscape(secret))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	var got struct {
		AccessToken string `json:"access_token"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&got))
	require.NotEmpty(t, got.AccessToken, response.Status)
	return got.AccessToken
}

func (f *foreign) signIn(t *testing.T, person string) string { return signedInAt(t, f.URL, person) }

// signedInAt is a person's token, by authorization code and PKCE, as a browser and a page of ours get it.
func signedInAt(t *testing.T, issuer, person string) string {
	t.Helper()
	verifier := oauth2.GenerateVerifier()
	config := oauth2.Config{
		ClientID: openid.ConsoleClient, RedirectURL: "http://127.0.0.1:1/console/callback", Scopes: []string{"openid"},
		Endpoint: oauth2.Endpoint{AuthURL: issuer + "/authorize", TokenURL: issuer + "/oauth/token", AuthStyle: oauth2.AuthStyleInParams},
	}
	browser := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if !strings.HasPrefix(r.URL.String(), issuer) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(config.AuthCodeURL("state", oauth2.S256ChallengeOption(verifier)))
	require.NoError(t, err)
	defer page.Body.Close()
	shown, err := io.ReadAll(page.Body)
	require.NoError(t, err)
	require.Contains(t, string(shown), `value="`+person+`"`)
	back, err := browser.PostForm(issuer+"/login", url.Values{"id": {page.Request.URL.Query().Get("id")}, "person": {person}})
	require.NoError(t, err)
	defer back.Body.Close()
	where, err := back.Location()
	require.NoError(t, err)
	got, err := config.Exchange(t.Context(), where.Query().Get("code"), oauth2.VerifierOption(verifier))
	require.NoError(t, err)
	return got.AccessToken
}
