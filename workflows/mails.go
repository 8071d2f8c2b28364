package workflows

import (
	"fmt"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/notice"
)

// giveUpMail lets a workflow go on when a mail is refused for good, or was not taken for a day: people have to see to it (O3). One that was
// handed over, or that the next run sends, is not given up.
func (s *steps) giveUpMail(ctx workflow.Context, mail notice.Unsent, err error) {
	if err == nil || temporal.IsCanceledError(err) {
		return
	}
	unsent := activities.UnsentMail{Workflow: workflow.GetInfo(ctx).WorkflowExecution.ID, Mail: mail, ForGood: activities.RefusedForGood(err)}
	workflow.GetLogger(ctx).Error("a mail is given up", "mail", mail.Code(), "for_good", unsent.ForGood, "error", err)
	if err := s.onRegister(ctx, "open the task of a mail that was given up", registerActivities.OpenUnsent, unsent).Get(ctx, nil); err != nil {
		workflow.GetLogger(ctx).Error("a mail that was given up has no operator task", "mail", mail.Code(), "error", err)
	}
}

// toOperators is a mail to the operators.
var toOperators = notice.Unsent{ToOperators: true}

// tell mails the customer and waits until the mail is handed over.
func (i *invoiceRun) tell(ctx workflow.Context, about notice.About) error {
	i.giveUpMail(ctx, i.unsent(about), i.mail(ctx, about, false).Get(ctx, nil))
	return nil
}

// tellAside tells it while the work goes on, unless the customer knows it already.
func (i *invoiceRun) tellAside(ctx workflow.Context, about notice.About) {
	if i.at.Told {
		return
	}
	i.at.Told = true // a paper may come back, and be sent again
	i.aside(ctx, func(ctx workflow.Context) { _ = i.tell(ctx, about) })
}

// tellLast does so where nothing else is owed.
func (i *invoiceRun) tellLast(ctx workflow.Context, about notice.About) error {
	err := i.mail(ctx, about, true).Get(ctx, nil)
	if err == nil {
		return nil
	}
	i.giveUpMail(ctx, i.unsent(about), err)
	return i.settleRun(ctx)
}

func (i *invoiceRun) mail(ctx workflow.Context, about notice.About, last bool) workflow.Future {
	request := activities.NoticeRequest{Invoice: i.invoice, What: about, Last: last}
	return i.outside(tellingCustomer(ctx, fmt.Sprintf("mail the customer: %s", about)), notices.SendNotice, request)
}

func (i *invoiceRun) unsent(about notice.About) notice.Unsent {
	return notice.Unsent{Invoice: i.invoice, About: about}
}
