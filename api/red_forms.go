package api

import (
	"context"
	"net/http"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/reversal"
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
	Status reversal.Status `query:"status"`
},
) (*listAnswer[Reversal], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Reversals.Forms(ctx, in.Status, page)
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
