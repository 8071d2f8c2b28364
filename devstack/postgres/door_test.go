package postgres_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres"
	"kaipiao/settings"
)

// authority signs certificates, and is written where a client finds it.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	file        string
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "An authority of these tests"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "authority.pem")
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return authority{certificate, key, file}
}

// signs makes the certificate of a server of some names, and its key.
func (a authority) signs(t *testing.T, names ...string) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "database"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: names, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &private.PublicKey, a.key)
	require.NoError(t, err)
	marshalled, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: marshalled})
}

// S5: over TLS a program talks to the database whose certificate its authority has signed for that name, and to no other.
func TestS5ADatabaseIsKnownByItsCertificate(t *testing.T) {
	require.NoError(t, postgres.Install(t.Context()))
	ours, others := newAuthority(t), newAuthority(t)
	certificate, key := ours.signs(t, "localhost")
	server, err := postgres.Start(t.Context(), postgres.Options{Throwaway: true, Certificate: certificate, Key: key})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop()) })
	reach := func(mode string, signer authority, host string) error {
		at, err := url.Parse(server.URL())
		require.NoError(t, err)
		at.Host = net.JoinHostPort(host, at.Port())
		at.RawQuery = url.Values{"sslmode": {mode}, "sslrootcert": {signer.file}}.Encode()
		require.NoError(t, settings.CheckDatabase(at.String(), false))
		conn, err := pgx.Connect(t.Context(), at.String())
		if err != nil {
			return err
		}
		defer conn.Close(t.Context())
		var encrypted bool
		require.NoError(t, conn.QueryRow(t.Context(), "select ssl from pg_stat_ssl where pid = pg_backend_pid()").Scan(&encrypted))
		require.True(t, encrypted)
		return nil
	}
	require.NoError(t, reach("verify-full", ours, "localhost"))
	require.NoError(t, reach("verify-ca", ours, "127.0.0.1"))
	require.ErrorContains(t, reach("verify-full", others, "localhost"), "unknown authority")
	require.ErrorContains(t, reach("verify-ca", others, "localhost"), "unknown authority")
	require.ErrorContains(t, reach("verify-full", ours, "127.0.0.1"), "cannot validate certificate for 127.0.0.1", "it is another name's")
}

// S5: data of a server that let everybody in is not gone on with.
func TestS5DataWithoutAPasswordIsRefused(t *testing.T) {
	require.NoError(t, postgres.Install(t.Context()))
	dir, err := postgres.Home(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	server, err := postgres.Start(t.Context(), postgres.Options{Dir: dir})
	require.NoError(t, err)
	require.NoError(t, server.Stop())
	kept := filepath.Join(dir, "superuser-password")
	info, err := os.Stat(kept)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NoError(t, os.Remove(kept))
	_, err = postgres.Start(t.Context(), postgres.Options{Dir: dir})
	require.ErrorIs(t, err, postgres.ErrOldData)
	require.ErrorContains(t, err, "make clean")
}
