package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// build builds the programs for an architecture of Linux, static and without names of folders of this machine.
func build(ctx context.Context, s source, architecture, into string) error {
	fmt.Printf("building for linux/%s …\n", architecture)
	arguments := []string{"build", "-trimpath", "-ldflags", "-s -w -X kaipiao/program.stamped=v" + s.Version, "-o", into + string(filepath.Separator)}
	for _, program := range programs {
		arguments = append(arguments, "./"+program)
	}
	command := exec.CommandContext(ctx, "go", arguments...)
	// What somebody has set for their own builds would give other bytes.
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+architecture, "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT=")
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("build for linux/%s: %w", architecture, err)
	}
	return nil
}
