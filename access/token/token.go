// Package token makes and checks the bearer tokens of callers: JSON Web Tokens that say who calls, in which role, and for
// which account or vendor.
package token

import (
	"errors"
	"fmt"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"

	"github.com/golang-jwt/jwt/v5"
)

// wire is how claims are written in the token.
type wire struct {
	jwt.RegisteredClaims
	Role    access.Role `json:"role"`
	Account ids.Account `json:"account,omitempty"`
	Vendor  ids.Seller  `json:"vendor,omitempty"`
	// Permissions are of the role finance; without the claim it has all of them.
	Permissions *[]string `json:"permissions,omitempty"`
}

// Mint makes a token that is good from now on for the time given.
func Mint(secret []byte, c access.Identity, now time.Time, validFor time.Duration) (string, error) {
	if err := c.Check(); err != nil {
		return "", err
	}
	claims := wire{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject: c.Subject, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(validFor)),
		},
		Role: c.Role, Account: c.Account, Vendor: c.Vendor,
	}
	if c.Permissions != (access.Permissions{}) {
		names := []string{}
		for _, one := range c.Permissions.List() {
			names = append(names, string(one))
		}
		claims.Permissions = &names
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(secret)
}

// ErrInvalid is returned for a token that is not ours, not good any more, or says what cannot be meant.
var ErrInvalid = errors.New("the token is not valid")

// Verify reads a token. It returns ErrInvalid for every token that must not be trusted.
func Verify(secret []byte, text string, now time.Time) (access.Identity, error) {
	var claims wire
	_, err := jwt.ParseWithClaims(text, &claims, func(*jwt.Token) (any, error) { return secret, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(func() time.Time { return now }))
	if err != nil {
		return access.Identity{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	c := access.Identity{Subject: claims.Subject, Role: claims.Role, Account: claims.Account, Vendor: claims.Vendor}
	if c.Role == access.Finance {
		c.Permissions = access.AllPermissions()
	}
	if claims.Permissions != nil {
		if c.Permissions, err = access.ParsePermissions(*claims.Permissions); err != nil {
			return access.Identity{}, fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	if err := c.Check(); err != nil {
		return access.Identity{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return c, nil
}
