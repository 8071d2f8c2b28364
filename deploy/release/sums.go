package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
)

// sumsFile is the list of checksums, as sha256sum --check reads it.
const sumsFile = "SHA256SUMS"

// sum writes the checksum of every file of the release.
func sum(into string) error {
	entries, err := os.ReadDir(into) // in the order of their names
	if err != nil {
		return fmt.Errorf("list the release: %w", err)
	}
	var sums bytes.Buffer
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(into, entry.Name()))
		if err != nil {
			return fmt.Errorf("read a file of the release: %w", err)
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(content), entry.Name())
	}
	if err := os.WriteFile(filepath.Join(into, sumsFile), sums.Bytes(), plain); err != nil {
		return fmt.Errorf("write the checksums: %w", err)
	}
	fmt.Print(sums.String())
	return nil
}
