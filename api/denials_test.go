package api_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// logged is what goes to the log while a test runs.
type logged struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (l *logged) Write(line []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(line)
}

// denied are the lines about denied calls.
func (l *logged) denied(t *testing.T) (lines []object) {
	t.Helper()
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for line := range strings.Lines(l.text.String()) {
		var read object
		require.NoError(t, json.Unmarshal([]byte(line), &read))
		if read["msg"] == "a call is denied" {
			lines = append(lines, read)
		}
	}
	return lines
}

func listen(t *testing.T) *logged {
	t.Helper()
	l, before := &logged{}, slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(l, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return l
}

// S12: who is denied what is in the log, with who it was, and nothing personal of what was asked for.
func TestS12DeniedCallsAreInTheLog(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.account("other")
	s.consumed(bill("c1", "acct", "100.00"))
	id := pending(s)["id"]
	heard := listen(t)
	for _, c := range []struct {
		status int
		answer answer
		who    string
		action string
		code   string
	}{
		{http.StatusUnauthorized, s.call(nobody, get, "/v1/accounts?title=北京甲科技有限公司", nil), "nobody", "account.list", "unauthorized"},
		{http.StatusUnauthorized, s.call(nobody, get, "/v1/accounts", nil, "Authorization", "Bearer wrong"), "nobody", "account.list", "unauthorized"},
		{http.StatusForbidden, s.call(customer, post, "/v1/applications/"+id+"/approve", nil), "customer:wang", "application.approve", "forbidden"},
		{http.StatusNotFound, s.call(stranger, get, "/v1/accounts/acct", nil), "customer:li", "account.read", "not_found"},
		{http.StatusNotFound, s.call(stranger, get, "/v1/applications/"+id, nil), "customer:li", "application.read", "not_found"},
		{http.StatusUnauthorized, s.call(nobody, post, "/v1/courier/events", object{
			"reference": "x", "tracking_number": "SF1", "status": "signed", "at": stamp("2026-09-18 14:00:00"),
		}), "nobody", "courier.report", "unauthorized"},
		{http.StatusUnauthorized, s.call(nobody, post, "/v1/provider/events", object{"serial": "KPX"}), "nobody", "provider.call_back", "unauthorized"},
	} {
		require.Equal(t, c.status, c.answer.status, string(c.answer.bytes))
		lines := heard.denied(t)
		require.NotEmpty(t, lines)
		found := false
		for _, line := range lines {
			found = found || (line["who"] == c.who && line["action"] == c.action && line["code"] == c.code)
		}
		require.True(t, found, "%s %s %s in %v", c.who, c.action, c.code, lines)
	}
	require.Len(t, heard.denied(t), 7)
	// what is allowed is no matter, and neither is what is simply not there
	s.must(customer, get, "/v1/applications/"+id, nil)
	require.Equal(t, http.StatusNotFound, s.call(finance, get, "/v1/invoices/nothing-there", nil).status)
	require.Len(t, heard.denied(t), 7)
	require.NotContains(t, heard.text.String(), "甲科技")
}

// S12: whoever tries without end does not fill the log; how many were left out is said.
func TestS12TryingWithoutEndDoesNotFillTheLog(t *testing.T) {
	s := newService(t)
	heard := listen(t)
	for range 1000 {
		require.Equal(t, http.StatusUnauthorized, s.call(nobody, get, "/v1/accounts", nil).status)
	}
	lines := heard.denied(t)
	require.GreaterOrEqual(t, len(lines), 100)
	require.Less(t, len(lines), 500)
}
