package issuers_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/access/issuers"
)

const file = `
issuers:
  - name: corp
    issuer: https://sso.example.com/realms/corp
    audience: kaipiao
    algorithms: [RS256]
    skew: 1m
    longest_life: 30m
    account: kaipiao.account
    grants:
      - {claim: realm_access.roles, value: reviewers, role: finance, permissions: [reviewer]}
      - {claim: realm_access.roles, value: printers, role: finance, permissions: [print_desk]}
      - {claim: realm_access.roles, value: readers, role: finance}
      - {claim: [resource_access, "kai.piao", roles], value: customer, role: customer}
      - {claim: "https://example.com/roles", value: seller, role: vendor}
      - {claim: scope, value: invoices, role: service}
      - {claim: azp, value: billing, role: service}
      - {claim: groups, value: auditors, role: auditor}
  - name: partner
    issuer: https://id.partner.example
    audience: kaipiao
    subject: email
    grants: [{claim: groups, value: reviewers, role: finance, permissions: [reviewer]}]
`

func parsed(t *testing.T) (corp, partner issuers.Issuer) {
	t.Helper()
	list, err := issuers.Parse([]byte(file))
	require.NoError(t, err)
	require.Len(t, list, 2)
	return list[0], list[1]
}

func claims(t *testing.T, text string) map[string]any {
	t.Helper()
	var claims map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &claims))
	return claims
}

// S4: what the file leaves out is narrow.
func TestS4WhatTheFileLeavesOutIsNarrow(t *testing.T) {
	corp, partner := parsed(t)
	require.Equal(t, time.Minute, corp.Skew)
	require.Equal(t, 30*time.Minute, corp.LongestLife)
	require.Equal(t, 30*time.Second, partner.Skew)
	require.Equal(t, time.Hour, partner.LongestLife)
	require.Equal(t, []string{"RS256", "ES256", "PS256", "EdDSA"}, partner.Algorithms)
}

// S4: claims become a role, an account, a vendor and permissions as the file says.
func TestS4ClaimsBecomeAnIdentity(t *testing.T) {
	corp, _ := parsed(t)
	for name, c := range map[string]struct {
		claims string
		want   access.Identity
	}{
		"one row": {
			`{"sub": "u1", "realm_access": {"roles": ["reviewers", "uma"]}}`,
			access.Identity{Subject: "corp/u1", Role: access.Finance, Permissions: access.Holding(access.Reviewer)},
		},
		"several rows of one role are joined": {
			`{"sub": "u1", "realm_access": {"roles": ["readers", "printers", "reviewers"]}}`,
			access.Identity{Subject: "corp/u1", Role: access.Finance, Permissions: access.Holding(access.Reviewer, access.PrintDesk)},
		},
		"finance without permissions reads": {
			`{"sub": "u1", "realm_access": {"roles": ["readers"]}}`, access.Identity{Subject: "corp/u1", Role: access.Finance},
		},
		"a name with dots in a list of names": {
			`{"sub": "u1", "resource_access": {"kai.piao": {"roles": ["customer"]}}, "kaipiao": {"account": "acct"}}`,
			access.Identity{Subject: "corp/u1", Role: access.Customer, Account: "acct"},
		},
		"a name that is a URL, and a vendor": {
			`{"sub": "u1", "https://example.com/roles": ["seller"], "vendor": "isv-1"}`, access.Identity{Subject: "corp/u1", Role: access.Vendor, Vendor: "isv-1"},
		},
		"a scope among others": {`{"sub": "s", "scope": "email invoices"}`, access.Identity{Subject: "corp/s", Role: access.Service}},
		"a client":             {`{"sub": "s", "azp": "billing"}`, access.Identity{Subject: "corp/s", Role: access.Service}},
		"a value alone":        {`{"sub": "s", "groups": "auditors"}`, access.Identity{Subject: "corp/s", Role: access.Auditor}},
		"an account that is not used": {
			`{"sub": "s", "groups": ["auditors"], "kaipiao": {"account": "a"}}`, access.Identity{Subject: "corp/s", Role: access.Auditor},
		},
	} {
		who, err := corp.Identity(claims(t, c.claims))
		require.NoError(t, err, name)
		require.Equal(t, c.want, who, name)
	}
}

// S4: a good token that means nobody here, or that cannot be meant, makes nobody of its caller.
func TestS4ClaimsThatMakeNobody(t *testing.T) {
	corp, _ := parsed(t)
	for name, c := range map[string]struct {
		claims string
		why    error
	}{
		"no role":                   {`{"sub": "u1"}`, access.ErrNoRole},
		"a role of somebody else's": {`{"sub": "u1", "realm_access": {"roles": ["admin"]}}`, access.ErrNoRole},
		"a part of a value":         {`{"sub": "u1", "realm_access": {"roles": ["reviewers2"]}, "groups": "auditors reviewers"}`, access.ErrNoRole},
		"a value of another type":   {`{"sub": "u1", "realm_access": {"roles": [true, 7, null, {}]}, "groups": {"auditors": true}}`, access.ErrNoRole},
		"no object on the way":      {`{"sub": "u1", "realm_access": "reviewers"}`, access.ErrNoRole},
		"two roles":                 {`{"sub": "u1", "realm_access": {"roles": ["reviewers"]}, "groups": ["auditors"]}`, access.ErrSeveralRoles},
		"a person through a client": {`{"sub": "u1", "realm_access": {"roles": ["reviewers"]}, "azp": "billing"}`, access.ErrSeveralRoles},
		"customer without account":  {`{"sub": "u1", "resource_access": {"kai.piao": {"roles": ["customer"]}}}`, access.ErrIncomplete},
		"account that is no text":   {`{"sub": "u1", "resource_access": {"kai.piao": {"roles": ["customer"]}}, "kaipiao": {"account": ["a"]}}`, access.ErrIncomplete},
		"vendor without id":         {`{"sub": "u1", "https://example.com/roles": ["seller"]}`, access.ErrIncomplete},
		"the platform as a vendor":  {`{"sub": "u1", "https://example.com/roles": ["seller"], "vendor": "platform"}`, access.ErrIncomplete},
		"no subject":                {`{"azp": "billing"}`, access.ErrIncomplete},
		"a subject of two lines":    {`{"sub": "a\nb", "azp": "billing"}`, access.ErrIncomplete},
		"a subject that is too long": {
			`{"azp": "billing", "sub": "` + strings.Repeat("x", 200) + `"}`, access.ErrIncomplete,
		},
	} {
		_, err := corp.Identity(claims(t, c.claims))
		require.ErrorIs(t, err, c.why, name)
	}
}

// S4, four eyes: two issuers may call different people the same; they stay two.
func TestS4TwoIssuersEqualSubjectsAreTwoPeople(t *testing.T) {
	corp, partner := parsed(t)
	one, err := corp.Identity(claims(t, `{"sub": "alice@example.com", "realm_access": {"roles": ["reviewers"]}}`))
	require.NoError(t, err)
	other, err := partner.Identity(claims(t, `{"sub": "7", "email": "alice@example.com", "groups": ["reviewers"]}`))
	require.NoError(t, err)
	require.Equal(t, "partner/alice@example.com", other.Subject, "the claim that is said to be the subject")
	require.NotEqual(t, one.Actor(), other.Actor())
}

// S4: a file that cannot be meant is refused as a whole, and says where.
func TestS4AFileThatCannotBeMeantIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ from, to, says string }{
		"an unknown key":             {"skew: 1m", "skww: 1m", `line 7: there is no key "skww"`},
		"an unknown key of a grant":  {"role: vendor}", "role: vendor, permision: []}", `there is no key "permision"`},
		"an unknown key at the top":  {"issuers:", "version: 1\nissuers:", "version"},
		"a key twice":                {"skew: 1m", "skew: 1m\n    skew: 2m", "already defined"},
		"another document":           {"issuers:", "issuers: []\n---\nissuers:", "one document"},
		"no issuer":                  {file, "issuers: []", "no issuer is named"},
		"nothing":                    {file, "", "no issuer is named"},
		"no name":                    {"name: corp", "name:", "name is"},
		"a name with a slash":        {"name: corp", "name: a/b", "name is"},
		"one name twice":             {"name: partner", "name: corp", "another issuer has this name"},
		"one issuer twice":           {"https://id.partner.example", "https://sso.example.com/realms/corp", "another entry is of the same issuer"},
		"the local issuer's name":    {"https://id.partner.example", "kaipiao-local", `issuer "partner"`},
		"no audience":                {"audience: kaipiao\n    algorithms", "algorithms", "audience is missing"},
		"a shared secret":            {"[RS256]", "[RS256, HS256]", `"HS256" is not trusted`},
		"no signature":               {"[RS256]", "[none]", `"none" is not trusted`},
		"no algorithm":               {"[RS256]", "[]", "algorithms is empty"},
		"a clock that is far off":    {"skew: 1m", "skew: 1h", "skew is 5m0s at most"},
		"a clock before its time":    {"skew: 1m", "skew: -1s", "skew is"},
		"tokens for ever":            {"longest_life: 30m", "longest_life: 48h", "longest_life"},
		"tokens for no time":         {"longest_life: 30m", "longest_life: 0s", "longest_life"},
		"a number that is no time":   {"longest_life: 30m", "longest_life: 30", "line 8"},
		"http elsewhere":             {"https://sso.example.com", "http://sso.example.com", "https://"},
		"http to a name like ours":   {"https://sso.example.com", "http://127.0.0.1.example.com", "https://"},
		"a password in the URL":      {"https://sso", "https://u:p@sso", "issuer:"},
		"a query in the URL":         {"realms/corp", "realms/corp?x=1", "issuer:"},
		"no role":                    {"role: vendor", "role: root", `line 15: "root" is not a role`},
		"an unknown permission":      {"[print_desk]", "[printing]", `"printing" is not a permission`},
		"permissions of a customer":  {"role: customer", "role: customer, permissions: [reviewer]", "permissions belong to the role finance"},
		"a grant without a value":    {"value: auditors", `value: ""`, "a grant needs a value"},
		"a grant without a claim":    {"claim: groups, value: auditors", "value: auditors", "a grant needs a claim"},
		"a claim with an empty part": {"claim: realm_access.roles, value: readers", "claim: realm_access..roles, value: readers", "name of a claim"},
		"nobody granted":             {"grants: [{claim: groups, value: reviewers, role: finance, permissions: [reviewer]}]", "grants: []", "grants is missing"},
	} {
		changed := strings.Replace(file, c.from, c.to, 1)
		require.NotEqual(t, file, changed, name)
		_, err := issuers.Parse([]byte(changed))
		require.ErrorContains(t, err, c.says, name)
	}
	for _, loopback := range []string{"http://127.0.0.1:8095", "http://[::1]:8095", "http://localhost:8095/realms/x"} {
		_, err := issuers.Parse([]byte(strings.Replace(file, "https://id.partner.example", loopback, 1)))
		require.NoError(t, err, loopback)
	}
	_, err := issuers.Read("no-such-file.yaml")
	require.ErrorContains(t, err, "KAIPIAO_ISSUERS")
}

// S4: an issuer may have a client through which people sign in with a browser; a secret is in a file of its own.
func TestS4TheClientOfThePagesIsInTheFile(t *testing.T) {
	with := func(console string) ([]issuers.Issuer, error) {
		return issuers.Parse([]byte(`issuers: [{name: corp, issuer: "https://sso.example", audience: kaipiao, ` +
			`grants: [{claim: groups, value: auditors, role: auditor}]` + console + `}]`))
	}
	secret, empty := filepath.Join(t.TempDir(), "secret"), filepath.Join(t.TempDir(), "empty")
	require.NoError(t, os.WriteFile(secret, []byte("s3cret\n"), 0o600))
	require.NoError(t, os.WriteFile(empty, []byte("\n"), 0o600))
	list, err := with("")
	require.NoError(t, err)
	require.Nil(t, list[0].Console, "nobody signs in with a browser")
	list, err = with(", console: {client: pages}")
	require.NoError(t, err)
	require.Equal(t, issuers.Console{Client: "pages", Scopes: []string{"openid"}}, *list[0].Console)
	list, err = with(", console: {client: pages, secret_file: " + secret + ", scopes: [roles]}")
	require.NoError(t, err)
	require.Equal(t, issuers.Console{Client: "pages", Secret: "s3cret", Scopes: []string{"openid", "roles"}}, *list[0].Console)
	for says, console := range map[string]string{
		"client is missing":         "{}",
		`there is no key "secret"`:  "{client: pages, secret: s3cret}",
		"no such file":              "{client: pages, secret_file: " + secret + "x}",
		"secret_file is empty":      "{client: pages, secret_file: " + empty + "}",
		"cannot unmarshal !!str":    "pages",
		"cannot unmarshal !!str `a": "{client: pages, scopes: a}",
	} {
		_, err := with(", console: " + console)
		require.ErrorContains(t, err, says)
	}
}
