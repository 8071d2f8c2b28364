package activities

import (
	"context"
	"errors"
	"fmt"

	"kaipiao/domain/actor"
	"kaipiao/domain/notice"
	"kaipiao/domain/policy"
	"kaipiao/office/mails"
)

// OwedMails hands over the mails that the register itself owes (O3). These are no activities: nobody in Temporal waits for them.
type OwedMails struct {
	Notices *Notices
	Policy  policy.Policy
}

// Send hands over a mail that is owed because of an event. Sent twice, both mails carry the same message id.
func (o OwedMails) Send(ctx context.Context, owed mails.Owed) error {
	mail, err := o.write(ctx, owed)
	if err != nil || mail.To == "" { // who has no address is not told, and that is no failure
		return err
	}
	if err := o.Notices.Mailer.Send(ctx, mail); err != nil {
		err = fmt.Errorf("mail the notice %s: %w", mail.MessageID, err)
		if errors.Is(err, ErrRefusedForGood) {
			return errors.Join(err, mails.ErrGiveUp)
		}
		return err
	}
	return nil
}

// write makes the mail about a ticket, an invoice or an application.
func (o OwedMails) write(ctx context.Context, owed mails.Owed) (mail Mail, err error) {
	register := o.Notices.Office
	mail.MessageID = fmt.Sprintf("event.%d.%s@kaipiao", owed.Because.ID, owed.About)
	because := owed.Because
	switch {
	case because.Ticket != "":
		t, err := register.Tickets.Ticket(ctx, because.Ticket)
		if err != nil {
			return mail, err
		}
		mail.To = t.Email
		mail.Subject, mail.Body, err = notice.WriteTicket(owed.About, t, o.Notices.Returns)
		return mail, err
	case because.Invoice != "":
		return o.ofInvoice(ctx, owed, mail)
	default:
		a, err := register.Applications.Application(ctx, because.Application)
		if err != nil {
			return mail, err
		}
		mail.To = a.Email
		mail.Subject, mail.Body, err = notice.WriteApplication(owed.About, a)
		return mail, err
	}
}

// ofInvoice makes the mail about an invoice; that there is new work is told the vendor that sold it.
func (o OwedMails) ofInvoice(ctx context.Context, owed mails.Owed, mail Mail) (Mail, error) {
	i, err := o.Notices.Office.Invoices.Invoice(ctx, owed.Because.Invoice)
	if err != nil {
		return mail, err
	}
	switch owed.About {
	case notice.HandedToVendor, notice.VendorReminded:
		mail.To = o.Policy.Vendors[i.Seller].Email
		mail.Subject, mail.Body, err = notice.Write(owed.About, i.Invoice, fmt.Sprintf(o.Notices.InvoiceURL, i.ID))
	case notice.ShippingCorrected:
		mail.To = i.Email
		mail.Subject, mail.Body, err = notice.Write(owed.About, i.Invoice, fmt.Sprintf(o.Notices.InvoiceURL, i.ID))
	default:
		mail.To = i.Email
		cancelled := notice.Cancellation{Invoice: i.Invoice, Refunded: owed.Because.Who == actor.Product, Reason: owed.Because.Detail}
		mail.Subject, mail.Body, err = notice.WriteCancellation(owed.About, cancelled)
	}
	return mail, err
}
