package door_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/console/door"
	"kaipiao/devstack/signin/openid"
)

// S4: over https a cookie is ours alone, never in clear, and no script reads it; on this machine it is as strict as http allows.
func TestS4CookiesAreAsStrictAsTheyCanBe(t *testing.T) {
	for _, public := range []string{"https://invoices.example.com", "http://127.0.0.1:8080"} {
		var opened *door.Door
		h := build(t, func(o *door.Options, _ *[]openid.Person) {
			changed := *o
			changed.PublicURL = public
			var err error
			opened, err = door.New(changed)
			require.NoError(t, err)
		})
		h.account("acct")
		router := chi.NewRouter()
		opened.Routes(router)
		sent := func(path string, fields url.Values) *http.Response {
			request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
			request.Host = strings.SplitN(public, "//", 2)[1]
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			recorder := httptest.NewRecorder()
			router.ServeHTTP(recorder, request)
			answer := recorder.Result()
			require.NoError(t, answer.Body.Close())
			return answer
		}
		secure := strings.HasPrefix(public, "https:")
		in := sent("/console/arrive", url.Values{"ticket": {h.link("acct", "c-17", "")}}) //nolint:bodyclose // sent closes it
		begun := sent("/console/sign-in", url.Values{"issuer": {"stack"}})                //nolint:bodyclose // sent closes it
		require.Equal(t, http.StatusSeeOther, begun.StatusCode)
		if secure {
			require.NotEmpty(t, in.Header.Get("Strict-Transport-Security"))
			where, err := begun.Location()
			require.NoError(t, err)
			require.Equal(t, public+"/console/callback", where.Query().Get("redirect_uri"))
		}
		for name, cookies := range map[string][]*http.Cookie{"kaipiao": in.Cookies(), "kaipiao-signin-": begun.Cookies()} {
			require.Len(t, cookies, 1)
			cookie := cookies[0]
			if secure {
				name = "__Host-" + name
			}
			require.True(t, strings.HasPrefix(cookie.Name, name), cookie.Name)
			require.Equal(t, secure, cookie.Secure)
			require.True(t, cookie.HttpOnly)
			require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
			require.Equal(t, "/", cookie.Path)
			require.Empty(t, cookie.Domain)
		}
	}
}
