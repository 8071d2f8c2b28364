package activities

import (
	"context"
	"errors"
	"fmt"

	"kaipiao/domain/actor"
	"kaipiao/domain/notice"
	"kaipiao/office/mails"
)

// SendOwed hands over a mail that the register owes because of an event (O3). It is no activity: nobody in Temporal waits for it. Sent
// twice, both mails carry the same message id.
func (n *Notices) SendOwed(ctx context.Context, owed mails.Owed) error {
	mail, err := n.owed(ctx, owed)
	if err != nil || mail.To == "" { // who has no address is not told, and that is no failure
		return err
	}
	if err := n.Mailer.Send(ctx, mail); err != nil {
		err = fmt.Errorf("mail the notice %s: %w", mail.MessageID, err)
		if errors.Is(err, ErrRefusedForGood) {
			return errors.Join(err, mails.ErrGiveUp)
		}
		return err
	}
	return nil
}

// owed writes the mail about a ticket, an invoice or an application.
func (n *Notices) owed(ctx context.Context, owed mails.Owed) (mail Mail, err error) {
	mail.MessageID = fmt.Sprintf("event.%d.%s@kaipiao", owed.Because.ID, owed.About)
	because := owed.Because
	switch {
	case because.Ticket != "":
		t, err := n.Office.Tickets.Ticket(ctx, because.Ticket)
		if err != nil {
			return mail, err
		}
		mail.To = t.Email
		mail.Subject, mail.Body, err = notice.WriteTicket(owed.About, t)
		return mail, err
	case because.Invoice != "":
		return n.owedOfInvoice(ctx, owed, mail)
	default:
		a, err := n.Office.Applications.Application(ctx, because.Application)
		if err != nil {
			return mail, err
		}
		mail.To = a.Email
		mail.Subject, mail.Body, err = notice.WriteApplication(owed.About, a)
		return mail, err
	}
}

// owedOfInvoice writes the mail about an invoice; that there is new work is told the vendor that sold it.
func (n *Notices) owedOfInvoice(ctx context.Context, owed mails.Owed, mail Mail) (Mail, error) {
	i, err := n.Office.Invoices.Invoice(ctx, owed.Because.Invoice)
	if err != nil {
		return mail, err
	}
	switch owed.About {
	case notice.HandedToVendor:
		mail.To = n.Policy.Vendors[i.Seller].Email
		mail.Subject, mail.Body, err = notice.Write(owed.About, i.Invoice, fmt.Sprintf(n.InvoiceURL, i.ID))
	default:
		mail.To = i.Email
		cancelled := notice.Cancellation{Invoice: i.Invoice, Refunded: owed.Because.Who == actor.Product, Reason: owed.Because.Detail}
		mail.Subject, mail.Body, err = notice.WriteCancellation(owed.About, cancelled)
	}
	return mail, err
}
