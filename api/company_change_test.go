package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// R6: a name change of the same subject.
func TestR6ANewNameIsFollowedByTemplatesAndPendingApplications(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c", "acct", "100.00"))
	own := s.must(customer, http.MethodPost, "/v1/accounts/acct/titles", object{"title": "北京甲科技有限公司", "taxpayer_id": companyID, "default": true})
	pending := s.applied("pending", eInvoice("10.00"))
	issued := s.approved(s.applied("issued", eInvoice("20.00")))[0]
	s.issued(issued, "26110000000000000001")

	renamed := company("北京新甲科技有限公司")
	s.refused(http.StatusUnprocessableEntity, "change_not_named", "change", upstream, http.MethodPut, "/v1/accounts/acct", renamed)
	other := company("北京新甲科技有限公司")
	other["certification"] = object{"type": "enterprise", "name": "北京新甲科技有限公司", "taxpayer_id": "91110108551385082Q"}
	s.refused(http.StatusUnprocessableEntity, "subject_differs", "certification", upstream, http.MethodPut, "/v1/accounts/acct",
		with(other, object{"change": "name"}))
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", with(renamed, object{"change": "name"}))

	require.Equal(t, "北京新甲科技有限公司", s.must(customer, http.MethodGet, "/v1/accounts/acct/titles/"+own["id"].(string), nil)["title"])
	require.Equal(t, "北京新甲科技有限公司", s.must(customer, http.MethodGet, "/v1/applications/"+pending, nil)["title"])
	require.Equal(t, "北京甲科技有限公司", s.must(customer, http.MethodGet, "/v1/invoices/"+issued, nil)["buyer"].(object)["name"], "an issued invoice stays as it is")
	require.Equal(t, "70.00", s.balance("")["available"], "the same subject's consumption")
	require.Equal(t, "北京新甲科技有限公司", s.apply("after", eInvoice("10.00")).body["title"])
	// said again, it changes nothing
	before := s.contents()
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", with(renamed, object{"change": "name"}))
	require.Equal(t, before, s.contents())
}

// R6: another subject takes the account over.
func TestR6ASubjectChangeWaitsForWhatIsPendingAndLeavesTheOldConsumption(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("old", "acct", "100.00"))
	s.must(customer, http.MethodPost, "/v1/accounts/acct/titles", object{"title": "北京甲科技有限公司", "default": true})
	successor := with(person("张三"), object{"change": "subject"})
	put := func() answer { return s.call(upstream, http.MethodPut, "/v1/accounts/acct", successor) }

	// given something is pending, at each stage
	application := s.applied("k", eInvoice("60.00"))
	require.Equal(t, "subject_pending", put().code())
	issued := s.approved(application)[0]
	require.Equal(t, "subject_pending", put().code())
	s.refused(http.StatusConflict, "subject_pending", "change", upstream, http.MethodPut, "/v1/accounts/acct", successor)
	s.issued(issued, "26110000000000000001")
	s.now = s.now.Add(60e9)
	require.Equal(t, http.StatusOK, put().status)

	// then the new subject begins with nothing: neither consumption, nor debts, nor templates
	require.Equal(t, "0.00", s.balance("")["available"])
	require.Empty(t, s.must(customer, http.MethodGet, "/v1/accounts/acct/invoiceable/records", nil)["items"])
	require.Empty(t, s.must(customer, http.MethodGet, "/v1/accounts/acct/titles", nil)["items"])
	require.Equal(t, http.StatusOK, s.refund("r", "old", "80.00").status)
	require.Equal(t, []any{"0.00", false}, []any{s.balance("")["outstanding"], s.balance("")["withdrawal_allowed"]}, "the old debt holds the account (L13)")
	s.refused(http.StatusUnprocessableEntity, "other_subject", "consumptions[0]", customer, http.MethodPost, "/v1/accounts/acct/applications",
		object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{"old"}}, "Idempotency-Key", "old")
	// what was paid before the change is the old subject's, however late it is reported
	s.now = s.now.AddDate(0, 0, 3)
	s.consumed(bill("late", "acct", "50.00"), with(bill("new", "acct", "7.00"), object{"paid_at": s.now.AddDate(0, 0, -2).Format("2006-01-02T15:04:05Z07:00")}))
	require.Equal(t, "7.00", s.balance("")["available"])
	a := s.apply("new", eInvoice("7.00"))
	require.Equal(t, "张三", a.body["title"], string(a.bytes))
	require.Len(t, s.must(customer, http.MethodGet, "/v1/accounts/acct/invoices", nil)["items"], 1, "the old invoices stay in the list")
	s.sound()
}
