package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"kaipiao/devstack/stack"
	"kaipiao/e2e/chaos/check"
	"kaipiao/e2e/chaos/drive"
	"kaipiao/e2e/chaos/inject"
	"kaipiao/e2e/chaos/plan"
	"kaipiao/e2e/chaos/report"
	"kaipiao/e2e/chaos/wires"
)

// endpoint is the path of the subscriber that is told everything.
const endpoint = "/webhooks/chaos"

// toxiproxy is the proxy's program, which make builds.
const toxiproxy = ".build/bin/toxiproxy"

// execute starts the stack with the proxies in between, and carries the plan out on it.
func (o options) execute(ctx context.Context, p plan.Plan) (r report.Report, err error) {
	if err := prepare(o.RunDir); err != nil {
		return r, err
	}
	proxyLog, err := os.Create(filepath.Join(o.RunDir, "logs", "toxiproxy.log"))
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, proxyLog.Close()) }()
	between, err := wires.Start(ctx, toxiproxy, proxyLog)
	if err != nil {
		return r, fmt.Errorf("start the proxy between the processes; make builds it: %w", err)
	}
	defer between.Stop()
	news := &counted{to: os.Stdout}
	err = stack.With(ctx, stack.Options{News: news, Route: between.Route}, func(ctx context.Context, s *stack.Stack) error {
		run := &run{options: o, plan: p, stack: s, wires: between}
		r, err = run.everything(ctx)
		r.Counts["processes started again"] = news.lines()
		return errors.Join(err, r.Write(o.RunDir))
	})
	return r, err
}

// run is one run on a running stack.
type run struct {
	options
	plan   plan.Plan
	stack  *stack.Stack
	wires  *wires.Wires
	reader check.Reader
	driver *drive.Driver
	clerk  *drive.Clerk
}

func (r *run) everything(ctx context.Context) (report.Report, error) {
	found := report.Report{
		Seed: r.plan.Seed, For: r.plan.For, Families: r.plan.Families, Provider: r.Provider, Courier: r.Courier, Began: time.Now(), Counts: map[string]int{},
	}
	at := r.stack.Settings()
	operator, err := client.DialContext(ctx, client.Options{HostPort: at.TemporalAddr, Namespace: at.TemporalNamespace, Logger: quiet{}})
	if err != nil {
		return found, err
	}
	defer operator.Close()
	r.reader = check.Reader{
		Database: at.DatabaseReaderURL, Sandbox: "http://" + at.SandboxAddr, Temporal: operator, Namespace: at.TemporalNamespace, Endpoint: endpoint,
	}
	if err := r.people(ctx); err != nil {
		return found, err
	}
	ctx, givenUp := context.WithCancelCause(ctx)
	defer givenUp(nil)
	go func() { givenUp(r.stack.AwaitEnd(ctx)) }()

	injector := &inject.Injector{Stack: r.stack, Wires: r.wires, Temporal: operator, Say: say}
	var ended sync.WaitGroup
	working, rest := context.WithCancel(ctx)
	defer ended.Wait()
	defer rest()
	ended.Go(func() { r.clerk.Work(working) })
	telling, stopTelling := context.WithTimeout(ctx, r.plan.For+r.Settle/2)
	defer stopTelling()
	told := make(chan struct{})
	go func() { r.driver.Play(telling, r.plan); close(told) }()
	found.Injected = injector.Run(ctx, r.plan)
	if err := injector.Lift(ctx); err != nil {
		return found, errors.Join(fmt.Errorf("the faults cannot be lifted: %w", err), context.Cause(ctx))
	}
	found.Unmet = injector.Unmet
	say("all faults are lifted; everything may take %s to come to its end", r.Settle)
	lifted := time.Now()
	r.clerk.Lifted()
	select {
	case <-told:
	case <-telling.Done():
		<-told
	}
	r.clerk.Late()
	snapshot, err := r.settle(ctx, lifted.Add(r.Settle))
	found.Settled = time.Since(lifted)
	rest()
	if cause := context.Cause(ctx); err != nil || cause != nil {
		return found, errors.Join(err, cause)
	}
	r.judge(ctx, &found, snapshot)
	return found, nil
}

// people are the callers, behind proxies of their own, and the subscribers.
func (r *run) people(ctx context.Context) error {
	at := r.stack.Settings()
	door, err := r.wires.Between(wires.CallerStarter, at.HTTPAddr)
	if err != nil {
		return err
	}
	subscriber, err := r.wires.Between(wires.StarterSubscriber, at.SandboxAddr)
	if err != nil {
		return err
	}
	if r.driver, err = drive.New(door, at.TokenKeys(), at.SandboxAddr); err != nil {
		return err
	}
	r.clerk = r.driver.NewClerk()
	return errors.Join(r.driver.Subscribe(ctx, "http://"+subscriber+endpoint), r.driver.Subscribe(ctx, "http://"+subscriber+inject.Gone))
}

// say prints a line about the run.
func say(format string, arguments ...any) { fmt.Printf("chaos  | "+format+"\n", arguments...) }

// counted counts the lines that pass.
type counted struct {
	to    io.Writer
	mutex sync.Mutex
	count int
}

// Write passes lines on.
func (c *counted) Write(text []byte) (int, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.count += strings.Count(string(text), "\n")
	return fmt.Fprintf(c.to, "stack  | %s", text)
}

func (c *counted) lines() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.count
}

// quiet drops what Temporal's client says about connections that are cut.
type quiet struct{ log.Logger }

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
