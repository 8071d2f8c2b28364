package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"
)

// queueOfNothing is where workflows that do nothing are worked on.
const queueOfNothing = "nothing"

// doNothing is the least that a workflow can be.
func doNothing(workflow.Context) error { return nil }

// nothing keeps so many workflows under way that do nothing.
type nothing struct {
	loop   int
	run    string
	client client.Client
	worker worker.Worker
	begun  atomic.Int64
}

func newNothing(address, namespace string, loop int) (*nothing, error) {
	temporal, err := client.Dial(client.Options{HostPort: address, Namespace: namespace, Logger: quiet{}})
	if err != nil {
		return nil, err
	}
	w := worker.New(temporal, queueOfNothing, worker.Options{})
	w.RegisterWorkflow(doNothing)
	if err := w.Start(); err != nil {
		temporal.Close()
		return nil, err
	}
	return &nothing{loop: loop, run: time.Now().UTC().Format("150405"), client: temporal, worker: w}, nil
}

func (n *nothing) close() {
	n.worker.Stop()
	n.client.Close()
}

func (n *nothing) turn(ctx context.Context, lasts time.Duration, mark func() error) (int, error) {
	return closedLoop(ctx, n.loop, lasts, mark, n.one)
}

// closedLoop keeps so many under way: whoever has come to its end is followed by the next one.
func closedLoop(
	ctx context.Context, under int, lasts time.Duration, mark func() error, one func(context.Context) error,
) (int, error) {
	var came atomic.Int64
	going, stop := context.WithCancel(ctx)
	loop, going := errgroup.WithContext(going)
	for range under {
		loop.Go(func() error {
			for going.Err() == nil {
				if err := one(ctx); err != nil {
					return err
				}
				came.Add(1)
			}
			return nil
		})
	}
	err := wait(going, unmeasured)
	begun := came.Load()
	err = errors.Join(err, mark(), wait(going, lasts))
	counted := came.Load() - begun
	err = errors.Join(err, mark())
	stop()
	return int(counted), errors.Join(err, loop.Wait())
}

// one starts a workflow and waits for its end.
func (n *nothing) one(ctx context.Context) error {
	options := client.StartWorkflowOptions{ID: fmt.Sprintf("nothing-%s-%d", n.run, n.begun.Add(1)), TaskQueue: queueOfNothing}
	run, err := n.client.ExecuteWorkflow(ctx, options, doNothing)
	if err != nil {
		return err
	}
	return run.Get(ctx, nil)
}

// wait waits for a while, or until it goes no further.
func wait(going context.Context, while time.Duration) error {
	select {
	case <-going.Done():
		return context.Cause(going)
	case <-time.After(while):
		return nil
	}
}

// quiet keeps the SDK's own talk away from the figures.
type quiet struct{}

var _ log.Logger = quiet{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
