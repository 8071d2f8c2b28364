package stack

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"kaipiao/settings"
)

// lockRunDir makes the run directory this stack's own until the process ends; a second stack on it is refused.
func lockRunDir(runDir string) (*os.File, error) {
	logs := filepath.Join(runDir, "logs")
	if err := os.MkdirAll(logs, 0o700); err != nil {
		return nil, fmt.Errorf("make the run directory: %w", err)
	}
	if err := os.Chmod(logs, 0o700); err != nil { //nolint:gosec // a folder has to be entered; it may be there from before
		return nil, fmt.Errorf("close the logs to others: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(runDir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the run directory: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = lock.Close()
		return nil, fmt.Errorf("another stack runs in %s; stop it, or set KAIPIAO_RUN_DIR to another directory", runDir)
	}
	return lock, nil
}

// makeSecret makes a random secret on the first start, readable by its owner only.
func makeSecret(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("make a secret: %w", err)
	}
	_, err = file.WriteString(rand.Text() + rand.Text() + "\n")
	return errors.Join(err, file.Close())
}

// writeStackFile tells commands in other terminals where the parts of the stack are.
func writeStackFile(runDir string, values map[string]string) error {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(values)) {
		fmt.Fprintf(&text, "%s=%s\n", name, values[name])
	}
	return os.WriteFile(filepath.Join(runDir, settings.StackFile), []byte(text.String()), 0o600)
}

// removeStackFile forgets the addresses of a stack that does not run (any more).
func removeStackFile(runDir string) error {
	err := os.Remove(filepath.Join(runDir, settings.StackFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
