package workflows

import (
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
