package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/notice"
	"kaipiao/domain/policy"
)

// actionOf is what an answer says of an action; nil where it does not name it.
func actionNamed(answer object, name string) object {
	for _, one := range answer["actions"].([]any) {
		if a := one.(object); a["action"] == name {
			return a
		}
	}
	return nil
}

// I8: finance reminds a vendor of what it has not issued, by mail, and not again before four hours are over; what is issued needs no reminder.
func TestI8AVendorIsRemindedAndNotTooOften(t *testing.T) {
	s := newService(t)
	s.account("acct")
	id := s.sold("late", "10.00")
	path := "/v1/invoices/" + id
	may := func(allowed bool) {
		t.Helper()
		require.Equal(t, allowed, actionNamed(s.must(finance, http.MethodGet, path, nil), "remind")["allowed"])
	}
	may(true)
	i := s.must(finance, http.MethodPost, path+"/remind", nil)
	require.Equal(t, s.now.UTC().Format(time.RFC3339), i["reminded_at"])
	require.Equal(t, []any{"vendor_reminded", "finance:zhao", "isv-1"}, last(s.happened(id)))
	require.Contains(t, s.mails(), string(notice.VendorReminded))
	may(false)
	s.now = s.now.Add(4*time.Hour - time.Second)
	s.refused(http.StatusConflict, "reminded_before", "", finance, http.MethodPost, path+"/remind", nil)
	may(false)
	s.now = s.now.Add(time.Second)
	may(true)
	s.must(finance, http.MethodPost, path+"/remind", nil)
	s.now = s.now.Add(5 * time.Hour)
	s.must(vendor, http.MethodPost, path+"/issue", issuedAs(number1, "2026-09-18"))
	s.refused(http.StatusConflict, "wrong_state", "", finance, http.MethodPost, path+"/remind", nil)
	s.consumed(bill("ours", "acct", "1.00"))
	ours := s.approved(s.applied("ours", eInvoice("1.00")))[0]
	s.refused(http.StatusNotFound, "not_found", "", finance, http.MethodPost, "/v1/invoices/"+ours+"/remind", nil)
	require.Nil(t, actionNamed(s.must(finance, http.MethodGet, "/v1/invoices/"+ours, nil), "remind"))
}

// I8: a vendor without a mail address is not reminded, and the answer says why.
func TestI8AVendorWithoutMailIsNotReminded(t *testing.T) {
	s := newServiceUnder(t, policy.Default())
	s.account("acct")
	id := s.sold("late", "10.00")
	require.Contains(t, actionNamed(s.must(finance, http.MethodGet, "/v1/invoices/"+id, nil), "remind")["why"], "isv-1")
	s.refused(http.StatusConflict, "vendor_without_mail", "", finance, http.MethodPost, "/v1/invoices/"+id+"/remind", nil)
}

// I2: a tracking number that was written down wrongly is corrected with a reason, and the customer is told; another paper's number is refused, and
// what the courier itself has given stays.
func TestI2ATrackingNumberIsCorrected(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "1000.00"))
	shipped := func(key, number, tracking string) string {
		id := s.approved(s.applied(key, onPaper("100.00")))[0]
		s.issued(id, number)
		s.must(finance, http.MethodPost, "/v1/invoices/"+id+"/ship", object{"tracking_number": tracking, "company": "顺丰速运"})
		return id
	}
	id, other := shipped("a", "12345678", "SF1"), shipped("b", "12345679", "SF2")
	path := "/v1/invoices/" + id + "/ship/correction"
	s.refused(http.StatusConflict, "tracking_number_taken", "tracking_number", finance, http.MethodPost, path,
		object{"tracking_number": "SF2", "reason": "单号录错"})
	i := s.must(finance, http.MethodPost, path, object{"tracking_number": "SF3", "reason": "单号录错"})
	courier := i["courier"].(object)
	require.Equal(t, []any{"shipped", "SF3", "顺丰速运"}, []any{i["status"], courier["tracking_number"], courier["company"]})
	require.Equal(t, []any{"shipping_corrected", "finance:zhao", "单号录错"}, last(s.happened(id)))
	require.Contains(t, s.mails(), string(notice.ShippingCorrected))
	before := s.contents()
	s.must(finance, http.MethodPost, path, object{"tracking_number": "SF3", "reason": "单号录错"})
	require.Equal(t, before, s.contents(), "the same once more changes nothing")
	// the number that is free again may be another paper's, and both are found by theirs
	s.must(finance, http.MethodPost, "/v1/invoices/"+other+"/ship/correction", object{"tracking_number": "SF1", "reason": "两张写反"})
	s.must(finance, http.MethodPost, "/v1/invoices/"+id+"/delivered", nil)
	s.refused(http.StatusConflict, "wrong_state", "", finance, http.MethodPost, path, object{"tracking_number": "SF4", "reason": "单号录错"})
}
