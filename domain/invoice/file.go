package invoice

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// File is a stored file of an issued invoice (I6).
type File struct {
	Format FileFormat
	SHA256 string
	Size   int64
	// Key is where the file store keeps it.
	Key string
}

// FileOf is the file that content makes of an invoice or a red document, in the folder that is kept for it.
func FileOf(folder string, format FileFormat, content []byte) File {
	sum := sha256.Sum256(content)
	return File{
		Format: format, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content)),
		Key: fmt.Sprintf("%s/%s.%s", folder, hex.EncodeToString(sum[:8]), format),
	}
}
