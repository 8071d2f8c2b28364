package encryption

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"go.temporal.io/api/common/v1"
)

// metadataEndorsed says which key of ours vouches for the one of a payload: "id tag". A program whose file is behind knows the older key, and so
// tells a key that it does not have yet from one that somebody has made up.
const metadataEndorsed = "encryption-key-endorsed"

// endorsement is what the key that encrypted before says of the one that encrypts now; empty where it is the first.
func endorsement(keys Keys) string {
	var now, before Key
	for _, key := range keys {
		switch {
		case key.Use == Encrypts:
			now = key
		case key.Use == Decrypts && (before.ID == "" || key.Until.After(before.Until)):
			before = key
		}
	}
	if before.ID == "" {
		return ""
	}
	return before.ID + " " + vouch(before.secret, now.ID)
}

// vouch is the tag with which a key vouches for another one's id.
func vouch(secret []byte, id string) string {
	tag := hmac.New(sha256.New, secret)
	tag.Write([]byte("kaipiao: this key is ours: " + id))
	return hex.EncodeToString(tag.Sum(nil)[:16])
}

// endorsed reports whether a key of ours vouches for the one of a payload. Those that are shared with callers cannot.
func (r *Keyring) endorsed(payload *common.Payload) bool {
	by, tag, said := strings.Cut(string(payload.GetMetadata()[metadataEndorsed]), " ")
	if !said {
		return false
	}
	r.mutex.RLock()
	secret, ours := r.ours[by]
	r.mutex.RUnlock()
	return ours && hmac.Equal([]byte(tag), []byte(vouch(secret, string(payload.GetMetadata()[metadataKey]))))
}
