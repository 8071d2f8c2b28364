package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
)

// timed is what a push says of when it was sent.
func timed(secret []byte, at time.Time, body object) string {
	content, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	sum := hmac.New(sha256.New, secret)
	fmt.Fprintf(sum, "%d.%s", at.Unix(), content)
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(sum.Sum(nil)))
}

// S10: what the courier says happens later has happened now, and what happened longer ago than pushes are repeated is not believed. The same
// push again changes nothing.
func TestS10APushIsOfNow(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c", "acct", "10.00"))
	id := s.travelling("0001")
	reference := s.must(finance, http.MethodGet, "/v1/invoices/"+id, nil)["id"].(string)
	s.now = s.now.Add(time.Hour)
	far := at("2190-01-01 00:00:00")
	require.Equal(t, http.StatusNoContent, s.pushed(reference, "SF1", "in_transit", far))
	after := s.contents()
	s.now = s.now.Add(time.Minute)
	require.Equal(t, http.StatusNoContent, s.pushed(reference, "SF1", "in_transit", far))
	require.Equal(t, http.StatusNoContent, s.pushed(reference, "SF1", "in_transit", far.Add(time.Hour)))
	require.Equal(t, after, s.contents(), "it is known")
	require.Equal(t, http.StatusBadRequest, s.pushed(reference, "SF1", "signed", s.now.Add(-61*24*time.Hour)))
	require.Equal(t, after, s.contents())
	require.Equal(t, http.StatusNoContent, s.pushed(reference, "SF1", "signed", far))
	i := s.must(finance, http.MethodGet, "/v1/invoices/"+id, nil)
	require.Equal(t, "delivered", i["status"])
	for _, event := range s.must(finance, http.MethodGet, "/v1/invoices/"+id+"/timeline", nil)["items"].([]any) {
		happened, err := time.Parse(time.RFC3339, event.(object)["at"].(string))
		require.NoError(t, err)
		require.False(t, happened.After(s.now), event)
	}
	after = s.contents()
	require.Equal(t, http.StatusNoContent, s.pushed(reference, "SF1", "signed", far))
	require.Equal(t, after, s.contents())
}

// S10: a push that says when it was sent is believed for five minutes; where it has to say so, one that does not is not believed.
func TestS10APushThatSaysWhenItWasSentIsGoodForMinutes(t *testing.T) {
	for _, required := range []bool{false, true} {
		s := newService(t, func(o *api.Options) { o.TimedPushes = required })
		for path, secret := range map[string][]byte{"/v1/courier/events": courierSecret, "/v1/provider/events": providerSecret} {
			body := object{"serial": "11000026090000000001"}
			if path == "/v1/courier/events" {
				body = object{"reference": "none", "tracking_number": "SF1", "status": "signed", "at": stamp("2026-09-18 14:00:00")}
			}
			send := func(timestamp string) int {
				given := sample{secret: secret, body: body}
				if timestamp != "" {
					given.header = map[string]string{"X-Timestamp": timestamp}
				}
				return given.send(s, http.MethodPost, path).status
			}
			const believed = http.StatusNotFound // there is no such parcel or serial
			require.Equal(t, believed, send(timed(secret, s.now, body)), path)
			require.Equal(t, believed, send(timed(secret, s.now.Add(-5*time.Minute), body)), path)
			require.Equal(t, http.StatusUnauthorized, send(timed(secret, s.now.Add(-5*time.Minute-time.Second), body)), path)
			require.Equal(t, http.StatusUnauthorized, send(timed(secret, s.now.Add(6*time.Minute), body)), path)
			require.Equal(t, http.StatusUnauthorized, send(timed([]byte("another"), s.now, body)), path)
			require.Equal(t, http.StatusUnauthorized, send(timed(secret, s.now, object{"serial": "2"})), path)
			require.Equal(t, http.StatusBadRequest, send("yesterday"), path)
			if required {
				require.Equal(t, http.StatusUnauthorized, send(""), path)
			} else {
				require.Equal(t, believed, send(""), path)
			}
		}
	}
}

// S10: nothing is said to have happened in years to come, whoever says it.
func TestS10NothingHasHappenedInYearsToCome(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(with(bill("c", "acct", "10.00"), object{"charge": "prepaid"}))
	const soon, late = "2026-10-19 14:00:00", "2026-10-19 16:00:00"
	s.refused(http.StatusBadRequest, "invalid_request", "items[0].paid_at", upstream, post, consumptions,
		object{"items": []object{with(bill("d", "acct", "1.00"), object{"paid_at": stamp(late)})}})
	s.must(upstream, post, consumptions, object{"items": []object{with(bill("d", "acct", "1.00"), object{"paid_at": stamp(soon)})}})
	s.refused(http.StatusBadRequest, "invalid_request", "items[0].delivered_at", upstream, post, consumptions,
		object{"items": []object{with(bill("e", "acct", "1.00"), object{"delivered_at": stamp(late)})}})
	s.refused(http.StatusBadRequest, "invalid_request", "at", upstream, post, consumptions+"/c/resources-created", object{"at": stamp(late)})
	s.refused(http.StatusBadRequest, "invalid_request", "at", upstream, post, consumptions+"/c/delivered", object{"at": stamp(late)})
	s.refused(http.StatusBadRequest, "invalid_request", "items[0].refunded_at", upstream, post, "/v1/refunds", object{"items": []object{
		{"id": "r", "consumption": "c", "cash": "1.00", "reason": "refund", "refunded_at": stamp(late)},
	}})
	s.refused(http.StatusBadRequest, "invalid_request", "year", finance, http.MethodPut, "/v1/calendar/2190",
		object{"source": "国办", "off": []string{"2190-01-01"}, "worked_weekends": []string{}})
}
