package activities

import (
	"context"
	"fmt"

	"kaipiao/domain/notice"
)

// Notices tells customers by mail what became of their invoices (O3).
type Notices struct {
	Mailer Mailer
	Store  RegisterPort
}

// NoticeRequest says what a customer is to be told about which invoice.
type NoticeRequest struct {
	Invoice string       `json:"invoice"`
	What    notice.About `json:"what"`
}

// SendNotice mails the customer. A customer without an address is not told, and that is no failure. Sent twice, both
// mails carry the same message id.
func (n *Notices) SendNotice(ctx context.Context, request NoticeRequest) error {
	issued, err := n.Store.Invoice(ctx, request.Invoice)
	if err != nil {
		return failure(err)
	}
	if issued.Email == "" {
		return nil
	}
	subject, body, err := notice.Write(request.What, issued)
	if err != nil {
		return failure(err)
	}
	err = n.Mailer.Send(ctx, Mail{
		MessageID: fmt.Sprintf("%s.%s@kaipiao", request.Invoice, request.What), To: issued.Email, Subject: subject, Body: body,
	})
	if err != nil {
		return failure(fmt.Errorf("mail the notice %q of invoice %s: %w", request.What, request.Invoice, err))
	}
	return nil
}
