package door_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/console/door"
	"kaipiao/devstack/signin/openid"
	"kaipiao/office/sessions"
)

// S4: somebody signs in at the provider's own page, comes back to where it wanted to go, is who its token says, and signs out, here and there.
func TestS4PeopleSignInWithABrowser(t *testing.T) {
	h := build(t)
	b := h.browser()
	first := b.get("/console/desk?q=1")
	require.Equal(t, "/console/sign-in", first.at.Path, "who is not signed in chooses where")
	require.Equal(t, "/console/desk?q=1", first.at.Query().Get("return_to"))
	there := b.signIn("reviewer", "/console/desk?q=1")
	require.Equal(t, http.StatusOK, there.status, there.body)
	require.Contains(t, there.body, "page=/console/desk?q=1 who=finance:stack/reviewer account= permissions=[reviewer]")
	require.Empty(t, b.cookie("kaipiao-signin"), "what led here is gone")
	require.Contains(t, b.get("/console").body, "who=finance:stack/reviewer")
	customer := h.browser()
	require.Contains(t, customer.signIn("acme", "").body, "page=/console who=customer:stack/acme account=acme")

	out := b.stopping().post("/console/sign-out", url.Values{"csrf": {b.token()}})
	require.Equal(t, http.StatusSeeOther, out.status)
	require.True(t, strings.HasPrefix(out.location(), h.provider.URL+"/end_session?"), out.location())
	require.Equal(t, "/console/sign-in", b.get(out.location()).at.Path, "and the issuer sends it back")
	require.Equal(t, "/console/sign-in", b.get("/console").at.Path)
	trail := h.trail()
	require.Len(t, trail, 3)
	require.Regexp(t, `^session_created session/[a-z0-9]{12} by finance:stack/reviewer$`, trail[0])
	require.Regexp(t, `^session_created session/[a-z0-9]{12} by customer:stack/acme$`, trail[1])
	require.Regexp(t, `^session_changed session/[a-z0-9]{12} by finance:stack/reviewer$`, trail[2])
}

// S4: in the embedded stack one click signs a person in, through the provider itself. Elsewhere nobody is let in so.
func TestS4OneClickIsForTheEmbeddedStackAlone(t *testing.T) {
	h := build(t)
	b := h.browser()
	require.Contains(t, b.get("/console/sign-in").body, `name="person" value="reviewer"`)
	in := b.post("/console/sign-in", url.Values{"person": {"reviewer"}, "return_to": {"/console/desk"}})
	require.Contains(t, in.body, "page=/console/desk who=finance:stack/reviewer", in.status)
	require.Equal(t, http.StatusNotFound, h.browser().post("/console/sign-in", url.Values{"person": {"root"}}).status)

	elsewhere := build(t, func(o *door.Options, _ *[]openid.Person) { o.People = nil }).browser()
	require.NotContains(t, elsewhere.get("/console/sign-in").body, "person")
	refused := elsewhere.post("/console/sign-in", url.Values{"person": {"reviewer"}})
	require.Equal(t, http.StatusNotFound, refused.status)
	require.Contains(t, refused.body, "[not_found]")
	require.Equal(t, http.StatusNotFound, elsewhere.post("/console/sign-in", url.Values{"issuer": {"other"}}).status)
}

// back is what the issuer sends a browser back with, before it goes there.
func (b *browser) back(person string) string {
	b.t.Helper()
	login := b.post("/console/sign-in", url.Values{"issuer": {"stack"}, "return_to": {"/console"}})
	pressed := b.stopping().post(b.h.provider.URL+"/login", url.Values{"id": {login.at.Query().Get("id")}, "person": {person}})
	back := b.stopping().get(pressed.location())
	require.True(b.t, strings.HasPrefix(back.location(), b.h.url+"/console/callback?"), back.location())
	return back.location()
}

// S4: an answer is good in the browser that asked, once, for ten minutes, with the state and the nonce that it was asked with.
func TestS4AnswersOfAnIssuerThatSignNobodyIn(t *testing.T) {
	h := build(t)
	refused := func(b *browser, address, code, why string) {
		t.Helper()
		page := b.get(address)
		require.GreaterOrEqual(t, page.status, 400, why)
		require.Less(t, page.status, 500, why)
		require.Contains(t, page.body, "["+code+"]", why)
		require.Empty(t, b.cookie("kaipiao"), why)
	}
	changed := func(address, name, value string) string {
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		query := parsed.Query()
		query.Set(name, value)
		if value == "" {
			query.Del(name)
		}
		parsed.RawQuery = query.Encode()
		return parsed.String()
	}
	mine, other := h.browser(), h.browser()
	address := mine.back("reviewer")
	refused(other, address, "sign_in_over", "the state of another browser")
	_ = other.back("auditor")
	refused(other, address, "sign_in_over", "also where it has begun one itself")
	refused(h.browser(), changed(address, "state", ""), "sign_in_over", "no state")
	refused(h.browser(), changed(address, "state", sessions.NewValue().Text()), "sign_in_over", "a made-up state")
	require.Contains(t, mine.get(address).body, "who=finance:stack/reviewer")
	again := h.browser()
	refused(again, address, "sign_in_over", "a code that was used")

	for why, spoil := range map[string]func(string) string{
		"no code":        func(a string) string { return changed(a, "code", "") },
		"another's code": func(a string) string { return changed(a, "code", "made-up") },
		"another issuer": func(a string) string { return changed(a, "iss", "https://evil.example") },
		"the issuer says no": func(a string) string {
			return changed(changed(a, "code", ""), "error", "access_denied")
		},
	} {
		b := h.browser()
		refused(b, spoil(b.back("reviewer")), "sign_in_refused", why)
	}

	late := h.browser()
	address = late.back("reviewer")
	h.pass(10*time.Minute + time.Second)
	refused(late, address, "sign_in_over", "too late")
	require.NotContains(t, h.log.String(), "made-up", "codes are not in the log")

	// An answer to another question: the code of one sign-in under the state of another.
	one, two := h.browser(), h.browser()
	theirs, err := url.Parse(one.back("admin"))
	require.NoError(t, err)
	refused(two, changed(two.back("reader"), "code", theirs.Query().Get("code")), "sign_in_refused", "somebody else's code")
}

// S4: whatever value a browser held before, signing in gives it a new one, and the old one is worth nothing.
func TestS4ASessionIsNotFixed(t *testing.T) {
	h := build(t)
	b := h.browser()
	planted := sessions.NewValue().Text()
	b.setCookie("kaipiao", planted)
	b.signIn("reviewer", "")
	first := b.cookie("kaipiao")
	require.NotEqual(t, planted, first)
	b.signIn("auditor", "")
	require.NotEqual(t, first, b.cookie("kaipiao"))
	old := h.browser()
	for _, value := range []string{planted, first} {
		old.setCookie("kaipiao", value)
		require.Equal(t, "/console/sign-in", old.get("/console").at.Path)
	}
	two := h.browser().stopping()
	request := two.get("/console", "Cookie", "kaipiao="+b.cookie("kaipiao")+"; kaipiao="+planted)
	require.Equal(t, http.StatusSeeOther, request.status, "of two of one name none is believed")
}

// S4: somebody without a role, with too many, or without what its role needs is told so; and so is a service.
func TestS4WhoMayNotComeInIsToldWhy(t *testing.T) {
	h := build(t)
	for person, code := range map[string]string{"nobody": "no_role", "lost": "identity_incomplete"} {
		b := h.browser()
		page := b.signIn(person, "")
		require.Equal(t, http.StatusForbidden, page.status)
		require.Contains(t, page.body, "["+code+"]")
		require.Empty(t, b.cookie("kaipiao"))
	}
	_, _, err := h.sessions.Begin(t.Context(), sessions.Beginning{Who: service, Issuer: "stack"}, sessions.UsualHours(), h.now())
	require.ErrorIs(t, err, sessions.ErrNoPages)
	require.Contains(t, h.log.String(), "code=no_role")
}

// S4: an issuer that is away is a sentence, and no fault of ours; it comes back.
func TestS4AnIssuerThatIsAwayIsASentence(t *testing.T) {
	h := build(t)
	away := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusBadGateway) })
	h.answers.Store(&away)
	b := h.browser()
	require.Equal(t, http.StatusOK, b.get("/console/sign-in").status, "the choice is shown")
	page := b.post("/console/sign-in", url.Values{"issuer": {"stack"}})
	require.Equal(t, http.StatusServiceUnavailable, page.status)
	require.Contains(t, page.body, "[sign_in_unavailable]")
	require.NotEmpty(t, page.header.Get("Retry-After"))
	h.answers.Store(nil)
	h.waited.Store(int64(11 * time.Second))
	address := b.back("reviewer")
	h.answers.Store(&away)
	page = b.get(address)
	require.Equal(t, http.StatusServiceUnavailable, page.status, "it goes away in the middle")
	require.Contains(t, page.body, "[sign_in_unavailable]")
	h.answers.Store(nil)
	require.Contains(t, b.signIn("reviewer", "").body, "who=finance:stack/reviewer")
}

// S4: nobody is sent to another site, or round in circles.
func TestS4NobodyIsSentElsewhere(t *testing.T) {
	for _, bad := range []string{
		"//evil.example", "///evil.example", "/\\evil.example", "\\evil.example", "/console\\..\\..\\evil", "https://evil.example", "http:/console",
		"javascript:alert(1)",
		"/console/../evil", "/console/..", "/console/%2e%2e/evil", "/console/%2e%2e%2fevil", "/console//evil.example", "/console/./x", "/consolex",
		"/evil", "console", "",
		"/console\n", "/console\r\nSet-Cookie: a=b", "/console/\x00", "/console/%00", "/console/%0d%0a", "/console/%5cevil",
		"/console#x", " /console",
		"/console@evil.example", "//evil.example/console", "/console/sign-in", "/console/callback?code=1", "/console/sign-out", "/console/arrive?ticket=1",
		"/console/" + strings.Repeat("x", 2000), "/console/%zz",
	} {
		require.Equal(t, "/console", door.LocalPath(bad), "%q", bad)
	}
	for _, good := range []string{
		"/console", "/console/", "/console/invoices?status=issued&title=%E5%8C%97%E4%BA%AC", "/console/desk/review/a-1", "/console?lang=zh", "/console/x?next=//y",
	} {
		require.Equal(t, good, door.LocalPath(good))
	}
	h := build(t)
	require.Contains(t, h.browser().signIn("reviewer", "//evil.example/console").body, "page=/console who=")
	require.Contains(t, h.browser().signIn("reviewer", "https://evil.example").body, "page=/console who=")
}

// S4: whoever tries without end is told to wait.
func TestS4AttemptsAreBounded(t *testing.T) {
	h := build(t, func(o *door.Options, _ *[]openid.Person) { o.Gate = few() })
	in := h.browser()
	in.signIn("reviewer", "")
	b := h.browser().stopping()
	for what, once := range map[string]func() shown{
		"an answer of an issuer": func() shown { return b.get("/console/callback?state=x") },
		"a page":                 func() shown { return b.get("/console/desk") },
		"a form":                 func() shown { return b.post("/console/desk", url.Values{"remark": {"x"}}) },
		"the sign-in":            func() shown { return b.get("/console/sign-in") },
	} {
		last := shown{}
		for range 500 {
			if last = once(); last.status == http.StatusTooManyRequests {
				break
			}
		}
		require.Equal(t, http.StatusTooManyRequests, last.status, what)
		require.Contains(t, last.body, "[too_many_calls]", what)
		require.NotEmpty(t, last.header.Get("Retry-After"), what)
	}
	require.Contains(t, in.get("/console").body, "who=finance", "who is signed in is not counted with them")
}

// S4: the pages are told what they may do, where forms may lead; and who opens another name of this machine is sent to the one that cookies are for.
func TestS4PagesMayDoNothingElse(t *testing.T) {
	h := build(t)
	b := h.browser()
	for _, page := range []shown{b.get("/console/sign-in"), b.signIn("reviewer", ""), b.get("/console/callback?state=x")} {
		policy := page.header.Get("Content-Security-Policy")
		require.Contains(t, policy, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; ")
		require.Contains(t, policy, " form-action 'self' "+h.provider.URL+";")
		require.Contains(t, policy, "frame-ancestors 'none'")
		require.NotContains(t, policy, "unsafe")
		require.Equal(t, "nosniff", page.header.Get("X-Content-Type-Options"))
		require.Equal(t, "same-origin", page.header.Get("Referrer-Policy"))
		require.Equal(t, "no-store", page.header.Get("Cache-Control"))
		require.NotEmpty(t, page.header.Get("Permissions-Policy"))
	}
	other := strings.Replace(h.url, "127.0.0.1", "localhost", 1)
	require.Equal(t, h.url+"/console/sign-in?return_to=%2Fconsole", b.stopping().get(other+"/console/sign-in?return_to=%2Fconsole").location())
	for _, bad := range []string{
		"http://invoices.example", "ftp://127.0.0.1", "https://", "https://a.example/path", "https://u@a.example", "http://10.0.0.1:8080",
	} {
		_, err := door.New(door.Options{PublicURL: bad, Hours: sessions.UsualHours()})
		require.Error(t, err, bad)
	}
	_, err := door.New(door.Options{PublicURL: "https://a.example", Hours: sessions.Hours{Idle: time.Hour, Longest: 9 * time.Hour}})
	require.Error(t, err, "longer than anybody stays")
	_, err = door.New(door.Options{PublicURL: "https://a.example", Hours: sessions.UsualHours()})
	require.NoError(t, err)
}
