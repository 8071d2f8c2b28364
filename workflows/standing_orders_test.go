package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

var standingOrders *activities.StandingOrders

// orders are what carrying out and telling answer, one call after the other; it notes the pages that were asked for.
func orders(env *testsuite.TestWorkflowEnvironment, carry, tell []activities.OrdersDone) (carried, told *[]activities.OrdersPage) {
	env.RegisterActivity(&activities.StandingOrders{})
	carried, told = &[]activities.OrdersPage{}, &[]activities.OrdersPage{}
	one := func(answers []activities.OrdersDone, asked *[]activities.OrdersPage) func(context.Context, activities.OrdersPage) (activities.OrdersDone, error) {
		return func(_ context.Context, page activities.OrdersPage) (activities.OrdersDone, error) {
			*asked = append(*asked, page)
			return answers[min(len(*asked), len(answers))-1], nil
		}
	}
	env.OnActivity(standingOrders.CarryOutOrders, mock.Anything, mock.Anything).Return(one(carry, carried)).Maybe()
	env.OnActivity(standingOrders.TellOfSkips, mock.Anything, mock.Anything).Return(one(tell, told)).Maybe()
	return carried, told
}

// A14: page after page is carried out, and then page after page is told of what was skipped.
func TestA14ARunGoesThroughWhatIsDuePageByPage(t *testing.T) {
	env := newEnvironment(t)
	carried, told := orders(env,
		[]activities.OrdersDone{{Next: activities.OrdersPage{After: "b"}, Applied: 90, Skipped: 10}, {Applied: 1, Skipped: 6}},
		[]activities.OrdersDone{{Next: activities.OrdersPage{After: "a", Month: "2026-09"}, Told: 10}, {Told: 6}})
	env.ExecuteWorkflow(message.StartStandingOrders.Workflow, message.StandingOrdersStart{})
	var done activities.OrdersDone
	result(t, env, &done)
	require.Equal(t, activities.OrdersDone{Applied: 91, Skipped: 16, Told: 16}, done)
	require.Equal(t, []activities.OrdersPage{{}, {After: "b"}}, *carried)
	require.Equal(t, []activities.OrdersPage{{}, {After: "a", Month: "2026-09"}}, *told)
}

// A14: what fails is gone over again with what is still due, after pauses that grow; nobody is kept up by it.
func TestA14WhatFailsIsGoneOverAgain(t *testing.T) {
	env := newEnvironment(t)
	carried, told := orders(env,
		[]activities.OrdersDone{{Next: activities.OrdersPage{After: "b"}, Failed: 1}, {Applied: 3}, {}, {Applied: 1}},
		[]activities.OrdersDone{{}, {Failed: 1}, {Told: 1}})
	began := env.Now()
	env.ExecuteWorkflow(message.StartStandingOrders.Workflow, message.StandingOrdersStart{})
	var done activities.OrdersDone
	result(t, env, &done)
	require.Zero(t, done.Failed)
	require.Len(t, *carried, 4)
	require.Equal(t, []activities.OrdersPage{{}, {After: "b"}, {}, {}}, *carried, "each pass begins at the beginning")
	require.Len(t, *told, 3)
	require.Equal(t, 6*time.Second, env.Now().Sub(began))
}

// A14: what never succeeds ends the run as failed, in less than a day, so that tomorrow's can begin.
func TestA14WhatNeverSucceedsFailsTheRun(t *testing.T) {
	env := newEnvironment(t)
	carried, _ := orders(env, []activities.OrdersDone{{Failed: 2}}, []activities.OrdersDone{{}})
	began := env.Now()
	env.ExecuteWorkflow(message.StartStandingOrders.Workflow, message.StandingOrdersStart{})
	require.True(t, env.IsWorkflowCompleted())
	var failed *temporal.ApplicationError
	require.ErrorAs(t, env.GetWorkflowError(), &failed)
	require.Equal(t, "orders_failed", failed.Type())
	require.Len(t, *carried, 13)
	require.Less(t, env.Now().Sub(began), 12*time.Hour)
}

// A14: the database is away for a while: the step is tried until it answers.
func TestA14AnOutageIsWaitedFor(t *testing.T) {
	env := newEnvironment(t)
	env.RegisterActivity(&activities.StandingOrders{})
	tries := 0
	env.OnActivity(standingOrders.CarryOutOrders, mock.Anything, mock.Anything).
		Return(func(context.Context, activities.OrdersPage) (activities.OrdersDone, error) {
			if tries++; tries < 8 {
				return activities.OrdersDone{}, errors.New("the database is away")
			}
			return activities.OrdersDone{Applied: 1}, nil
		})
	env.OnActivity(standingOrders.TellOfSkips, mock.Anything, mock.Anything).Return(activities.OrdersDone{}, nil).Once()
	env.ExecuteWorkflow(message.StartStandingOrders.Workflow, message.StandingOrdersStart{})
	var done activities.OrdersDone
	result(t, env, &done)
	require.Equal(t, 1, done.Applied)
	require.Equal(t, 8, tries)
}

// A14, N7: with very many orders a run goes on as another one, where it stopped and with what it has counted.
func TestA14ALongRunGoesOnAsAnotherOne(t *testing.T) {
	env := newEnvironment(t)
	env.RegisterActivity(&activities.StandingOrders{})
	env.OnActivity(standingOrders.CarryOutOrders, mock.Anything, mock.Anything).
		Return(func(_ context.Context, page activities.OrdersPage) (activities.OrdersDone, error) {
			require.Equal(t, ids.Account("m"), page.After)
			env.SetContinueAsNewSuggested(true)
			return activities.OrdersDone{Next: activities.OrdersPage{After: "n"}, Applied: 5, Failed: 1}, nil
		}).Once()
	env.ExecuteWorkflow(message.StartStandingOrders.Workflow, message.StandingOrdersStart{After: "m", Pass: 1, Applied: 2})
	var again *workflow.ContinueAsNewError
	require.ErrorAs(t, env.GetWorkflowError(), &again)
	var next message.StandingOrdersStart
	require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(again.Input, &next))
	require.Equal(t, message.StandingOrdersStart{After: "n", Pass: 1, Applied: 7, Failed: 1}, next)
}
