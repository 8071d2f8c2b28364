// Package token makes and checks the bearer tokens of callers: JSON Web Tokens that say who calls, in which role, and for
// which account or vendor.
package token

import (
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/invoice"

	"github.com/golang-jwt/jwt/v5"
)

// Role is what a caller may do (O1).
type Role string

// The roles.
const (
	Service  Role = "service"  // upstream systems of the vendor
	Customer Role = "customer" // one account's own
	Finance  Role = "finance"  // review, tickets, print desk
	Vendor   Role = "vendor"   // one marketplace vendor's own invoices
	Auditor  Role = "auditor"  // reads everything, changes nothing
)

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool {
	return r == Service || r == Customer || r == Finance || r == Vendor || r == Auditor
}

// Claims are what a token says.
type Claims struct {
	Subject string
	Role    Role
	// Account is a customer's account, Vendor a vendor's id; empty for the other roles.
	Account string
	Vendor  string
}

// Check reports claims that cannot be meant.
func (c Claims) Check() error {
	switch {
	case !c.Role.Valid():
		return fmt.Errorf("%q is not a role: service, customer, finance, vendor or auditor", c.Role)
	case c.Subject == "":
		return errors.New("a token needs a subject")
	case (c.Role == Customer) != (c.Account != ""):
		return errors.New("an account belongs to the role customer, and a customer needs one")
	case c.Vendor == invoice.Platform:
		return errors.New("the platform is no vendor")
	case (c.Role == Vendor) != (c.Vendor != ""):
		return errors.New("a vendor id belongs to the role vendor, and a vendor needs one")
	default:
		return nil
	}
}

// wire is how claims are written in the token.
type wire struct {
	jwt.RegisteredClaims
	Role    Role   `json:"role"`
	Account string `json:"account,omitempty"`
	Vendor  string `json:"vendor,omitempty"`
}

// Mint makes a token that is good from now on for the time given.
func Mint(secret []byte, c Claims, now time.Time, validFor time.Duration) (string, error) {
	if err := c.Check(); err != nil {
		return "", err
	}
	claims := wire{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject: c.Subject, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(validFor)),
		},
		Role: c.Role, Account: c.Account, Vendor: c.Vendor,
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(secret)
}

// ErrInvalid is returned for a token that is not ours, not good any more, or says what cannot be meant.
var ErrInvalid = errors.New("the token is not valid")

// Verify reads a token. It returns ErrInvalid for every token that must not be trusted.
func Verify(secret []byte, text string, now time.Time) (Claims, error) {
	var claims wire
	_, err := jwt.ParseWithClaims(text, &claims, func(*jwt.Token) (any, error) { return secret, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(func() time.Time { return now }))
	if err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	c := Claims{Subject: claims.Subject, Role: claims.Role, Account: claims.Account, Vendor: claims.Vendor}
	if err := c.Check(); err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return c, nil
}
