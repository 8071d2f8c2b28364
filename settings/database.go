package settings

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Nothing says where the database is, or who owns it.
var (
	errNoDatabase = errors.New("no database: start the stack with `make run`, or set KAIPIAO_DATABASE_URL")
	errNoOwner    = errors.New("who owns the database is not said: set KAIPIAO_DATABASE_OWNER_URL; the programs' own roles may change no table")
)

// LoadWithDatabase is Load for whoever needs the database.
func LoadWithDatabase() (Settings, error) {
	s, err := Load()
	if err == nil && s.DatabaseURL == "" {
		err = errNoDatabase
	}
	if err == nil {
		err = s.safe("KAIPIAO_DATABASE_URL", s.DatabaseURL)
	}
	if err == nil && s.DatabaseReplicaURL != "" {
		err = s.safe("KAIPIAO_DATABASE_REPLICA_URL", s.DatabaseReplicaURL)
	}
	return s, err
}

// LoadWithOwner is Load for whoever changes the tables themselves. DatabaseURL is not asked for.
func LoadWithOwner() (Settings, error) {
	s, err := Load()
	if err == nil && s.DatabaseOwnerURL == "" {
		err = errNoOwner
	}
	if err == nil {
		err = s.safe("KAIPIAO_DATABASE_OWNER_URL", s.DatabaseOwnerURL)
	}
	return s, err
}

// LoadToRead is LoadWithDatabase for whoever only reads: with the reader's role, where it is known.
func LoadToRead() (Settings, error) {
	s, err := Load()
	if err != nil || s.DatabaseReaderURL == "" {
		return LoadWithDatabase()
	}
	s.DatabaseURL = s.DatabaseReaderURL
	return s, s.safe("KAIPIAO_DATABASE_READER_URL", s.DatabaseURL)
}

func (s Settings) safe(variable, database string) error {
	if err := CheckDatabase(database, bool(s.DatabasePlaintext)); err != nil {
		return fmt.Errorf("%s: %w", variable, err)
	}
	return nil
}

// CheckDatabase refuses to reach a database on another machine without knowing that it is the right one: over TLS, with a certificate that is
// verified (S5). Whoever could put themselves in between would read and change everything. Where plaintext is allowed, anything is.
func CheckDatabase(database string, plaintext bool) error {
	config, err := pgconn.ParseConfig(database)
	if err != nil {
		return fmt.Errorf("it is no database's URL: %w", err)
	}
	if plaintext {
		return nil
	}
	ways := []way{{config.Host, config.TLSConfig}}
	for _, other := range config.Fallbacks {
		ways = append(ways, way{other.Host, other.TLSConfig})
	}
	for _, w := range ways {
		if !w.stays() && !w.verified() {
			return fmt.Errorf("the database at %s would be reached without knowing that it is the right one: say sslmode=verify-full, with sslrootcert where "+
				"its certificate is signed by an authority of your own; or KAIPIAO_DATABASE_PLAINTEXT=on, where nobody else is on that network", w.host)
		}
	}
	return nil
}

// way is one of the ways on which a database is tried to be reached.
type way struct {
	host string
	tls  *tls.Config
}

// stays: it does not leave the machine.
func (w way) stays() bool {
	if strings.HasPrefix(w.host, "/") || strings.HasPrefix(w.host, "@") || w.host == "localhost" {
		return true
	}
	address := net.ParseIP(w.host)
	return address != nil && address.IsLoopback()
}

// verified: who signed the certificate is looked at. With sslmode=require nobody does, unless there is a sslrootcert.
func (w way) verified() bool {
	return w.tls != nil && (!w.tls.InsecureSkipVerify || w.tls.VerifyPeerCertificate != nil)
}
