package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/api/signature"
	"kaipiao/domain/invoice"
)

// providerEvent is the tax provider's callback: something has become of a serial.
type providerEvent struct {
	Serial invoice.Serial `json:"serial" minLength:"1" maxLength:"40" pattern:"^[A-Za-z0-9]+$"`
}

func (s *surface) provider() {
	on(s, call{
		method: http.MethodPost, path: "/v1/provider/events", status: http.StatusNoContent,
		summary: "The tax provider's callback, signed with the shared secret",
	}, s.providerPush)
}

// providerPush makes the invoice of a serial ask now instead of later. What became of it is the provider's answer to that
// question, never what a callback says: one that is lost, comes twice or crosses a question changes nothing (I4).
func (s *surface) providerPush(ctx context.Context, in *struct {
	Signature string `header:"X-Signature" doc:"Hex HMAC-SHA256 of the body."`
	RawBody   []byte
	Body      providerEvent
},
) (*struct{}, error) {
	if !signature.Fits(s.ProviderSecret, in.RawBody, in.Signature) {
		return nil, huma.Error401Unauthorized("The signature is not the tax provider's.")
	}
	return nil, s.Office.Invoices.NewsOfSerial(ctx, in.Body.Serial, s.Now())
}
