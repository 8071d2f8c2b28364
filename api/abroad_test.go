package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// abroadBody is an account abroad.
func abroadBody(kind, name, number, region string) object {
	return object{"certification": object{"type": kind, "name": name, "taxpayer_id": number}, "region": region, "email": "ap@example.test"}
}

// M1, A11: a company abroad is known by its own registration number, in whatever form; on the mainland it is a credit code.
func TestM1A11AnAccountAbroadHasItsOwnNumber(t *testing.T) {
	s := newService(t)
	for _, number := range []string{"2", "12345678", "12345678901", "DE123456789", "HRB 12345/B", "登記番号1234-56-789012", strings.Repeat("9", 64), companyID} {
		for _, region := range []string{"hongkong", "overseas"} {
			for _, kind := range []string{"enterprise", "organization"} {
				id := "of-" + region + "-" + kind
				a := s.must(upstream, put, "/v1/accounts/"+id, with(abroadBody(kind, "Müller GmbH", number, region), object{"change": "subject"}))
				require.Equal(t, number, a["certification"].(object)["taxpayer_id"])
				require.Equal(t, a, s.must(upstream, get, "/v1/accounts/"+id, nil))
			}
		}
	}
	refused := func(status int, code string, body object) {
		t.Helper()
		s.refused(status, code, "certification.taxpayer_id", upstream, put, "/v1/accounts/fresh", body)
	}
	refused(http.StatusUnprocessableEntity, "registration_number_required", abroadBody("enterprise", "Müller GmbH", "", "overseas"))
	for _, number := range []string{" ", "\u3000"} {
		refused(http.StatusUnprocessableEntity, "registration_number_required", abroadBody("enterprise", "Müller GmbH", number, "hongkong"))
	}
	refused(http.StatusBadRequest, "invalid_request", abroadBody("enterprise", "Müller GmbH", "1\u202e2", "hongkong"))
	for given, taken := range map[string]string{" 12": "12", "12 ": "12", "1\u200b2": "12", "HRB\u00a012": "HRB 12"} { // as any text (T4)
		a := s.must(upstream, put, "/v1/accounts/blanks", with(abroadBody("enterprise", "Müller GmbH", given, "hongkong"), object{"change": "subject"}))
		require.Equal(t, taken, a["certification"].(object)["taxpayer_id"])
	}
	refused(http.StatusBadRequest, "invalid_request", abroadBody("enterprise", "Müller GmbH", strings.Repeat("9", 65), "hongkong"))
	refused(http.StatusUnprocessableEntity, "taxpayer_id_invalid", abroadBody("enterprise", "Müller GmbH", "DE123456789", "mainland"))
	refused(http.StatusUnprocessableEntity, "taxpayer_id_invalid", abroadBody("enterprise", "Müller GmbH", "12345678", "mainland"))
	// the register says the same, whatever a program thinks
	for statement, constraint := range map[string]string{
		"update accounts set region = 'mainland', taxpayer_id = '12345678' where id = 'of-overseas-enterprise'": "known_by_its_number",
		"update accounts set taxpayer_id = ' 12' where id = 'of-overseas-enterprise'":                           "check",
		"update accounts set taxpayer_id = E'1\t2' where id = 'of-overseas-enterprise'":                         "taxpayer_id_check",
		"update accounts set taxpayer_id = '' where id = 'of-overseas-organization'":                            "companies_have_numbers",
	} {
		_, err := s.byHand().Exec(t.Context(), statement)
		require.ErrorContains(t, err, constraint)
	}
}

// M1, A11: abroad there are pro-forma invoices only, whatever the type of the account.
func TestM1A11AbroadThereAreProformasOnly(t *testing.T) {
	s := newService(t)
	for _, kind := range []string{"individual", "enterprise", "organization"} {
		id := "abroad-" + kind
		s.must(upstream, put, "/v1/accounts/"+id, abroadBody(kind, "Ada Lovelace", "AB 123", "overseas"))
		s.consumed(bill("bill-"+kind, id, "100.00"))
		s.refused(http.StatusUnprocessableEntity, "proforma_only", "", upstream, post, "/v1/accounts/"+id+"/applications", eInvoice("1.00"), "Idempotency-Key", "k")
		balance := s.must(upstream, get, "/v1/accounts/"+id+"/invoiceable", nil)
		require.Equal(t, []any{false, "proforma_only"}, []any{balance["can_apply"], balance["blocked"].([]any)[0].(object)["code"]})
		ticket := s.must(upstream, post, "/v1/tickets", object{"kind": "proforma", "account": id, "note": ""}, "Idempotency-Key", "t-"+kind)
		require.Equal(t, []any{"bill-" + kind}, ticket["consumptions"])
		_, err := s.byHand().Exec(t.Context(), `insert into applications (id, account, seller, kind, medium, status, review_mode, cool_off_until, review_due_at,
			review_provisional, gross, offset_amount, total, rounding_drift, buyer_name, buyer_taxpayer_id, buyer_address_phone, buyer_bank_account, email,
			remark, submitted_at) values ('x', $1, 'platform', 'ordinary', 'electronic', 'pending_approval', 'manual', now(), now(), false, 1, 0, 1, 0, 'x',
			'', '', '', '', '', now())`, id)
		require.ErrorContains(t, err, "pro-forma invoices only")
	}
}
