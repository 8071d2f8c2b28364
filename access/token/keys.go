package token

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Key is one key of the local issuer.
type Key struct {
	ID     string
	Secret []byte
}

// shortestSecret is how long a secret is, in bytes: as long as what HS256 makes of it (RFC 7518, 3.2).
const shortestSecret = 32

var kidPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func (k Key) check() error {
	switch {
	case !kidPattern.MatchString(k.ID):
		return fmt.Errorf("%q is no id of a key: 1 to 64 of A-Za-z0-9._-", k.ID)
	case len(k.Secret) < shortestSecret:
		return fmt.Errorf("the secret of the key %s has %d bytes, and needs %d: a short one can be guessed; "+
			"leave KAIPIAO_TOKEN_SECRET unset, and the stack makes its own", k.ID, len(k.Secret), shortestSecret)
	default:
		return nil
	}
}

// checkKeys reports keys that cannot be used.
func checkKeys(keys []Key) error {
	if len(keys) == 0 {
		return errors.New("there is no key")
	}
	known := map[string]bool{}
	for _, key := range keys {
		if err := key.check(); err != nil {
			return err
		}
		if known[key.ID] {
			return fmt.Errorf("the key %s is there twice", key.ID)
		}
		known[key.ID] = true
	}
	return nil
}

// ReadKeys reads a file of keys: one a line, its id and its secret, the oldest first.
func ReadKeys(path string) ([]Key, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the keys of the local issuer: %w", err)
	}
	var keys []Key
	for line := range strings.Lines(string(content)) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if len(words) != 2 {
			return nil, fmt.Errorf("%s: a line is the id of a key and its secret", path)
		}
		keys = append(keys, Key{ID: words[0], Secret: []byte(words[1])})
	}
	if err := checkKeys(keys); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return keys, nil
}

// AddKey makes a key that signs from now on. Those before it still verify what they have signed.
func AddKey(path string) (kid string, err error) {
	keys, err := ReadKeys(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	key := Key{ID: "local-" + strings.ToLower(rand.Text()[:10]), Secret: []byte(rand.Text() + rand.Text())}
	return key.ID, writeKeys(path, append(keys, key))
}

// RetireKey forgets a key: what it signed is worth nothing from now on. The one that signs is replaced first.
func RetireKey(path, kid string) error {
	keys, err := ReadKeys(path)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(keys, func(k Key) bool { return k.ID == kid })
	switch {
	case at < 0:
		return fmt.Errorf("there is no key %s", kid)
	case at == len(keys)-1:
		return fmt.Errorf("the key %s signs; add another one first", kid)
	}
	return writeKeys(path, slices.Delete(keys, at, at+1))
}

// writeKeys replaces the file at once, so that nobody reads half of it; its owner alone may read it.
func writeKeys(path string, keys []Key) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"-")
	if err != nil {
		return fmt.Errorf("write the keys of the local issuer: %w", err)
	}
	for _, key := range keys {
		_, problem := fmt.Fprintf(file, "%s %s\n", key.ID, key.Secret)
		err = errors.Join(err, problem)
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write the keys of the local issuer: %w", err), os.Remove(file.Name()))
	}
	return nil
}

// keyFile is a file of keys that is read again when it has changed, so that keys rotate while the service runs.
type keyFile struct {
	path  string
	mutex sync.Mutex
	read  time.Time
	size  int64
	keys  []Key
}

// current is what the file holds now.
func (f *keyFile) current() ([]Key, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	info, err := os.Stat(f.path)
	if err != nil {
		return nil, fmt.Errorf("read the keys of the local issuer: %w", err)
	}
	if f.keys != nil && info.ModTime().Equal(f.read) && info.Size() == f.size {
		return f.keys, nil
	}
	keys, err := ReadKeys(f.path)
	if err != nil {
		return nil, err
	}
	f.keys, f.read, f.size = keys, info.ModTime(), info.Size()
	return keys, nil
}
