// Package encryption keeps what Temporal stores unreadable to whoever can read Temporal: payloads, failures, and what people read of a run
// in the Web UI. Keys are in a file of ours; each payload names the one that it was encrypted with.
package encryption

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"kaipiao/credentials"
)

// Use is what a key is for.
type Use string

const (
	// Encrypts is the one key with which everything new is encrypted.
	Encrypts Use = "encrypts"
	// Decrypts is a key that was used before, or is about to be.
	Decrypts Use = "decrypts"
	// Caller is a key that is shared with a service which applies through Temporal: what it encrypts is answered under the same key.
	Caller Use = "caller"
	// Accepted is no key: until then steps may be asked, and may answer, in clear, because runs were begun before there were keys.
	Accepted Use = "accepted"
)

// keySize is that of AES-256.
const keySize = 32

// Key is one line of the file.
type Key struct {
	ID  string
	Use Use
	// Until is when it encrypted for the last time; zero where it still does, or never did.
	Until time.Time

	secret []byte
}

// InClear accepts what steps of runs say in clear that were begun until an instant.
func InClear(until time.Time) Key { return Key{ID: "in-clear", Use: Accepted, Until: until} }

// noSecret stands where there is none.
const noSecret = "-"

// Secret is the key itself, as it is handed over to a caller.
func (k Key) Secret() string {
	if k.Use == Accepted {
		return noSecret
	}
	return base64.StdEncoding.EncodeToString(k.secret)
}

// NewKey makes a random key.
func NewKey(id string, use Use) Key {
	secret := make([]byte, keySize)
	_, _ = rand.Read(secret) // it never fails
	return Key{ID: id, Use: use, secret: secret}
}

// Keys are the lines of a key file, in its order.
type Keys []Key

// idOf is how a key may be called: short, and nothing that a line or a log could be misread by.
var idOf = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,63}$`)

// The parts of a line: id, use, the secret in base64, and until when it encrypted.
const (
	fieldsLeast = 3
	fieldsMost  = 4
)

// ParseKeys reads the lines of a key file. Its errors never show a secret.
func ParseKeys(content []byte) (Keys, error) {
	var keys Keys
	number := 0
	for line := range strings.Lines(string(content)) {
		number++
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, err := parseKey(strings.Fields(line))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		keys = append(keys, key)
	}
	return keys, keys.check()
}

var errLine = errors.New("a line is: id, one of encrypts, decrypts and caller, the key (base64 of 32 bytes), and until when it encrypted, if it did")

func parseKey(fields []string) (Key, error) {
	if len(fields) < fieldsLeast || len(fields) > fieldsMost {
		return Key{}, errLine
	}
	key := Key{ID: fields[0], Use: Use(fields[1])}
	if !idOf.MatchString(key.ID) || !slices.Contains([]Use{Encrypts, Decrypts, Caller, Accepted}, key.Use) {
		return Key{}, errLine
	}
	if key.Use == Accepted && (len(fields) != fieldsMost || fields[2] != noSecret) {
		return Key{}, errLine
	}
	var err error
	if key.Use == Accepted {
		// it has none
	} else if key.secret, err = base64.StdEncoding.DecodeString(fields[2]); err != nil || len(key.secret) != keySize {
		return Key{}, fmt.Errorf("the key %s is not the base64 of %d bytes", key.ID, keySize)
	}
	if len(fields) == fieldsMost {
		if key.Until, err = time.Parse(time.RFC3339, fields[fieldsMost-1]); err != nil {
			return Key{}, errLine
		}
	}
	return key, nil
}

// check finds what cannot be meant.
func (k Keys) check() error {
	seen, encrypting := map[string]bool{}, 0
	for _, key := range k {
		if seen[key.ID] {
			return fmt.Errorf("the key %s is there twice", key.ID)
		}
		seen[key.ID] = true
		if key.Use == Encrypts {
			encrypting++
		}
	}
	if encrypting != 1 {
		return fmt.Errorf("exactly one key encrypts, not %d", encrypting)
	}
	return nil
}

// head explains the file to who opens it.
const head = `# The keys with which Kaipiao encrypts what Temporal keeps. Whoever has this file and can read Temporal can read both.
# One key encrypts; all decrypt. Change it by "starter temporal-keys", or by hand: programs read it again when it has changed.
`

// Bytes is the file.
func (k Keys) Bytes() []byte {
	var file bytes.Buffer
	file.WriteString(head)
	for _, key := range k {
		fmt.Fprintf(&file, "%s %s %s", key.ID, key.Use, key.Secret())
		if !key.Until.IsZero() {
			fmt.Fprintf(&file, " %s", key.Until.UTC().Format(time.RFC3339))
		}
		file.WriteString("\n")
	}
	return file.Bytes()
}

// ReadFile reads a key file, and refuses one that others may read, as ssh does with its keys.
func ReadFile(path string) (Keys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("there is no key file %s (KAIPIAO_TEMPORAL_KEYS); nothing goes to Temporal in clear, so make one: `starter temporal-keys add`: %w",
			path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if !credentials.Closed(info) {
		return nil, fmt.Errorf("the key file %s has the mode %04o: others than its owner may use it; chmod 600 it", path, info.Mode().Perm())
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	keys, err := ParseKeys(content)
	if err != nil {
		return nil, fmt.Errorf("the key file %s cannot be meant: %w", path, err)
	}
	return keys, nil
}

// WriteFile replaces a key file at once: nobody reads half of one.
func (k Keys) WriteFile(path string) error {
	if err := k.check(); err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // only its owner may read it
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	_, err = next.Write(k.Bytes())
	err = errors.Join(err, next.Sync(), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write the key file: %w", errors.Join(err, os.Remove(next.Name())))
	}
	return nil
}

// ChangeFile changes a key file; who changes it at the same time waits. A missing one is empty at first.
func ChangeFile(path string, change func(Keys) (Keys, error)) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("change the key file: %w", err)
	}
	defer func() { _ = folder.Close() }()
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("change the key file: %w", err)
	}
	keys, err := ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if keys, err = change(keys); err != nil {
		return err
	}
	return keys.WriteFile(path)
}

// MakeFile makes a key file with one key where there is none, and perhaps with more lines.
func MakeFile(path string, now time.Time, more ...Key) error {
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return append(Keys{NewKey(Keys(nil).NextID(now), Encrypts)}, more...).WriteFile(path)
}
