package mail

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"

	gomail "github.com/wneessen/go-mail"
)

// TLS says how a connection to the mail server is kept secret.
type TLS string

// The ways. A server that does not offer what is asked for is sent nothing: what it says may be said by who stands in between.
const (
	STARTTLS TLS = "starttls"
	Implicit TLS = "implicit"
	None     TLS = "none"
)

// ways are how we say who we are, the best first. The last two send the password, which the library does over TLS only.
var ways = []gomail.SMTPAuthType{
	gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin,
}

// secured are the options by which a connection is kept secret, and we say who we are. The password is never sent in clear to another machine.
func (c Config) secured(host string) ([]gomail.Option, error) {
	otherwise := STARTTLS
	if loopback(host) {
		otherwise = None
	}
	trusted, err := c.trusted(host)
	if err != nil {
		return nil, err
	}
	var options []gomail.Option
	switch way := cmp.Or(c.TLS, otherwise); way {
	case STARTTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithTLSConfig(trusted))
	case Implicit:
		options = append(options, gomail.WithSSL(), gomail.WithTLSConfig(trusted))
	case None:
		if c.User != "" && !loopback(host) {
			return nil, errors.New("a password for mail goes over TLS only: ask for starttls or implicit")
		}
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("mail goes by %s, %s or %s, not %q", STARTTLS, Implicit, None, way)
	}
	if (c.User == "") != (c.Password == "") {
		return nil, errors.New("a user for mail needs a password, and a password a user")
	}
	if c.User != "" {
		options = append(options, gomail.WithOpportunisticSMTPAuth(ways...), gomail.WithUsername(c.User), gomail.WithPassword(c.Password))
	}
	return options, nil
}

func (c Config) trusted(host string) (*tls.Config, error) {
	trusted := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if len(c.CA) > 0 {
		trusted.RootCAs = x509.NewCertPool()
		if !trusted.RootCAs.AppendCertsFromPEM(c.CA) {
			return nil, errors.New("the certificates for mail are none in PEM")
		}
	}
	return trusted, nil
}

func loopback(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || (address != nil && address.IsLoopback())
}
