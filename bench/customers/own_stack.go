package customers

import (
	"context"
	"errors"
	"maps"
	"os"

	"kaipiao/devstack/stack"
)

// policy: a customer may change its mind for a moment. Every start is put off by it, as in life, but few of those that are under way wait for it.
const policy = "review: {cool_off: 50ms}\n"

// OnOwnStack starts a stack of real processes that a measurement has for itself, beside whatever else runs here, does something with it, and deletes
// what it has kept. The outside world issues at once, and draws each kind of document once. More is what the stack is told besides.
func OnOwnStack(ctx context.Context, more map[string]string, do func(ctx context.Context, s *stack.Stack) error) (err error) {
	runDir, err := os.MkdirTemp("", "kaipiao-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stack.ForgetDatabase(runDir), os.RemoveAll(runDir)) }()
	told := map[string]string{
		"KAIPIAO_SANDBOX_DRAWN_ONCE": "true", "KAIPIAO_SANDBOX_ISSUE_DELAY": "0s", "KAIPIAO_METRICS_ADDR": "off", "KAIPIAO_CODEC_ADDR": "off",
	}
	maps.Copy(told, more)
	if err := stack.Apart(runDir, policy, told); err != nil {
		return err
	}
	return stack.With(ctx, stack.Options{News: os.Stderr, Silent: true}, do)
}
