package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/customers"
)

// TitleBody is invoice information: what is printed of the buyer.
type TitleBody struct {
	Title        string `json:"title" minLength:"1" maxLength:"300" text:"name" doc:"The buyer's name (发票抬头); a company's is certified (A4)." example:"北京甲科技有限公司"`
	TaxpayerID   string `json:"taxpayer_id,omitempty" maxLength:"20" text:"code" doc:"The taxpayer number (纳税人识别号)." example:"91110000802100433B"`
	AddressPhone string `json:"address_phone,omitempty" maxLength:"300" text:"line" doc:"The buyer's address and phone (地址、电话)." example:"北京市海淀区上地十街10号 59922888"`
	BankAccount  string `json:"bank_account,omitempty" maxLength:"300" text:"line" doc:"The buyer's bank and account (开户行及账号)." example:"招商银行北京分行 110902160610402"`
}

// party is the buyer that the information describes.
func (b TitleBody) party() invoice.Party {
	return invoice.Party{Name: b.Title, TaxpayerID: b.TaxpayerID, AddressPhone: b.AddressPhone, BankAccount: b.BankAccount}
}

// SavedTitleBody is a template as callers write it.
type SavedTitleBody struct {
	TitleBody
	Default bool `json:"default,omitempty" doc:"Whether it is taken where an application names no title; false where it is not said."`
}

// Title is a template as callers read it.
type Title struct {
	ID ids.Title `json:"id"`
	SavedTitleBody
}

// TemplatePath names one template of an account.
type TemplatePath[ID ~string] struct {
	AccountPath
	ID ID `path:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]+$"`
}

type titleAnswer struct{ Body Title }

func (s *surface) titles() {
	const path = "/v1/accounts/{account}/titles"
	on(s, call{method: http.MethodGet, path: path, summary: "Saved invoice information", does: access.ListTitles}, s.listTitles)
	on(s, call{method: http.MethodPost, path: path, summary: "Save invoice information", does: access.SaveTitle, status: http.StatusCreated}, s.postTitle)
	on(s, call{method: http.MethodPost, path: path + "/check", summary: "What a title would come to", does: access.CheckTitle}, s.checkTitle)
	on(s, call{method: http.MethodGet, path: path + "/{id}", summary: "One saved invoice information", does: access.ReadTitle}, s.getTitle)
	on(s, call{method: http.MethodPut, path: path + "/{id}", summary: "Change saved invoice information", does: access.ChangeTitle}, s.putTitle)
	on(s, call{method: http.MethodDelete, path: path + "/{id}", summary: "Forget saved invoice information", does: access.ForgetTitle}, s.deleteTitle)
}

func (s *surface) listTitles(ctx context.Context, in *struct {
	AccountPath
	PageQuery
},
) (*listAnswer[Title], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	titles, err := s.Office.Customers.Titles(ctx, in.Account, page)
	return listOf(titles, showTitle), err
}

func (s *surface) postTitle(ctx context.Context, in *struct {
	AccountPath
	Body SavedTitleBody
},
) (*titleAnswer, error) {
	id, err := newID[ids.Title]()
	if err != nil {
		return nil, err
	}
	return s.saveTitle(ctx, in.Account, id, in.Body, false)
}

func (s *surface) putTitle(ctx context.Context, in *struct {
	TemplatePath[ids.Title]
	Body SavedTitleBody
},
) (*titleAnswer, error) {
	return s.saveTitle(ctx, in.Account, in.ID, in.Body, true)
}

func (s *surface) saveTitle(ctx context.Context, account ids.Account, id ids.Title, body SavedTitleBody, replace bool) (*titleAnswer, error) {
	title := customers.Title{ID: id, Party: body.party(), Default: body.Default}
	return &titleAnswer{Body: showTitle(title)}, s.Office.Customers.SaveTitle(ctx, account, title, replace, s.Now())
}

func (s *surface) getTitle(ctx context.Context, in *TemplatePath[ids.Title]) (*titleAnswer, error) {
	title, err := s.Office.Customers.Title(ctx, in.Account, in.ID)
	return &titleAnswer{Body: showTitle(title)}, err
}

func (s *surface) deleteTitle(ctx context.Context, in *TemplatePath[ids.Title]) (*struct{}, error) {
	return nil, s.Office.Customers.DeleteTitle(ctx, in.Account, in.ID)
}

func showTitle(t customers.Title) Title {
	return Title{ID: t.ID, SavedTitleBody: SavedTitleBody{
		TitleBody: TitleBody{Title: t.Name, TaxpayerID: t.TaxpayerID, AddressPhone: t.AddressPhone, BankAccount: t.BankAccount}, Default: t.Default,
	}}
}

// newID makes an id of our own; later ids sort behind earlier ones, so that lists are in the order of making.
func newID[ID ~string]() (ID, error) {
	id, err := uuid.NewV7()
	return ID(id.String()), err
}
