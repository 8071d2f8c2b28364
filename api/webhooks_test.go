package api_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/webhook"
)

// subscribed subscribes an endpoint.
func (s *service) subscribed() map[string]string {
	s.t.Helper()
	made := s.must(upstream, http.MethodPost, "/v1/webhooks", object{"url": "https://example.com/hooks"})
	return map[string]string{"webhook": made["id"].(string)}
}

// owed subscribes an endpoint and makes something happen that it is owed.
func (s *service) owed() map[string]string {
	s.t.Helper()
	path := s.subscribed()
	s.applied("owed", eInvoice("1.00"))
	return withValue(path, "delivery", fmt.Sprint(s.deliveries(path["webhook"], "")[0].id))
}

// told makes something happen and has the one endpoint take it.
func (s *service) told() int64 {
	s.t.Helper()
	s.applied("told", eInvoice("1.00"))
	return s.settled(webhook.Taken)
}

// settled lets the one endpoint's next delivery end in some way, and returns its id.
func (s *service) settled(kind webhook.OutcomeKind) int64 {
	s.t.Helper()
	id := s.must(upstream, http.MethodGet, "/v1/webhooks", nil)["items"].([]any)[0].(object)["id"].(string)
	claimed, err := s.register.Subscribers.ClaimDeliveries(s.t.Context(), ids.Webhook(id), 1, s.now)
	require.NoError(s.t, err)
	require.Len(s.t, claimed, 1)
	c := claimed[0]
	require.NoError(s.t,
		s.register.Subscribers.SettleDelivery(s.t.Context(), c, "answered with 500", webhook.Judge(kind, c.Attempts, *c.Since, s.now, 1), s.now))
	return c.ID
}

type shownDelivery struct {
	id              int64
	kind, status    string
	attempts        float64
	next, settled   any
	answer, message string
}

func (s *service) deliveries(hook, query string) (found []shownDelivery) {
	s.t.Helper()
	for _, item := range s.must(upstream, http.MethodGet, "/v1/webhooks/"+hook+"/deliveries"+query, nil)["items"].([]any) {
		d := item.(object)
		found = append(found, shownDelivery{
			int64(d["id"].(float64)), d["type"].(string), d["status"].(string), d["attempts"].(float64), d["next_try_at"], d["settled_at"],
			d["answer"].(string), d["webhook_id"].(string),
		})
	}
	return found
}

// O3: the secret is shown once, when an endpoint is subscribed; deleting it forgets it.
func TestO3SubscribingAndUnsubscribing(t *testing.T) {
	s := newService(t)
	made := s.must(upstream, http.MethodPost, "/v1/webhooks", object{"url": "http://localhost:8090/webhooks"})
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(made["secret"].(string), "whsec_"))
	require.NoError(t, err)
	require.Len(t, secret, 32)
	other := s.must(upstream, http.MethodPost, "/v1/webhooks", object{"url": "https://example.com/hooks"})
	require.NotEqual(t, made["secret"], other["secret"])
	path := "/v1/webhooks/" + made["id"].(string)
	shown := s.must(upstream, http.MethodGet, path, nil)
	require.Equal(t, object{
		"id": made["id"], "url": "http://localhost:8090/webhooks", "documents": false, "status": "active", "created_at": "2026-09-18T07:00:00Z", "gone_at": nil,
	}, shown)
	require.Len(t, s.must(upstream, http.MethodGet, "/v1/webhooks?limit=1", nil)["items"], 1)
	require.NotContains(t, string(s.call(upstream, http.MethodGet, "/v1/webhooks", nil).bytes), "secret")
	require.Equal(t, http.StatusNoContent, s.call(upstream, http.MethodDelete, path, nil).status)
	s.refused(http.StatusNotFound, "not_found", "", upstream, http.MethodDelete, path, nil)
	s.refused(http.StatusNotFound, "not_found", "", upstream, http.MethodGet, path, nil)
	s.refused(http.StatusNotFound, "not_found", "", upstream, http.MethodGet, path+"/deliveries", nil)
}

// O3: what an endpoint was told and is owed can be read; what is parked is tried again on demand.
func TestO3ADeliveryCanBeFollowedAndRepeated(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	hook := s.subscribed()["webhook"]
	application := s.applied("k", eInvoice("1.00"))
	s.approved(application)
	// given an endpoint that did not take the first message
	first := s.settled(webhook.Refused)
	found := s.deliveries(hook, "?status=waiting")
	require.Equal(t, []string{"application.submitted", "application.approved"}, []string{found[0].kind, found[1].kind})
	require.Equal(t, shownDelivery{first, "application.submitted", "waiting", 1, "2026-09-18T07:00:05Z", nil, "answered with 500", found[0].message}, found[0])
	require.Nil(t, found[1].next, "it waits for the first one")
	require.Contains(t, s.metrics(),
		fmt.Sprintf(`kaipiao_webhook_deliveries{status="waiting",webhook="%s"} 2`, hook))
	// when a day has passed in vain
	s.now = s.now.Add(24 * time.Hour)
	require.Equal(t, first, s.settled(webhook.Unknown))
	require.Equal(t, "parked", s.deliveries(hook, "?status=parked")[0].status)
	require.Contains(t, s.metrics(),
		fmt.Sprintf(`kaipiao_webhook_deliveries{status="parked",webhook="%s"} 1`, hook))
	// then it is tried again on demand, as often as it is demanded
	for range 2 {
		again := s.must(upstream, http.MethodPost, fmt.Sprintf("/v1/webhooks/%s/deliveries/%d/redeliver", hook, first), nil)
		require.Equal(t, "waiting", again["status"])
		require.Equal(t, "2026-09-19T07:00:00Z", again["next_try_at"])
	}
	require.Equal(t, first, s.settled(webhook.Taken))
	require.Equal(t, "2026-09-19T07:00:00Z", s.deliveries(hook, "?status=delivered")[0].settled)
	// and an endpoint that says that it is gone is shown as such
	s.settled(webhook.Gone)
	shown := s.must(upstream, http.MethodGet, "/v1/webhooks/"+hook, nil)
	require.Equal(t, []any{"gone", "2026-09-19T07:00:00Z"}, []any{shown["status"], shown["gone_at"]})
	parked := s.deliveries(hook, "?status=parked")[0].id
	s.refused(http.StatusConflict, "wrong_state", "", upstream, http.MethodPost, fmt.Sprintf("/v1/webhooks/%s/deliveries/%d/redeliver", hook, parked), nil)
}
