package sessions

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"kaipiao/access"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Session is somebody who is signed in with a browser.
type Session struct {
	// Name is how people call it.
	Name string
	// Issuer is who has signed the person in; empty where an upstream service has vouched for a customer.
	Issuer string
	// Who it is, with its own account.
	Who access.Identity
	// ActingFor is the account of its group that a customer has switched to; empty for its own.
	ActingFor ids.Account

	BegunAt, SeenAt, ExpiresAt time.Time
	EndedAt                    *time.Time
	EndedBy                    actor.Actor

	id, secret []byte
	idleUntil  time.Time
}

// Identity is who acts, for the account that was chosen.
func (s Session) Identity() access.Identity {
	who := s.Who
	if s.ActingFor != "" {
		who.Account = s.ActingFor
	}
	return who
}

// Over reports whether it has ended by itself.
func (s Session) Over(now time.Time) bool {
	return !now.Before(s.idleUntil) || !now.Before(s.ExpiresAt)
}

// Revoked reports whether somebody else has ended it.
func (s Session) Revoked() bool { return s.EndedAt != nil && s.EndedBy != s.Who.Actor() }

// saltSize makes a token another text on each page, so that nothing is learned from how well a page is compressed.
const saltSize = 16

// Token is for a hidden field of this session's forms: another page's forms have none that is good.
func (s Session) Token() string {
	salt := make([]byte, saltSize, saltSize+sha256.Size)
	_, _ = rand.Read(salt) // it never fails
	return base64.RawURLEncoding.EncodeToString(append(salt, s.mark(salt)...))
}

// Made reports whether a form's token is of this session.
func (s Session) Made(token string) bool {
	read, err := base64.RawURLEncoding.DecodeString(token)
	return err == nil && len(read) == saltSize+sha256.Size && hmac.Equal(read[saltSize:], s.mark(read[:saltSize]))
}

func (s Session) mark(salt []byte) []byte {
	mark := hmac.New(sha256.New, s.secret)
	mark.Write(salt)
	return mark.Sum(nil)
}

// newName is how people call a session: 60 bits, which need not be guessed by nobody.
func newName() string { return strings.ToLower(rand.Text()[:12]) }

func sessionOf(row query.Session) (Session, error) {
	s := Session{
		Name: row.Name, Issuer: row.Issuer, ActingFor: tx.Text(row.ActingFor), BegunAt: row.BegunAt, SeenAt: row.SeenAt, ExpiresAt: row.ExpiresAt,
		EndedAt: row.EndedAt, EndedBy: row.EndedBy, id: row.ID, secret: row.Secret, idleUntil: row.IdleUntil,
		Who: access.Identity{Subject: row.Subject, Role: row.Role, Account: row.Account, Vendor: row.Vendor},
	}
	var err error
	if s.Who.Permissions, err = access.ParsePermissions(row.Permissions); err != nil {
		return s, fmt.Errorf("read session %s: %w", row.Name, err)
	}
	return s, nil
}
