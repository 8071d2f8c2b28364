package metrics_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/metrics"
)

// ending is a certificate that ends then, in PEM.
func ending(t *testing.T, at time.Time) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: at.AddDate(-1, 0, 0), NotAfter: at}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// S5: when a certificate ends is read from its file whenever somebody asks, so that a new one is seen; of our own it is the first of the file, of an
// authority the last one to end. A file that is no certificate, or is not there, has none.
func TestS5WhenCertificatesEnd(t *testing.T) {
	folder, soon, late := t.TempDir(), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	file := func(name string, content ...[]byte) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, bytes.Join(content, nil), 0o600))
		return path
	}
	own := file("own.pem", ending(t, soon), ending(t, late))
	told := func() string {
		answer := httptest.NewRecorder()
		metrics.Handler(metrics.Certificates([]metrics.Certificate{
			{Of: "temporal", Path: own},
			{Of: "database_authority", Path: file("authority.pem", ending(t, late), ending(t, soon)), Authority: true},
			{Of: "mail_authority", PEM: ending(t, soon), Authority: true},
			{Of: "nothing", Path: file("nothing.pem", []byte("no certificate"))},
			{Of: "missing", Path: filepath.Join(folder, "missing")},
			{Of: "none"},
		})).ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
		return answer.Body.String()
	}
	first := told()
	require.Contains(t, first, `kaipiao_certificate_ends_seconds{of="temporal"} 1.7987616e+09`)
	require.Contains(t, first, `kaipiao_certificate_ends_seconds{of="database_authority"} 1.893456e+09`)
	require.Contains(t, first, `kaipiao_certificate_ends_seconds{of="mail_authority"} 1.7987616e+09`)
	require.NotRegexp(t, `kaipiao_certificate_ends_seconds\{of="(nothing|missing|none)"`, first)
	file("own.pem", ending(t, late))
	require.Contains(t, told(), `kaipiao_certificate_ends_seconds{of="temporal"} 1.893456e+09`)
}
