package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// O5: a repeated call answers as the first time and changes nothing.
func TestO5RepeatedCallsChangeNothing(t *testing.T) {
	s := newService(t)
	s.now = s.now.Add(123456789 * time.Nanosecond) // clocks are finer than what the database keeps
	s.account("acct")
	c := bill("c1", "acct", "100.00")
	s.consumed(c, with(bill("prepaid", "acct", "5.00"), object{"charge": "prepaid"}))
	require.Equal(t, http.StatusOK, s.refund("r1", "c1", "10.00").status)
	created := s.must(upstream, http.MethodPost, "/v1/consumptions/prepaid/resources-created", object{"at": stamp("2026-09-16 12:00:00")})
	first := s.apply("once", eInvoice("50.00"))
	require.Equal(t, http.StatusCreated, first.status)
	before := s.contents()

	s.account("acct")
	s.consumed(c)
	s.consumed(c, c)
	// the same instant written in another zone is the same content
	s.consumed(with(c, object{"paid_at": "2026-09-15T04:00:00Z"}))
	require.Equal(t, http.StatusOK, s.refund("r1", "c1", "10.00").status)
	require.Equal(t, created, s.must(upstream, http.MethodPost, "/v1/consumptions/prepaid/resources-created", object{"at": stamp("2026-09-16 12:00:00")}))
	again := s.apply("once", eInvoice("50.00"))
	require.Equal(t, http.StatusCreated, again.status)
	require.Equal(t, first.body, again.body)
	require.Equal(t, before, s.contents())
}

// O5: two callers with the same key at the same instant make one application.
func TestO5TheSameKeyAtTheSameInstantMakesOneApplication(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	var together sync.WaitGroup
	answers := make([]answer, 16)
	for i := range answers {
		together.Go(func() { answers[i] = s.apply("same", eInvoice("60.00")) })
	}
	together.Wait()
	for _, a := range answers {
		require.Equal(t, http.StatusCreated, a.status, string(a.bytes))
		require.Equal(t, answers[0].body["id"], a.body["id"])
	}
	require.Equal(t, "40.00", s.balance("")["available"])
	s.sound()
}

// Case 22: available 10,000.00; two sessions apply for 6,000.00 at the same instant.
func TestCase22ARaceHasOneWinner(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "10000.00"))
	answers := make([]answer, 2)
	var together sync.WaitGroup
	for i := range answers {
		together.Go(func() { answers[i] = s.apply(fmt.Sprint("session", i), eInvoice("6000.00")) })
	}
	together.Wait()
	loser := answers[0]
	if loser.status == http.StatusCreated {
		loser = answers[1]
	}
	require.Equal(t, http.StatusConflict, loser.status)
	require.Equal(t, "not_enough_available", loser.code())
	require.Contains(t, loser.body["detail"], "4000.00")
	require.Equal(t, "4000.00", s.balance("")["available"])
	s.sound()
}

// Lists are walked through by cursors, each item once.
func TestListsArePaged(t *testing.T) {
	s := newService(t)
	s.account("acct")
	const many = 7
	for i := range many {
		s.account(fmt.Sprintf("account-%d", i))
		s.consumed(bill(fmt.Sprintf("c%d", i), "acct", "10.00"))
		s.must(customer, http.MethodPost, "/v1/accounts/acct/titles", object{"title": "北京甲科技有限公司", "bank_account": fmt.Sprint("账号 ", i)})
		s.must(customer, http.MethodPost, "/v1/accounts/acct/addresses", address)
		id := s.approved(s.applied(fmt.Sprint(i), eInvoice("5.00")))[0]
		s.issued(id, fmt.Sprintf("2611000000000000000%d", i))
	}
	for path, count := range map[string]int{
		"/v1/accounts": many + 1, "/v1/accounts/acct/titles": many, "/v1/accounts/acct/addresses": many, "/v1/accounts/acct/invoices": many,
		"/v1/accounts/acct/applications": many, "/v1/accounts/acct/invoiceable/records": many, "/v1/invoices?status=issued": many,
		"/v1/applications?status=approved": many, "/v1/applications?status=rejected": 0, "/v1/invoices?waiting_for=quota": 0,
		"/v1/invoices?due_before=" + url.QueryEscape(stamp("2020-01-01 00:00:00")): 0,
	} {
		seen := map[string]bool{}
		pages, cursor := 0, ""
		for {
			page := s.must(upstream, http.MethodGet, withQuery(t, path, "limit", "3", "cursor", cursor), nil)
			for _, item := range page["items"].([]any) {
				id, ok := item.(object)["id"].(string)
				if !ok {
					id = item.(object)["consumption"].(string)
				}
				require.False(t, seen[id], "%s shows %s twice", path, id)
				seen[id] = true
			}
			pages++
			if page["next_cursor"] == nil {
				break
			}
			cursor = page["next_cursor"].(string)
		}
		require.Len(t, seen, count, path)
		require.Equal(t, max(1, (count+2)/3), pages, path)
	}
	timeline := s.must(upstream, http.MethodGet, "/v1/invoices?limit=1", nil)["items"].([]any)[0].(object)["id"].(string)
	first := s.must(upstream, http.MethodGet, "/v1/invoices/"+timeline+"/timeline?limit=1", nil)
	require.Len(t, first["items"], 1)
	rest := s.must(upstream, http.MethodGet, "/v1/invoices/"+timeline+"/timeline?cursor="+first["next_cursor"].(string), nil)
	require.NotEmpty(t, rest["items"])
	require.NotEqual(t, first["items"], rest["items"])
}

func withQuery(t *testing.T, path string, pairs ...string) string {
	t.Helper()
	parsed, err := url.Parse(path)
	require.NoError(t, err)
	query := parsed.Query()
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	parsed.RawQuery = query.Encode()
	return parsed.String()
}
