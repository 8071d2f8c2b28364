package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kaipiao/bench/processor"
	"kaipiao/devstack/freeport"
	"kaipiao/devstack/stack"
)

// coolOff is how long a customer may change its mind: no invoice is issued earlier.
const policy = "review: {cool_off: 1s}\n"

// prepare tells the stack where it lies, that it has addresses of its own, that Temporal keeps everything in a store, and that the outside world
// holds nobody up: it draws each kind of document once, and allows any pace.
func prepare(runDir, store string) error {
	file := filepath.Join(runDir, "policy.yaml")
	if err := os.WriteFile(file, []byte(policy), 0o600); err != nil {
		return err
	}
	told := map[string]string{
		"KAIPIAO_RUN_DIR": runDir, "KAIPIAO_POLICY": file, "KAIPIAO_TEMPORAL_STORE": store, "KAIPIAO_PROVIDER_PER_SECOND": "100000",
		"KAIPIAO_SANDBOX_DRAWN_ONCE": "true", "KAIPIAO_METRICS_ADDR": "off", "KAIPIAO_CODEC_ADDR": "off",
	}
	for _, name := range []string{
		"KAIPIAO_HTTP_ADDR", "KAIPIAO_TEMPORAL_ADDR", "KAIPIAO_TEMPORAL_UI_ADDR", "KAIPIAO_SANDBOX_ADDR", "KAIPIAO_SMTP_ADDR", "KAIPIAO_SIGNIN_ADDR",
	} {
		address, err := freeport.FindAddress()
		if err != nil {
			return err
		}
		told[name] = address
	}
	for name, value := range told {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}

// forget deletes what a run has kept, Postgres's part too, which may lie elsewhere.
func forget(runDir string) error {
	home, err := os.ReadFile(filepath.Join(runDir, "postgres-home"))
	if err == nil {
		err = os.RemoveAll(strings.TrimSpace(string(home)))
	} else if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, os.RemoveAll(runDir))
}

// usedBy tells how much of the processor's time each process has taken; those of Postgres together, and ours, who drives them, as "driver".
func usedBy(s *stack.Stack) (map[string]time.Duration, error) {
	used := map[string]time.Duration{}
	for _, name := range []string{"temporal", "sandbox", "worker", "starter", "postgres"} {
		taken, err := processor.Family(s.PID(name))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		used[name] = taken
	}
	var err error
	used["driver"], err = processor.Own()
	return used, err
}
