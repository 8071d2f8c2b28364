package api

import (
	"context"
	"net/http"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/reversal"
	"kaipiao/office/reversals"
)

// redForms are the red-letter forms that buyers began at the tax bureau: finance confirms or denies them within their 72 hours (V8).
func (s *surface) redForms() {
	on(s, call{
		method: http.MethodGet, path: "/v1/red-forms", does: access.ListRedForms,
		summary: "Red-letter forms that buyers began",
	}, s.listRedForms)
	on(s, call{
		method: http.MethodPost, path: "/v1/red-forms/{id}/confirm", does: access.ConfirmRedForm,
		summary: "Confirm a form that the buyer began",
	}, s.answerRedForm(reversal.Confirming))
	on(s, call{
		method: http.MethodPost, path: "/v1/red-forms/{id}/deny", does: access.DenyRedForm,
		summary: "Deny a form that the buyer began; the invoice stays valid",
	}, s.answerRedForm(reversal.Declining))
}

func (s *surface) listRedForms(ctx context.Context, in *struct {
	PageQuery
	AccountQuery
	SpanQuery
	Status reversal.Status `query:"status"`
	Number string          `query:"number" maxLength:"20" pattern:"^[0-9]+$" doc:"Of the invoice, or of the red document." example:"26112000000000000001"`
	Serial string          `query:"serial" maxLength:"64" pattern:"^[\\x21-\\x7e]+$" doc:"Of the form." example:"F-1"`
},
) (*listAnswer[Reversal], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	began, err := in.span()
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Reversals.Forms(ctx, reversals.FormFilter{
		Status: in.Status, Account: in.Account, Number: in.Number, Serial: in.Serial, Began: began,
	}, page)
	return listOf(found, s.showRedForm(ctx)), err
}

func (s *surface) answerRedForm(word reversal.Word) func(context.Context, *ObjectPath[ids.Reversal]) (*reversalAnswer, error) {
	return func(ctx context.Context, in *ObjectPath[ids.Reversal]) (*reversalAnswer, error) {
		found, err := s.Office.Reversals.Answer(ctx, in.ID, word, actorOf(ctx), s.Now())
		return &reversalAnswer{Body: s.showRedForm(ctx)(found)}, err
	}
}

// showRedForm shows forms to the caller, who sees everybody's.
func (s *surface) showRedForm(ctx context.Context) func(reversal.Reversal) Reversal {
	return func(r reversal.Reversal) Reversal {
		shown := showReversal(r)
		shown.Actions = s.actions(ctx, access.Object{}, r.Offers(actorOf(ctx)))
		return shown
	}
}
