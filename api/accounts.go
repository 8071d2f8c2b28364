package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/text"
	"kaipiao/office/customers"
)

// Certification is how an account has proved who it is.
type Certification struct {
	Type       invoice.CertificationType `json:"type" enum:"none,individual,enterprise,organization"`
	Name       string                    `json:"name,omitempty" maxLength:"300" text:"name" example:"北京甲科技有限公司"`
	TaxpayerID string                    `json:"taxpayer_id,omitempty" maxLength:"64" text:"name" example:"91110000802100433B"`
}

// exampleEmails is how several addresses are written.
const exampleEmails = "finance@example.com,ap@example.com"

// AccountBody is an account as callers write it.
type AccountBody struct {
	Certification Certification             `json:"certification" doc:"How the account has proved who it is (实名认证)."`
	Region        application.Region        `json:"region" enum:"mainland,hongkong,overseas"`
	Email         string                    `json:"email,omitempty" maxLength:"200" text:"emails"`
	Change        application.CompanyChange `json:"change,omitempty" enum:"name,subject"`
}

// TransformSchema says what is too long for a tag.
func (Certification) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return explain(s, map[string]string{
		"name": "The certified name (认证名称), as it stands on the invoices; mandatory unless the type is none.",
		"taxpayer_id": "Mandatory for enterprises and organizations: on the mainland the unified social credit code (统一社会信用代码) or an older " +
			"taxpayer number, elsewhere the company's own registration number, in whatever form (A11).",
	})
}

// TransformSchema says what is too long for a tag.
func (AccountBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Properties["email"].Examples = []any{exampleEmails}
	return explain(s, map[string]string{"email": "Who is mailed about its invoices: up to 10 addresses with commas between them; each is mailed by itself."})
}

// Account is an account as callers read it.
type Account struct {
	ID            ids.Account        `json:"id"`
	Certification Certification      `json:"certification" doc:"How the account has proved who it is (实名认证)."`
	Region        application.Region `json:"region"`
	Email         string             `json:"email" doc:"Who is mailed about its invoices, with commas between; empty for nobody." example:"finance@example.com"`
}

// RecipientsBody says who is mailed about an account's invoices.
type RecipientsBody struct {
	Email string `json:"email" maxLength:"200" text:"emails" doc:"Up to 10 addresses with commas between (接收邮箱); empty for none." example:"finance@example.com"`
}

// AccountPath is the part of a path that names an account.
type AccountPath struct {
	Account ids.Account `path:"account" pattern:"^[A-Za-z0-9._-]{1,64}$"`
}

type accountAnswer struct{ Body Account }

func (s *surface) accounts() {
	on(s, call{method: http.MethodPut, path: "/v1/accounts/{account}", summary: "Create or replace an account", does: access.PutAccount}, s.putAccount)
	on(s, call{method: http.MethodGet, path: "/v1/accounts/{account}", summary: "An account", does: access.ReadAccount}, s.getAccount)
	on(s, call{
		method: http.MethodPut, path: "/v1/accounts/{account}/recipients", does: access.ChangeRecipients,
		summary: "Who is mailed about an account's invoices",
	}, s.putRecipients)
	on(s, call{method: http.MethodGet, path: "/v1/accounts", summary: "All accounts", does: access.ListAccounts}, s.listAccounts)
}

func (s *surface) putAccount(ctx context.Context, in *struct {
	AccountPath
	Body AccountBody
},
) (*accountAnswer, error) {
	if in.Body.Region == application.Mainland { // abroad a number is as its register writes it, with blanks or without (A11)
		number, refused := text.Code.ReadOptional(in.Body.Certification.TaxpayerID, 0)
		if refused != nil {
			refused.Field = "certification.taxpayer_id"
			return nil, refused
		}
		in.Body.Certification.TaxpayerID = number
	}
	account := application.Account{
		ID: in.Account, Region: in.Body.Region, Email: in.Body.Email,
		Certification: invoice.Certification{Type: in.Body.Certification.Type, Name: in.Body.Certification.Name, TaxpayerID: in.Body.Certification.TaxpayerID},
	}
	if err := s.Office.Customers.PutAccount(ctx, account, in.Body.Change, actorOf(ctx), s.Now()); err != nil {
		return nil, err
	}
	return &accountAnswer{Body: showAccount(account)}, nil
}

func (s *surface) putRecipients(ctx context.Context, in *struct {
	AccountPath
	Body RecipientsBody
},
) (*accountAnswer, error) {
	account, err := s.Office.Customers.ChangeRecipients(ctx, in.Account, in.Body.Email, s.Now())
	return &accountAnswer{Body: showAccount(account)}, err
}

func (s *surface) getAccount(ctx context.Context, in *AccountPath) (*accountAnswer, error) {
	account, err := s.Office.Customers.Account(ctx, in.Account)
	return &accountAnswer{Body: showAccount(account)}, err
}

func (s *surface) listAccounts(ctx context.Context, in *struct {
	PageQuery
	TitleQuery
},
) (*listAnswer[Account], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	accounts, err := s.Office.Customers.List(ctx, customers.Filter{Title: in.Title, TaxpayerID: in.TaxpayerID}, page)
	return listOf(accounts, showAccount), err
}

func showAccount(a application.Account) Account {
	return Account{
		ID: a.ID, Region: a.Region, Email: a.Email,
		Certification: Certification{Type: a.Certification.Type, Name: a.Certification.Name, TaxpayerID: a.Certification.TaxpayerID},
	}
}
