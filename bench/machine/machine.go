// Package machine says on which machine and by which command something was measured, and starts the Postgres that a measurement has for itself.
package machine

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"

	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres"
	"kaipiao/devstack/postgres/postgrestest"
)

// Line is the first line that a measurement prints.
type Line struct {
	Bench   string `json:"bench"`
	Command string `json:"command"`
	// Processors is how many this process may use, and Model what they call themselves.
	Processors int    `json:"processors"`
	Model      string `json:"model"`
	// MemoryGB is what the machine has, in GiB.
	MemoryGB int    `json:"memory_gb"`
	System   string `json:"system"`
	Go       string `json:"go"`
	Postgres string `json:"postgres,omitempty"`
}

// Describe describes the machine, and the command as it was called. Admin is nil before there is a Postgres.
func Describe(ctx context.Context, bench string, admin *pgx.Conn) (Line, error) {
	l := Line{
		Bench: bench, Command: strings.Join(append([]string{"go run ./bench/" + filepath.Base(bench)}, os.Args[1:]...), " "),
		Processors: runtime.GOMAXPROCS(0), Model: model(), System: system(), Go: runtime.Version(),
	}
	var memory syscall.Sysinfo_t
	if err := syscall.Sysinfo(&memory); err != nil {
		return l, fmt.Errorf("ask for the memory: %w", err)
	}
	l.MemoryGB = int(memory.Totalram * uint64(memory.Unit) >> 30)
	if admin == nil {
		return l, nil
	}
	return l, admin.QueryRow(ctx, "show server_version").Scan(&l.Postgres)
}

// Print prints that, before there is a Postgres.
func Print(ctx context.Context, bench string) error {
	described, err := Describe(ctx, bench, nil)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(described)
}

// model is the processor's name; nothing where the system does not say it.
func model() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	defer func() { _ = file.Close() }() // only read
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, value, _ := strings.Cut(lines.Text(), ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// system is the operating system's name and version; nothing where it does not say it.
func system() string {
	file, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(file)) {
		if name, found := strings.CutPrefix(line, "PRETTY_NAME="); found {
			return strings.Trim(strings.TrimSpace(name), `"`)
		}
	}
	return ""
}

// Durable starts a Postgres that flushes what it commits, as in earnest, and has the tests' tools use it.
func Durable(run *consoletest.Program) (*postgres.Server, error) {
	ctx := run.Context()
	if err := postgres.Install(ctx); err != nil {
		return nil, err
	}
	server, err := postgres.Start(ctx, postgres.Options{Dir: run.TempDir()})
	if err != nil {
		return nil, err
	}
	run.Cleanup(func() { _ = server.Stop() })
	return server, os.Setenv(postgrestest.ServerVariable, server.URL())
}
