// Package door lets people into the pages: through an OpenID Connect issuer, or by the link with which an upstream service sends a customer. It keeps
// their sessions, and away what others make their browsers send. It writes no HTML; that is the pages' own.
package door

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"
	"golang.org/x/time/rate"

	"kaipiao/access"
	"kaipiao/api/limits"
	"kaipiao/domain/ids"
	"kaipiao/office/sessions"
)

// Issuer signs people in.
type Issuer interface {
	// Name is what stands before its subjects.
	Name() string
	// Ask is the page to which a browser is sent, and Answer whom it has signed in, by what the browser brings back.
	Ask(ctx context.Context, asked access.Asked, now time.Time) (page string, err error)
	Answer(ctx context.Context, answered access.Answered, asked access.Asked, now time.Time) (access.Identity, error)
	// SignOut is the page at which it signs somebody out; empty where it has none.
	SignOut(ctx context.Context, back string, now time.Time) string
	// Origins are where its pages are, and Learn has it asked where they are.
	Origins() []string
	Learn(ctx context.Context, now time.Time)
}

// Accounts knows which accounts a customer may act for (A13), its own among them.
type Accounts interface {
	ActsFor(ctx context.Context, own ids.Account) ([]ids.Account, error)
}

// Person is somebody of the embedded stack, who needs no password.
type Person struct {
	// Name is how it signs in; Role is the role it will have, for grouping.
	Name             string
	Role             access.Role
	English, Chinese string
}

// People are those of the embedded stack.
type People struct {
	// Issuer is the name of the stack's own issuer.
	Issuer string
	All    []Person
	// Press signs one of them in at that issuer's page, and answers with what the browser would be sent back with.
	Press func(ctx context.Context, page, person, redirect string) (back string, err error)
}

// Options are what the door works with.
type Options struct {
	Sessions *sessions.Office
	Issuers  []Issuer
	// People are there in the embedded stack alone; nil elsewhere.
	People *People
	// Accounts is nil where nobody acts for another account.
	Accounts Accounts
	Pages    Pages
	// PublicURL is where browsers reach us, without a path: https, or http on this machine.
	PublicURL string
	Hours     sessions.Hours
	// Gate bounds how often somebody tries to sign in, and looks without being signed in; nil bounds nobody.
	Gate *limits.Gate
	Now  func() time.Time
}

// Door is the door.
type Door struct {
	Options
	base     *url.URL
	issuers  map[string]Issuer
	crossing *http.CrossOriginProtection
	denials  *rate.Limiter
}

// Denied sign-ins are lines of the log: so many a second, and so many at once.
const (
	denialsPerSecond = 10
	denialsAtOnce    = 100
)

// New makes the door. It refuses an address that is neither https nor this machine, because a cookie would be anybody's on the way.
func New(options Options) (*Door, error) {
	base, err := url.Parse(options.PublicURL)
	if err != nil || base.Host == "" || (base.Path != "" && base.Path != "/") || base.RawQuery != "" || base.Fragment != "" || base.User != nil {
		return nil, fmt.Errorf("the pages need a public address such as https://invoices.example.com, not %q", options.PublicURL)
	}
	if base.Scheme != "https" && (base.Scheme != "http" || !loopback(base.Hostname())) {
		return nil, errors.New("the pages are served over https, or over http on this machine: a cookie that travels in clear is anybody's")
	}
	if err := options.Hours.Check(); err != nil {
		return nil, err
	}
	base.Path = ""
	d := &Door{
		Options: options, base: base, issuers: map[string]Issuer{}, crossing: http.NewCrossOriginProtection(),
		denials: rate.NewLimiter(denialsPerSecond, denialsAtOnce),
	}
	for _, issuer := range options.Issuers {
		d.issuers[issuer.Name()] = issuer
	}
	if err := d.crossing.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
		return nil, fmt.Errorf("the public address: %w", err)
	}
	d.crossing.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.refuse(w, r, http.StatusForbidden, foreignForm) }))
	return d, nil
}

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// Where the door's own pages are.
const (
	home         = "/console"
	signInPath   = home + "/sign-in"
	callbackPath = home + "/callback"
	signOutPath  = home + "/sign-out"
	arrivePath   = home + "/arrive"
	accountPath  = home + "/account"
)

// Routes adds the door's own pages.
func (d *Door) Routes(router chi.Router) {
	router.Group(func(open chi.Router) {
		open.Use(d.Protect)
		open.Get(signInPath, d.unknown(d.choose))
		open.Post(signInPath, d.counted(d.beginSignIn))
		open.Get(callbackPath, d.counted(d.endSignIn))
		open.Get(arrivePath, d.counted(d.showArrival))
		open.Post(arrivePath, d.counted(d.arrive))
	})
	router.Group(func(own chi.Router) {
		own.Use(d.Require)
		own.Post(signOutPath, d.signOut)
		own.Post(accountPath, d.switchAccount)
	})
}

func (d *Door) secure() bool { return d.base.Scheme == "https" }

func (d *Door) redirect() string { return d.base.String() + callbackPath }
