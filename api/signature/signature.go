// Package signature knows who pushed something to us: the tax provider and the courier sign with secrets that we share.
package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Header is the header of a push that carries its signature.
const Header = "X-Signature"

// Fits reports whether a signature (hexadecimal HMAC-SHA256) fits the exact bytes of a body. An empty secret fits nothing,
// for anybody could sign with it.
func Fits(secret, body []byte, signature string) bool {
	given, err := hex.DecodeString(signature)
	if err != nil || len(secret) == 0 {
		return false
	}
	sum := hmac.New(sha256.New, secret)
	sum.Write(body)
	return hmac.Equal(given, sum.Sum(nil))
}
