package sessions

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// Value is a random text that a browser holds: in a cookie, or in an address that is good once. It is known to nobody else: the register has its checksum,
// and what is sealed with it.
type Value struct{ bytes [valueSize]byte }

// valueSize is 256 bits.
const valueSize = 32

// NewValue makes one.
func NewValue() (v Value) {
	_, _ = rand.Read(v.bytes[:]) // it never fails
	return v
}

// ParseValue reads one as a browser shows it.
func ParseValue(text string) (v Value, is bool) {
	if base64.RawURLEncoding.DecodedLen(len(text)) != valueSize {
		return v, false
	}
	read, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return v, false
	}
	copy(v.bytes[:], read)
	return v, true
}

// Text is how a browser is given it.
func (v Value) Text() string { return base64.RawURLEncoding.EncodeToString(v.bytes[:]) }

// String keeps it out of logs.
func (v Value) String() string { return "a value that a browser holds" }

// GoString keeps it out of logs.
func (v Value) GoString() string { return v.String() }

// sum is what the register knows of it.
func (v Value) sum() []byte {
	sum := sha256.Sum256(v.bytes[:])
	return sum[:]
}

// sealer encrypts for whoever holds the value.
func (v Value) sealer() (cipher.AEAD, error) {
	key := hmac.New(sha256.New, v.bytes[:])
	key.Write([]byte("kaipiao sealed"))
	block, err := aes.NewCipher(key.Sum(nil))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal writes something down so that only this value opens it.
func (v Value) seal(content any) ([]byte, error) {
	written, err := json.Marshal(content)
	if err != nil {
		return nil, fmt.Errorf("write what is sealed: %w", err)
	}
	sealer, err := v.sealer()
	if err != nil {
		return nil, err
	}
	return sealer.Seal(nil, nil, written, nil), nil //nolint:gosec // it makes a nonce by itself
}

// open reads what was sealed.
func (v Value) open(sealed []byte, into any) error {
	sealer, err := v.sealer()
	if err != nil {
		return err
	}
	written, err := sealer.Open(nil, nil, sealed, nil)
	if err != nil {
		return errors.New("what is sealed was not sealed with this")
	}
	return json.Unmarshal(written, into)
}

// markSize is how much of a checksum tells two of a browser's cookies apart.
const markSize = 4

// Mark tells it from others, and says nothing about it.
func (v Value) Mark() []byte { return v.sum()[:markSize] }
