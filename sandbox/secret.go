package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"kaipiao/settings"
)

// courierSecret signs the courier's pushes. Where none is set or kept yet, one is made in the run directory, readable by
// its owner only, where the API finds it too.
func courierSecret(told settings.Settings) ([]byte, error) {
	if told.CourierSecret != "" {
		return []byte(told.CourierSecret), nil
	}
	if err := os.MkdirAll(told.RunDir, 0o755); err != nil {
		return nil, fmt.Errorf("make the run directory: %w", err)
	}
	path := filepath.Join(told.RunDir, "courier-secret")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s is empty; delete it, or set KAIPIAO_COURIER_SECRET", path)
	}
	if err != nil {
		return nil, fmt.Errorf("keep the courier's secret: %w", err)
	}
	secret := rand.Text()
	_, err = file.WriteString(secret + "\n")
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("keep the courier's secret: %w", err)
	}
	return []byte(secret), nil
}
