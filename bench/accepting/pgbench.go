package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres"
)

// pgbench runs a script with as many clients, and tells its transactions a second.
type pgbench struct {
	server   *postgres.Server
	database string
	folder   string
	clients  int
	// begun counts turns: each makes other ids.
	begun int
}

var measuredRate = regexp.MustCompile(`tps = ([0-9.]+) \(without initial connection time\)`)

func (p *pgbench) run(ctx context.Context, script string, lasts time.Duration, variables map[string]int) (float64, error) {
	file := filepath.Join(p.folder, "script.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		return 0, err
	}
	arguments := []string{
		"-n", "-M", "prepared", "-c", strconv.Itoa(p.clients), "-j", "2", "-T", strconv.Itoa(int(lasts.Seconds())), "-f", file,
	}
	for name, value := range variables {
		arguments = append(arguments, "-D", fmt.Sprintf("%s=%d", name, value))
	}
	command := exec.CommandContext(ctx, filepath.Join(p.server.Bin(), "pgbench"), append(arguments, p.database)...)
	command.Env = append(os.Environ(), "PGOPTIONS=-c enable_seqscan=off -c jit=off") // as tx.Configure does
	said, err := command.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w\n%s", err, said)
	}
	found := measuredRate.FindSubmatch(said)
	if found == nil {
		return 0, fmt.Errorf("pgbench says no rate:\n%s", said)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}

func newPgbench(run *consoletest.Program, told chosen, server *postgres.Server, database string) *pgbench {
	return &pgbench{server: server, database: database, folder: run.TempDir(), clients: told.Clients}
}
