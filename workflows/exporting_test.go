package workflows_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"kaipiao/activities"
	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

var exporter *activities.Exporter

// P6: a file is made again from its beginning when a worker was lost; Temporal's button to cancel does not end it, and it is owed until it has
// ended (O6).
func TestP6AFileIsMadeUntilItIsWhole(t *testing.T) {
	env, id := newEnvironment(t), message.WorkflowOfExport("e-1")
	env.RegisterActivity(&activities.Exporter{})
	tries := 0
	env.OnActivity(exporter.MakeExport, mock.Anything, ids.Export("e-1")).Return(func(context.Context, ids.Export) (activities.ExportStands, error) {
		if tries++; tries < 3 {
			env.CancelWorkflow()
			return activities.ExportStands{}, errors.New("the worker was lost") // and tried again
		}
		return activities.ExportStands{Status: export.Ready, Rows: 7}, nil
	}).Times(3)
	env.OnActivity(runs.NoteCancelRequest, mock.Anything, mock.Anything).Return("ops", nil).Maybe()
	env.OnActivity(registerActivities.Settle, mock.Anything, id).Run(func(mock.Arguments) { require.Equal(t, 3, tries) }).Return(nil).Once()
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: id})
	env.ExecuteWorkflow(message.StartExport.Workflow, message.ExportStart{Export: "e-1", Account: "acct"})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
}

// P6: what cannot be made is given up with a sentence, once it was tried for long; and what the file itself forbids at once. Nothing is owed of either.
func TestP6WhatCannotBeMadeIsGivenUp(t *testing.T) {
	env := newEnvironment(t)
	env.RegisterActivity(&activities.Exporter{})
	env.OnActivity(exporter.MakeExport, mock.Anything, mock.Anything).
		Return(activities.ExportStands{}, temporal.NewApplicationError("the store does not answer", activities.FailureOutside))
	env.OnActivity(exporter.GiveUpExport, mock.Anything, ids.Export("e-2")).
		Return(activities.ExportStands{Status: export.Failed}, nil).Once()
	env.OnActivity(registerActivities.Settle, mock.Anything, mock.Anything).Return(nil).Once()
	env.ExecuteWorkflow(message.StartExport.Workflow, message.ExportStart{Export: "e-2"})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())

	env = newEnvironment(t)
	env.RegisterActivity(&activities.Exporter{})
	env.OnActivity(exporter.MakeExport, mock.Anything, mock.Anything).Return(activities.ExportStands{Status: export.Failed}, nil).Once()
	env.OnActivity(registerActivities.Settle, mock.Anything, mock.Anything).Return(nil).Once()
	env.ExecuteWorkflow(message.StartExport.Workflow, message.ExportStart{Export: "e-3"})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
}
