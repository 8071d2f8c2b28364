package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// I5: where the bureau wants a login, the issuing operator is shown the code; only who keeps sellers is.
func TestI5ALoginCodeIsShown(t *testing.T) {
	s := newService(t)
	code := s.must(finance, http.MethodPost, "/v1/sellers/platform/login-code", nil)
	require.Equal(t, "https://etax.example/qr?id=1", code["content"])
	require.NotEmpty(t, code["ends_at"])
	s.refused(http.StatusConflict, "wrong_state", "", finance, http.MethodPost, "/v1/sellers/isv-1/login-code", nil)
	for failed, want := range map[error]struct {
		status int
		code   string
	}{
		provider.ErrNotOffered:  {http.StatusUnprocessableEntity, "not_offered"},
		provider.ErrTooOften:    {http.StatusTooManyRequests, "provider_asked_lately"},
		provider.ErrUnavailable: {http.StatusServiceUnavailable, "provider_unavailable"},
	} {
		s.deskFails = failed
		// the line in the trail that it was asked for stays
		a := s.call(finance, http.MethodPost, "/v1/sellers/platform/login-code", nil)
		require.Equal(t, want.status, a.status, string(a.bytes))
		require.Equal(t, want.code, a.body["code"])
	}
}

// I6: a buyer who did not get the files is sent them once more by the provider, by mail or text message. Papers are sent by nobody.
func TestI6TheProviderDeliversFilesOnceMore(t *testing.T) {
	s := withBills(t)
	path := s.electronic()
	s.must(customer, http.MethodPost, "/v1/invoices/"+path["id"]+"/deliver", object{"phone": "13800000000"})
	require.Len(t, s.delivered, 1)
	require.Equal(t, provider.Contact{Phone: "13800000000"}, s.delivered[0].to)
	require.NotEmpty(t, s.delivered[0].of.Number)
	require.NotEqual(t, invoice.Serial(""), s.delivered[0].of.Serial)
	s.refused(http.StatusBadRequest, "invalid_request", "email", customer, http.MethodPost, "/v1/invoices/"+path["id"]+"/deliver", object{})
	require.Equal(t, []any{true}, s.offeredOf(path["id"], "deliver_files"))
	s.helpsNobody = true
	s.refused(http.StatusUnprocessableEntity, "not_offered", "", customer, http.MethodPost, "/v1/invoices/"+path["id"]+"/deliver", object{"phone": "13800000000"})
	require.Empty(t, s.offeredOf(path["id"], "deliver_files"), "what the provider does not offer is not offered to anybody")
	require.Len(t, s.delivered, 1)
}

// offeredOf is what an invoice says of an action to finance: whether it is allowed; nothing where it is not offered.
func (s *service) offeredOf(id, action string) (allowed []any) {
	s.t.Helper()
	for _, offer := range s.must(finance, http.MethodGet, "/v1/invoices/"+id, nil)["actions"].([]any) {
		if offer.(object)["action"] == action {
			allowed = append(allowed, offer.(object)["allowed"])
		}
	}
	return allowed
}
