package stack

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/schollz/progressbar/v3"
)

// binaryFolder is where the programs are built, below the checkout.
const binaryFolder = ".build/bin"

// program is one program of the stack.
type program struct {
	name string
	// module is the folder of its module, pattern its package in there.
	module, pattern string
}

var programs = []program{
	{"temporal", "devstack/temporal", "."},
	{"sandbox", ".", "./sandbox"},
	{"signin", ".", "./devstack/signin"},
	{"worker", ".", "./worker"},
	{"starter", ".", "./starter"},
}

// Binary is the path of a program that was built.
func Binary(name string) string { return filepath.Join(binaryFolder, name) }

// Build brings every program up to date. Go's build cache makes the second time quick.
func Build(ctx context.Context) error {
	for _, p := range programs {
		if err := p.build(ctx); err != nil {
			return err
		}
	}
	return nil
}

// build builds one program and shows how far it is: the first build of the Temporal server takes minutes.
func (p program) build(ctx context.Context) error {
	output, err := filepath.Abs(Binary(p.name))
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "go", "build", "-v", "-ldflags=-s -w", "-o", output, p.pattern)
	command.Dir = p.module
	stderr, err := command.StderrPipe()
	if err != nil {
		return err
	}
	stale := p.stalePackages(ctx)
	if err := command.Start(); err != nil {
		return fmt.Errorf("Go is needed to build %s: %w", p.name, err)
	}
	problems := showProgress(stderr, stale, "building "+p.name)
	if err := command.Wait(); err != nil {
		return errors.Join(fmt.Errorf("building %s failed: %s", p.name, strings.Join(problems, "\n")), ctx.Err())
	}
	return nil
}

// stalePackages counts what has to be compiled; 0 when it is not known.
func (p program) stalePackages(ctx context.Context) int {
	command := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{if .Stale}}.{{end}}", p.pattern)
	command.Dir = p.module
	output, err := command.Output()
	if err != nil {
		return 0
	}
	return strings.Count(string(output), ".")
}

// few packages are compiled in seconds and need no bar.
const few = 20

// showProgress counts the packages that go build names, and returns what else it says. Downloads are counted too, as
// work without a known end.
func showProgress(reader io.Reader, stale int, title string) []string {
	var bar *progressbar.ProgressBar
	if stale > few {
		bar = progressbar.NewOptions(stale, progressbar.OptionSetDescription(title), progressbar.OptionSetWriter(os.Stderr),
			progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(throttle()))
		defer func() { _ = bar.Finish() }()
	}
	var problems []string
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "go: downloading"):
		case strings.ContainsAny(line, " \t:#"):
			problems = append(problems, line)
		case bar != nil:
			_ = bar.Add(1)
		}
	}
	return problems
}
