package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"kaipiao/devstack/freeport"
)

// policy shortens what customers, buyers and carriers may take.
const policy = "review: {cool_off: 3s}\nparcel: {silent_after: 40s}\n"

// settle is how long a buyer may take to confirm a form, so that silence comes to its end within a run.
const confirmWithin = "25s"

// prepare makes an empty run directory, and tells the stack where it lies, that it has addresses of its own, and its policy.
func prepare(runDir string) error {
	if err := errors.Join(forgetData(runDir), os.RemoveAll(runDir)); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(runDir, "logs"), 0o700); err != nil {
		return err
	}
	policyFile := filepath.Join(runDir, "policy.yaml")
	if err := os.WriteFile(policyFile, []byte(policy), 0o600); err != nil {
		return err
	}
	told := map[string]string{"KAIPIAO_RUN_DIR": runDir, "KAIPIAO_POLICY": policyFile, "KAIPIAO_SANDBOX_CONFIRM_WITHIN": confirmWithin}
	for _, name := range []string{
		"KAIPIAO_HTTP_ADDR", "KAIPIAO_TEMPORAL_ADDR", "KAIPIAO_TEMPORAL_UI_ADDR", "KAIPIAO_SANDBOX_ADDR", "KAIPIAO_SMTP_ADDR",
		"KAIPIAO_SIGNIN_ADDR",
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

// forgetData deletes what the stack kept, and leaves the reports and the logs.
func forgetData(runDir string) error {
	home, err := os.ReadFile(filepath.Join(runDir, "postgres-home"))
	switch {
	case err == nil:
		err = os.RemoveAll(strings.TrimSpace(string(home)))
	case errors.Is(err, os.ErrNotExist):
		err = nil
	}
	if err != nil {
		return fmt.Errorf("delete the database of a run: %w", err)
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
