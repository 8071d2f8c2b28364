package stack

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"kaipiao/devstack/freeport"
)

// addresses are what two stacks cannot have in common.
var addresses = []string{
	"KAIPIAO_HTTP_ADDR", "KAIPIAO_TEMPORAL_ADDR", "KAIPIAO_TEMPORAL_UI_ADDR", "KAIPIAO_SANDBOX_ADDR", "KAIPIAO_SMTP_ADDR", "KAIPIAO_SIGNIN_ADDR",
}

// Apart tells the stack that this process starts that it lies in a run directory with a policy of its own, that it has addresses beside whatever
// else runs here, and what more it is told.
func Apart(runDir, policy string, more map[string]string) error {
	file := filepath.Join(runDir, "policy.yaml")
	if err := os.WriteFile(file, []byte(policy), 0o600); err != nil {
		return err
	}
	told := map[string]string{"KAIPIAO_RUN_DIR": runDir, "KAIPIAO_POLICY": file}
	for _, name := range addresses {
		address, err := freeport.FindAddress()
		if err != nil {
			return err
		}
		told[name] = address
	}
	maps.Copy(told, more)
	for name, value := range told {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}

// ForgetDatabase deletes the data of a run directory's own Postgres, which may lie elsewhere.
func ForgetDatabase(runDir string) error {
	home, err := os.ReadFile(filepath.Join(runDir, "postgres-home"))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err == nil:
		err = os.RemoveAll(strings.TrimSpace(string(home)))
	}
	if err != nil {
		return fmt.Errorf("delete the database of a run: %w", err)
	}
	return nil
}
