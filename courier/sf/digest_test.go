package sf

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The digest is over the text as Java's URLEncoder writes it: * stays, ~ does not, a blank is +.
func TestTheDigestIsThatOfTheJavaSample(t *testing.T) {
	for message, expected := range map[string]string{
		`{"language":"zh-CN","orderId":"KP-0001"}`: "HNNBikIXt6O4817JdGqM1A==",
		`{"orderId":"KP-1 *~","name":"张三"}`:        "yQr0ZyUrNXONJ9hkpQRTGA==",
	} {
		require.Equal(t, expected, digest(message, "1700000000000", "check"))
	}
}
