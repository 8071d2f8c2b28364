package consoletest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console"
	"kaipiao/console/door"
	"kaipiao/console/entrance"
	"kaipiao/domain/ids"
	"kaipiao/office/sessions"
)

// Door serves the pages of the world a second time, behind the real door, and returns their address. People come in by the links of their services.
func (w *World) Door() string {
	w.T.Helper()
	server := httptest.NewUnstartedServer(nil)
	at := "http://" + server.Listener.Addr().String()
	accounts := groups{w}
	opened, err := door.New(door.Options{
		Sessions: w.Register.Sessions, Accounts: accounts, Pages: entrance.Pages{Now: w.Now}, PublicURL: at, Hours: sessions.UsualHours(), Now: w.Now,
	})
	require.NoError(w.T, err)
	server.Config.Handler = console.Handler(console.Options{
		API: w.Inside, Now: w.Now, Changes: w.Register.Trail, Accounts: accounts, Sessions: w.Register.Sessions,
	}, opened)
	server.Start()
	w.T.Cleanup(server.Close)
	return at
}

// groups knows for which accounts a customer acts, from the register.
type groups struct{ *World }

// ActsFor lists them, its own first.
func (g groups) ActsFor(ctx context.Context, own ids.Account) ([]ids.Account, error) {
	return g.Register.Groups.ActsFor(ctx, own, g.Now())
}

// Arriving opens a browser in front of the door, and comes in as somebody of the journey's account.
func (j *Journey) Arriving(at string) *Journey {
	j.T.Helper()
	arrived := &Journey{World: j.World, Browser: Open(j.T, at, j.Look), Who: j.Who, Look: j.Look}
	arrived.Arrive("/console")
	return arrived
}

// Arrive comes in by a new link of the upstream service, which leads to a page.
func (j *Journey) Arrive(page string) {
	j.T.Helper()
	made := j.Call(Upstream, http.MethodPost, "/v1/accounts/"+string(j.Who.Account)+"/console-link", Object{"subject": j.Who.Subject, "return_to": page})
	href, _ := made["href"].(string)
	j.Go(href[strings.Index(href, "/console/arrive"):])
	// Where scripts run, the page presses its button by itself.
	j.Until(`location.pathname !== "/console/arrive" && document.readyState === "complete"`, "the link leads in")
}

// SessionOver has the sessions of everybody in the world end, as when nobody has looked for hours.
func (w *World) SessionOver() {
	w.T.Helper()
	w.Set(w.Now().Add(sessions.UsualHours().Idle + time.Minute))
}

// MadeMember makes an account a member of a master's group.
func (w *World) MadeMember(member, master, way string) {
	w.T.Helper()
	w.Call(Upstream, http.MethodPut, "/v1/accounts/"+member+"/master", Object{"account": master, "way": way})
}

// CustomerOf is somebody of an account.
func CustomerOf(account, name string) access.Identity {
	return access.Identity{Subject: name, Role: access.Customer, Account: ids.Account(account)}
}

// LeftGroup ends the membership of an account now.
func (w *World) LeftGroup(member string) {
	w.T.Helper()
	require.NoError(w.T, w.Inside.Call(w.T.Context(), Upstream, http.MethodDelete, "/v1/accounts/"+member+"/master", nil, nil))
}
