package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/adapters/mail"
)

// postOffice is a real mail server that asks who sends.
type postOffice struct {
	server *smtp.Server
	addr   string
	ca     []byte

	mu    sync.Mutex
	taken []string
	// inClear are mails, and passwords, that came without TLS.
	inClear int
}

// certificate is one for names, signed by itself, with itself in PEM.
func certificate(t *testing.T, names ...string) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// open opens a post office: with STARTTLS, with TLS from the beginning, or without.
func open(t *testing.T, way mail.TLS, names ...string) *postOffice {
	t.Helper()
	p := &postOffice{}
	own, ca := certificate(t, names...)
	p.ca = ca
	p.server = smtp.NewServer(p)
	p.server.Domain, p.server.AllowInsecureAuth, p.server.ErrorLog = "mail.test", true, log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p.addr = listener.Addr().String()
	switch way {
	case mail.STARTTLS:
		p.server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{own}}
	case mail.Implicit:
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{own}})
	default:
	}
	go func() { _ = p.server.Serve(listener) }()
	t.Cleanup(func() { _ = p.server.Close() })
	return p
}

// NewSession begins one.
func (p *postOffice) NewSession(c *smtp.Conn) (smtp.Session, error) { //nolint:ireturn // the library asks for it
	_, secret := c.TLSConnectionState()
	return &session{office: p, secret: secret}, nil
}

type session struct {
	office *postOffice
	secret bool
	known  bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) { //nolint:ireturn // the library asks for it
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.count(0)
		if user != "kaipiao" || password != "right" {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "wrong"}
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) count(mails int) {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	if !s.secret {
		s.office.inClear++
	}
	if mails > 0 {
		s.office.taken = append(s.office.taken, "")
	}
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.known {
		return &smtp.SMTPError{Code: 530, Message: "who are you"}
	}
	return nil
}
func (s *session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *session) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	s.count(1)
	return err
}
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (p *postOffice) send(t *testing.T, change func(*mail.Config)) error {
	t.Helper()
	config := mail.Config{
		Addr: p.addr, From: "invoices@kaipiao.example", CA: p.ca, User: "kaipiao", Password: "right", Timeout: 5 * time.Second,
	}
	change(&config)
	sender, err := mail.New(config)
	require.NoError(t, err)
	return sender.Send(t.Context(), letter)
}

// Mail goes over TLS that is asked for, with a certificate that is trusted, by who says who it is; otherwise it waits, and nothing of it is
// seen on the way.
func TestMailGoesInSecretOrNotAtAll(t *testing.T) {
	_, others := certificate(t, "127.0.0.1")
	for _, c := range []struct {
		name   string
		offers mail.TLS
		names  []string
		change func(*mail.Config)
		taken  bool
	}{
		{"STARTTLS", mail.STARTTLS, []string{"127.0.0.1"}, func(c *mail.Config) { c.TLS = mail.STARTTLS }, true},
		{"implicit TLS", mail.Implicit, []string{"127.0.0.1"}, func(c *mail.Config) { c.TLS = mail.Implicit }, true},
		{"a server, or who stands before it, that offers no STARTTLS", mail.None, []string{"127.0.0.1"}, func(c *mail.Config) { c.TLS = mail.STARTTLS }, false},
		{"no TLS where it is asked for", mail.None, []string{"127.0.0.1"}, func(c *mail.Config) { c.TLS = mail.Implicit }, false},
		{"somebody else's certificate", mail.STARTTLS, []string{"127.0.0.1"}, func(c *mail.Config) { c.TLS, c.CA = mail.STARTTLS, others }, false},
		{"a certificate that nobody vouches for", mail.Implicit, []string{"127.0.0.1"}, func(c *mail.Config) { c.TLS, c.CA = mail.Implicit, nil }, false},
		{"a certificate of another name", mail.STARTTLS, []string{"mail.test"}, func(c *mail.Config) { c.TLS = mail.STARTTLS }, false},
		{"a wrong password", mail.STARTTLS, []string{"127.0.0.1"}, func(c *mail.Config) { c.TLS, c.Password = mail.STARTTLS, "wrong" }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			office := open(t, c.offers, c.names...)
			err := office.send(t, c.change)
			office.mu.Lock()
			defer office.mu.Unlock()
			require.Zero(t, office.inClear, "neither a mail nor a password goes in clear")
			if c.taken {
				require.NoError(t, err)
				require.Len(t, office.taken, 1)
				return
			}
			require.Error(t, err)
			require.NotErrorIs(t, err, activities.ErrRefusedForGood, "it is sent when the settings are right")
			require.Empty(t, office.taken)
		})
	}
}

// Settings that would send a password in clear, or are none, are refused at the start.
func TestSettingsOfMailThatCannotBeMeantAreRefused(t *testing.T) {
	for name, config := range map[string]mail.Config{
		"a password in clear": {Addr: "mail.test:25", TLS: mail.None, User: "u", Password: "p"},
		"no password":         {Addr: "mail.test:25", User: "u"},
		"nobody's password":   {Addr: "mail.test:25", Password: "p"},
		"no way":              {Addr: "mail.test:25", TLS: "perhaps"},
		"no certificates":     {Addr: "mail.test:25", CA: []byte("none")},
	} {
		_, err := mail.New(config)
		require.Error(t, err, name)
	}
	_, err := mail.New(mail.Config{Addr: "mail.test:25", TLS: mail.None})
	require.NoError(t, err, "who says so sends in clear")
}
