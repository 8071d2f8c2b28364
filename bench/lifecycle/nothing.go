package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kaipiao/devstack/stack"
)

// queueOfNothing is where workflows that do nothing are worked on.
const queueOfNothing = "nothing"

// doNothing is the least that a workflow can be.
func doNothing(workflow.Context) error { return nil }

// nothing keeps so many workflows under way that do nothing.
type nothing struct {
	loop   int
	client client.Client
	worker worker.Worker
	begun  atomic.Int64
}

func newNothing(s *stack.Stack, loop int) (*nothing, error) {
	at := s.Settings()
	temporal, err := client.Dial(client.Options{HostPort: at.TemporalAddr, Namespace: at.TemporalNamespace, Logger: quiet{}})
	if err != nil {
		return nil, err
	}
	w := worker.New(temporal, queueOfNothing, worker.Options{})
	w.RegisterWorkflow(doNothing)
	if err := w.Start(); err != nil {
		temporal.Close()
		return nil, err
	}
	return &nothing{loop: loop, client: temporal, worker: w}, nil
}

func (n *nothing) close() {
	n.worker.Stop()
	n.client.Close()
}

// turn keeps the loop closed: whoever has come to its end is followed by the next one.
func (n *nothing) turn(ctx context.Context, lasts time.Duration) (outcome, error) {
	var came atomic.Int64
	var failed atomic.Pointer[error]
	begun := time.Now()
	var loop sync.WaitGroup
	for range n.loop {
		loop.Go(func() {
			for time.Since(begun) < lasts && ctx.Err() == nil {
				run, err := n.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
					ID: fmt.Sprintf("nothing-%d", n.begun.Add(1)), TaskQueue: queueOfNothing,
				}, doNothing)
				if err == nil {
					err = run.Get(ctx, nil)
				}
				if err != nil {
					failed.Store(&err)
					return
				}
				came.Add(1)
			}
		})
	}
	loop.Wait()
	if err := failed.Load(); err != nil {
		return outcome{}, *err
	}
	all := int(came.Load())
	return outcome{came: all, all: all, took: time.Since(begun)}, ctx.Err()
}

// quiet keeps the SDK's own talk away from the figures.
type quiet struct{}

var _ log.Logger = quiet{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
