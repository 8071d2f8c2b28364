package api

import (
	"time"

	"kaipiao/api/signature"
)

// SignedPush is how those sign who push something to us.
type SignedPush struct {
	Signature string `header:"X-Signature" doc:"HMAC-SHA256 of the body under the shared secret, in hex."`
	Timestamp string `header:"X-Timestamp" pattern:"^t=[0-9]{1,12},v1=[0-9a-f]{64}$" doc:"When it was sent: t=<seconds>,v1=<HMAC-SHA256 of <seconds>.<body>>."`
}

// oldestPush is for how long a push is believed that is repeated until it is taken: longer than any outage.
const oldestPush = 60 * 24 * time.Hour

// believed reports whether a push comes from who knows a secret, and was sent just now as far as it says when (S10). Where it has to say so,
// one that does not is not believed. Pushes that come again change nothing: what they say is known, or is asked about.
func (s *surface) believed(secret, body []byte, p SignedPush) bool {
	if !signature.Fits(secret, body, p.Signature) {
		return false
	}
	if p.Timestamp == "" {
		return !s.TimedPushes
	}
	return signature.Timely(secret, body, p.Timestamp, s.Now())
}
