// Package push is how the outside world tells its customers something: one signed POST, which the customer takes or does not.
package push

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// SignatureHeader carries the hexadecimal HMAC-SHA256 of the body.
const SignatureHeader = "X-Signature"

// TimeHeader says when a push was sent, signed with the body: "t=<seconds>,v1=<HMAC of "<seconds>.<body>">".
const TimeHeader = "X-Timestamp"

// How a push is repeated until it is taken: the pause doubles from the first to the longest.
const (
	FirstPause   = 200 * time.Millisecond
	LongestPause = 15 * time.Second
)

// Send sends a body once, signed with a secret, and tells the status with which it was answered; 0 for no answer.
func Send(ctx context.Context, client *http.Client, url string, secret []byte, what any) (status int, err error) {
	body, err := json.Marshal(what)
	if err != nil {
		return 0, fmt.Errorf("write a push: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("send a push: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(SignatureHeader, sign(secret, body))
	sent := strconv.FormatInt(time.Now().Unix(), 10)
	request.Header.Set(TimeHeader, "t="+sent+",v1="+sign(secret, slices.Concat([]byte(sent), []byte("."), body)))
	response, err := client.Do(request)
	if err != nil {
		return 0, nil //nolint:nilerr // nobody answers, which is what the status says
	}
	return response.StatusCode, response.Body.Close()
}

func sign(secret, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// Pause waits and reports whether the time passed before the context ended.
func Pause(ctx context.Context, duration time.Duration) bool {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
