package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	otherTitle  = "北京乙科技有限公司"
	otherNumber = "91310000MA1FL0000N"
)

// proposed is a refused invoice for which somebody else of finance has proposed another title.
func (s *service) proposed(key string) string {
	s.t.Helper()
	id := s.failed(key)
	s.must(colleague, post, "/v1/invoices/"+id+"/correct", object{"title": otherTitle, "taxpayer_id": otherNumber})
	return id
}

// offeredTo is an action that an answer offers.
func offeredTo(t *testing.T, shown object, name string) object {
	t.Helper()
	for _, offered := range shown["actions"].([]any) {
		if offered.(object)["action"] == name {
			return offered.(object)
		}
	}
	require.Fail(t, "not offered", name)
	return nil
}

// M7, A4: one clerk corrects under the certified name and number; any other title or number needs a second person.
func TestM7UnderTheCertifiedNameOneClerkIsEnough(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.failed("failed")
	corrected := s.must(finance, post, "/v1/invoices/"+id+"/correct", object{"title": "北京甲科技有限公司　", "bank_account": "招商银行 2"})
	require.Equal(t, []any{"approved", nil}, []any{corrected["status"], corrected["correction"]})
	buyer := corrected["buyer"].(object)
	require.Equal(t, []any{"北京甲科技有限公司", companyID, "招商银行 2"}, []any{buyer["name"], buyer["taxpayer_id"], buyer["bank_account"]}, "the certified spelling")
	id = s.failed("number")
	proposed := s.must(finance, post, "/v1/invoices/"+id+"/correct", object{"title": "北京甲科技有限公司", "taxpayer_id": otherNumber})
	require.Equal(t, "failed", proposed["status"], "the name with another company's number is not the certified subject")
	require.NotNil(t, proposed["correction"])
	for number, code := range map[string]string{"": "taxpayer_id_required", "91310000MA1FL0000W": "taxpayer_id_invalid"} {
		s.refused(http.StatusUnprocessableEntity, code, "taxpayer_id", finance, post, "/v1/invoices/"+id+"/correct",
			object{"title": otherTitle, "taxpayer_id": number})
	}
}

// M7: who proposed a title never confirms it; nothing is issued before somebody else has.
func TestM7ASecondPersonConfirmsAnotherTitle(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.failed("failed")
	path := "/v1/invoices/" + id
	for _, word := range []string{"confirm", "refuse"} {
		s.refused(http.StatusConflict, "no_correction", "", colleague, post, path+"/correction/"+word, nil)
	}
	proposed := s.must(finance, post, path+"/correct", object{"title": otherTitle, "taxpayer_id": otherNumber})
	require.Equal(t, []any{"failed", "operator"}, []any{proposed["status"], proposed["waiting_for"]})
	correction := proposed["correction"].(object)
	require.Equal(t, []any{otherTitle, otherNumber, "finance:zhao"}, []any{correction["title"], correction["taxpayer_id"], correction["proposed_by"]})
	require.NotEqual(t, otherTitle, proposed["buyer"].(object)["name"])
	require.Nil(t, s.must(customer, get, path, nil)["correction"], "it is finance's own matter")
	// each is told what it may do
	require.Equal(t, false, offeredTo(t, proposed, "confirm_correction")["allowed"])
	require.Contains(t, offeredTo(t, proposed, "confirm_correction")["why"], "another person")
	require.Equal(t, true, offeredTo(t, s.must(colleague, get, path, nil), "confirm_correction")["allowed"])
	s.refused(http.StatusConflict, "needs_second_person", "", finance, post, path+"/correction/confirm", nil)
	// the register says the same
	_, err := s.byHand().Exec(t.Context(), "update corrections set status = 'confirmed', decided_by = proposed_by, decided_at = now()")
	require.ErrorContains(t, err, "a_second_person_confirms")
	// refused, proposed again by the other one, and confirmed by the first
	s.must(colleague, post, path+"/correction/refuse", object{"reason": "抬头不对"})
	require.Nil(t, s.must(finance, get, path, nil)["correction"])
	s.must(finance, post, path+"/correct", object{"title": otherTitle, "taxpayer_id": otherNumber})
	s.must(colleague, post, path+"/correct", object{"title": otherTitle + "分公司", "taxpayer_id": otherNumber})
	s.refused(http.StatusConflict, "needs_second_person", "", colleague, post, path+"/correction/confirm", nil)
	confirmed := s.must(finance, post, path+"/correction/confirm", nil)
	require.Equal(t, []any{"approved", nil}, []any{confirmed["status"], confirmed["correction"]})
	require.Equal(t, otherTitle+"分公司", confirmed["buyer"].(object)["name"])
	s.refused(http.StatusConflict, "wrong_state", "", colleague, post, path+"/correction/confirm", nil)
	s.issued(id, "26110000000000000007")
	require.Equal(t, otherTitle+"分公司", s.must(customer, get, path, nil)["buyer"].(object)["name"])
}

// I4, R2: finance gives up what the provider refused for good, and its amount is free again; nothing that is under way.
func TestI4WhatWasRefusedForGoodIsGivenUp(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.failed("failed")
	path := "/v1/invoices/" + id + "/give-up"
	require.Equal(t, true, offeredTo(t, s.must(finance, get, "/v1/invoices/"+id, nil), "cancel")["allowed"])
	require.Equal(t, "cancelled", s.must(finance, post, path, object{"reason": "客户不再需要"})["status"])
	require.Equal(t, "100.00", s.must(finance, get, "/v1/accounts/acct/invoiceable", nil)["available"])
	s.must(finance, post, path, object{"reason": "客户不再需要"})
	s.refused(http.StatusConflict, "wrong_state", "", colleague, post, path, object{"reason": "x"})
	under := s.approved(s.applied("under-way", eInvoice("2.00")))[0]
	s.refused(http.StatusConflict, "wrong_state", "", finance, post, "/v1/invoices/"+under+"/give-up", nil)
}
