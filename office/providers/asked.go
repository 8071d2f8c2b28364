package providers

import (
	"context"

	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/trail"
)

// NoteLoginCode leaves a line in the trail that somebody was shown a code with which one logs in for a seller (S12). It is left before the code is
// asked for.
func (o *Office) NoteLoginCode(ctx context.Context, seller ids.Seller) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return trail.Act(ctx, q, "seller/"+string(seller), "login_code_asked", map[string]any{})
	})
}

// NoteDelivery leaves a line in the trail that somebody had the provider send the files of an invoice, by mail or text message (S12). To whom is not
// said there.
func (o *Office) NoteDelivery(ctx context.Context, id ids.Invoice, byMail, byMessage bool) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return trail.Act(ctx, q, "invoice/"+string(id), "delivery_asked", map[string]any{"mail": byMail, "text_message": byMessage})
	})
}
