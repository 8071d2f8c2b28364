package workflows_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/message"
)

// pages are the pages of what must run, by what comes before them; it answers with one after the other, and notes which were asked for.
func pages(env *testsuite.TestWorkflowEnvironment, follow map[string]activities.Swept) *[]string {
	asked := &[]string{}
	env.OnActivity(runs.Sweep, mock.Anything, mock.Anything).Return(func(_ context.Context, page activities.SweepPage) (activities.Swept, error) {
		*asked = append(*asked, page.After)
		return follow[page.After], nil
	}).Maybe()
	return asked
}

// threePages are looked at one after the other: the second one has two that are missing, of which one is started again.
func threePages() map[string]activities.Swept {
	return map[string]activities.Swept{
		"": {Next: "b", Looked: 1000}, "b": {Next: "c", Looked: 1000, Missing: 2, Restarted: 1}, "c": {Looked: 7},
	}
}

func lately(env *testsuite.TestWorkflowEnvironment, found activities.Swept) {
	env.OnActivity(runs.SweepLately, mock.Anything, activities.SweepPage{}).Return(found, nil).Once()
}

func sweep(t *testing.T, env *testsuite.TestWorkflowEnvironment, start message.SweepStart) (done activities.Swept) {
	t.Helper()
	env.ExecuteWorkflow(message.StartSweep.Workflow, start)
	result(t, env, &done)
	return done
}

// O6: a sweep looks at one page, says after which the next one goes on, and begins at the beginning when there are no more.
func TestO6ASweepGoesOnWhereTheLastOneStopped(t *testing.T) {
	var last activities.Swept
	for _, page := range []struct{ after, next string }{{"", "b"}, {"b", "c"}, {"c", ""}, {"", "b"}} {
		env := newEnvironment(t)
		if last.Looked > 0 {
			env.SetLastCompletionResult(last)
		}
		lately(env, activities.Swept{Looked: 2, Missing: 1, Restarted: 1})
		asked := pages(env, threePages())
		expected := threePages()[page.after]
		last = sweep(t, env, message.SweepStart{})
		require.Equal(t, []string{page.after}, *asked)
		require.Equal(t, activities.Swept{
			Next: page.next, Looked: expected.Looked + 2, Missing: expected.Missing + 1, Restarted: expected.Restarted + 1,
		}, last, "it adds up this sweep, and not those before")
	}
}

// O6: at night everything is looked at, from the beginning, wherever the last sweep stopped; so it is by day where fewer run than must.
func TestO6ASweepInFullLooksAtEveryPage(t *testing.T) {
	for name, c := range map[string]struct {
		start message.SweepStart
		found activities.Swept
	}{
		"at night":            {start: message.SweepStart{InFull: true}},
		"something was lost":  {found: activities.Swept{Fewer: true}},
		"both, and not twice": {start: message.SweepStart{InFull: true}, found: activities.Swept{Fewer: true}},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			env.SetLastCompletionResult(activities.Swept{Next: "b"})
			lately(env, c.found)
			asked := pages(env, threePages())
			require.Equal(t, activities.Swept{Looked: 2007, Missing: 2, Restarted: 1}, sweep(t, env, c.start))
			require.Equal(t, []string{"", "b", "c"}, *asked)
		})
	}
}

// O6: a page that fails is tried again for a while, and then the sweep ends; the next one begins where the last good one stopped.
func TestO6APageThatFailsEndsTheSweep(t *testing.T) {
	env := newEnvironment(t)
	env.SetLastCompletionResult(activities.Swept{Next: "b"})
	lately(env, activities.Swept{})
	tries, began := 0, env.Now()
	env.OnActivity(runs.Sweep, mock.Anything, activities.SweepPage{After: "b"}).Return(func(context.Context, activities.SweepPage) (activities.Swept, error) {
		tries++
		return activities.Swept{}, errors.New("Temporal is away")
	})
	env.ExecuteWorkflow(message.StartSweep.Workflow, message.SweepStart{})
	require.True(t, env.IsWorkflowCompleted())
	require.ErrorContains(t, env.GetWorkflowError(), "Temporal is away")
	require.Greater(t, tries, 1)
	require.LessOrEqual(t, env.Now().Sub(began).Minutes(), 5.5, "the next one comes soon")
}

// O6: one that fails for a moment only harms nothing.
func TestO6APageThatFailsOnceIsTriedAgain(t *testing.T) {
	env := newEnvironment(t)
	env.OnActivity(runs.SweepLately, mock.Anything, mock.Anything).Return(activities.Swept{}, errors.New("Temporal is away")).Once()
	lately(env, activities.Swept{})
	env.OnActivity(runs.Sweep, mock.Anything, activities.SweepPage{}).Return(activities.Swept{}, errors.New("Temporal is away")).Times(3)
	env.OnActivity(runs.Sweep, mock.Anything, activities.SweepPage{}).Return(activities.Swept{Next: "b", Looked: 1000}, nil).Once()
	require.Equal(t, activities.Swept{Next: "b", Looked: 1000}, sweep(t, env, message.SweepStart{}))
}

// O6: what the last sweep left behind and nobody can read, as after a change of the program, is not in the way.
func TestO6ALastSweepThatCannotBeReadIsNotInTheWay(t *testing.T) {
	env := newEnvironment(t)
	env.SetLastCompletionResult("rubbish")
	lately(env, activities.Swept{})
	asked := pages(env, threePages())
	require.Equal(t, "b", sweep(t, env, message.SweepStart{}).Next)
	require.Equal(t, []string{""}, *asked)
}

// O6, N1: whoever asks Temporal to cancel a sweep does not stop it in the middle.
func TestO6ASweepIsNotCancelled(t *testing.T) {
	env := newEnvironment(t)
	env.OnActivity(runs.SweepLately, mock.Anything, mock.Anything).Return(func(context.Context, activities.SweepPage) (activities.Swept, error) {
		env.CancelWorkflow()
		return activities.Swept{}, nil
	}).Once()
	env.OnActivity(runs.NoteCancelRequest, mock.Anything, mock.Anything).Return("ops", nil).Maybe()
	pages(env, threePages())
	require.Equal(t, 2007, sweep(t, env, message.SweepStart{InFull: true}).Looked)
}

// N7, O6: a sweep over a million makes no long history: it goes on as another run, behind what it has looked at.
func TestN7ASweepOverAMillionMakesNoLongHistory(t *testing.T) {
	const all = 1000
	looked, count, start := 0, 0, message.SweepStart{InFull: true}
	for goesOn := true; goesOn; count++ {
		env := newEnvironment(t)
		h := countedBy(env)
		env.OnActivity(runs.SweepLately, mock.Anything, mock.Anything).Run(func(mock.Arguments) { require.Zero(t, looked) }).
			Return(activities.Swept{}, nil).Maybe()
		env.OnActivity(runs.Sweep, mock.Anything, mock.Anything).Return(func(_ context.Context, page activities.SweepPage) (activities.Swept, error) {
			after, _ := strconv.Atoi(page.After)
			if after != looked {
				return activities.Swept{}, temporal.NewNonRetryableApplicationError("a page was left out, or looked at twice", "", nil)
			}
			if looked++; looked == all {
				return activities.Swept{}, nil
			}
			return activities.Swept{Next: strconv.Itoa(looked)}, nil
		}).Maybe()
		env.ExecuteWorkflow(message.StartSweep.Workflow, start)
		require.True(t, env.IsWorkflowCompleted())
		require.Less(t, h.events, atMost)
		var next *workflow.ContinueAsNewError
		if goesOn = errors.As(env.GetWorkflowError(), &next); goesOn {
			require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(next.Input, &start))
		} else {
			require.NoError(t, env.GetWorkflowError())
		}
	}
	require.Equal(t, all, looked)
	require.Greater(t, count, 1, "otherwise nothing is proved")
}
