package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"kaipiao/settings"
	"kaipiao/temporalgate"
)

// releaseCommand is about which build of the workers goes on with what, where workers have versions (docs/operations.md).
type releaseCommand struct {
	Show    showReleaseCommand    `cmd:"" help:"Which builds of the workers there are, and which may be stopped."`
	Current currentReleaseCommand `cmd:"" help:"Have everything go on with a build from now on."`
	Ramp    rampReleaseCommand    `cmd:"" help:"Have a part of everything go on with a build, to try it."`
	Drained drainedReleaseCommand `cmd:"" help:"Wait until nothing is left for the workers of a build; exit code 1 if something is."`
}

type showReleaseCommand struct{}

type currentReleaseCommand struct {
	Build  string        `arg:"" help:"What the build is called; unversioned is the workers without a version."`
	Within time.Duration `default:"1m" help:"How long to wait for its workers."`
}

type rampReleaseCommand struct {
	Build   string        `arg:"" help:"What the build is called."`
	Percent float32       `arg:"" help:"How much of everything; 0 ends it."`
	Within  time.Duration `default:"1m" help:"How long to wait for its workers."`
}

type drainedReleaseCommand struct {
	Build  string        `arg:"" help:"What the build is called."`
	Within time.Duration `default:"10m" help:"How long to wait."`
}

// How often is looked again, and how long one look may take.
const (
	lookAgain  = time.Second
	lookWithin = 30 * time.Second
)

var (
	errWorkWaits = errors.New("no build is current and no worker is without a version: new work waits, nothing is lost · 没有当前版本,新任务正在等待(不会丢失);" +
		"`starter release current BUILD`")
	errNotDrained = errors.New("it is still needed: do not stop its workers · 该版本仍有任务,请勿停止其 worker")
	errPercent    = errors.New("a percentage is 0 to 100 · 百分比应为 0 到 100")
)

// Run shows them. It fails where new work waits.
func (showReleaseCommand) Run(ctx context.Context) error {
	return withVersions(ctx, func(gate *temporalgate.Gate) error { return showVersions(ctx, gate) })
}

// Run waits for the workers of the build, makes it current, and shows how everything stands.
func (c currentReleaseCommand) Run(ctx context.Context) error {
	return withVersions(ctx, func(gate *temporalgate.Gate) error {
		err := until(ctx, c.Within, func(now time.Time) error { return gate.MakeCurrent(ctx, c.Build, now) })
		if err != nil {
			return err
		}
		fmt.Printf("%s is current: what begins and what may move goes on with it · %[1]s 已成为当前版本\n", c.Build)
		return showVersions(ctx, gate)
	})
}

// Run waits for the workers of the build, and has the part go there.
func (c rampReleaseCommand) Run(ctx context.Context) error {
	if c.Percent < 0 || c.Percent > 100 {
		return errPercent
	}
	return withVersions(ctx, func(gate *temporalgate.Gate) error {
		err := until(ctx, c.Within, func(now time.Time) error { return gate.Ramp(ctx, c.Build, c.Percent, now) })
		if err != nil {
			return err
		}
		return showVersions(ctx, gate)
	})
}

// Run waits until the build is drained.
func (c drainedReleaseCommand) Run(ctx context.Context) error {
	return withVersions(ctx, func(gate *temporalgate.Gate) error {
		return until(ctx, c.Within, func(now time.Time) error {
			found, err := gate.Versions(ctx, now)
			if err != nil {
				return err
			}
			of, known := found.Of(c.Build)
			if known && !of.MayStop() {
				return fmt.Errorf("%s%s: %w", c.Build, leftOf(of), errNotDrained)
			}
			fmt.Printf("nothing is left for %s: its workers may be stopped · %[1]s 已排空,可以停止其 worker\n", c.Build)
			return nil
		})
	})
}

// until tries again while workers are not there yet, or are still needed.
func until(ctx context.Context, within time.Duration, try func(now time.Time) error) error {
	ends := time.Now().Add(within)
	for {
		err := try(time.Now())
		if !errors.Is(err, temporalgate.ErrNotReady) && !errors.Is(err, errNotDrained) || time.Now().After(ends) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookAgain):
		}
	}
}

func withVersions(ctx context.Context, do func(*temporalgate.Gate) error) error {
	s, err := settings.Load()
	if err != nil {
		return err
	}
	if s.Deployment == "" {
		return temporalgate.ErrNoDeployment
	}
	dialled, stop := context.WithTimeout(ctx, lookWithin)
	defer stop()
	gate, err := temporalgate.Dial(dialled, temporalgate.From(s))
	if err != nil {
		return err
	}
	defer gate.Close()
	return do(gate)
}

func showVersions(ctx context.Context, gate *temporalgate.Gate) error {
	found, err := gate.Versions(ctx, time.Now())
	if err != nil {
		return err
	}
	if err := printVersions(os.Stdout, found); err != nil {
		return err
	}
	if found.Waits() {
		return errWorkWaits
	}
	return nil
}

// duties are what the duties are called for people.
var duties = map[temporalgate.Duty]string{
	temporalgate.Current:  "current: everything that begins or may move goes on with it · 当前版本",
	temporalgate.Ramping:  "ramping: %g %% of it goes on with it · 灰度 %[1]g %%",
	temporalgate.Draining: "draining: do not stop its workers%s · 排空中,请勿停止",
	temporalgate.Drained:  "drained: its workers may be stopped · 已排空,可以停止",
	temporalgate.Idle:     "idle: it has never been current · 尚未启用",
}

// printVersions says in words which build does what.
func printVersions(to io.Writer, found temporalgate.Versions) error {
	fmt.Fprintf(to, "deployment %s · 部署 %[1]s\n", found.Deployment)
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, one := range found.All {
		says := duties[one.Duty]
		switch {
		case one.Duty == temporalgate.Ramping:
			says = fmt.Sprintf(says, one.Percent)
		case one.Duty == temporalgate.Draining:
			says = fmt.Sprintf(says, leftOf(one))
		case len(one.Pinned) > 0 && one.Duty != temporalgate.Current: // Temporal has not looked again yet
			says = fmt.Sprintf(duties[temporalgate.Draining], leftOf(one))
		}
		fmt.Fprintf(table, "  %s\tworkers · worker 数: %d\t%s\n", one.Build, one.Workers, says)
	}
	if found.UnversionedWorkers > 0 || found.Current == temporalgate.Unversioned {
		says := "nothing comes to them any more: stop them · 不再接收任务,可以停止"
		if found.Current == temporalgate.Unversioned {
			says = duties[temporalgate.Current]
		}
		fmt.Fprintf(table, "  %s\tworkers · worker 数: %d\t%s\n", temporalgate.Unversioned, found.UnversionedWorkers, says)
	}
	return table.Flush()
}

// leftOf names what has to end on a build.
func leftOf(one temporalgate.Version) string {
	var left []string
	for _, kind := range slices.Sorted(maps.Keys(one.Pinned)) {
		left = append(left, fmt.Sprintf("%d %s", one.Pinned[kind], kind))
	}
	if len(left) == 0 {
		return ", Temporal looks again in some minutes"
	}
	return ", " + strings.Join(left, ", ") + " runs there"
}
