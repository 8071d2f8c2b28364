// Package process runs child processes: it shows what they say, starts them again when they die, stops them in order,
// and leaves none behind.
package process

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Child is a program to keep running.
type Child struct {
	Name        string
	Path        string
	Arguments   []string
	Environment []string
	// Log takes everything the child says, and Show, which may be nil, each line with the child's name before it.
	Log  io.Writer
	Show io.Writer
	// Ready returns nil once the child does its work; it is called until then.
	Ready func(context.Context) error
}

// running is one life of a child.
type running struct {
	command *exec.Cmd
	started time.Time
	ended   chan struct{}
	err     error
}

// start starts the child once. It is in a process group of its own, so that a Ctrl-C in the terminal reaches only us, and
// it dies with us.
func (c Child) start() (*running, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", c.Name, err)
	}
	r := &running{command: exec.Command(c.Path, c.Arguments...), started: time.Now(), ended: make(chan struct{})}
	r.command.Env = c.Environment
	r.command.Stdout, r.command.Stderr = writer, writer
	r.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	err = Launch(r.command, func(err error) {
		r.err = err
		close(r.ended)
	})
	if err := errors.Join(err, writer.Close()); err != nil {
		return nil, fmt.Errorf("start %s: %w", c.Name, errors.Join(err, reader.Close()))
	}
	go c.copyOutput(reader)
	return r, nil
}

// copyOutput passes on what the child says, line by line, until it ends.
func (c Child) copyOutput(reader io.ReadCloser) {
	defer reader.Close()
	lines := bufio.NewReader(reader)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			line = strings.TrimRight(line, "\n")
			fmt.Fprintln(c.Log, line)
			if c.Show != nil {
				fmt.Fprintf(c.Show, "%-8s | %s\n", c.Name, line)
			}
		}
		if err != nil {
			return
		}
	}
}

// stop asks the child to end, and ends it when it does not.
func (r *running) stop(grace time.Duration) {
	_ = r.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-r.ended:
	case <-time.After(grace):
		_ = r.command.Process.Kill()
		<-r.ended
	}
}

// how says how the child ended.
func (r *running) how() string {
	if r.err != nil {
		return r.err.Error()
	}
	return "exit status 0"
}
