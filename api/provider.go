package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// providerEvent is the tax provider's callback: something has become of a serial, or was done to an invoice by somebody else.
type providerEvent struct {
	Serial invoice.Serial `json:"serial,omitempty" minLength:"1" maxLength:"40" pattern:"^[A-Za-z0-9]+$" doc:"Our serial (流水号) that it is about; a void has none."`
	Number string         `json:"number,omitempty" minLength:"20" maxLength:"20" pattern:"^[0-9]{20}$" doc:"The blue invoice that was undone elsewhere."`
}

func (s *surface) provider() {
	on(s, call{
		method: http.MethodPost, path: "/v1/provider/events", status: http.StatusNoContent,
		summary: "The tax provider's callback, signed with the shared secret",
	}, s.providerPush)
}

// providerPush makes the invoice of a serial ask now instead of later, and has an invoice looked at to which somebody else has done
// something. What became of it is the provider's answer to that
// question, never what a callback says: one that is lost, comes twice or crosses a question changes nothing (I4).
func (s *surface) providerPush(ctx context.Context, in *struct {
	SignedPush
	RawBody []byte
	Body    providerEvent
},
) (*struct{}, error) {
	if !s.believed(s.ProviderSecret, in.RawBody, in.SignedPush) {
		s.denials.note(ctx, access.Identity{}, "provider.call_back", codeUnauthorized)
		return nil, edgeProblem(codeUnauthorized, refusal.Words{English: "The signature is not the tax provider's.", Chinese: "签名不是税务平台的。"})
	}
	if in.Body.Serial == "" && in.Body.Number == "" {
		return nil, malformed("serial", "Say which serial, or which invoice, it is about.", "请说明所涉及的流水号或发票号码。")
	}
	return nil, s.newsOfProvider(ctx, in.Body.Serial, in.Body.Number)
}

// newsOfProvider makes the invoice of a serial ask, or has the invoice of a number looked at.
func (s *surface) newsOfProvider(ctx context.Context, serial invoice.Serial, number string) error {
	if serial != "" {
		err := s.Office.Invoices.NewsOfSerial(ctx, serial, s.Now())
		var refused *refusal.Refusal
		if number == "" || !errors.As(err, &refused) || refused.Code != refusal.NotFound {
			return err
		}
	}
	if number == "" {
		return nil
	}
	// It is no serial of ours: somebody else did something to an invoice of ours (V8, V9).
	return s.Office.Reconciliation.News(ctx, ids.Reconciliation(uuid.NewString()), number, s.Now())
}
