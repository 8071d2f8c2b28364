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
	"kaipiao/domain/bill"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

var importer *activities.Importer

// F7: a file is read once and booked step by step; Temporal's button to cancel does not end it, and it is owed until it has ended (O6).
func TestF7AFileIsReadAndThenBooked(t *testing.T) {
	env, id := newEnvironment(t), message.WorkflowOfImport("f-1")
	env.RegisterActivity(&activities.Importer{})
	booked := 0
	env.OnActivity(importer.ReadImport, mock.Anything, ids.Import("f-1")).Return(func(context.Context, ids.Import) (activities.ImportStands, error) {
		env.CancelWorkflow()
		return activities.ImportStands{Status: bill.Booking, Rows: 50_000, Items: 50_000}, nil
	}).Once()
	env.OnActivity(runs.NoteCancelRequest, mock.Anything, mock.Anything).Return("ops", nil).Maybe()
	env.OnActivity(importer.BookImport, mock.Anything, ids.Import("f-1")).Return(func(context.Context, ids.Import) (activities.ImportStands, error) {
		if booked += 20_000; booked == 40_000 {
			return activities.ImportStands{}, errors.New("the worker was lost") // and tried again
		}
		at := activities.ImportStands{Status: bill.Booking, Rows: 50_000, Items: 50_000, Booked: booked}
		if booked >= 60_000 {
			at.Status, at.Ended = bill.Booked, true
		}
		return at, nil
	}).Times(3)
	env.OnActivity(registerActivities.Settle, mock.Anything, id).Run(func(mock.Arguments) { require.Equal(t, 60_000, booked) }).Return(nil).Once()
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: id})
	env.ExecuteWorkflow(message.StartImport.Workflow, message.ImportStart{Import: "f-1"})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
}

// F7: a file that is refused is not booked, and nothing is owed of it.
func TestF7ARefusedFileIsNotBooked(t *testing.T) {
	env := newEnvironment(t)
	env.RegisterActivity(&activities.Importer{})
	env.OnActivity(importer.ReadImport, mock.Anything, mock.Anything).
		Return(activities.ImportStands{Status: bill.Refused, Ended: true, Rows: 3, Bad: 1}, nil).Once()
	env.OnActivity(registerActivities.Settle, mock.Anything, mock.Anything).Return(nil).Once()
	env.ExecuteWorkflow(message.StartImport.Workflow, message.ImportStart{Import: "f-2"})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
}

// F7: what contradicts the register after the file was judged waits for people, with a task, and goes on.
func TestF7WhatContradictsAfterwardsWaitsForPeople(t *testing.T) {
	env := newEnvironment(t)
	env.RegisterActivity(&activities.Importer{})
	env.OnActivity(importer.ReadImport, mock.Anything, mock.Anything).Return(activities.ImportStands{Status: bill.Booking, Items: 1}, nil).Once()
	met := temporal.NewApplicationErrorWithOptions("x", activities.FailureContradiction, temporal.ApplicationErrorOptions{
		NonRetryable: true, Details: []any{*contradiction.New(contradiction.StepRefused, "x", "x")},
	})
	env.OnActivity(importer.BookImport, mock.Anything, mock.Anything).Return(activities.ImportStands{}, met).Once()
	env.OnActivity(registerActivities.OpenContradiction, mock.Anything, mock.Anything).Return(activities.ContradictionTask{}, nil).Run(func(mock.Arguments) {
		env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, 0)
	}).Once()
	env.OnActivity(importer.BookImport, mock.Anything, mock.Anything).Return(activities.ImportStands{Status: bill.Booked, Ended: true}, nil).Once()
	env.OnActivity(registerActivities.CloseContradiction, mock.Anything, mock.Anything).Return(nil).Once()
	env.OnActivity(registerActivities.Settle, mock.Anything, mock.Anything).Return(nil).Once()
	env.ExecuteWorkflow(message.StartImport.Workflow, message.ImportStart{Import: "f-3"})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
}
