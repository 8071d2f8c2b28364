// Package issuers knows whose tokens are trusted, and what their claims mean here: which role somebody has, for which account or vendor, and
// with which permissions. It is what the file of KAIPIAO_ISSUERS says.
package issuers

import (
	"fmt"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/domain/ids"
)

// Issuer is one issuer that is trusted, with what its claims mean.
type Issuer struct {
	// Name stands before its subjects in timelines and the trail, always: two issuers may call different people the same, and a second person is
	// counted by this name (four eyes). It must not change.
	Name string
	token.Rules
	// Subject, Account and Vendor lead to the claims that say them.
	Subject, Account, Vendor Path
	// Grants are what gives its people and services a role here.
	Grants []Grant
	// Console is our client there, through which people sign in with a browser; nil where nobody does.
	Console *Console
}

// Console is an application at an issuer: the code flow with PKCE, and with a secret where it has one.
type Console struct {
	Client, Secret string
	Scopes         []string
}

// Grant gives a role to whoever has a value in a claim.
type Grant struct {
	Claim Path
	Value string
	Role  access.Role
	// Permissions are for the role finance; without any it reads.
	Permissions access.Permissions
}

// Identity is whom a good token of this issuer means.
func (i Issuer) Identity(claims token.Claims) (access.Identity, error) {
	who := access.Identity{}
	for _, grant := range i.Grants {
		if !grant.Claim.says(claims, grant.Value) {
			continue
		}
		if who.Role != "" && who.Role != grant.Role {
			return access.Identity{}, fmt.Errorf("%w: %s and %s", access.ErrSeveralRoles, who.Role, grant.Role)
		}
		who.Role = grant.Role
		who.Permissions = who.Permissions.And(grant.Permissions)
	}
	if who.Role == "" {
		return access.Identity{}, access.ErrNoRole
	}
	subject := i.Subject.word(claims)
	if subject == "" {
		return access.Identity{}, fmt.Errorf("%w: it has no subject in %s", access.ErrIncomplete, i.Subject)
	}
	who.Subject = i.Name + "/" + subject
	switch who.Role { // of the others it does not matter whose they also are
	case access.Customer:
		who.Account = ids.Account(i.Account.word(claims))
	case access.Vendor:
		who.Vendor = ids.Seller(i.Vendor.word(claims))
	case access.Service, access.Finance, access.Auditor:
	}
	if err := who.Check(); err != nil {
		return access.Identity{}, fmt.Errorf("%w: %w", access.ErrIncomplete, err)
	}
	return who, nil
}
