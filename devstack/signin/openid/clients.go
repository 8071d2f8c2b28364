package openid

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/url"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// The clients of the embedded stack: one through which people sign in, and a service with a secret.
const (
	ConsoleClient = "kaipiao-console"
	ServiceClient = "billing"
)

// client is an application that may ask for tokens.
type client struct {
	id     string
	secret string // empty for a public one, which has PKCE instead
	grants []oidc.GrantType
}

// redirects are where people are sent back to: this machine on any port (RFC 8252, 7.3), a page of the console or a command.
var redirects = []string{
	"http://127.0.0.1/callback", "http://127.0.0.1/console/callback", "http://localhost/console/callback", "http://[::1]/console/callback",
}

// signedOut are where they come back to when they have signed out.
var signedOut = []string{"http://127.0.0.1/console/sign-in", "http://localhost/console/sign-in", "http://[::1]/console/sign-in"}

var _ op.Client = client{}

func (c client) GetID() string                    { return c.id }
func (c client) RedirectURIs() []string           { return redirects }
func (c client) PostLogoutRedirectURIs() []string { return signedOut }
func (c client) ApplicationType() op.ApplicationType {
	return op.ApplicationTypeNative
}

func (c client) AuthMethod() oidc.AuthMethod {
	if c.secret == "" {
		return oidc.AuthMethodNone
	}
	return oidc.AuthMethodBasic
}

func (c client) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (c client) GrantTypes() []oidc.GrantType        { return c.grants }
func (c client) LoginURL(id string) string           { return "/login?id=" + url.QueryEscape(id) }
func (c client) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeJWT }
func (c client) IDTokenLifetime() time.Duration      { return tokenLife }
func (c client) DevMode() bool                       { return false }
func (c client) ClockSkew() time.Duration            { return 0 }
func (c client) IsScopeAllowed(string) bool          { return false }

func (c client) IDTokenUserinfoClaimsAssertion() bool { return true }

func (c client) RestrictAdditionalIdTokenScopes() func([]string) []string { return same } //nolint:revive // the library's name

func (c client) RestrictAdditionalAccessTokenScopes() func([]string) []string { return same }

func same(scopes []string) []string { return scopes }

var errClient = errors.New("there is no such client, or its secret is another one")

// GetClientByClientID finds a client.
func (s *storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	found, there := s.clients[id]
	if !there {
		return nil, errClient
	}
	return found, nil
}

// AuthorizeClientIDSecret checks a client's secret.
func (s *storage) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	found, there := s.clients[id]
	if !there || found.secret == "" || subtle.ConstantTimeCompare([]byte(found.secret), []byte(secret)) != 1 {
		return errClient
	}
	return nil
}

// ClientCredentials lets a service in.
func (s *storage) ClientCredentials(ctx context.Context, id, secret string) (op.Client, error) {
	if err := s.AuthorizeClientIDSecret(ctx, id, secret); err != nil {
		return nil, err
	}
	return s.GetClientByClientID(ctx, id)
}

// ClientCredentialsTokenRequest is what a service's token says.
func (s *storage) ClientCredentialsTokenRequest(_ context.Context, id string, scopes []string) (op.TokenRequest, error) {
	return &oidc.JWTTokenRequest{Subject: id, Audience: []string{s.Audience}, Scopes: scopes}, nil
}
