// Command devstack runs everything on one machine with one command: Postgres, Temporal with its Web UI, the sandbox of
// the outside world, the worker and the API. It is for trying, developing and testing; deployments run the parts on
// their own.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"kaipiao/devstack/stack"
	"kaipiao/program"
)

// commands are what devstack can do.
type commands struct {
	Build   buildCommand   `cmd:"" help:"Build the programs of the stack."`
	Run     runCommand     `cmd:"" help:"Run the stack until Ctrl-C."`
	Demo    demoCommand    `cmd:"" help:"Run the stack and push a sample month through it."`
	Observe observeCommand `cmd:"" help:"Run Prometheus over the stack that runs, until Ctrl-C."`
	With    withCommand    `cmd:"" help:"Run Postgres, Temporal and the sandbox alone, and a command that works with them, such as a restore."`
}

func main() {
	var c commands
	parsed := program.Parse("devstack", "Runs everything on one machine.", &c)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	err := parsed.Run()
	var ended *exec.ExitError
	switch {
	case err == nil, errors.Is(err, context.Canceled):
	case errors.As(err, &ended):
		os.Exit(ended.ExitCode())
	default:
		fmt.Fprintln(os.Stderr, "kaipiao:", err)
		os.Exit(1)
	}
}

type buildCommand struct{}

// Run builds the programs.
func (buildCommand) Run(ctx context.Context) error { return stack.Build(ctx) }

type runCommand struct{}

// Run runs the stack until it is stopped.
func (runCommand) Run(ctx context.Context) error {
	return stack.With(ctx, stack.Options{Show: os.Stdout}, func(ctx context.Context, s *stack.Stack) error { return s.AwaitEnd(ctx) })
}

type demoCommand struct {
	Bills string `env:"DEMO_BILLS" help:"Bills in the FOCUS format, instead of the generated sample."`
	Exit  bool   `env:"DEMO_EXIT" help:"End when the demo is through, with its exit code."`
}

// demoPolicy shortens the cool-off, so that a demo need not wait for it.
const demoPolicy = "devstack/demo-policy.yaml"

// Run runs the stack with the demo in it.
func (d demoCommand) Run(ctx context.Context) error {
	if os.Getenv("KAIPIAO_POLICY") == "" {
		if err := os.Setenv("KAIPIAO_POLICY", demoPolicy); err != nil {
			return err
		}
	}
	return stack.With(ctx, stack.Options{}, func(ctx context.Context, s *stack.Stack) error {
		if err := s.Demo(ctx, d.Bills); err != nil || d.Exit {
			return err
		}
		fmt.Println("\nThe stack stays up; Ctrl-C stops it.")
		return s.AwaitEnd(ctx)
	})
}

type observeCommand struct {
	RunDir string `env:"KAIPIAO_RUN_DIR" default:".run" help:"The stack's run directory."`
}

// Run runs Prometheus.
func (o observeCommand) Run(ctx context.Context) error {
	return stack.Observe(ctx, o.RunDir, os.Stdout)
}

type withCommand struct {
	Command []string `arg:"" passthrough:"" help:"The command, with its arguments."`
}

// Run runs a command while neither worker nor API do anything.
func (w withCommand) Run(ctx context.Context) error {
	return stack.With(ctx, stack.Options{Quiet: true}, func(ctx context.Context, s *stack.Stack) error { return s.Do(ctx, w.Command) })
}
