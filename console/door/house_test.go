package door_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/access/issuers"
	"kaipiao/adapters/signin"
	"kaipiao/api/limits"
	"kaipiao/console/door"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/devstack/signin/openid"
	"kaipiao/domain/ids"
	"kaipiao/office/sessions"
	"kaipiao/office/tx"
	"kaipiao/schema"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// plain are pages that write down what they are told.
type plain struct{}

func form(w io.Writer, action string, fields ...string) {
	fmt.Fprintf(w, `<form method="post" action="%s">`, html.EscapeString(action))
	for at := 0; at < len(fields); at += 2 {
		fmt.Fprintf(w, `<input type="hidden" name="%s" value="%s">`, fields[at], html.EscapeString(fields[at+1]))
	}
	fmt.Fprintln(w, "</form>")
}

func (plain) SignIn(w http.ResponseWriter, _ *http.Request, v door.SignInView) {
	if v.Notice != nil {
		fmt.Fprintf(w, "[%s] %s %s\n", v.Notice.Code, v.Notice.English, v.Notice.Chinese)
	}
	for _, name := range v.Issuers {
		form(w, v.Action, "issuer", name, "return_to", v.ReturnTo)
	}
	for _, person := range v.People {
		form(w, v.Action, "person", person.Name, "return_to", v.ReturnTo)
	}
}

func (plain) Arrive(w http.ResponseWriter, _ *http.Request, v door.ArriveView) {
	fmt.Fprintf(w, "account=%s signed in as=%q\n", v.Account, v.SignedInAs)
	form(w, v.Action, "ticket", v.Ticket)
}

func (plain) Refused(w http.ResponseWriter, _ *http.Request, status int, text door.Text) {
	w.WriteHeader(status)
	fmt.Fprintf(w, "[%s] %s %s", text.Code, text.English, text.Chinese)
}

// hasty is an issuer that is asked and answers in real time, however late it is for the sessions.
type hasty struct {
	*signin.Party
	waited *atomic.Int64
}

func (i hasty) now() time.Time { return time.Now().Add(time.Duration(i.waited.Load())) }

func (i hasty) Ask(ctx context.Context, asked access.Asked, _ time.Time) (string, error) {
	return i.Party.Ask(ctx, asked, i.now())
}

func (i hasty) Answer(ctx context.Context, answered access.Answered, asked access.Asked, _ time.Time) (access.Identity, error) {
	return i.Party.Answer(ctx, answered, asked, i.now())
}

// group is who may act for whom.
type group struct{ members sync.Map }

func (g *group) ActsFor(_ context.Context, own ids.Account) ([]ids.Account, error) {
	given, _ := g.members.Load(own)
	list, _ := given.([]ids.Account)
	return append(list, own), nil
}

// house is a door with a page behind it, the embedded stack's real provider, and a real database.
type house struct {
	t        *testing.T
	url      string
	pool     *pgxpool.Pool
	sessions *sessions.Office
	provider *httptest.Server
	// answers replaces the provider where it is set.
	answers atomic.Pointer[http.HandlerFunc]
	ahead   atomic.Int64
	// waited is by how much the issuer's clock and ours for it are ahead: its tokens say the real time.
	waited  atomic.Int64
	members *group
	log     *bytes.Buffer
	posted  atomic.Int64
}

func (h *house) now() time.Time { return time.Now().Add(time.Duration(h.ahead.Load())) }

// pass has time go by.
func (h *house) pass(d time.Duration) { h.ahead.Add(int64(d)) }

func build(t *testing.T, change ...func(*door.Options, *[]openid.Person)) *house {
	t.Helper()
	database := postgrestest.Database(t)
	h := &house{t: t, pool: postgrestest.Pool(t, database), members: &group{}, log: &bytes.Buffer{}}
	h.sessions = sessions.New(tx.New(postgrestest.Pool(t, postgrestest.As(t, schema.Starter, database))))
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(h.log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })

	var served http.Handler
	h.provider = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if other := h.answers.Load(); other != nil {
			(*other)(w, r)
			return
		}
		served.ServeHTTP(w, r)
	}))
	t.Cleanup(h.provider.Close)
	trusted, err := issuers.Parse(openid.IssuersFile(h.provider.URL))
	require.NoError(t, err)

	server := httptest.NewUnstartedServer(nil)
	h.url = "http://" + server.Listener.Addr().String()
	client := signin.Client()
	party := hasty{signin.NewParty(trusted[0], client), &h.waited}
	people := append(openid.People(), openid.Person{Name: "nobody", Group: "guests"}, openid.Person{Name: "lost", Group: "customers"})
	options := door.Options{
		Sessions: h.sessions, Issuers: []door.Issuer{party}, Accounts: h.members, Pages: plain{}, PublicURL: h.url,
		Hours: sessions.UsualHours(), Now: h.now,
		People: &door.People{
			Issuer: "stack", All: []door.Person{{Name: "reviewer", Role: access.Finance}, {Name: "acme", Role: access.Customer}},
			Press: func(ctx context.Context, page, person, redirect string) (string, error) {
				return signin.Press(ctx, client, page, person, redirect)
			},
		},
	}
	for _, one := range change {
		one(&options, &people)
	}
	served, err = openid.New(openid.Options{
		Issuer: h.provider.URL, Audience: openid.Audience, Dir: t.TempDir(), People: people, Claims: openid.StackClaims, ServiceSecret: "secret", Now: time.Now,
	})
	require.NoError(t, err)
	opened, err := door.New(options)
	require.NoError(t, err)
	router := chi.NewRouter()
	opened.Routes(router)
	router.Group(func(pages chi.Router) {
		pages.Use(opened.Require)
		pages.HandleFunc("/console", h.page)
		pages.HandleFunc("/console/*", h.page)
	})
	server.Config.Handler = router
	server.Start()
	t.Cleanup(server.Close)
	return h
}

// page says who looks at it, and has a form.
func (h *house) page(w http.ResponseWriter, r *http.Request) {
	who := door.IdentityOf(r.Context())
	if r.Method == http.MethodPost {
		h.posted.Add(1)
		fmt.Fprintf(w, "done by %s: %s", who.Actor(), r.PostFormValue("remark"))
		return
	}
	session, _ := door.SessionOf(r.Context())
	fmt.Fprintf(w, "page=%s who=%s account=%s permissions=%v session=%s\n", r.URL.RequestURI(), who.Actor(), who.Account, who.Permissions.List(), session.Name)
	if kept, there := door.KeptOf(r.Context()); there {
		fmt.Fprintf(w, "kept for %s: %v\n", kept.Target, kept.Fields)
	}
	form(w, r.URL.Path, "csrf", door.TokenOf(r.Context()), "remark", "")
}

// trail is what the audit trail says, an act and who, oldest first.
func (h *house) trail() (lines []string) {
	h.t.Helper()
	rows, err := h.pool.Query(context.Background(), "select what || ' ' || object || ' by ' || who from audit_entries order by id")
	require.NoError(h.t, err)
	defer rows.Close()
	for rows.Next() {
		var line string
		require.NoError(h.t, rows.Scan(&line))
		lines = append(lines, line)
	}
	require.NoError(h.t, rows.Err())
	return lines
}

// account makes an account for which links may be made.
func (h *house) account(id string) {
	h.t.Helper()
	_, err := h.pool.Exec(context.Background(), `insert into accounts
		(id, certification, certified_name, taxpayer_id, region, email, subject, created_at, updated_at)
		values ($1, 'none', '', '', 'mainland', '', 1, now(), now())`, id)
	require.NoError(h.t, err)
}

var service = access.Identity{Subject: "stack/billing", Role: access.Service}

// link makes a link as the API does.
func (h *house) link(account, subject, returnTo string) string {
	h.t.Helper()
	who := sessions.Vouched(service, subject, ids.Account(account))
	ticket, _, err := h.sessions.MakeLink(context.Background(), sessions.Link{Account: who.Account, Subject: who.Subject, Language: "zh", ReturnTo: returnTo},
		service.Actor(), h.now())
	require.NoError(h.t, err)
	return ticket.Text()
}

// few bounds attempts as the API's limits do.
func few() *limits.Gate { return limits.NewGate(limits.Default(), time.Now) }
