package clients

import (
	"errors"

	"kaipiao/credentials"
)

// readContract reads the YAML file of a contract, which holds secrets.
func readContract(path string, into any) error {
	if path == "" {
		return errors.New("this courier needs a file with its contract: set KAIPIAO_COURIER_FILE")
	}
	return credentials.ReadFile(path, "the courier's contract (KAIPIAO_COURIER_FILE)", into)
}
