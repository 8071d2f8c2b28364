package openid

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// A key signs for a day. It is published until the last token that it signed has ended.
const (
	keySigns   = 24 * time.Hour
	tokenLife  = time.Hour
	keyLingers = tokenLife + 5*time.Minute
)

// keyRing are the provider's keys, the oldest first; the newest signs. They are kept in a file, so that tokens outlive a restart.
type keyRing struct {
	path  string
	now   func() time.Time
	mutex sync.Mutex
	keys  []signingKey
}

type signingKey struct {
	Made time.Time       `json:"made"`
	JWK  jose.JSONWebKey `json:"key"`
}

// ID, SignatureAlgorithm and Key are what signing takes.
func (k signingKey) ID() string                                  { return k.JWK.KeyID }
func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signingKey) Key() any                                    { return k.JWK.Key }

// publicKey is what is published of a key.
type publicKey struct{ signingKey }

// Algorithm, Use and Key are what checking takes.
func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return k.JWK.Public().Key }

func openKeys(path string, now func() time.Time) (*keyRing, error) {
	ring := &keyRing{path: path, now: now}
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, &ring.keys)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the keys of the sign-in: %w", err)
	}
	_, err = ring.SigningKey(context.Background())
	return ring, err
}

// rotate makes a key that signs from now on. The mutex is held.
func (r *keyRing) rotate() error {
	made, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	now := r.now()
	kept := slices.Clone(r.keys)
	for len(kept) > 1 && now.Sub(kept[1].Made) > keyLingers { // the next one has signed for so long
		kept = kept[1:]
	}
	kept = append(kept, signingKey{Made: now, JWK: jose.JSONWebKey{
		Key: made, KeyID: strings.ToLower(rand.Text()[:12]), Algorithm: string(jose.RS256), Use: "sig",
	}})
	if err := writeKeys(r.path, kept); err != nil {
		return err
	}
	r.keys = kept
	return nil
}

// writeKeys replaces the file at once; its owner alone may read it.
func writeKeys(path string, keys []signingKey) error {
	content, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"-")
	if err != nil {
		return fmt.Errorf("write the keys of the sign-in: %w", err)
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write the keys of the sign-in: %w", err), os.Remove(file.Name()))
	}
	return nil
}

// SigningKey is the newest key; an old one is replaced first.
func (r *keyRing) SigningKey(context.Context) (op.SigningKey, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if len(r.keys) == 0 || r.now().Sub(r.keys[len(r.keys)-1].Made) >= keySigns {
		if err := r.rotate(); err != nil {
			return nil, err
		}
	}
	return r.keys[len(r.keys)-1], nil
}

// SignatureAlgorithms are those of the keys.
func (r *keyRing) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

// KeySet is what is published.
func (r *keyRing) KeySet(context.Context) (published []op.Key, err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, key := range r.keys {
		published = append(published, publicKey{key})
	}
	return published, nil
}
