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

// SendRejection mails the customer why an application was rejected (R1). Sent twice, both mails carry the same message id.
func (n *Notices) SendRejection(ctx context.Context, application string) error {
	rejected, err := n.Store.Application(ctx, application)
	if err != nil {
		return failure(err)
	}
	subject, body, err := notice.WriteRejection(rejected)
	if err != nil {
		return failure(err)
	}
	return n.send(ctx, application+"."+string(notice.Rejected), rejected.Email, subject, body)
}

// SendNotice mails the customer what became of an invoice. Sent twice, both mails carry the same message id.
func (n *Notices) SendNotice(ctx context.Context, request NoticeRequest) error {
	issued, err := n.Store.Invoice(ctx, request.Invoice)
	if err != nil {
		return failure(err)
	}
	subject, body, err := notice.Write(request.What, issued)
	if err != nil {
		return failure(err)
	}
	return n.send(ctx, request.Invoice+"."+string(request.What), issued.Email, subject, body)
}

// send hands over a mail; a customer without an address is not told, and that is no failure.
func (n *Notices) send(ctx context.Context, about, to, subject, body string) error {
	if to == "" {
		return nil
	}
	if err := n.Mailer.Send(ctx, Mail{MessageID: about + "@kaipiao", To: to, Subject: subject, Body: body}); err != nil {
		return failure(fmt.Errorf("mail the notice %s: %w", about, err))
	}
	return nil
}
