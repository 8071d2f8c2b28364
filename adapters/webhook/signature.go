// Package webhook calls the endpoints of subscribed systems, as Standard Webhooks says
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kaipiao/domain/webhook"
)

// The headers of a message.
const (
	IDHeader        = "Webhook-Id"
	TimestampHeader = "Webhook-Timestamp"
	SignatureHeader = "Webhook-Signature"
)

// version names the way of signing: HMAC-SHA256 with a secret that both sides know.
const version = "v1,"

// tolerance is how far apart the two clocks may be before a message counts as sent again by somebody else.
const tolerance = 5 * time.Minute

// Sign is the signature of a message that is sent at an instant.
func Sign(secret webhook.Secret, id string, at time.Time, body []byte) string {
	return version + base64.StdEncoding.EncodeToString(sum(secret, id, strconv.FormatInt(at.Unix(), 10), body))
}

func sum(secret webhook.Secret, id, timestamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

// ErrSignature is returned for a message that is not signed with the secret, or was not sent just now.
var ErrSignature = errors.New("the message is not signed with this secret, or not sent just now")

// Verify reports whether a message that was received is what its sender signed. Subscribers written in Go may use it.
func Verify(secret webhook.Secret, header http.Header, body []byte, now time.Time) error {
	timestamp := header.Get(TimestampHeader)
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return ErrSignature
	}
	expected := sum(secret, header.Get(IDHeader), timestamp, body)
	// A sender that changes its secret signs with both for a while.
	for one := range strings.FieldsSeq(header.Get(SignatureHeader)) {
		encoded, known := strings.CutPrefix(one, version)
		given, err := base64.StdEncoding.DecodeString(encoded)
		if known && err == nil && hmac.Equal(given, expected) {
			return nil
		}
	}
	return ErrSignature
}
