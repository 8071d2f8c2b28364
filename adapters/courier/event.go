// Package courier is what couriers' pushes have in common: the event and its signature. The clients that order parcels
// are in the packages below.
package courier

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// SignatureHeader is the header of a push that carries its signature.
const SignatureHeader = "X-Signature"

// Status is what happened to a parcel.
type Status string

// What may happen to a parcel.
const (
	PickedUp  Status = "picked_up"
	InTransit Status = "in_transit"
	Signed    Status = "signed"
	Returned  Status = "returned"
)

// Event is one push: something happened to a parcel. It may come more than once.
type Event struct {
	// Reference is ours, from the order.
	Reference      string    `json:"reference"`
	TrackingNumber string    `json:"tracking_number"`
	Status         Status    `json:"status"`
	At             time.Time `json:"at"`
}

// ParseEvent reads the body of a push whose signature has been verified. It refuses what is not an event.
func ParseEvent(body []byte) (Event, error) {
	var event Event
	decoder := json.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(&event); err != nil {
		return Event{}, fmt.Errorf("the courier's event cannot be read: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Event{}, errors.New("the courier's event has something after its JSON object")
	}
	if !slices.Contains([]Status{PickedUp, InTransit, Signed, Returned}, event.Status) {
		return Event{}, fmt.Errorf("the courier's event has the unknown status %q", event.Status)
	}
	if event.Reference == "" || event.TrackingNumber == "" || event.At.IsZero() {
		return Event{}, errors.New("the courier's event lacks its reference, tracking_number or at")
	}
	return event, nil
}

// VerifySignature reports whether a signature (hexadecimal HMAC-SHA256) fits the exact bytes of a body. An empty secret
// fits nothing, for anybody could sign with it.
func VerifySignature(secret, body []byte, signature string) bool {
	given, err := hex.DecodeString(signature)
	if err != nil || len(secret) == 0 {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	return hmac.Equal(given, mac.Sum(nil))
}
