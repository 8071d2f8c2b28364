package courier_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/adapters/courier"
)

func TestASignatureFitsOneBodyAndOneSecret(t *testing.T) {
	// RFC 4231, test case 2.
	secret, body := []byte("Jefe"), []byte("what do ya want for nothing?")
	const signature = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
	require.True(t, courier.VerifySignature(secret, body, signature))
	for name, forged := range map[string]bool{
		"other body":       courier.VerifySignature(secret, []byte("what do ya want for nothing!"), signature),
		"other secret":     courier.VerifySignature([]byte("jefe"), body, signature),
		"cut short":        courier.VerifySignature(secret, body, signature[:32]),
		"not hexadecimal":  courier.VerifySignature(secret, body, "z"+signature[1:]),
		"none":             courier.VerifySignature(secret, body, ""),
		"no secret at all": courier.VerifySignature(nil, nil, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
	} {
		require.False(t, forged, name)
	}
}

func TestAnEventIsReadWholeOrRefused(t *testing.T) {
	event, err := courier.ParseEvent([]byte(`{"reference":"inv-1","tracking_number":"SX1","status":"signed","at":"2026-11-22T08:00:00Z","weight":"0.1"}`))
	require.NoError(t, err)
	require.Equal(t, courier.Event{
		Reference: "inv-1", TrackingNumber: "SX1", Status: courier.Signed, At: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC),
	}, event)

	for name, body := range map[string]string{
		"no JSON":            `signed`,
		"two values":         `{"reference":"a","tracking_number":"b","status":"signed","at":"2026-11-22T08:00:00Z"} {}`,
		"unknown status":     `{"reference":"a","tracking_number":"b","status":"eaten","at":"2026-11-22T08:00:00Z"}`,
		"no reference":       `{"tracking_number":"b","status":"signed","at":"2026-11-22T08:00:00Z"}`,
		"no tracking number": `{"reference":"a","status":"signed","at":"2026-11-22T08:00:00Z"}`,
		"no instant":         `{"reference":"a","tracking_number":"b","status":"signed"}`,
		"instant not one":    `{"reference":"a","tracking_number":"b","status":"signed","at":"yesterday"}`,
	} {
		_, err := courier.ParseEvent([]byte(body))
		require.Error(t, err, name)
	}
}
