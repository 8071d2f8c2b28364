// Command release makes what people install: archives with static programs, images for containers, the chart for Kubernetes, a list of what is
// in it (SBOM), and the checksums of all of it. `make release` calls it from the checkout. The same commit and the same Go give the same bytes.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

// programs are what the archives hold. The sandbox is there to try things; images are made of those that are run.
var programs = []string{"starter", "worker", "sandbox"}

func main() {
	into := flag.String("into", filepath.Join(".build", "release"), "folder of the release; what is in it is deleted")
	describer := flag.String("cyclonedx-gomod", filepath.Join(".build", "bin", "cyclonedx-gomod"), "program that lists the modules of a program")
	architectures := flag.String("architectures", "amd64 arm64", "those of Linux for which the release is made")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, strings.Fields(*architectures), *into, *describer); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// run makes the whole release of the checkout that is the working directory.
func run(ctx context.Context, architectures []string, into, describer string) error {
	made, err := commit(ctx, ".")
	if err != nil {
		return err
	}
	if err := checkChanges("CHANGELOG.md", made); err != nil {
		return err
	}
	if err := os.RemoveAll(into); err != nil {
		return fmt.Errorf("empty the folder of the release: %w", err)
	}
	if err := os.MkdirAll(into, 0o755); err != nil {
		return fmt.Errorf("make the folder of the release: %w", err)
	}
	work, err := os.MkdirTemp("", "kaipiao-release-")
	if err != nil {
		return fmt.Errorf("make a folder for what is built: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()

	fmt.Printf("release %s of commit %.12s\n", made.Version, made.Hash)
	for _, architecture := range architectures {
		if err := build(ctx, made, architecture, filepath.Join(work, architecture)); err != nil {
			return err
		}
		if err := packPrograms(made, architecture, filepath.Join(work, architecture), into); err != nil {
			return err
		}
	}
	for _, program := range []string{"starter", "worker"} {
		if err := packImage(made, program, architectures, work, into); err != nil {
			return err
		}
	}
	if err := packChart(made, filepath.Join("deploy", "helm", "kaipiao"), into); err != nil {
		return err
	}
	if err := describe(ctx, made, describer, filepath.Join(work, architectures[0]), into); err != nil {
		return err
	}
	return sum(into)
}
