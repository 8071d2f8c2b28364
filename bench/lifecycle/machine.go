package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"kaipiao/bench/processor"
	"kaipiao/devstack/stack"
)

// policy: a customer may change its mind for a second, and no invoice is issued earlier.
const policy = "review: {cool_off: 1s}\n"

// prepare tells the stack where it lies, that Temporal keeps everything in a store, and that the outside world holds nobody up: it draws each kind of
// document once, and allows any pace.
func prepare(runDir, store string) error {
	return stack.Apart(runDir, policy, map[string]string{
		"KAIPIAO_TEMPORAL_STORE": store, "KAIPIAO_PROVIDER_PER_SECOND": "100000", "KAIPIAO_SANDBOX_DRAWN_ONCE": "true", "KAIPIAO_METRICS_ADDR": "off",
		"KAIPIAO_CODEC_ADDR": "off",
	})
}

// forget deletes what a run has kept.
func forget(runDir string) error {
	return errors.Join(stack.ForgetDatabase(runDir), os.RemoveAll(runDir))
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
