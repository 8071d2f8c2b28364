package encryption

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"log/slog"
	"os"
	"sync"
)

// Keyring is a key file that is in use. It is read again whenever it has changed, so that keys are rotated while programs run. It is safe for
// use by many goroutines.
type Keyring struct {
	path string

	mutex   sync.RWMutex
	seen    version
	ciphers map[string]cipher.AEAD
	current string
	// ours are the keys that no caller has; endorses is what one of them says of the one that encrypts.
	ours     map[string][]byte
	endorses string
	// trouble is what was said last about a file that cannot be used.
	trouble string
}

// version tells one content of the file from another; zero where it cannot be told.
type version struct{ file os.FileInfo }

func versionOf(path string) version {
	info, err := os.Stat(path)
	if err != nil {
		return version{}
	}
	return version{info}
}

func (v version) is(other version) bool {
	return v.file != nil && other.file != nil && os.SameFile(v.file, other.file) && v.file.Size() == other.file.Size() &&
		v.file.ModTime().Equal(other.file.ModTime()) && v.file.Mode() == other.file.Mode()
}

// Open reads a key file, which has to be there, has to be its owner's alone, and must say what encrypts.
func Open(path string) (*Keyring, error) {
	r := &Keyring{path: path, seen: versionOf(path)}
	keys, err := ReadFile(path)
	if err != nil {
		return nil, err
	}
	return r, r.take(keys)
}

// take puts the keys of the file into use.
func (r *Keyring) take(keys Keys) error {
	ciphers, ours := map[string]cipher.AEAD{}, map[string][]byte{}
	for _, key := range keys {
		block, err := aes.NewCipher(key.secret)
		if err != nil {
			return fmt.Errorf("use the key %s: %w", key.ID, err)
		}
		if ciphers[key.ID], err = cipher.NewGCM(block); err != nil {
			return fmt.Errorf("use the key %s: %w", key.ID, err)
		}
		if key.Use == Encrypts {
			r.current = key.ID
		}
		if key.Use != Caller {
			ours[key.ID] = key.secret
		}
	}
	r.ciphers, r.ours, r.endorses = ciphers, ours, endorsement(keys)
	return nil
}

// renew reads the file again where it has changed. One that cannot be read now, or cannot be meant, changes nothing: what was good goes on.
func (r *Keyring) renew() {
	now := versionOf(r.path)
	r.mutex.RLock()
	same := r.seen.is(now)
	r.mutex.RUnlock()
	if same {
		return
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.seen.is(now) {
		return // another goroutine was faster
	}
	r.seen = now
	keys, err := ReadFile(r.path)
	if err == nil {
		err = r.take(keys)
	}
	switch {
	case err == nil:
		r.trouble = ""
		slog.Info("the key file has changed, and is used", "encrypts", r.current, "keys", len(r.ciphers))
	case err.Error() != r.trouble:
		r.trouble = err.Error()
		slog.Warn("the key file has changed and is not used; the keys from before go on", "error", err)
	}
}

// encrypting is the key with which everything new is encrypted.
func (r *Keyring) encrypting() sealer {
	r.renew()
	r.mutex.RLock()
	defer r.mutex.RUnlock()
	return sealer{r.current, r.ciphers[r.current], r.endorses}
}

// sealer is a key that encrypts.
type sealer struct {
	id       string
	cipher   cipher.AEAD
	endorsed string
}

// named is a key by its id. One that is not known may have been added a moment ago.
func (r *Keyring) named(id string) (cipher.AEAD, bool) {
	r.mutex.RLock()
	known, is := r.ciphers[id]
	r.mutex.RUnlock()
	if is {
		return known, true
	}
	r.renew()
	r.mutex.RLock()
	defer r.mutex.RUnlock()
	known, is = r.ciphers[id]
	return known, is
}
