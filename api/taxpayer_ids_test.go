package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// wrongCheck is a credit code whose check character is wrong.
const wrongCheck = "91110000802100433A"

// T10: finance confirms a number that the company really has; with its reason it is in the trail, and the number is taken from then on,
// on this account alone.
func TestT10FinanceConfirmsANumberWithAWrongCheckCharacter(t *testing.T) {
	s := newService(t)
	const path = "/v1/accounts/acct"
	company := certification("enterprise", "北京甲科技有限公司", wrongCheck)
	s.must(upstream, put, path, object{"certification": object{"type": "none"}, "region": "mainland"})
	a := s.refused(http.StatusUnprocessableEntity, "taxpayer_id_invalid", "certification.taxpayer_id", upstream, put, path, company)
	require.Contains(t, a.body["detail"], "ask finance to confirm it")
	confirmation := object{"taxpayer_id": "９１110000 802100433a", "reason": "营业执照扫描件\r\n已核对"}
	s.refused(http.StatusForbidden, "forbidden", "", upstream, post, path+"/taxpayer-ids", confirmation)
	s.refused(http.StatusBadRequest, "invalid_request", "reason", finance, post, path+"/taxpayer-ids", with(confirmation, object{"reason": " "}))
	s.refused(http.StatusNotFound, "not_found", "", finance, post, "/v1/accounts/nobody/taxpayer-ids", confirmation)
	first := s.must(finance, post, path+"/taxpayer-ids", confirmation)
	require.Equal(t, wrongCheck, first["taxpayer_id"])
	require.Equal(t, "finance:zhao", first["confirmed_by"])
	require.Equal(t, first, s.must(finance, post, path+"/taxpayer-ids", with(confirmation, object{"reason": "another"})), "the first one stands")

	s.must(upstream, put, path, company)
	s.refused(http.StatusUnprocessableEntity, "taxpayer_id_invalid", "certification.taxpayer_id", upstream, put, "/v1/accounts/other", company)
	s.consumed(bill("c1", "acct", "1000.00"))
	applied := s.must(customer, post, applications, eInvoice("1.00"), "Idempotency-Key", "k")
	require.Equal(t, wrongCheck, applied["taxpayer_id"])
	trail := s.trail("account", "acct")
	require.Contains(t, acts(trail), "taxpayer_id_confirmation_created by finance:zhao")
	var said []any
	for _, entry := range trail {
		said = append(said, entry["after"].(object)["reason"])
	}
	require.Contains(t, said, any("营业执照扫描件\n已核对"))

	// an individual may use an enterprise's title with such a number, too
	s.must(upstream, put, "/v1/accounts/person", person("张三"))
	body := with(eInvoice("1.00"), object{"title": object{"title": "上海甲科技有限公司", "taxpayer_id": wrongCheck}})
	codes := func() (found []any) {
		for _, reason := range s.must(upstream, post, "/v1/accounts/person/applications/preview", body)["blocked"].([]any) {
			found = append(found, reason.(object)["code"])
		}
		return found
	}
	require.Contains(t, codes(), any("taxpayer_id_invalid"))
	s.must(finance, post, "/v1/accounts/person/taxpayer-ids", confirmation)
	require.NotContains(t, codes(), any("taxpayer_id_invalid"))
}

// T4: what says nothing, or hides something, does not get past the database either.
func TestT4TheSchemaTakesNoTextThatHidesSomething(t *testing.T) {
	s := newService(t)
	s.account("acct")
	admin := s.byHand()
	for _, bad := range []string{"a\u0007b", "a\u202eb", "a\u200bb", "\ufeff", "　", "\u00a0 ", "\ufffd"} {
		_, err := admin.Exec(t.Context(), "update accounts set certified_name = $1", bad)
		require.ErrorContains(t, err, "check constraint", "%q", bad)
		_, err = admin.Exec(t.Context(), `insert into addresses values ('a', 'acct', $1, '021', '上海市', '1', false, now())`, bad)
		require.ErrorContains(t, err, "check constraint", "%q", bad)
	}
	_, err := admin.Exec(t.Context(), "update accounts set certified_name = $1", "Ångström Ltd 䶮㑇𬭼 （北京）")
	require.NoError(t, err)
}
