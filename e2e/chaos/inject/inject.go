// Package inject carries a plan's faults out on a running stack, and takes back in the end what does not pass by itself.
package inject

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.temporal.io/sdk/client"

	"kaipiao/devstack/stack"
	"kaipiao/e2e/chaos/plan"
	"kaipiao/e2e/chaos/wires"
)

// Injected is a fault with what came of it.
type Injected struct {
	plan.Fault
	// Done: it struck. Otherwise there was nothing to strike at that moment, such as a process that was dead already.
	Done bool `json:"done"`
	// What says whom it struck, or why nobody.
	What string `json:"what"`
	// Held is how far behind the plan it came.
	Held time.Duration `json:"held,omitempty"`
}

// Injector strikes one stack.
type Injector struct {
	Stack *stack.Stack
	Wires *wires.Wires
	// Temporal is an operator at the Web UI, with nothing in between.
	Temporal client.Client
	// Say takes a line for each fault.
	Say func(format string, arguments ...any)

	// Unmet are the faults of the outside world that struck nobody until they were lifted.
	Unmet map[string]int

	mutex    sync.Mutex
	injected []Injected
	paused   []pausedActivity
}

// errNobody says that there was nobody to strike.
var errNobody = errors.New("nobody is there to be struck")

// Run carries the plan out and returns when its time is over; what lasts beyond it is lifted by Lift.
func (i *Injector) Run(ctx context.Context, p plan.Plan) []Injected {
	started := time.Now()
	ctx, stop := context.WithDeadline(ctx, started.Add(p.For))
	defer stop()
	var striking sync.WaitGroup
	for _, fault := range p.Faults {
		if !sleep(ctx, time.Until(started.Add(fault.At))) {
			break
		}
		striking.Go(func() { i.strike(ctx, fault, started) })
	}
	<-ctx.Done()
	striking.Wait()
	return i.injected
}

func (i *Injector) strike(ctx context.Context, fault plan.Fault, started time.Time) {
	var what string
	var err error
	held := time.Since(started.Add(fault.At))
	switch fault.Family {
	case plan.Kills:
		what, err = i.kill(ctx, fault)
	case plan.Provider:
		what, err = i.disturb(ctx, fault)
	case plan.Network:
		what, err = i.hurt(fault)
	case plan.Buttons:
		what, err = i.press(ctx, fault)
	}
	came := Injected{Fault: fault, Done: err == nil, What: what, Held: held.Round(time.Millisecond)}
	if err != nil {
		came.What = fmt.Sprintf("missed: %v", err)
	}
	i.Say("%5.1fs  %s  [%s]", time.Since(started).Seconds(), fault, came.What)
	i.mutex.Lock()
	i.injected = append(i.injected, came)
	i.mutex.Unlock()
	if err != nil || fault.For == 0 {
		return
	}
	sleep(ctx, fault.For)
	i.relieve(fault)
}

// relieve ends a fault that lasts for a while.
func (i *Injector) relieve(fault plan.Fault) {
	var err error
	switch fault.Family {
	case plan.Network:
		err = i.Wires.Heal(fault.Target)
	case plan.Buttons:
		ctx, stop := context.WithTimeout(context.Background(), calling)
		defer stop()
		err = i.unpauseAll(ctx)
	case plan.Kills, plan.Provider: // a process is started again; the sandbox counts
	}
	if err != nil {
		i.Say("        %s does not end yet: %v", fault, err)
	}
}

// Lift ends everything that was injected and has not passed.
func (i *Injector) Lift(ctx context.Context) error {
	return retry(ctx, func(ctx context.Context) error {
		if unmet := i.unmet(ctx); unmet != nil && i.Unmet == nil {
			i.Unmet = unmet
		}
		return errors.Join(i.Wires.HealAll(), i.calm(ctx), i.unpauseAll(ctx))
	})
}

// calling is how long one call of the injector may take.
const calling = 10 * time.Second

// retry repeats what fails because its other side is just being started again.
func retry(ctx context.Context, work func(context.Context) error) (err error) {
	for range 10 {
		attempt, stop := context.WithTimeout(ctx, calling)
		err = work(attempt)
		stop()
		if err == nil || errors.Is(err, errNobody) || !sleep(ctx, time.Second) {
			return err
		}
	}
	return err
}

// sleep reports false when the context ended first.
func sleep(ctx context.Context, duration time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(max(0, duration)):
		return ctx.Err() == nil
	}
}
