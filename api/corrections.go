package api

import (
	"context"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// Correction is what finance wants to correct a refused invoice with, under a title that is not the certified name.
type Correction struct {
	Title        string    `json:"title" doc:"The buyer's name as it should be (发票抬头)." example:"北京甲科技有限公司"`
	TaxpayerID   string    `json:"taxpayer_id" doc:"The buyer's taxpayer number (纳税人识别号); empty for none." example:"91110000802100433B"`
	AddressPhone string    `json:"address_phone" doc:"The buyer's address and phone (地址、电话); empty for none."`
	BankAccount  string    `json:"bank_account" doc:"The buyer's bank and account (开户行及账号); empty for none."`
	ProposedBy   string    `json:"proposed_by" doc:"Who proposed it; somebody else has to confirm it (A4)." example:"finance:zhao"`
	ProposedAt   time.Time `json:"proposed_at" doc:"When it was proposed, in UTC." example:"2026-09-18T02:00:00Z"`
}

func (s *surface) corrections() {
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/correct", does: access.CorrectInvoice,
		summary: "Correct what the provider refused for good; it is issued under another serial",
	}, s.correct)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/correction/confirm", does: access.ConfirmCorrection,
		summary: "Confirm a correction that somebody else proposed",
	}, s.confirmCorrection)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/correction/refuse", does: access.RefuseCorrection,
		summary: "Give up a correction that was proposed",
	}, s.refuseCorrection)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/give-up", does: access.GiveUpInvoice,
		summary: "Give up what the provider refused for good; its amount is free again",
	}, s.giveUp)
}

// correct gives an invoice that the provider refused for good the buyer's data as they should be (I4). Under the certified name it is
// issued anew at once, under any other title when a second person has confirmed it (A4).
func (s *surface) correct(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Body TitleBody
},
) (*invoiceAnswer, error) {
	if err := s.Office.Invoices.Correct(ctx, in.ID, in.Body.party(), actorOf(ctx), s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

func (s *surface) confirmCorrection(ctx context.Context, in *ObjectPath[ids.Invoice]) (*invoiceAnswer, error) {
	if err := s.Office.Invoices.ConfirmCorrection(ctx, in.ID, actorOf(ctx), s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, in)
}

func (s *surface) refuseCorrection(ctx context.Context, in *decision[ids.Invoice]) (*invoiceAnswer, error) {
	if err := s.Office.Invoices.RefuseCorrection(ctx, in.ID, actorOf(ctx), in.reason(), s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

// giveUp ends an invoice that the provider refused for good (I4).
func (s *surface) giveUp(ctx context.Context, in *decision[ids.Invoice]) (*invoiceAnswer, error) {
	if err := s.Office.Invoices.GiveUpRefused(ctx, in.ID, actorOf(ctx), in.reason(), s.Now()); err != nil {
		return nil, err
	}
	return s.getInvoice(ctx, &in.ObjectPath)
}

func showCorrection(c *invoice.Correction) *Correction {
	if c == nil {
		return nil
	}
	return &Correction{
		Title: c.Buyer.Name, TaxpayerID: c.Buyer.TaxpayerID, AddressPhone: c.Buyer.AddressPhone, BankAccount: c.Buyer.BankAccount,
		ProposedBy: c.By.String(), ProposedAt: c.At.UTC(),
	}
}
