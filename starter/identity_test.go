package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access/token"
	"kaipiao/settings"
)

// S4: nobody serves without an issuer, and the local issuer is the embedded stack's alone. Each is said at the start, with what to do.
func TestS4WhoIsTrustedIsSaidAtTheStart(t *testing.T) {
	dir := t.TempDir()
	inStack := settings.Settings{RunDir: dir, InStack: true}
	_, err := token.AddKey(inStack.TokenKeys())
	require.NoError(t, err)
	good := filepath.Join(dir, "issuers.yaml")
	require.NoError(t, os.WriteFile(good, []byte(`issuers: [{name: corp, issuer: "https://sso.example", audience: kaipiao, `+
		`grants: [{claim: groups, value: auditors, role: auditor}]}]`), 0o600))
	bad := filepath.Join(dir, "bad.yaml")
	require.NoError(t, os.WriteFile(bad, []byte("issuers:\n  - {nam: corp}\n"), 0o600))
	long := strings.Repeat("s", 32)
	for name, c := range map[string]struct {
		s     settings.Settings
		says  string
		known []string
	}{
		"nobody":                     {s: settings.Settings{RunDir: dir}, says: "no issuer of tokens is trusted"},
		"a secret outside the stack": {s: settings.Settings{RunDir: dir, TokenSecret: long}, says: "set KAIPIAO_ISSUERS"},
		"a secret beside issuers": {
			s: settings.Settings{RunDir: dir, TokenSecret: long, Issuers: good}, says: "KAIPIAO_TOKEN_SECRET is for the embedded stack",
		},
		"a short secret":                     {s: settings.Settings{RunDir: dir, TokenSecret: "a", InStack: true}, says: "has 1 bytes, and needs 32"},
		"a file that there is not":           {s: settings.Settings{RunDir: dir, Issuers: bad + "x"}, says: "bad.yamlx"},
		"a file that cannot be meant":        {s: settings.Settings{RunDir: dir, Issuers: bad}, says: `line 2: there is no key "nam"`},
		"a stack without keys":               {s: settings.Settings{RunDir: t.TempDir(), InStack: true}, says: "keys of the local issuer"},
		"issuers alone, with keys left over": {s: settings.Settings{RunDir: dir, Issuers: good}, known: []string{"https://sso.example"}},
		"the embedded stack":                 {s: inStack, known: []string{token.LocalIssuer}},
		"the embedded stack with a secret":   {s: settings.Settings{RunDir: dir, TokenSecret: long, InStack: true}, known: []string{token.LocalIssuer}},
		"the embedded stack with issuers": {
			s: settings.Settings{RunDir: dir, InStack: true, Issuers: good}, known: []string{token.LocalIssuer, "https://sso.example"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			verifier, err := trusted(c.s)
			if c.says != "" {
				require.ErrorContains(t, err, c.says)
				return
			}
			require.NoError(t, err)
			require.Len(t, verifier, len(c.known))
			for _, issuer := range c.known {
				require.Contains(t, verifier, issuer)
			}
		})
	}
}
