package activities

import (
	"context"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/notice"
)

// TicketNotice says what a customer is to be told about which ticket. Turn is the state that it is about; zero is the end.
type TicketNotice struct {
	Ticket ids.Ticket   `json:"ticket"`
	What   notice.About `json:"what"`
	Turn   int          `json:"turn,omitempty"`
}

// SendTicketNotice mails the customer about its ticket. Sent twice, both mails carry the same message id; what is not so
// any more, because the ticket has gone on, is not sent at all.
func (n *Notices) SendTicketNotice(ctx context.Context, request TicketNotice) error {
	ticket, err := n.Office.Tickets.Ticket(ctx, request.Ticket)
	if err != nil {
		return failure(err)
	}
	if request.Turn != 0 && request.Turn != ticket.TurnNumber {
		return nil
	}
	subject, body, err := notice.WriteTicket(request.What, ticket, n.Returns)
	if err != nil {
		return failure(err)
	}
	return n.send(ctx, fmt.Sprintf("%s.%s.%d", request.Ticket, request.What, request.Turn), ticket.Email, subject, body)
}
