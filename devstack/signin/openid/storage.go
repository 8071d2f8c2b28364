package openid

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// storage is all that the provider knows. Sign-ins are in memory, keys in a file.
type storage struct {
	Options
	*keyRing
	clients map[string]client
	people  map[string]Person

	mutex    sync.Mutex
	requests map[string]*request
	codes    map[string]string
}

var (
	_ op.Storage                  = (*storage)(nil)
	_ op.ClientCredentialsStorage = (*storage)(nil)
)

// CreateAccessToken says how long a token lives.
func (s *storage) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return rand.Text(), s.Now().Add(tokenLife), nil
}

// GetPrivateClaimsFromScopes is what a token says of a person. A service is known by its client_id.
func (s *storage) GetPrivateClaimsFromScopes(_ context.Context, subject, _ string, _ []string) (map[string]any, error) {
	person, there := s.people[subject]
	if !there {
		person = Person{Name: subject}
	}
	return s.Claims(person), nil
}

// SetUserinfoFromRequest is what an ID token says of a person.
func (s *storage) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, asked op.IDTokenRequest, _ []string) error {
	s.describe(info, asked.GetSubject())
	return nil
}

// SetUserinfoFromToken is what is said of a person whose token is shown.
func (s *storage) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, _, subject, _ string) error {
	s.describe(info, subject)
	return nil
}

func (s *storage) describe(info *oidc.UserInfo, subject string) {
	person := s.people[subject]
	info.Subject, info.Name, info.PreferredUsername = subject, person.Chinese, person.Name
	info.Claims = s.Claims(person)
}

// Health is always well.
func (*storage) Health(context.Context) error { return nil }

// What the embedded stack has no use for: tokens that are refreshed, revoked or exchanged, and clients with keys.
var errNotHere = errors.New("the embedded stack's sign-in does not do this")

// CreateAccessAndRefreshTokens is not for here.
func (*storage) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errNotHere
}

// TokenRequestByRefreshToken is not for here.
func (*storage) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, errNotHere
}

// TerminateSession has nothing to end: nobody stays signed in.
func (*storage) TerminateSession(context.Context, string, string) error { return nil }

// RevokeToken is not for here.
func (*storage) RevokeToken(context.Context, string, string, string) *oidc.Error {
	return oidc.ErrUnsupportedGrantType()
}

// GetRefreshTokenInfo is not for here.
func (*storage) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

// SetUserinfoFromScopes has become SetUserinfoFromRequest.
func (*storage) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

// SetIntrospectionFromToken is not for here: tokens say it themselves.
func (*storage) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errNotHere
}

// GetKeyByIDAndClientID is not for here.
func (*storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errNotHere
}

// ValidateJWTProfileScopes is not for here.
func (*storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errNotHere
}
