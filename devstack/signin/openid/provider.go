// Package openid is the OpenID Connect provider of the embedded stack: a real one, with people who need no password, so that signing in is the same
// code everywhere. It is for this machine alone.
package openid

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// Options are what a provider is.
type Options struct {
	// Issuer is its URL.
	Issuer string
	// Audience is whom its access tokens are for.
	Audience string
	// Dir is where it keeps its keys.
	Dir    string
	People []Person
	// Claims are what its tokens say of somebody.
	Claims func(Person) map[string]any
	// ServiceSecret is that of the service client.
	ServiceSecret string
	Now           func() time.Time
}

// Provider is the provider as a web server.
type Provider struct {
	http.Handler
	keys *keyRing
}

// New makes a provider.
func New(options Options) (*Provider, error) {
	issuer, err := url.Parse(options.Issuer)
	if err != nil {
		return nil, fmt.Errorf("the issuer of the sign-in: %w", err)
	}
	if options.ServiceSecret == "" {
		return nil, errors.New("the sign-in needs a secret for its service client")
	}
	if err := os.MkdirAll(options.Dir, 0o700); err != nil {
		return nil, err
	}
	keys, err := openKeys(filepath.Join(options.Dir, "keys.json"), options.Now)
	if err != nil {
		return nil, err
	}
	s := &storage{
		Options: options, keyRing: keys, people: map[string]Person{}, requests: map[string]*request{}, codes: map[string]string{},
		clients: map[string]client{
			ConsoleClient: {id: ConsoleClient, grants: []oidc.GrantType{oidc.GrantTypeCode}},
			ServiceClient: {id: ServiceClient, secret: options.ServiceSecret, grants: []oidc.GrantType{oidc.GrantTypeClientCredentials}},
		},
	}
	for _, person := range options.People {
		s.people[person.Name] = person
	}
	inside, err := op.NewProvider(&op.Config{
		CryptoKey: sha256.Sum256([]byte(rand.Text())), CodeMethodS256: true, AuthMethodPost: true,
	}, s, op.StaticIssuer(options.Issuer), op.WithAllowInsecure(), op.WithCORSOptions(nil))
	if err != nil {
		return nil, fmt.Errorf("make the sign-in: %w", err)
	}
	return &Provider{Handler: guard(issuer.Host, routes(inside, s)), keys: keys}, nil
}

func routes(inside *op.Provider, s *storage) http.Handler {
	page := &login{storage: s, callback: op.AuthCallbackURL(inside)}
	known := op.NewIssuerInterceptor(inside.IssuerFromRequest)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", page.show)
	mux.HandleFunc("POST /login", known.HandlerFunc(page.signIn))
	mux.Handle("/", inside)
	return mux
}

// guard keeps pages of other sites away: without passwords, a name that points to this machine (DNS rebinding) or a form elsewhere would be enough.
func guard(host string, next http.Handler) http.Handler {
	own := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != host {
			http.Error(w, "This is the sign-in of "+host+".", http.StatusMisdirectedRequest)
			return
		}
		w.Header().Set("Content-Security-Policy",
			"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'self' http://127.0.0.1:* http://localhost:*")
		w.Header().Set("Referrer-Policy", "no-referrer")
		own.ServeHTTP(w, r)
	})
}

// Rotate makes a new key, which signs from now on.
func (p *Provider) Rotate() error {
	p.keys.mutex.Lock()
	defer p.keys.mutex.Unlock()
	return p.keys.rotate()
}

// CheckAddress refuses to serve where others than this machine come in.
func CheckAddress(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%s (KAIPIAO_SIGNIN_ADDR) is no address: %w", address, err)
	}
	if parsed, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !parsed.IsLoopback()) {
		return fmt.Errorf("%s (KAIPIAO_SIGNIN_ADDR) is not this machine alone: the embedded stack's sign-in has no passwords; use 127.0.0.1", address)
	}
	return nil
}
