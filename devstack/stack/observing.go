package stack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"kaipiao/devstack/process"
	"kaipiao/metrics"
)

// Where the stack says which process serves its figures, and where Prometheus has its settings and its data, both in the run directory.
const (
	targetsFile = "targets.yml"
	observeDir  = "observe"
)

// rulesDir has what Prometheus is told.
const rulesDir = "deploy/observe"

// prometheusAddr is where Prometheus serves its page, unless KAIPIAO_PROMETHEUS_ADDR says otherwise.
const prometheusAddr = "127.0.0.1:9090"

// jobs are how alerts and dashboards know the programs.
var jobs = map[string]string{"starter": "kaipiao-api", "worker": "kaipiao-worker"}

// writeTargets says where the figures are, as Prometheus reads it.
func writeTargets(runDir string, addresses map[string]string) error {
	var text strings.Builder
	for _, program := range slices.Sorted(maps.Keys(addresses)) {
		if addresses[program] != metrics.None {
			fmt.Fprintf(&text, "- targets: [%q]\n  labels: {job: %s}\n", addresses[program], jobs[program])
		}
	}
	return os.WriteFile(filepath.Join(runDir, targetsFile), []byte(text.String()), 0o600)
}

// Observe runs Prometheus over a stack that runs, on this machine alone, until ctx ends.
func Observe(ctx context.Context, runDir string, show io.Writer) error {
	path, err := exec.LookPath("prometheus")
	if err != nil {
		return fmt.Errorf("there is no prometheus; `make observe` installs Debian's: %w", err)
	}
	targets, err := os.ReadFile(filepath.Join(runDir, targetsFile))
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("no stack has run in %s: `make run` in another terminal starts one", runDir)
	}
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(filepath.Join(runDir, observeDir))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, name := range []string{"prometheus.yml", "alerts.yml"} {
		content, err := os.ReadFile(filepath.Join(rulesDir, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, targetsFile), targets, 0o600); err != nil {
		return err
	}
	address := cmp.Or(os.Getenv("KAIPIAO_PROMETHEUS_ADDR"), prometheusAddr)
	if err := free(address); err != nil {
		return err
	}
	child := process.Child{
		Name: "prometheus", Path: path, Environment: os.Environ(), Log: io.Discard, Show: show,
		Arguments: []string{
			"--config.file=" + filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path=" + filepath.Join(dir, "data"),
			"--storage.tsdb.retention.time=7d", "--web.listen-address=" + address, "--log.level=warn",
		},
	}
	fmt.Fprintf(show, "Prometheus is at http://%s (/targets, /alerts); Ctrl-C ends it, what it has seen stays in %s.\n",
		address, filepath.Join(runDir, observeDir))
	return process.Run(ctx, child)
}

// free refuses an address that somebody else has.
func free(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("%s cannot be listened on; set KAIPIAO_PROMETHEUS_ADDR to a free address: %w", address, err)
	}
	return listener.Close()
}
