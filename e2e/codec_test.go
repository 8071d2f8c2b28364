package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"kaipiao/access"
)

// ask makes a call of the Web UI's, or of another tool.
func ask(t *testing.T, method, address string, body []byte, headers ...string) (int, []byte, http.Header) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, bytes.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, content, answer.Header
}

// S6: the Web UI, as the browser runs it, is told where payloads are decrypted, and has a run's summary shown; another page has not. Auditors and
// administrators have it with their token.
func TestS6TheWebUIIsShownWhatIsEncrypted(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "10.00")
	accepted := shared.apply(t, account, eInvoice("10.00"))
	shared.came(t, accepted.Invoices[0].ID, "issued", time.Minute)
	webUI := "http://" + shared.TemporalUIAddr
	var settings struct {
		Codec struct{ Endpoint string }
	}
	status, content, _ := ask(t, http.MethodGet, webUI+"/api/v1/settings", nil)
	require.Equal(t, http.StatusOK, status)
	require.NoError(t, json.Unmarshal(content, &settings))
	require.Equal(t, "http://"+shared.CodecAddr, settings.Codec.Endpoint)

	status, content, _ = ask(t, http.MethodGet, webUI+"/api/v1/namespaces/default/workflows/"+url.PathEscape("application/"+accepted.ID), nil)
	require.Equal(t, http.StatusOK, status, string(content))
	var described struct {
		ExecutionConfig struct {
			UserMetadata struct{ Summary json.RawMessage }
		}
	}
	require.NoError(t, json.Unmarshal(content, &described))
	require.NotEmpty(t, described.ExecutionConfig.UserMetadata.Summary, string(content))
	body := []byte(`{"payloads": [` + string(described.ExecutionConfig.UserMetadata.Summary) + `]}`)
	require.NotContains(t, string(body), account)

	auditor := shared.token(t, access.Identity{Subject: "sun", Role: access.Auditor})
	customer := shared.token(t, access.Identity{Subject: "li", Role: access.Customer, Account: "a"})
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"the Web UI":        {[]string{"Origin", webUI}, http.StatusOK},
		"another page":      {[]string{"Origin", "http://evil.test"}, http.StatusForbidden},
		"an auditor":        {[]string{"Authorization", "Bearer " + auditor}, http.StatusOK},
		"a customer":        {[]string{"Authorization", "Bearer " + customer}, http.StatusForbidden},
		"nobody in special": {nil, http.StatusUnauthorized},
	} {
		status, content, header := ask(t, http.MethodPost, settings.Codec.Endpoint+"/decode", body, append(c.headers, "Content-Type", "application/json")...)
		require.Equal(t, c.status, status, "%s: %s", name, content)
		if status != http.StatusOK {
			require.NotContains(t, string(content), account, name)
			continue
		}
		var payloads common.Payloads
		require.NoError(t, protojson.Unmarshal(content, &payloads))
		require.Equal(t, `"application for electronic invoices of account `+account+`"`, string(payloads.Payloads[0].GetData()), name)
		if name == "the Web UI" {
			require.Equal(t, webUI, header.Get("Access-Control-Allow-Origin"))
		}
	}
}
