package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"kaipiao/settings"
)

// secretOf signs what the courier or the tax provider pushes. Where none is set or kept yet, one is made in the run directory,
// readable by its owner only, where the API finds it too.
func secretOf(told settings.Settings, set, name, variable string) ([]byte, error) {
	if set != "" {
		return []byte(set), nil
	}
	if err := os.MkdirAll(told.RunDir, 0o700); err != nil {
		return nil, fmt.Errorf("make the run directory: %w", err)
	}
	path := filepath.Join(told.RunDir, name)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s is empty; delete it, or set %s", path, variable)
	}
	if err != nil {
		return nil, fmt.Errorf("keep the secret %s: %w", name, err)
	}
	secret := rand.Text()
	_, err = file.WriteString(secret + "\n")
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("keep the secret %s: %w", name, err)
	}
	return []byte(secret), nil
}
