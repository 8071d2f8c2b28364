package api_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
)

const nuonuoDoor = "/v1/provider/nuonuo/"

// nuonuoForm is the form of a callback about a serial of ours, or about a document.
func nuonuoForm(operater, serial, number string) string {
	return url.Values{"operater": {operater}, "orderno": {serial}, "content": {`{"c_status":"1","c_orderno":"` + serial + `","c_fphm":"` + number + `"}`}}.Encode()
}

// begun applies for an e-invoice, has it approved and its serial stored.
func (s *service) begun(key string) invoice.Serial {
	serial, _, err := s.register.Invoices.BeginIssuing(context.Background(), ids.Invoice(s.approved(s.applied(key, eInvoice("1.00")))[0]), s.now)
	require.NoError(s.t, err)
	return serial
}

// calledBackByNuonuo posts a form to the door, and returns the answer's status word.
func (s *service) calledBackByNuonuo(form string) any {
	a := s.call(nobody, http.MethodPost, nuonuoDoor+string(providerSecret), form, "Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	require.Equal(s.t, http.StatusOK, a.status, string(a.bytes))
	return a.body["status"]
}

// I4: a callback of Nuonuo is a hint: the run of the serial asks now, and nothing else changes, whatever the callback claims.
func TestI4ACallbackOfNuonuoIsAHint(t *testing.T) {
	s := withBills(t)
	serial := s.begun("k")
	require.Equal(t, "0000", s.calledBackByNuonuo(nuonuoForm("callback", string(serial), "26110000000000000001")))
	sent := 0
	for _, one := range s.sent() {
		if one.Signal == message.ProviderNews.Name {
			sent++
		}
	}
	require.Equal(t, 1, sent)
	var number *string
	require.NoError(t, s.pool.QueryRow(t.Context(), "select number from invoices where serial = $1", serial).Scan(&number))
	require.Nil(t, number, "it is asked for, and not believed")
	// what we know nothing of is acknowledged, what cannot be read may come again, and neither changes anything
	before := s.contents()
	for form, want := range map[string]string{
		nuonuoForm("callback", "KPAAAAAAAAAAAAAAAAAA", ""): "0000", nuonuoForm("invented", string(serial), ""): "9999", "%zz": "9999",
		"operater=callback&content=<html>": "9999",
	} {
		require.Equal(t, want, s.calledBackByNuonuo(form), form)
	}
	require.Equal(t, before, s.contents())
}

// S7: only who knows the secret is heard; without one, or without Nuonuo, there is no door.
func TestS7OnlyWhoKnowsTheSecretCallsBackAsNuonuo(t *testing.T) {
	s := withBills(t)
	form := nuonuoForm("callback", string(s.begun("k")), "")
	before := s.contents()
	for _, secret := range []string{"x", url.PathEscape(string(providerSecret) + "x"), url.PathEscape(string(providerSecret[1:]))} {
		require.Equal(t, http.StatusNotFound, s.call(nobody, http.MethodPost, nuonuoDoor+secret, form).status, secret)
	}
	require.Equal(t, before, s.contents())
	for _, change := range []func(*api.Options){func(o *api.Options) { o.ProviderSecret = nil }, func(o *api.Options) { o.ReadNuonuo = nil }} {
		s := newService(t, change)
		require.Equal(t, http.StatusNotFound, s.call(nobody, http.MethodPost, nuonuoDoor+url.PathEscape(string(providerSecret)), form).status)
	}
}
