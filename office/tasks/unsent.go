package tasks

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/task"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// OpenUnsent opens the task of a mail that a workflow has given up: the mail server refuses it for good, or has not taken it for a day
// (O3); the timeline says so, too (T5). The seller's desk mails the operators, unless it is their own mail that is not taken.
func (o *Office) OpenUnsent(ctx context.Context, workflow string, mail notice.Unsent, forGood bool, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		seller, err := sellerOf(ctx, q, workflow)
		if err != nil {
			return err
		}
		known, err := q.MatterIsOpen(ctx, query.MatterIsOpenParams{Kind: task.UnsentMail, Subject: workflow, Code: contradiction.Code(mail.Code())})
		if err != nil {
			return fmt.Errorf("look for an operator task: %w", err)
		}
		if !known && !mail.ToOperators {
			unsent := event.Event{At: now, What: event.MailUndeliverable, Who: actor.Product, Detail: mail.Code()}
			if err := trail.NoteOfRun(ctx, q, workflow, unsent); err != nil {
				return err
			}
		}
		id, err := OpenMatter(ctx, q, Matter{
			Kind: task.UnsentMail, Seller: seller, Subject: workflow, Code: mail.Code(), Words: task.MailUnsent(mail.Code(), workflow, forGood), Mail: &mail,
		}, now)
		if err != nil {
			return err
		}
		if mail.ToOperators {
			return tx.Missing(q.TaskTold(ctx, query.TaskToldParams{ID: id, Now: now}), "operator task")
		}
		return outbox.TellDesk(ctx, q, seller, invoice.NoCause, now)
	})
}

// sendAnew has such a mail sent anew by the seller's desk. That of the operators stands in the list of tasks, and is not.
func sendAnew(ctx context.Context, q *query.Queries, row query.OperatorTask, who actor.Actor, now time.Time) error {
	if row.Mail.ToOperators {
		return closeTask(ctx, q, row.ID, who, now)
	}
	if err := q.SendMailAnew(ctx, query.SendMailAnewParams{ID: row.ID, AgainAt: &now}); err != nil {
		return fmt.Errorf("have a mail sent anew: %w", err)
	}
	return outbox.TellDesk(ctx, q, row.Seller, invoice.NoCause, now)
}

// ToSendAnew lists the tasks of a seller's mails that are to be sent anew, oldest first.
func (o *Office) ToSendAnew(ctx context.Context, seller ids.Seller, atMost int) ([]int64, error) {
	found, err := o.tx.Reads().MailsToSendAnew(ctx, query.MailsToSendAnewParams{Seller: seller, HowMany: int32(atMost)}) //nolint:gosec // a few
	return found, tx.Missing(err, "operator tasks")
}

// Unsent is the mail of such a task; nil when it is closed.
func (o *Office) Unsent(ctx context.Context, id int64) (*notice.Unsent, error) {
	row, err := o.tx.Reads().OperatorTask(ctx, id)
	if err != nil || row.ClosedAt != nil {
		return nil, tx.Missing(err, "operator task")
	}
	return row.Mail, nil
}

// SentAnew closes the task of a mail that was handed over after all; NotSentAnew leaves it open until somebody says so again.
func (o *Office) SentAnew(ctx context.Context, id int64, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error { return closeTask(ctx, q, id, actor.Product, now) })
}

// NotSentAnew says that it was given up once more.
func (o *Office) NotSentAnew(ctx context.Context, id int64) error {
	return tx.Missing(o.tx.Reads().SendMailAnew(ctx, query.SendMailAnewParams{ID: id}), "operator task")
}
