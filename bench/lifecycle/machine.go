package main

import (
	"fmt"
	"time"

	"kaipiao/bench/processor"
	"kaipiao/devstack/stack"
)

// usedBy tells how much of the processor's time each process has taken; those of Postgres together, and ours, who drives them, as "driver".
func usedBy(s *stack.Stack) (map[string]time.Duration, error) {
	used := map[string]time.Duration{}
	if s == nil {
		return used, nil // processes of somebody else's
	}
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
