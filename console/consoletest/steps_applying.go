package consoletest

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// Owing has the account "acct" owe an amount: it consumed 1,000.00, was invoiced for it, and got some back.
func (w *World) Owing(amount string) (invoiced string) {
	w.T.Helper()
	w.Consumed("invoiced", "acct", "1000.00")
	invoiced = w.Approved(w.Applied("owing", EInvoice("1000.00")))[0]
	w.Issued(invoiced, "26110000000000000001")
	w.Refunded("refund-1", "invoiced", amount)
	return invoiced
}

// Individual makes a certified person's account.
func (w *World) Individual(id, name string) {
	w.T.Helper()
	w.Call(Upstream, http.MethodPut, "/v1/accounts/"+id, Object{
		"certification": Object{"type": "individual", "name": name}, "region": "mainland", "email": "one@example.test",
	})
}

// Posted hands a form in without a browser, as somebody who never saw the button; it follows no redirect.
func (w *World) Posted(who access.Identity, path string, values url.Values) (status int, location string) {
	w.T.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(w.T, err)
	w.LetIn(who)
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	send := func(method, path, body string) (int, string) {
		request, err := http.NewRequestWithContext(w.T.Context(), method, w.URL+path, strings.NewReader(body))
		require.NoError(w.T, err)
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := client.Do(request)
		require.NoError(w.T, err)
		require.NoError(w.T, answer.Body.Close())
		return answer.StatusCode, answer.Header.Get("Location")
	}
	send(http.MethodGet, "/as/"+url.PathEscape(who.Subject), "")
	return send(http.MethodPost, path, values.Encode())
}

// Applications are those of an account.
func (w *World) Applications(who access.Identity) []any {
	w.T.Helper()
	items, _ := w.Call(who, http.MethodGet, "/v1/accounts/"+string(who.Account)+"/applications?limit=50", nil)["items"].([]any)
	return items
}

// Latest is the application that was submitted last.
func (w *World) Latest(who access.Identity) Object {
	w.T.Helper()
	var latest Object
	for _, one := range w.Applications(who) {
		if a, is := one.(Object); is && (latest == nil || fmt.Sprint(a["id"]) > fmt.Sprint(latest["id"])) {
			latest = a
		}
	}
	return latest
}
