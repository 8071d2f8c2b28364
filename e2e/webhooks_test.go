package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/eventually"
	"kaipiao/domain/accounting"
)

// O3: a subscribed system is told everything about an invoice, in its order, signed, and again until it has taken it; a
// message that comes twice has the same id.
func TestO3ASubscribedSystemIsToldInOrder(t *testing.T) {
	t.Parallel()
	s := own(t)
	var endpoint struct{ ID, Secret string }
	require.NoError(t,
		s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/webhooks",
			map[string]any{"url": "http://" + s.SandboxAddr + "/webhooks/e2e", "documents": true}, &endpoint))
	s.fault(t, "webhook", "error_500", 2, "")
	s.fault(t, "webhook", "drop_after_commit", 1, "")
	account := s.customerWith(t, "10.00")
	id := s.apply(t, account, eInvoice("10.00")).Invoices[0].ID
	s.came(t, id, "issued", 2*time.Minute)

	var types, ids, booked []string
	eventually.Holds(t, func() bool {
		types, ids, booked = nil, nil, nil
		for _, m := range listOf[struct {
			Headers map[string]string
			Body    string
		}](t, s, "/webhooks") {
			var told struct {
				Type string
				Data struct {
					Invoice  string
					Document *accounting.Document
				}
			}
			require.NoError(t, json.Unmarshal([]byte(m.Body), &told))
			genuine(t, endpoint.Secret, m.Headers, m.Body)
			if told.Data.Invoice == id && !slices.Contains(ids, m.Headers["webhook-id"]) {
				types, ids = append(types, told.Type), append(ids, m.Headers["webhook-id"])
				if told.Data.Document != nil {
					booked = append(booked, string(told.Data.Document.Event)+" "+told.Data.Document.Gross.String())
				}
			}
		}
		return slices.Contains(types, "invoice.files_ready")
	}, 2*time.Minute, 200*time.Millisecond)
	require.Equal(t, []string{"invoice.serial_stored", "invoice.issued", "invoice.files_ready"}, types)
	require.Equal(t, []string{"document.issued 10.00", "document.issued 10.00"}, booked, "with the issue, and with its files")
	delivered := 0
	eventually.Holds(t, func() bool {
		var page struct {
			Items []struct{ Status string }
		}
		require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/webhooks/"+endpoint.ID+"/deliveries?limit=100", nil, &page))
		delivered = 0
		for _, d := range page.Items {
			if d.Status == "delivered" {
				delivered++
			}
		}
		return delivered == len(page.Items) && delivered >= 4
	}, 2*time.Minute, 200*time.Millisecond, "nothing is owed any more")
}

// genuine checks a signature as the Standard Webhooks specification says, without any code of ours.
func genuine(t *testing.T, secret string, headers map[string]string, body string) {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	require.NoError(t, err)
	sum := hmac.New(sha256.New, key)
	sum.Write([]byte(headers["webhook-id"] + "." + headers["webhook-timestamp"] + "." + body))
	require.Contains(t, headers["webhook-signature"], "v1,"+base64.StdEncoding.EncodeToString(sum.Sum(nil)))
}
