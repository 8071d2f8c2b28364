package signature_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api/signature"
)

func TestASignatureFitsOneBodyAndOneSecret(t *testing.T) {
	// RFC 4231, test case 2.
	secret, body := []byte("Jefe"), []byte("what do ya want for nothing?")
	const signed = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
	require.True(t, signature.Fits(secret, body, signed))
	for name, forged := range map[string]bool{
		"other body":       signature.Fits(secret, []byte("what do ya want for nothing!"), signed),
		"other secret":     signature.Fits([]byte("jefe"), body, signed),
		"cut short":        signature.Fits(secret, body, signed[:32]),
		"not hexadecimal":  signature.Fits(secret, body, "z"+signed[1:]),
		"none":             signature.Fits(secret, body, ""),
		"no secret at all": signature.Fits(nil, nil, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
	} {
		require.False(t, forged, name)
	}
}
