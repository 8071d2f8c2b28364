package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// stopGrace is how long a child may take to end by itself.
	stopGrace = 20 * time.Second
	// readyTimeout is how long a child may take to do its work.
	readyTimeout = time.Minute
	readyPause   = 50 * time.Millisecond
	// A child that dies this often, each time within quickDeath of its start, is given up.
	quickDeaths = 5
	quickDeath  = 10 * time.Second
	restartWait = 500 * time.Millisecond
)

// Supervisor keeps children running.
type Supervisor struct {
	// News takes one line whenever a child died and was started again.
	News io.Writer

	mutex    sync.Mutex
	children []*kept
	stopping bool
	failed   chan error
}

// kept is a child with its present life.
type kept struct {
	Child
	life  *running
	watch chan struct{}
}

// NewSupervisor makes a supervisor without children.
func NewSupervisor(news io.Writer) *Supervisor {
	return &Supervisor{News: news, failed: make(chan error, 1)}
}

// Failed tells when a child had to be given up.
func (s *Supervisor) Failed() <-chan error { return s.failed }

// Keep starts a child, waits until it is ready, and keeps it running from then on.
func (s *Supervisor) Keep(ctx context.Context, child Child) error {
	life, err := child.start()
	if err != nil {
		return err
	}
	k := &kept{Child: child, life: life, watch: make(chan struct{})}
	s.mutex.Lock()
	s.children = append(s.children, k)
	s.mutex.Unlock()
	err = awaitReady(ctx, child, life)
	go s.keep(k, err != nil)
	return err
}

// awaitReady waits until the child does its work, or has ended.
func awaitReady(ctx context.Context, child Child, life *running) error {
	ctx, stop := context.WithTimeout(ctx, readyTimeout)
	defer stop()
	for child.Ready != nil {
		err := child.Ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-life.ended:
			return fmt.Errorf("%s ended while starting (%s)", child.Name, life.how())
		case <-ctx.Done():
			return fmt.Errorf("%s did not become ready: %w", child.Name, err)
		case <-time.After(readyPause):
		}
	}
	return nil
}

// keep waits for the child to end, and starts it again unless everything is being stopped or it never became ready.
func (s *Supervisor) keep(k *kept, once bool) {
	defer close(k.watch)
	for deaths := 0; ; {
		<-k.life.ended
		if once || s.isStopping() {
			return
		}
		deaths++
		if time.Since(k.life.started) > quickDeath {
			deaths = 1
		}
		if deaths > quickDeaths {
			s.fail(fmt.Errorf("%s dies again and again (%s); see its log", k.Name, k.life.how()))
			return
		}
		fmt.Fprintf(s.News, "%s ended (%s); starting it again\n", k.Name, k.life.how())
		time.Sleep(restartWait)
		if !s.revive(k) {
			return
		}
	}
}

func (s *Supervisor) revive(k *kept) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.stopping {
		return false
	}
	life, err := k.start()
	if err != nil {
		s.fail(err)
		return false
	}
	k.life = life
	return true
}

func (s *Supervisor) isStopping() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.stopping
}

func (s *Supervisor) fail(err error) {
	select {
	case s.failed <- err:
	default:
	}
}

// Stop ends all children, the last one started first, and returns when none is left.
func (s *Supervisor) Stop() {
	s.mutex.Lock()
	s.stopping = true
	children := s.children
	s.mutex.Unlock()
	for i := len(children) - 1; i >= 0; i-- {
		children[i].life.stop(stopGrace)
		<-children[i].watch
	}
}

// PIDs lists the children's process ids by name, in the order of their start.
func (s *Supervisor) PIDs() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var lines []string
	for _, k := range s.children {
		lines = append(lines, fmt.Sprintf("%s %d", k.Name, k.life.command.Process.Pid))
	}
	return lines
}

// PID is the process id that a child has now; 0 when there is no such child.
func (s *Supervisor) PID(name string) int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, k := range s.children {
		if k.Name == name {
			return k.life.command.Process.Pid
		}
	}
	return 0
}

// Run runs a child once, to its end.
func Run(ctx context.Context, child Child) error {
	life, err := child.start()
	if err != nil {
		return err
	}
	select {
	case <-life.ended:
	case <-ctx.Done():
		life.stop(stopGrace)
		return ctx.Err()
	}
	if life.err != nil {
		return errors.Join(fmt.Errorf("%s failed", child.Name), life.err)
	}
	return nil
}
