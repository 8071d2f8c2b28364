package api_test

import (
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/api/limits"
)

// limited serves within limits.
func limited(t testing.TB, change func(*limits.Limits)) *service {
	t.Helper()
	l := limits.Default()
	if change != nil {
		change(&l)
	}
	return newService(t, func(o *api.Options) { o.Gate = limits.NewGate(l, time.Now) })
}

// S3: of 613 tickets by one customer at once most are refused with 429, which says when to come again; finance and other customers notice
// nothing, and what was refused changed nothing.
func TestS3OneCustomerOpensNoFloodOfTickets(t *testing.T) {
	s := limited(t, func(l *limits.Limits) { l.Callers.Customer.Write = limits.Rate{PerSecond: 1, Burst: 20} })
	s.account("acct")
	before := s.metrics()
	ticket := func(key string) answer {
		return s.call(customer, http.MethodPost, "/v1/tickets", object{"kind": "other", "note": "请协助"}, "Idempotency-Key", key)
	}
	taken, refused := 0, 0
	var counting sync.Mutex
	var flood sync.WaitGroup
	for n := range 8 {
		flood.Go(func() {
			for m := range 77 {
				a := ticket(strconv.Itoa(n) + "-" + strconv.Itoa(m))
				counting.Lock()
				switch a.status {
				case http.StatusCreated:
					taken++
				case http.StatusTooManyRequests:
					refused++
					if a.code() != "too_many_calls" || a.header.Get("Retry-After") != "1" {
						t.Errorf("it does not say when to come again: %s", a.bytes)
					}
				default:
					t.Errorf("%d: %s", a.status, a.bytes)
				}
				counting.Unlock()
			}
		})
	}
	flood.Wait()
	require.GreaterOrEqual(t, taken, 20)
	require.Less(t, taken, 100)
	require.Equal(t, 8*77, taken+refused)
	require.Len(t, s.must(finance, http.MethodGet, "/v1/tickets?limit=100", nil)["items"], taken)
	other := access.Identity{Subject: "li", Role: access.Customer, Account: "other"}
	s.account("other")
	require.Equal(t, http.StatusCreated, s.call(other, http.MethodPost, "/v1/tickets", object{"kind": "other", "note": "请协助"}, "Idempotency-Key", "k").status)
	require.NotContains(t, before, `kaipiao_http_held_total{kind="write"}`)
	require.Regexp(t, `kaipiao_http_held_total\{kind="write"\} [1-9]`, s.metrics())
}

// S3: who does not say who it is, calls what there is not, or signs wrongly, is counted by its address; whoever looks after the service is not.
func TestS3WhoDoesNotSayWhoItIsIsCountedByAddress(t *testing.T) {
	s := limited(t, func(l *limits.Limits) {
		l.Callers.Anonymous.Read, l.Callers.Anonymous.Write = limits.Rate{PerSecond: 0.01, Burst: 9}, limits.Rate{PerSecond: 0.01, Burst: 2}
	})
	statuses := func(method, path string, count int) (seen []int) {
		for range count {
			seen = append(seen, s.call(nobody, method, path, nil).status)
		}
		return seen
	}
	require.Equal(t, []int{401, 401, 404, 405}, append(statuses(http.MethodGet, "/v1/policy", 2),
		statuses(http.MethodGet, "/v1/none", 1)[0], statuses(http.MethodDelete, "/v1/policy", 1)[0]))
	require.Contains(t, statuses(http.MethodGet, "/v1/policy", 9), 429)
	for _, path := range []string{"/v1/policy", "/v1/none", "/docs", "/openapi.json", "/docs/assets/none"} {
		require.Equal(t, []int{429}, statuses(http.MethodGet, path, 1), path)
	}
	require.Equal(t, []int{429}, statuses(http.MethodDelete, "/v1/policy", 1))
	a := s.call(nobody, http.MethodGet, "/v1/policy", nil, "Authorization", "Bearer x.y.z")
	require.Equal(t, "too_many_calls", a.code())
	require.Equal(t, 429, statuses(http.MethodPost, "/v1/courier/events", 3)[2], "a push has a count of its own")
	require.Equal(t, []int{200, 200}, statuses(http.MethodGet, "/healthz", 2))
	require.Equal(t, []int{200, 200}, statuses(http.MethodGet, "/readyz", 2))
	s.must(auditor, http.MethodGet, "/v1/policy", nil)
}
