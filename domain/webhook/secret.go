package webhook

import (
	"encoding/base64"
	"errors"
	"strings"
)

// SecretSize is how many random bytes a secret has; Standard Webhooks asks for 24 to 64.
const SecretSize = 32

// secretPrefix tells a secret from other texts.
const secretPrefix = "whsec_"

// Secret signs the messages to one endpoint.
type Secret []byte

// Text is how the endpoint's owner is shown it, once.
func (s Secret) Text() string { return secretPrefix + base64.StdEncoding.EncodeToString(s) }

// String keeps the secret out of logs.
func (Secret) String() string { return secretPrefix + "…" }

// errSecret is returned for a text that is no secret.
var errSecret = errors.New("a secret is whsec_ and base64")

// ParseSecret reads a secret as Text writes it.
func ParseSecret(text string) (Secret, error) {
	encoded, found := strings.CutPrefix(text, secretPrefix)
	secret, err := base64.StdEncoding.DecodeString(encoded)
	if !found || err != nil {
		return nil, errSecret
	}
	return secret, nil
}
