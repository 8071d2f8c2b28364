package console_test

import (
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console"
	"kaipiao/console/consoletest"
	"kaipiao/console/door"
	"kaipiao/console/entrance"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/office/sessions"
)

// entered is the pages of a world behind their real door, which customers open by links.
type entered struct {
	*consoletest.World
	url string
}

func behindTheDoor(t *testing.T) entered {
	w := consoletest.New(t)
	server := httptest.NewUnstartedServer(nil)
	at := "http://" + server.Listener.Addr().String()
	opened, err := door.New(door.Options{
		Sessions: w.Register.Sessions, Pages: entrance.Pages{Now: w.Now}, PublicURL: at, Hours: sessions.UsualHours(), Now: w.Now,
	})
	require.NoError(t, err)
	server.Config.Handler = console.Handler(console.Options{
		API: w.Inside, Now: w.Now, Changes: w.Register.Trail, Sessions: w.Register.Sessions,
	}, opened)
	server.Start()
	t.Cleanup(server.Close)
	return entered{w, at}
}

// arrives has somebody of an account come by a link, to a page.
func (e entered) arrives(b *consoletest.Browser, subject string, account ids.Account, page string) {
	e.T.Helper()
	link := sessions.Link{Account: account, Subject: "link:" + subject, ReturnTo: page}
	ticket, _, err := e.Register.Sessions.MakeLink(e.T.Context(), link, actor.Product, e.Now())
	require.NoError(e.T, err)
	b.Go("/console/arrive?ticket=" + url.QueryEscape(ticket.Text()))
	b.Until(`!location.pathname.startsWith("/console/arrive")`, "it has arrived")
}

// passes has time go by.
func (e entered) passes(d time.Duration) { e.Set(e.Now().Add(d)) }

// S4: somebody sees where it is signed in, ends what it has forgotten to end, and signs out everywhere; nobody ends what is another's.
func TestS4OnesOwnSessionsAreListedAndEnded(t *testing.T) {
	e := behindTheDoor(t)
	e.Account("acct")
	desk, phone := consoletest.Open(t, e.url, consoletest.Look{}), consoletest.Open(t, e.url, consoletest.Look{Width: 360, English: true})
	stranger := consoletest.Open(t, e.url, consoletest.Look{})
	e.arrives(phone, "wang", "acct", "/console")
	e.passes(2 * time.Minute)
	e.arrives(desk, "wang", "acct", "/console")
	e.arrives(stranger, "li", "acct", "/console")
	desk.Press("wang")
	desk.Press("登录状态")
	desk.See("当前浏览器", "2026-09-18 15:00", "2026-09-18 15:02", "2026-09-18 23:02")
	require.Len(t, desk.Texts("tbody tr"), 2, "nobody else's")
	desk.Accessible()

	mine, err := e.Register.Sessions.List(t.Context(), "link:wang", 10, e.Now())
	require.NoError(t, err)
	other := access.Identity{Subject: "link:li", Role: access.Customer, Account: "acct"}
	require.ErrorIs(t, e.Register.Sessions.EndNamed(t.Context(), other, mine[0].Name, e.Now()), sessions.ErrNone)

	desk.Press("结束")
	desk.Until(`document.querySelectorAll("tbody tr").length === 1`, "one is left")
	phone.Go("/console/sessions")
	phone.See("Your session has ended")

	e.arrives(phone, "wang", "acct", "/console/sessions")
	phone.See("This browser", "Sign out everywhere")
	phone.Accessible()
	phone.Press("Sign out everywhere")
	phone.See("You are signed out")
	desk.Go("/console")
	desk.See("会话已结束")
	stranger.Go("/console")
	stranger.See("发票管理")
	left, err := e.Register.Sessions.List(t.Context(), "", 10, e.Now())
	require.NoError(t, err)
	require.Len(t, left, 1)
}
