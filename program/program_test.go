package program_test

import (
	"context"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// P8: whoever asks a program for its help or its version is told, and nothing is started: no database, no Temporal, no port. A program that
// is added to the module is asked, too.
func TestP8EveryProgramTellsWhatItIsAndStartsNothing(t *testing.T) {
	const root = ".."
	listed := output(t, root, "go", "list", "-f", `{{if eq .Name "main"}}{{.ImportPath}}{{end}}`, "./...")
	mains := strings.Fields(listed)
	require.GreaterOrEqual(t, len(mains), 5)
	built := t.TempDir()
	output(t, root, "go", append([]string{"build", "-ldflags=-X kaipiao/program.stamped=v1.2.3", "-o", built + "/"}, mains...)...)
	for _, main := range mains {
		name := path.Base(main)
		t.Run(name, func(t *testing.T) {
			program := filepath.Join(built, name)
			elsewhere := t.TempDir() // no stack, no font, no policy
			require.Equal(t, name+" v1.2.3", strings.Split(output(t, elsewhere, program, "--version"), " (")[0])
			for _, help := range []string{"--help", "-h"} {
				said := output(t, elsewhere, program, help)
				require.Contains(t, said, "Usage: "+name)
				require.Contains(t, said, "--version")
			}
			left, err := os.ReadDir(elsewhere)
			require.NoError(t, err)
			require.Empty(t, left, "it did something")
			refused, err := command(t, elsewhere, program, "--no-such-flag").CombinedOutput()
			require.Error(t, err)
			require.Contains(t, string(refused), "unknown flag --no-such-flag")
		})
	}
	t.Run("without a number", func(t *testing.T) {
		output(t, root, "go", "build", "-o", built+"/", "./worker")
		version := output(t, root, filepath.Join(built, "worker"), "--version")
		require.Regexp(t, `^worker (commit [0-9a-f]{12} of \d{4}-\d\d-\d\d(\+dirty)?|\(devel\)|v0\S+) \(go`, version)
	})
}

func command(t *testing.T, folder, program string, arguments ...string) *exec.Cmd {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(stop)
	run := exec.CommandContext(ctx, program, arguments...)
	run.Dir = folder
	run.Env = []string{"HOME=" + os.Getenv("HOME"), "PATH=" + os.Getenv("PATH"), "GOFLAGS=" + os.Getenv("GOFLAGS"), "GOCACHE=" + os.Getenv("GOCACHE")}
	return run
}

func output(t *testing.T, folder, program string, arguments ...string) string {
	t.Helper()
	said, err := command(t, folder, program, arguments...).CombinedOutput()
	require.NoError(t, err, "%s %v: %s", program, arguments, said)
	return string(said)
}
