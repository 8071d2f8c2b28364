package door_test

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// browser is one browser with its cookies; it follows where it is sent.
type browser struct {
	*http.Client
	h *house
	t *testing.T
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(h.t, err)
	return &browser{Client: &http.Client{Jar: jar}, h: h, t: h.t}
}

// stopping is the same browser, which looks where it is sent and does not go there.
func (b *browser) stopping() *browser {
	other := *b.Client
	other.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{Client: &other, h: b.h, t: b.t}
}

// shown is what a browser is shown.
type shown struct {
	status int
	header http.Header
	at     *url.URL
	body   string
}

func (s shown) location() string { return s.header.Get("Location") }

func (b *browser) do(method, path string, fields url.Values, headers ...string) shown {
	b.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.h.url + path
	}
	request, err := http.NewRequestWithContext(context.Background(), method, path, strings.NewReader(fields.Encode()))
	require.NoError(b.t, err)
	if fields != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for at := 0; at < len(headers); at += 2 {
		request.Header.Set(headers[at], headers[at+1])
	}
	response, err := b.Do(request)
	require.NoError(b.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(b.t, err)
	return shown{response.StatusCode, response.Header, response.Request.URL, string(body)}
}

func (b *browser) get(path string, headers ...string) shown {
	return b.do(http.MethodGet, path, nil, headers...)
}

func (b *browser) post(path string, fields url.Values, headers ...string) shown {
	return b.do(http.MethodPost, path, fields, headers...)
}

var hidden = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

// token is the hidden field of a page's form.
func (b *browser) token() string {
	b.t.Helper()
	found := hidden.FindStringSubmatch(b.get("/console").body)
	require.Len(b.t, found, 2, "nobody is signed in")
	return html.UnescapeString(found[1])
}

// signIn signs somebody in as a person does: the choice, the provider's own page with its button, and back.
func (b *browser) signIn(person, returnTo string) shown {
	b.t.Helper()
	choice := b.get("/console/sign-in?" + url.Values{"return_to": {returnTo}}.Encode())
	require.Equal(b.t, http.StatusOK, choice.status)
	login := b.post("/console/sign-in", url.Values{"issuer": {"stack"}, "return_to": {returnTo}})
	require.Equal(b.t, http.StatusOK, login.status, login.body)
	require.Equal(b.t, "/login", login.at.Path, "the page of the provider")
	return b.post(b.h.provider.URL+"/login", url.Values{"id": {login.at.Query().Get("id")}, "person": {person}})
}

// cookie is what the browser holds.
func (b *browser) cookie(name string) string {
	at, err := url.Parse(b.h.url)
	require.NoError(b.t, err)
	for _, one := range b.Jar.Cookies(at) {
		if one.Name == name {
			return one.Value
		}
	}
	return ""
}

func (b *browser) setCookie(name, value string) {
	at, err := url.Parse(b.h.url)
	require.NoError(b.t, err)
	b.Jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}
