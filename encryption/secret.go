package encryption

import (
	"bytes"
	"crypto/rand"
	"fmt"
)

// Seal encrypts a secret of our own, which is kept under a name. The result says which key opens it.
func (r *Keyring) Seal(clear []byte, name string) []byte {
	with := r.encrypting()
	nonce := make([]byte, with.cipher.NonceSize())
	_, _ = rand.Read(nonce) // it never fails
	sealed := append([]byte(with.id+"\x00"), nonce...)
	return with.cipher.Seal(sealed, nonce, clear, boundSecret(with.id, name))
}

// boundSecret is what cannot be changed beside a secret: under which name it is kept, and with which key.
func boundSecret(id, name string) []byte { return []byte("secret\x00" + id + "\x00" + name) }

// Unseal opens what was sealed under a name. It fails with ErrUnknownKey, or with ErrTampered.
func (r *Keyring) Unseal(sealed []byte, name string) ([]byte, error) {
	id, rest, found := bytes.Cut(sealed, []byte{0})
	if !found {
		return nil, ErrTampered
	}
	with, known := r.named(string(id))
	if !known {
		return nil, fmt.Errorf("open a secret that was sealed with the key %.64q: %w", id, ErrUnknownKey)
	}
	if len(rest) < with.NonceSize() {
		return nil, ErrTampered
	}
	clear, err := with.Open(nil, rest[:with.NonceSize()], rest[with.NonceSize():], boundSecret(string(id), name))
	if err != nil {
		return nil, ErrTampered
	}
	return clear, nil
}
