package files

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"gocloud.dev/blob/fileblob"
)

// Place is where files are kept.
type Place struct {
	// Directory is a folder; it counts where there is no URL.
	Directory string
	// URL is file:///folder, or s3://bucket/folder with parameters: see docs/operations.md.
	URL string
	// Plaintext: a store on another machine may be reached without TLS, because nobody else is on the network in between.
	Plaintext bool
	// Patience is how long a store may say and take nothing; 0 for 15 seconds.
	Patience time.Duration
}

// OpenAt opens a place. A bucket that refuses us, is not there or overwrites what it has is an error; one that does not answer is opened all the
// same, with a warning, because everything that needs it is tried again.
func OpenAt(ctx context.Context, place Place) (*Store, error) {
	if place.URL == "" {
		return Open(place.Directory)
	}
	address, err := url.Parse(place.URL)
	if err != nil {
		return nil, errors.New("the files' URL cannot be read") // what stands in it may be secret
	}
	if address.User != nil {
		return nil, errors.New("the files' URL has a name or a password in it: credentials are given as the AWS SDK finds them, for example by AWS_ACCESS_KEY_ID")
	}
	switch address.Scheme {
	case "file":
		if address.Host != "" || address.Path == "" || address.RawQuery != "" {
			return nil, fmt.Errorf("write the folder of the files as file:///folder, not %s", address)
		}
		return Open(address.Path)
	case "s3":
		return openS3(ctx, place, address)
	default:
		return nil, fmt.Errorf("files are kept at file:///folder or s3://bucket, not at %s", address)
	}
}

// Open keeps files in a directory, which is made when missing. Slashes in a key are folders.
func Open(directory string) (*Store, error) {
	bucket, err := fileblob.OpenBucket(directory, &fileblob.Options{
		CreateDir:   true,
		DirFileMode: 0o750,
		NoTempDir:   true, // a rename across file systems would fail
		// The content type would stand in a file beside it, which is not written in one step: a reader in between would fail.
		Metadata: fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, fmt.Errorf("open the files in %s: %w", directory, err)
	}
	there := func(context.Context) error {
		_, err := os.Stat(directory)
		return err
	}
	return &Store{bucket: bucket, there: there}, nil
}
