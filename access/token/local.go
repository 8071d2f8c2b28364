package token

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kaipiao/access"
	"kaipiao/domain/ids"
)

// Who issues local tokens, for whom, and how long they live at most.
const (
	LocalIssuer   = "kaipiao-local"
	localAudience = "kaipiao"
	LongestLife   = 24 * time.Hour
)

var localRules = Rules{Issuer: LocalIssuer, Audience: localAudience, Algorithms: []string{jwt.SigningMethodHS256.Alg()}, LongestLife: LongestLife}

// wire is how claims are written in a local token.
type wire struct {
	jwt.RegisteredClaims
	Role    access.Role `json:"role"`
	Account ids.Account `json:"account,omitempty"`
	Vendor  ids.Seller  `json:"vendor,omitempty"`
	// Permissions are those of a person of finance; left out they are all.
	Permissions []string `json:"permissions,omitempty"`
}

// Local is the issuer of the embedded stack, and only of that: whoever can verify its tokens can also make them. Its newest key signs, all of
// its keys verify.
type Local struct{ keys func() ([]Key, error) }

// Open opens the local issuer whose keys are in a file.
func Open(path string) (*Local, error) {
	file := &keyFile{path: path}
	_, err := file.current()
	return &Local{file.current}, err
}

// With is a local issuer with keys that stay, the oldest first.
func With(keys ...Key) (*Local, error) {
	return &Local{func() ([]Key, error) { return keys, nil }}, checkKeys(keys)
}

// Mint makes a token that is good from now on for the time given. A person of finance without permissions gets all of them.
func (l *Local) Mint(who access.Identity, now time.Time, validFor time.Duration) (string, error) {
	if err := checkLocal(who); err != nil {
		return "", err
	}
	if validFor <= 0 || validFor > LongestLife {
		return "", fmt.Errorf("a token is good for %v at most, and for more than nothing", LongestLife)
	}
	claims := wire{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: LocalIssuer, Audience: jwt.ClaimStrings{localAudience},
			Subject: who.Subject, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Truncate(jwt.TimePrecision).Add(validFor)),
		},
		Role: who.Role, Account: who.Account, Vendor: who.Vendor,
	}
	for _, held := range who.Permissions.List() {
		claims.Permissions = append(claims.Permissions, string(held))
	}
	keys, err := l.keys()
	if err != nil {
		return "", err
	}
	newest := keys[len(keys)-1]
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	token.Header["kid"] = newest.ID
	return token.SignedString(newest.Secret)
}

// Verify is who calls with a local token.
func (l *Local) Verify(_ context.Context, text string, now time.Time) (access.Identity, error) {
	said, err := localRules.Check(text, l.key, now)
	if err != nil {
		return access.Identity{}, err
	}
	return localIdentity(said)
}

func (l *Local) key(kid, _ string) (any, error) {
	keys, err := l.keys()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", access.ErrIssuerAway, err)
	}
	at := slices.IndexFunc(keys, func(k Key) bool { return k.ID == kid })
	if at < 0 {
		return nil, errors.New("its key is not known")
	}
	return keys[at].Secret, nil
}

func localIdentity(said Claims) (access.Identity, error) {
	word := func(claim string) string { text, _ := said[claim].(string); return text }
	who := access.Identity{
		Subject: word("sub"), Role: access.Role(word("role")), Account: ids.Account(word("account")), Vendor: ids.Seller(word("vendor")),
	}
	if who.Role == access.Finance {
		who.Permissions = access.AllPermissions()
	}
	if narrowed, there := said["permissions"]; there {
		var err error
		if who.Permissions, err = permissionsIn(narrowed); err != nil {
			return access.Identity{}, fmt.Errorf("%w: %w", access.ErrToken, err)
		}
	}
	if err := checkLocal(who); err != nil {
		return access.Identity{}, fmt.Errorf("%w: %w", access.ErrToken, err)
	}
	return who, nil
}

// permissionsIn reads a claim that is a list of names.
func permissionsIn(claim any) (access.Permissions, error) {
	list, isList := claim.([]any)
	if !isList {
		return access.Permissions{}, errors.New("permissions are a list")
	}
	var names []string
	for _, one := range list {
		name, _ := one.(string)
		names = append(names, name)
	}
	return access.ParsePermissions(names)
}

// checkLocal also keeps local subjects apart from those of other issuers, which have the issuer's name and a slash before them.
func checkLocal(who access.Identity) error {
	if strings.Contains(who.Subject, "/") {
		return errors.New("the subject of a local token has no slash")
	}
	return who.Check()
}
