package workflows_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

var reconciler *activities.Reconciler

// O6, I11: a comparison that was asked for is owed until its report is made and the operators are told; Temporal's button to cancel does
// not end it.
func TestO6AComparisonThatWasAskedForIsSettled(t *testing.T) {
	env, id := newEnvironment(t), message.WorkflowOfReconciliation("r-1")
	env.RegisterActivity(&activities.Reconciler{})
	told := false
	env.OnActivity(reconciler.Reconcile, mock.Anything, ids.Reconciliation("r-1")).
		Return(func(context.Context, ids.Reconciliation) (activities.Reconciled, error) {
			env.CancelWorkflow()
			return activities.Reconciled{Reconciliation: "r-1", Differences: 2, Unrepaired: 1}, nil
		}).Once()
	env.OnActivity(runs.NoteCancelRequest, mock.Anything, mock.Anything).Return("ops", nil).Maybe()
	env.OnActivity(notices.SendAlert, mock.Anything, mock.Anything).Run(func(args mock.Arguments) {
		told = true
		require.Equal(t, 1, args.Get(1).(activities.Alert).Reconciled.Unrepaired)
	}).Return(nil).Once()
	env.OnActivity(registerActivities.Settle, mock.Anything, id).Run(func(mock.Arguments) { require.True(t, told) }).Return(nil).Once()
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: id})
	env.ExecuteWorkflow(message.StartReconciliation.Workflow, message.ReconciliationStart{Reconciliation: "r-1"})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
}

// O6, I11: a night's comparison is stored under its run's id and is owed to nobody, so that it settles nothing.
func TestI11ANightsComparisonIsNotOwed(t *testing.T) {
	env, begun := newEnvironment(t), ids.Reconciliation("none")
	env.RegisterActivity(&activities.Reconciler{})
	env.OnActivity(registerActivities.BeginReconciliation, mock.Anything, mock.Anything).
		Run(func(args mock.Arguments) { begun = args.Get(1).(ids.Reconciliation) }).Return(nil).Once()
	env.OnActivity(reconciler.Reconcile, mock.Anything, mock.Anything).
		Return(func(_ context.Context, id ids.Reconciliation) (activities.Reconciled, error) {
			require.Equal(t, begun, id)
			return activities.Reconciled{Reconciliation: id, Differences: 1}, nil
		}).Once()
	env.ExecuteWorkflow(message.StartReconciliation.Workflow, message.ReconciliationStart{})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
}
