package settings

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// S5: a database on another machine is reached over TLS with a certificate that is verified, unless somebody says otherwise.
func TestS5ADatabaseElsewhereIsVerified(t *testing.T) {
	for database, safe := range map[string]bool{
		"postgres://k@127.0.0.1:5432/kaipiao?sslmode=disable":                     true,
		"postgres://k@[::1]/kaipiao?sslmode=disable":                              true,
		"postgres://k@localhost/kaipiao":                                          true,
		"postgres:///kaipiao?host=/var/run/postgresql":                            true,
		"postgres://k@db.internal/kaipiao?sslmode=verify-full":                    true,
		"postgres://k@db.internal/kaipiao?sslmode=verify-full&sslrootcert=system": true,
		"postgres://k@db.internal/kaipiao?sslmode=verify-ca":                      true,
		"postgres://k@db.internal/kaipiao":                                        false, // prefer: plain where the other side wants it
		"postgres://k@db.internal/kaipiao?sslmode=disable":                        false,
		"postgres://k@db.internal/kaipiao?sslmode=allow":                          false,
		"postgres://k@db.internal/kaipiao?sslmode=require":                        false, // encrypted, but with whomever
		"postgres://k@10.0.0.7/kaipiao?sslmode=disable":                           false,
		"postgres://k@127.0.0.1,db.internal/kaipiao?sslmode=disable":              false, // the second one is tried, too
		"host=db.internal user=k dbname=kaipiao":                                  false,
	} {
		err := CheckDatabase(database, false)
		require.NoError(t, CheckDatabase(database, true), database)
		if safe {
			require.NoError(t, err, database)
		} else {
			require.ErrorContains(t, err, "verify-full", database)
		}
	}
	require.ErrorContains(t, CheckDatabase("postgres://%", true), "no database's URL")
	t.Setenv("KAIPIAO_RUN_DIR", t.TempDir())
	t.Setenv("KAIPIAO_DATABASE_URL", "postgres://k@db.internal/kaipiao")
	_, err := LoadWithDatabase()
	require.ErrorContains(t, err, "KAIPIAO_DATABASE_URL: the database at db.internal")
	_, err = LoadToRead()
	require.ErrorContains(t, err, "KAIPIAO_DATABASE_URL")
	t.Setenv("KAIPIAO_DATABASE_URL", "postgres://k@db.internal/kaipiao?sslmode=verify-full")
	t.Setenv("KAIPIAO_DATABASE_REPLICA_URL", "postgres://k@replica.internal/kaipiao")
	_, err = LoadWithDatabase()
	require.ErrorContains(t, err, "KAIPIAO_DATABASE_REPLICA_URL: the database at replica.internal")
	t.Setenv("KAIPIAO_DATABASE_PLAINTEXT", "on")
	s, err := LoadWithDatabase()
	require.NoError(t, err)
	require.Equal(t, "postgres://k@replica.internal/kaipiao", s.DatabaseReplicaURL)
}

// S5: tables are changed as their owner, and nobody becomes that by accident.
func TestS5TheOwnerIsSaidOrThereIsNone(t *testing.T) {
	t.Setenv("KAIPIAO_RUN_DIR", t.TempDir())
	t.Setenv("KAIPIAO_DATABASE_URL", "postgres://kaipiao_starter@127.0.0.1/kaipiao")
	_, err := LoadWithOwner()
	require.ErrorContains(t, err, "KAIPIAO_DATABASE_OWNER_URL")
	t.Setenv("KAIPIAO_DATABASE_OWNER_URL", "postgres://kaipiao_owner@127.0.0.1/kaipiao")
	s, err := LoadWithOwner()
	require.NoError(t, err)
	require.Contains(t, s.DatabaseOwnerURL, "kaipiao_owner")
}
