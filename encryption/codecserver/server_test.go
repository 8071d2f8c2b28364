package codecserver_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/encoding/protojson"

	"kaipiao/access"
	"kaipiao/encryption"
	"kaipiao/encryption/codecserver"
)

const (
	personal = "北京甲科技有限公司"
	webUI    = "http://127.0.0.1:8233"
)

// callers are who a token stands for in these tests; the verifier itself is another package's.
var callers = map[string]access.Identity{
	"administrator": {Subject: "zhao", Role: access.Finance, Permissions: access.Holding(access.Administrator)},
	"reviewer":      {Subject: "qian", Role: access.Finance, Permissions: access.Holding(access.Reviewer, access.LargeApprover, access.TicketDesk)},
	"auditor":       {Subject: "sun", Role: access.Auditor},
	"service":       {Subject: "billing", Role: access.Service},
	"customer":      {Subject: "li", Role: access.Customer, Account: "acct"},
	"vendor":        {Subject: "zhou", Role: access.Vendor, Vendor: "isv"},
}

func verify(_ context.Context, token string, _ time.Time) (access.Identity, error) {
	caller, known := callers[token]
	if !known {
		return access.Identity{}, errors.New("nobody")
	}
	return caller, nil
}

type desk struct {
	*testing.T
	keys    *encryption.Keyring
	handler http.Handler
}

func newDesk(t *testing.T, trustLoopback bool) *desk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "temporal-keys")
	require.NoError(t, encryption.MakeFile(path, time.Now()))
	keys, err := encryption.Open(path)
	require.NoError(t, err)
	return &desk{t, keys, codecserver.New(codecserver.Options{
		Codec: keys.CodecForPeople(), Verify: verify, Origins: []string{webUI}, TrustLoopback: trustLoopback, Now: time.Now,
	})}
}

// body is one encrypted payload, as the Web UI sends it.
func (d *desk) body() []byte {
	d.Helper()
	payload, err := d.keys.DataConverter().ToPayload(personal)
	require.NoError(d, err)
	written, err := protojson.Marshal(&common.Payloads{Payloads: []*common.Payload{payload}})
	require.NoError(d, err)
	return written
}

func (d *desk) call(method, path string, body []byte, headers ...string) *httptest.ResponseRecorder {
	d.Helper()
	request := httptest.NewRequestWithContext(d.Context(), method, "http://127.0.0.1:8234"+path, bytes.NewReader(body))
	request.RemoteAddr = "127.0.0.1:40000"
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
		if headers[i] == "Remote" {
			request.RemoteAddr = headers[i+1]
		}
	}
	recorder := httptest.NewRecorder()
	d.handler.ServeHTTP(recorder, request)
	return recorder
}

// shown is what an answer says of the one payload.
func (d *desk) shown(answer *httptest.ResponseRecorder) string {
	d.Helper()
	content := answer.Body.Bytes()
	require.Equal(d, http.StatusOK, answer.Code, string(content))
	var payloads common.Payloads
	require.NoError(d, protojson.Unmarshal(content, &payloads))
	require.Len(d, payloads.Payloads, 1)
	var text string
	require.NoError(d, converter.GetDefaultDataConverter().FromPayload(payloads.Payloads[0], &text))
	return text
}

func TestS6WhoMayHavePayloadsShown(t *testing.T) {
	d := newDesk(t, false)
	for who, expected := range map[string]map[string]int{
		"administrator": {"/decode": 200, "/encode": 200},
		"auditor":       {"/decode": 200, "/encode": 403},
		"reviewer":      {"/decode": 403, "/encode": 403},
		"service":       {"/decode": 403, "/encode": 403},
		"customer":      {"/decode": 403, "/encode": 403},
		"vendor":        {"/decode": 403, "/encode": 403},
		"forged":        {"/decode": 401, "/encode": 401},
	} {
		for call, status := range expected {
			answer := d.call("POST", call, d.body(), "Authorization", "Bearer "+who, "Content-Type", "application/json")
			require.Equal(t, status, answer.Code, "%s of %s", call, who)
			require.Equal(t, "no-store", answer.Header().Get("Cache-Control"))
		}
	}
	require.Equal(t, personal, d.shown(d.call("POST", "/decode", d.body(), "Authorization", "Bearer auditor")))
	for _, headers := range [][]string{{}, {"Authorization", "Basic abc"}, {"Origin", webUI}} {
		answer := d.call("POST", "/decode", d.body(), headers...)
		require.Equal(t, 401, answer.Code, headers)
		require.Equal(t, "Bearer", answer.Header().Get("WWW-Authenticate"))
	}
}

func TestS6OnlyTheWebUIsPagesMayCall(t *testing.T) {
	d := newDesk(t, false)
	for origin, may := range map[string]bool{
		webUI: true, "http://127.0.0.1:8233.evil.test": false, "http://evil.test": false, "null": false, "https://127.0.0.1:8233": false, "*": false,
	} {
		asked := d.call("OPTIONS", "/decode", nil, "Origin", origin, "Access-Control-Request-Method", "POST")
		called := d.call("POST", "/decode", d.body(), "Origin", origin, "Authorization", "Bearer auditor")
		for _, answer := range []*httptest.ResponseRecorder{asked, called} {
			if may {
				require.Less(t, answer.Code, 300)
				require.Equal(t, origin, answer.Header().Get("Access-Control-Allow-Origin"))
			} else {
				require.Equal(t, http.StatusForbidden, answer.Code, origin)
				require.Empty(t, answer.Header().Get("Access-Control-Allow-Origin"), origin)
			}
			require.Equal(t, "Origin", answer.Header().Get("Vary"))
			require.Empty(t, answer.Header().Get("Access-Control-Allow-Credentials"))
		}
	}
}

// In the embedded stack the Web UI signs nobody in: its own pages, on this machine, need no token; nobody else's and nowhere else.
func TestS6TheEmbeddedWebUINeedsNoToken(t *testing.T) {
	d := newDesk(t, true)
	require.Equal(t, personal, d.shown(d.call("POST", "/decode", d.body(), "Origin", webUI)))
	for name, headers := range map[string][]string{
		"no page":         {},
		"another page":    {"Origin", "http://evil.test"},
		"another machine": {"Origin", webUI, "Remote", "10.0.0.7:40000"},
		"another name":    {"Origin", webUI, "Host", "evil.test:8234"},
		"a bad token":     {"Origin", webUI, "Authorization", "Bearer forged"},
	} {
		answer := d.call("POST", "/decode", d.body(), headers...)
		require.GreaterOrEqual(t, answer.Code, 401, name)
	}
}

func TestS6TheCodecServerTakesNoMoreThanItNeeds(t *testing.T) {
	d := newDesk(t, false)
	for name, c := range map[string]struct {
		method, path string
		body         []byte
		status       int
	}{
		"a body without end": {"POST", "/decode", []byte(`{"payloads": [{"data": "` + strings.Repeat("A", 9<<20) + `"}]}`), 400},
		"no JSON":            {"POST", "/decode", []byte("payloads"), 400},
		"another method":     {"GET", "/decode", nil, 405},
		"another path":       {"POST", "/v1/decode", d.body(), 404},
		"tampered with":      {"POST", "/decode", bytes.Replace(d.body(), []byte(`"data":"`), []byte(`"data":"AAAA`), 1), 400},
	} {
		answer := d.call(c.method, c.path, c.body, "Authorization", "Bearer administrator")
		require.Equal(t, c.status, answer.Code, name)
		require.NotContains(t, answer.Body.String(), personal)
	}
}
