package temporalgate

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/worker"

	"kaipiao/devstack/eventually"
	"kaipiao/devstack/temporaltest"
	"kaipiao/workflows"
)

// works starts the workers of a build, with nothing that a workflow could call, and stops them with the test.
func works(t *testing.T, address, deployment, build string, queues ...string) *Gate {
	t.Helper()
	gate, err := Dial(t.Context(), Options{Address: address, Namespace: temporaltest.Namespace, Embedded: true, Deployment: deployment, Build: build})
	require.NoError(t, err)
	t.Cleanup(gate.Close)
	for _, queue := range queues {
		w := gate.Worker(queue, worker.Options{DisableWorkflowWorker: queue == workflows.ProviderTaskQueue})
		if queue == workflows.TaskQueue {
			RegisterWorkflows(w)
		}
		w.RegisterActivityWithOptions(func(context.Context) error { return nil }, activity.RegisterOptions{Name: "Nothing"})
		require.NoError(t, w.Start())
		t.Cleanup(w.Stop)
	}
	return gate
}

// Workers have versions where a deployment is named, and all that a gate makes have the same; which is current is said by a person, of a build whose
// workers are there, at all task queues.
func TestWorkersHaveVersionsWhereADeploymentIsNamed(t *testing.T) {
	t.Parallel()
	address := temporaltest.Start(t)
	_, err := works(t, address, "", "").Versions(t.Context(), time.Now())
	require.ErrorIs(t, err, ErrNoDeployment)
	// given a deployment that nobody has heard of
	first := works(t, address, "kaipiao", "v1")
	found, err := first.Versions(t.Context(), time.Now())
	require.NoError(t, err)
	require.Equal(t, Versions{Deployment: "kaipiao", Current: Unversioned}, found)
	require.True(t, found.Waits())
	require.ErrorIs(t, first.MakeCurrent(t.Context(), "v1", time.Now()), ErrNotReady)
	// given workers, of which one task queue is not asked at
	works(t, address, "kaipiao", "v1", workflows.TaskQueue)
	is := func(build string, duty Duty) func() bool {
		return func() bool {
			found, err := first.Versions(t.Context(), time.Now())
			of, _ := found.Of(build)
			return err == nil && of.Duty == duty && of.Workers == 1
		}
	}
	eventually.Holds(t, is("v1", Idle), time.Minute, 100*time.Millisecond)
	require.ErrorContains(t, first.MakeCurrent(t.Context(), "v1", time.Now()), workflows.ProviderTaskQueue)
	works(t, address, "kaipiao", "v1", workflows.ProviderTaskQueue)
	eventually.Holds(t, func() bool { return first.MakeCurrent(t.Context(), "v1", time.Now()) == nil }, time.Minute, 100*time.Millisecond)
	eventually.Holds(t, is("v1", Current), time.Minute, 100*time.Millisecond)
	// when another one ramps, and becomes current
	works(t, address, "kaipiao", "v2", workflows.TaskQueue, workflows.ProviderTaskQueue)
	eventually.Holds(t, func() bool { return first.Ramp(t.Context(), "v2", 25, time.Now()) == nil }, time.Minute, 100*time.Millisecond)
	eventually.Holds(t, is("v2", Ramping), time.Minute, 100*time.Millisecond)
	found, err = first.Versions(t.Context(), time.Now())
	require.NoError(t, err)
	of, known := found.Of("v2")
	require.True(t, known)
	require.InDelta(t, 25, of.Percent, 0.01)
	require.False(t, of.MayStop())
	require.Equal(t, "v2", found.All[0].Build, "the latest first")
	require.NoError(t, first.MakeCurrent(t.Context(), "v2", time.Now()))
	// then the first one is drained, after a while, because nothing is pinned to it
	eventually.Holds(t, func() bool {
		found, err := first.Versions(t.Context(), time.Now())
		require.NoError(t, err)
		of, _ := found.Of("v1")
		return found.Current == "v2" && of.Duty == Drained && of.MayStop()
	}, time.Minute, 200*time.Millisecond)
	require.NoError(t, first.Ramp(t.Context(), "v1", 0, time.Now()), "no ramp is none")
	// and back to workers without a version there is a way where there are some
	require.ErrorIs(t, first.MakeCurrent(t.Context(), Unversioned, time.Now()), ErrNotReady)
	works(t, address, "", "", workflows.TaskQueue, workflows.ProviderTaskQueue)
	eventually.Holds(t, func() bool { return first.MakeCurrent(t.Context(), Unversioned, time.Now()) == nil }, time.Minute, 100*time.Millisecond)
}
