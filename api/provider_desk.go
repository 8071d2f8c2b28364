package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
	"kaipiao/provider"
)

// ProviderDesk is the tax provider as far as callers ask it: what is only read, and what helps people.
type ProviderDesk interface {
	provider.Reader
	provider.Attendant
	Capabilities() provider.Capabilities
}

// loginTimeout bounds a question for a login code, which the bureau makes anew.
const loginTimeout = 15 * time.Second

// LoginCode is shown to the issuing operator as a QR code.
type LoginCode struct {
	Content string    `json:"content" doc:"What the QR code holds, to be scanned with the tax bureau's app." example:"https://etax.example/qr?id=1"`
	EndsAt  time.Time `json:"ends_at" doc:"Until when it can be scanned, in UTC." example:"2026-09-18T07:05:00Z"`
}

type loginCodeAnswer struct{ Body LoginCode }

// DeliverBody says where files are sent once more.
type DeliverBody struct {
	Email string `json:"email,omitempty" maxLength:"100" text:"emails" doc:"One address; empty for none." example:"finance@example.com"`
	Phone string `json:"phone,omitempty" maxLength:"40" text:"phone" doc:"A mobile number for a text message; empty for none." example:"13800000000"`
}

func (s *surface) providerDesk() {
	on(s, call{
		method: http.MethodPost, path: "/v1/sellers/{seller}/login-code", does: access.ShowLoginCode,
		summary: "The code with which the seller's issuing operator logs in at the tax bureau",
	}, s.loginCode)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/deliver", does: access.DeliverFiles, status: http.StatusNoContent,
		summary: "Have the tax provider send the files of an e-invoice once more",
	}, s.deliver)
}

func (s *surface) loginCode(ctx context.Context, in *SellerPath) (*loginCodeAnswer, error) {
	if in.Seller != invoice.Platform {
		return nil, refusal.New(refusal.WrongState, "", refusal.Words{English: "with a marketplace vendor, which issues by itself", Chinese: "由云市场服务商自行开票"})
	}
	if err := s.Office.Providers.NoteLoginCode(ctx, in.Seller); err != nil {
		return nil, err
	}
	asking, stop := context.WithTimeout(ctx, loginTimeout)
	defer stop()
	code, err := s.Provider.LoginCode(asking, s.Policy.Seller.TaxpayerID)
	if err != nil {
		return nil, providerProblem(err)
	}
	return &loginCodeAnswer{Body: LoginCode{Content: code.Content, EndsAt: code.EndsAt.UTC()}}, nil
}

func (s *surface) deliver(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Body DeliverBody
},
) (*struct{}, error) {
	i, err := s.ownInvoice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Email == "" && in.Body.Phone == "" {
		return nil, refusal.New(refusal.InvalidRequest, "email", noContact)
	}
	if err := i.Check(invoice.DeliverFiles, actorOf(ctx)); err != nil {
		return nil, err
	}
	if err := s.offered(invoice.DeliverFiles); err != nil {
		return nil, err
	}
	if err := s.Office.Providers.NoteDelivery(ctx, i.ID, in.Body.Email != "", in.Body.Phone != ""); err != nil {
		return nil, err
	}
	asking, stop := context.WithTimeout(ctx, loginTimeout)
	defer stop()
	err = s.Provider.Deliver(asking, provider.Key{Serial: i.Serial, Number: i.Number}, provider.Contact{Email: in.Body.Email, Phone: in.Body.Phone})
	if err != nil {
		return nil, providerProblem(err)
	}
	return nil, nil //nolint:nilnil // there is no body
}

// offered refuses what the tax provider or the courier in use cannot do. Everything else is offered.
func (s *surface) offered(do life.Action) error {
	switch {
	case do == invoice.DeliverFiles && !s.Provider.Capabilities().Delivers:
		return edgeProblem(codeNotOffered, theProvider)
	case do == invoice.PrintWaybill && s.Waybills == nil:
		return edgeProblem(codeNotOffered, theCourier)
	default:
		return nil
	}
}

// providerProblem is the answer where the provider did not do what it was asked for.
func providerProblem(err error) error {
	switch {
	case errors.Is(err, provider.ErrNotOffered):
		return edgeProblem(codeNotOffered, theProvider)
	case errors.Is(err, provider.ErrTooOften):
		return edgeProblem(codeProviderAsked)
	default:
		slog.Warn("the provider does not do what people ask it for", "error", err)
		return edgeProblem(codeProviderUnavailable)
	}
}

// noContact is that nobody is named to whom files could be sent.
var noContact = refusal.Words{English: "Name a mail address or a mobile number.", Chinese: "请填写邮箱或手机号"}
