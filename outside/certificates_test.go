package outside_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/metrics"
	"kaipiao/outside"
	"kaipiao/settings"
)

// S5: every file of certificates that the settings or Temporal's own variables name is watched.
func TestS5WhichCertificatesAreWatched(t *testing.T) {
	t.Setenv("TEMPORAL_CONFIG_FILE", filepath.Join(t.TempDir(), "temporal.toml"))
	t.Setenv("TEMPORAL_TLS_CLIENT_CERT_PATH", "/etc/client.pem")
	t.Setenv("TEMPORAL_TLS_SERVER_CA_CERT_PATH", "/etc/temporal-ca.pem")
	named := map[string]string{}
	for _, one := range outside.Certificates(settings.Settings{
		DatabaseURL: "postgres://k@db.internal/kaipiao?sslmode=verify-full&sslrootcert=/etc/database-ca.pem&sslcert=/etc/k.pem", SMTPCA: "/etc/mail-ca.pem",
		DatabaseReplicaURL: "postgres://k@replica.internal/kaipiao?sslmode=verify-full&sslrootcert=/etc/replica-ca.pem",
	}) {
		require.Equal(t, one.Of != "temporal" && one.Of != "database" && one.Of != "replica", one.Authority, one.Of)
		if one.Path != "" {
			named[one.Of] = one.Path
		}
	}
	require.Equal(t, map[string]string{
		"temporal": "/etc/client.pem", "temporal_authority": "/etc/temporal-ca.pem", "database": "/etc/k.pem", "database_authority": "/etc/database-ca.pem",
		"replica_authority": "/etc/replica-ca.pem", "mail_authority": "/etc/mail-ca.pem",
	}, named)
	for _, one := range outside.Certificates(settings.Settings{TemporalEmbedded: true}) {
		require.Equal(t, metrics.Certificate{Of: one.Of, Authority: one.Authority}, one, "there is none")
	}
}
