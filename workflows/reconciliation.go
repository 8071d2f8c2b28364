package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

// Reconciliation holds ledger, register and provider against each other (I11): every night by its schedule, and whenever it is
// asked for. The work is one activity, which goes on where it was when it is tried again. What people must decide has operator
// tasks; the operators are mailed once. One that was asked for must run until its report is made (O6); a night's is not owed, because
// the next one reaches back to the last that ended.
func Reconciliation(ctx workflow.Context, start message.ReconciliationStart) error {
	s, ctx := newSteps(ctx, nil)
	id, owed := start.Reconciliation, start.Reconciliation != ""
	if !owed {
		// It stays the same when an operator resets the run.
		id = ids.Reconciliation(workflow.GetInfo(ctx).OriginalRunID)
		if err := s.onRegister(ctx, "store that it begins", registerActivities.BeginReconciliation, id).Get(ctx, nil); err != nil {
			return err
		}
	}
	s.show(ctx, "Compares **ledger, register and provider** by serial, and repairs what can be repaired (I11).\n\n"+
		"Nothing to do; the report is kept, and what people must decide has operator tasks.")
	var done activities.Reconciled
	if err := s.outside(reconciling(ctx, "compare ledger, register and provider"), reconciler.Reconcile, id).Get(ctx, &done); err != nil {
		return err
	}
	if done.Unrepaired > 0 {
		alert := activities.Alert{Reconciled: &done}
		sent := s.outside(tellingCustomer(ctx, "mail the operators: differences"), notices.SendAlert, alert)
		s.giveUpMail(ctx, toOperators, sent.Get(ctx, nil))
	}
	if !owed {
		return nil
	}
	return s.settleRun(ctx)
}
