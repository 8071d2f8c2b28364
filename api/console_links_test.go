package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/office/sessions"
)

// S4: a service sends a customer to the pages by a link that is good once, for a minute; the customer is called after the service that has vouched.
func TestS4AServiceSendsACustomerToThePages(t *testing.T) {
	s := newService(t, func(o *api.Options) { o.PublicURL = "https://invoices.example.com/" })
	s.account("acct")
	const path = "/v1/accounts/acct/console-link"
	made := s.must(upstream, post, path, object{"subject": "c-17", "language": "en", "return_to": "/console/invoices?status=issued"})
	require.Equal(t, s.now.Add(time.Minute).UTC().Format(time.RFC3339), made["expires_at"])
	href, err := url.Parse(made["href"].(string))
	require.NoError(t, err)
	require.Equal(t, "https://invoices.example.com/console/arrive", href.Scheme+"://"+href.Host+href.Path)
	ticket, good := sessions.ParseValue(href.Query().Get("ticket"))
	require.True(t, good)
	_, session, link, err := s.register.Sessions.Arrive(t.Context(), ticket, sessions.Value{}, sessions.UsualHours(), s.now)
	require.NoError(t, err)
	require.Equal(t, access.Identity{Subject: "link:billing/c-17", Role: access.Customer, Account: "acct"}, session.Identity())
	require.Equal(t, "/console/invoices?status=issued", link.ReturnTo)
	_, _, _, err = s.register.Sessions.Arrive(t.Context(), ticket, sessions.Value{}, sessions.UsualHours(), s.now)
	require.ErrorIs(t, err, sessions.ErrUsed)
	require.Contains(t, acts(s.trail("account", "acct")), "console_link_created by service:billing")
	require.Equal(t, []string{"session_created by customer:link:billing/c-17"}, acts(s.trail("session", session.Name)))
	require.NotEqual(t, made["href"], s.must(upstream, post, path, object{"subject": "c-17"})["href"])

	require.Equal(t, http.StatusNotFound, s.call(upstream, post, "/v1/accounts/nobody/console-link", object{"subject": "c"}).status)
	for _, who := range []access.Identity{customer, finance, auditor, vendor} {
		require.Equal(t, http.StatusForbidden, s.call(who, post, path, object{"subject": "c"}).status)
	}
	for name, body := range map[string]object{
		"no subject": {}, "a slash": {"subject": "a/b"}, "a blank": {"subject": "a b"}, "a name": {"subject": "王伟"}, "two lines": {"subject": "a\nb"},
		"too long": {"subject": strings.Repeat("x", 65)}, "another site": {"subject": "c", "return_to": "//evil.example"},
		"another page": {"subject": "c", "return_to": "/v1/invoices"}, "an address": {"subject": "c", "return_to": "https://evil.example/console"},
		"another language": {"subject": "c", "language": "fr"},
	} {
		require.Equal(t, http.StatusBadRequest, s.call(upstream, post, path, body).status, name)
	}
	long := access.Identity{Subject: strings.Repeat("s", 180), Role: access.Service}
	refused := s.call(long, post, path, object{"subject": strings.Repeat("x", 64)})
	require.Equal(t, http.StatusBadRequest, refused.status)
	require.Equal(t, []string{"subject"}, refused.fields())
}
