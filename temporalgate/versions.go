package temporalgate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"kaipiao/workflows"
)

// Unversioned stands for workers that have no version: the current one is them until somebody says otherwise.
const Unversioned = "unversioned"

// Duty is what a version of the workers is for.
type Duty string

// The duties. What is draining finishes what is pinned to it, and is drained when nothing is.
const (
	Current  Duty = "current"
	Ramping  Duty = "ramping"
	Draining Duty = "draining"
	Drained  Duty = "drained"
	Idle     Duty = "idle" // it has never been current
)

// Version is one build of the workers, as Temporal knows it.
type Version struct {
	Build string
	Duty  Duty
	// Percent is how much of what may move goes to the ramping one.
	Percent float32
	// Workers is how many ask for work now.
	Workers int
	// Pinned is how many runs have to end on this build, by type.
	Pinned map[string]int
	// missing are the task queues that its workers have not asked at yet.
	missing []string
}

// MayStop reports whether nothing is left for the workers of this build. Runs that may move go on with the current one.
func (v Version) MayStop() bool {
	return (v.Duty == Drained || v.Duty == Idle) && len(v.Pinned) == 0
}

// Versions are all builds of the deployment, the latest first.
type Versions struct {
	Deployment string
	// Current is a build, or Unversioned.
	Current string
	All     []Version
	// UnversionedWorkers is how many workers without a version ask for work now.
	UnversionedWorkers int
}

// Waits reports that new work waits, because it is for workers without a version, and there are none.
func (v Versions) Waits() bool { return v.Current == Unversioned && v.UnversionedWorkers == 0 }

// Of is a build.
func (v Versions) Of(build string) (Version, bool) {
	at := slices.IndexFunc(v.All, func(one Version) bool { return one.Build == build })
	if at < 0 {
		return Version{}, false
	}
	return v.All[at], true
}

var (
	// ErrNoDeployment says that workers have no versions here.
	ErrNoDeployment = errors.New("workers have no versions here: KAIPIAO_DEPLOYMENT is not set · 未启用版本:没有设置 KAIPIAO_DEPLOYMENT")
	// ErrNotReady says that the workers of a build do not ask for work yet, so that what it got would wait.
	ErrNotReady = errors.New("its workers do not ask for work: start them, or wait a moment · 该版本的 worker 尚未就绪:请先启动,或稍候再试")
)

// version is what the workers say of themselves. No default: a type that says in the table no behaviour of its own is refused when it is registered.
func (g *Gate) version() worker.DeploymentOptions {
	if g.deployment == "" {
		return worker.DeploymentOptions{}
	}
	return worker.DeploymentOptions{
		UseVersioning: true, Version: worker.WorkerDeploymentVersion{DeploymentName: g.deployment, BuildID: g.build},
	}
}

// asked are the task queues at which a whole worker asks for work, by kind.
var asked = map[string][]client.TaskQueueType{
	workflows.TaskQueue:         {client.TaskQueueTypeWorkflow, client.TaskQueueTypeActivity},
	workflows.ProviderTaskQueue: {client.TaskQueueTypeActivity},
}

// askedWithin is how long ago a worker that is there has asked for work at most: it waits a minute for an answer.
const askedWithin = 2 * time.Minute

// Versions are the builds as they stand at an instant. There are none before the first worker with a version has come.
func (g *Gate) Versions(ctx context.Context, now time.Time) (Versions, error) {
	found := Versions{Deployment: g.deployment, Current: Unversioned}
	if g.deployment == "" {
		return found, ErrNoDeployment
	}
	workers, err := g.workers(ctx, now)
	if err != nil {
		return found, err
	}
	found.UnversionedWorkers = workers[""]
	described, err := g.handle().Describe(ctx, client.WorkerDeploymentDescribeOptions{})
	var unknown *serviceerror.NotFound
	if errors.As(err, &unknown) {
		return found, nil
	}
	if err != nil {
		return found, fmt.Errorf("ask for the versions of %s: %w", g.deployment, err)
	}
	routing := described.Info.RoutingConfig
	if routing.CurrentVersion != nil {
		found.Current = routing.CurrentVersion.BuildID
	}
	summaries := slices.Clone(described.Info.VersionSummaries)
	slices.SortStableFunc(summaries, func(a, b client.WorkerDeploymentVersionSummary) int { return b.CreateTime.Compare(a.CreateTime) })
	for _, one := range summaries {
		v := Version{Build: one.Version.BuildID, Duty: dutyOf(one, routing), Workers: workers[one.Version.BuildID]}
		if v.Duty == Ramping {
			v.Percent = routing.RampingVersionPercentage
		}
		if v.Pinned, err = g.pinned(ctx, v.Build); err != nil {
			return found, err
		}
		if v.missing, err = g.missingQueues(ctx, v.Build); err != nil {
			return found, err
		}
		found.All = append(found.All, v)
	}
	return found, nil
}

func dutyOf(one client.WorkerDeploymentVersionSummary, routing client.WorkerDeploymentRoutingConfig) Duty {
	switch {
	case routing.CurrentVersion != nil && *routing.CurrentVersion == one.Version:
		return Current
	case routing.RampingVersion != nil && *routing.RampingVersion == one.Version:
		return Ramping
	case one.DrainageStatus == client.WorkerDeploymentVersionDrainageStatusDraining:
		return Draining
	case one.DrainageStatus == client.WorkerDeploymentVersionDrainageStatusDrained:
		return Drained
	default:
		return Idle
	}
}

func (g *Gate) handle() client.WorkerDeploymentHandle {
	return g.client.WorkerDeploymentClient().GetHandle(g.deployment)
}

// workers counts who asks for work, by build; "" are those without a version.
func (g *Gate) workers(ctx context.Context, now time.Time) (map[string]int, error) {
	described, err := g.client.DescribeTaskQueue(ctx, workflows.TaskQueue, enums.TASK_QUEUE_TYPE_WORKFLOW)
	if err != nil {
		return nil, fmt.Errorf("ask which workers there are: %w", err)
	}
	counted := map[string]int{}
	for _, one := range described.GetPollers() {
		of := one.GetDeploymentOptions()
		versioned := of.GetWorkerVersioningMode() == enums.WORKER_VERSIONING_MODE_VERSIONED
		switch {
		case one.GetLastAccessTime().AsTime().Before(now.Add(-askedWithin)):
		case !versioned:
			counted[""]++
		case of.GetDeploymentName() == g.deployment:
			counted[of.GetBuildId()]++
		}
	}
	return counted, nil
}

// pinned counts the open runs that have to end on a build.
func (g *Gate) pinned(ctx context.Context, build string) (map[string]int, error) {
	counted := map[string]int{}
	query := fmt.Sprintf("%s AND TemporalWorkerDeploymentVersion = %s AND TemporalWorkflowVersioningBehavior = 'Pinned'", isOpen,
		quoted([]string{g.deployment + ":" + build}))
	err := g.list(ctx, query, func(one run) error { counted[one.GetType().GetName()]++; return nil })
	return counted, err
}

// missingQueues are those at which no worker of a build has asked for work so far.
func (g *Gate) missingQueues(ctx context.Context, build string) (missing []string, err error) {
	described, err := g.handle().DescribeVersion(ctx, client.WorkerDeploymentDescribeVersionOptions{BuildID: build})
	if err != nil {
		return nil, fmt.Errorf("ask for the version %s: %w", build, err)
	}
	for queue, kinds := range asked {
		for _, kind := range kinds {
			if !slices.Contains(described.Info.TaskQueuesInfos, client.WorkerDeploymentTaskQueueInfo{Name: queue, Type: kind}) {
				missing = append(missing, queue)
			}
		}
	}
	slices.Sort(missing)
	return slices.Compact(missing), nil
}

// MakeCurrent has everything that begins, and everything that may move, go on with a build from now on; with Unversioned, with workers without a
// version. A build without workers is refused (ErrNotReady).
func (g *Gate) MakeCurrent(ctx context.Context, build string, now time.Time) error {
	options := client.WorkerDeploymentSetCurrentVersionOptions{BuildID: build}
	if build == Unversioned {
		options.BuildID = ""
		// Workers without a version serve what they serve; Temporal does not know their queues as a version's.
		options.IgnoreMissingTaskQueues = true
	}
	if err := g.ready(ctx, build, now); err != nil {
		return err
	}
	if _, err := g.handle().SetCurrentVersion(ctx, options); err != nil {
		return fmt.Errorf("make %s current: %w", build, err)
	}
	return nil
}

// Ramp has a part of what begins, and of what may move, go on with a build; 0 percent ends it.
func (g *Gate) Ramp(ctx context.Context, build string, percent float32, now time.Time) error {
	options := client.WorkerDeploymentSetRampingVersionOptions{BuildID: build, Percentage: percent}
	if percent == 0 {
		options.BuildID = ""
	} else if err := g.ready(ctx, build, now); err != nil {
		return err
	}
	if _, err := g.handle().SetRampingVersion(ctx, options); err != nil {
		return fmt.Errorf("ramp %s: %w", build, err)
	}
	return nil
}

// ready refuses a build whose workers are not there, whole.
func (g *Gate) ready(ctx context.Context, build string, now time.Time) error {
	found, err := g.Versions(ctx, now)
	if err != nil {
		return err
	}
	if build == Unversioned {
		if found.UnversionedWorkers == 0 {
			return fmt.Errorf("%s: %w", build, ErrNotReady)
		}
		return nil
	}
	of, known := found.Of(build)
	switch {
	case !known || of.Workers == 0:
		return fmt.Errorf("%s: %w", build, ErrNotReady)
	case len(of.missing) > 0:
		return fmt.Errorf("%s, at %v: %w", build, of.missing, ErrNotReady)
	default:
		return nil
	}
}
