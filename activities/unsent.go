package activities

import (
	"context"
	"errors"

	"go.temporal.io/sdk/temporal"

	"kaipiao/domain/ids"
	"kaipiao/domain/notice"
)

// UnsentMail is a mail that a workflow has given up: refused for good, or not taken for a day.
type UnsentMail struct {
	Workflow string        `json:"workflow"`
	Mail     notice.Unsent `json:"mail"`
	ForGood  bool          `json:"for_good,omitempty"`
}

// OpenUnsent opens its operator task, once as long as it is open (O3).
func (r *Register) OpenUnsent(ctx context.Context, u UnsentMail) error {
	return stepFailure(r.Office.Tasks.OpenUnsent(ctx, u.Workflow, u.Mail, u.ForGood, r.Now()))
}

// NotSentAnew says that it was given up once more: its task stays open.
func (r *Register) NotSentAnew(ctx context.Context, task int64) error {
	return stepFailure(r.Office.Tasks.NotSentAnew(ctx, task))
}

// RefusedForGood reports whether an activity failed because an outside system refused finally.
func RefusedForGood(err error) bool {
	var failed *temporal.ApplicationError
	return errors.As(err, &failed) && failed.Type() == FailureRefused
}

// SendAnew sends the mail of a task anew, and closes the task. Where its address is refused for good again, it goes to the one that the
// account has now. A mail whose task is closed is not sent.
func (n *Notices) SendAnew(ctx context.Context, task int64) error {
	mail, err := n.Office.Tasks.Unsent(ctx, task)
	if err != nil || mail == nil {
		return failure(err)
	}
	err = n.sendUnsent(ctx, *mail)
	if RefusedForGood(err) {
		anew := *n
		if anew.instead, err = n.presentAddress(ctx, *mail); err != nil {
			return failure(err)
		}
		err = anew.sendUnsent(ctx, *mail)
	}
	if err != nil {
		return err
	}
	ctx, stop := noting(ctx)
	defer stop()
	return failure(n.Office.Tasks.SentAnew(ctx, task, n.Now()))
}

func (n *Notices) sendUnsent(ctx context.Context, mail notice.Unsent) error {
	switch {
	case mail.Ticket != "":
		return n.SendTicketNotice(ctx, TicketNotice{Ticket: mail.Ticket, What: mail.About, Turn: mail.Number})
	case mail.Reversal != "":
		return n.SendReversalNotice(ctx, ReversalNotice{Reversal: mail.Reversal, What: mail.About, Reminder: mail.Number})
	case mail.Invoice != "":
		return n.SendNotice(ctx, NoticeRequest{Invoice: mail.Invoice, What: mail.About})
	default:
		return n.SendRejection(ctx, mail.Application)
	}
}

// presentAddress is where mails to whom a mail is for go by now.
func (n *Notices) presentAddress(ctx context.Context, mail notice.Unsent) (string, error) {
	account, err := n.accountOf(ctx, mail)
	if err != nil {
		return "", err
	}
	found, err := n.Office.Customers.Account(ctx, account)
	return found.Email, err
}

func (n *Notices) accountOf(ctx context.Context, mail notice.Unsent) (ids.Account, error) {
	switch {
	case mail.Ticket != "":
		of, err := n.Office.Tickets.Ticket(ctx, mail.Ticket)
		return of.Account, err
	case mail.Invoice != "":
		of, err := n.Office.Invoices.Invoice(ctx, mail.Invoice)
		return of.Account, err
	default:
		of, err := n.Office.Applications.Application(ctx, mail.Application)
		return of.Account, err
	}
}
