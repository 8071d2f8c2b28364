// Package signature knows who pushed something to us: the tax provider and the courier sign with secrets that we share.
package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Header is the header of a push that carries its signature.
const Header = "X-Signature"

// TimeHeader says when a push was sent: "t=1790000000,v1=" and the hexadecimal HMAC-SHA256 of that number, a full stop, and the body. Whoever
// has listened to a push can send it again for as long as the window is wide, and cannot change the time.
const TimeHeader = "X-Timestamp"

// Window is how old a push may be, and how far ahead the clock of who pushes.
const Window = 5 * time.Minute

// Timely reports whether a push was sent just now, by who knows the secret.
func Timely(secret, body []byte, header string, now time.Time) bool {
	said, signed, found := strings.Cut(header, ",")
	text, is := strings.CutPrefix(said, "t=")
	signature, signs := strings.CutPrefix(signed, "v1=")
	seconds, err := strconv.ParseInt(text, 10, 64)
	if !found || !is || !signs || err != nil {
		return false
	}
	away := now.Sub(time.Unix(seconds, 0))
	return Fits(secret, slices.Concat([]byte(text), []byte("."), body), signature) && away <= Window && away >= -Window
}

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
