package main

import (
	"errors"
	"os"
	"path/filepath"

	"kaipiao/devstack/stack"
)

// policy shortens what customers, buyers and carriers may take.
const policy = "review: {cool_off: 3s}\nparcel: {silent_after: 40s}\n"

// confirmWithin is how long a buyer may take to confirm a form, so that silence comes to its end within a run.
const confirmWithin = "25s"

// prepare makes an empty run directory, and tells the stack where it lies, that it has addresses of its own, and its policy.
func prepare(runDir string) error {
	if err := errors.Join(forgetData(runDir), os.RemoveAll(runDir)); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(runDir, "logs"), 0o700); err != nil {
		return err
	}
	return stack.Apart(runDir, policy, map[string]string{"KAIPIAO_SANDBOX_CONFIRM_WITHIN": confirmWithin})
}

// forgetData deletes what the stack kept, and leaves the reports and the logs.
func forgetData(runDir string) error {
	if err := stack.ForgetDatabase(runDir); err != nil {
		return err
	}
	kept, err := filepath.Glob(filepath.Join(runDir, "*"))
	if err != nil {
		return err
	}
	for _, path := range kept {
		switch filepath.Base(path) {
		case "logs", "chaos.md", "chaos.json", "policy.yaml":
		default:
			err = errors.Join(err, os.RemoveAll(path))
		}
	}
	return err
}
