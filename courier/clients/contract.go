package clients

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v3"
)

// othersMay are the rights that nobody but a file's owner may have to it.
const othersMay = 0o077

// mostOfContract is more than any contract takes, in bytes.
const mostOfContract = 64 << 10

// readContract reads the YAML file of a contract, which holds secrets: nobody but its owner may read it. Unknown keys are refused, so that a
// typing error does not leave something as it was. What is wrong is said without what stands there.
func readContract(path string, into any) error {
	if path == "" {
		return errors.New("this courier needs a file with its contract: set KAIPIAO_COURIER_FILE")
	}
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open the courier's contract (KAIPIAO_COURIER_FILE): %w", err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("look at the courier's contract (KAIPIAO_COURIER_FILE): %w", err)
	}
	if info.Mode().Perm()&othersMay != 0 {
		return fmt.Errorf("the courier's contract %s has the mode %04o: others than its owner may use it; chmod 600 it", path, info.Mode().Perm())
	}
	content, err := io.ReadAll(io.LimitReader(file, mostOfContract))
	if err != nil {
		return fmt.Errorf("read the courier's contract (KAIPIAO_COURIER_FILE): %w", err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s (KAIPIAO_COURIER_FILE): %w", path, err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s (KAIPIAO_COURIER_FILE): one document is all there is to be", path)
	}
	return nil
}
