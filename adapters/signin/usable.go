package signin

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"
)

// shortestRSA is how long an RSA key is, in bits (RFC 7518, 3.3).
const shortestRSA = 2048

// usable are the keys of a set that sign tokens. Others are left out: sets hold keys for encryption, and of kinds that we do not know. Of two keys with one
// id neither is used, because the set does not say which is meant.
func usable(raw []json.RawMessage) (map[string]jose.JSONWebKey, error) {
	keys, twice := map[string]jose.JSONWebKey{}, []string{}
	for _, one := range raw {
		var key jose.JSONWebKey
		if err := json.Unmarshal(one, &key); err != nil || key.KeyID == "" || !signs(key) {
			continue
		}
		if _, there := keys[key.KeyID]; there {
			twice = append(twice, key.KeyID)
		}
		keys[key.KeyID] = key
	}
	for _, kid := range twice {
		delete(keys, kid)
	}
	if len(keys) == 0 {
		return nil, errors.New("it has no key that signs tokens")
	}
	return keys, nil
}

// signs reports whether a key is a public one that checks signatures and is strong enough.
func signs(key jose.JSONWebKey) bool {
	if !key.Valid() || !key.IsPublic() || (key.Use != "" && key.Use != "sig") {
		return false
	}
	switch public := key.Key.(type) {
	case *rsa.PublicKey:
		return public.N.BitLen() >= shortestRSA
	case *ecdsa.PublicKey:
		return public.Curve == elliptic.P256()
	case ed25519.PublicKey:
		return true
	default:
		return false
	}
}

// keyFor is the key, where it is one for the algorithm: the key says what it is for, not the token.
func keyFor(key jose.JSONWebKey, algorithm string) (any, error) {
	if key.Algorithm == "Ed25519" { // another name for the same
		key.Algorithm = "EdDSA"
	}
	var fits []string
	switch key.Key.(type) {
	case *rsa.PublicKey:
		fits = []string{"RS256", "PS256"}
	case *ecdsa.PublicKey:
		fits = []string{"ES256"}
	case ed25519.PublicKey:
		fits = []string{"EdDSA"}
	}
	if !slices.Contains(fits, algorithm) || (key.Algorithm != "" && key.Algorithm != algorithm) {
		return nil, fmt.Errorf("its key is not for %s", algorithm)
	}
	return key.Key, nil
}
