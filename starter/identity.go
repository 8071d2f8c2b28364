package main

import (
	"errors"
	"fmt"

	"kaipiao/access/issuers"
	"kaipiao/access/token"
	"kaipiao/adapters/signin"
	"kaipiao/settings"
)

// Why nobody could call, or somebody could who must not.
var (
	errNobodyTrusted = errors.New("no issuer of tokens is trusted, so nobody could call: name your OpenID Connect issuers in a file and set " +
		"KAIPIAO_ISSUERS to it (docs/operations.md, \"Who may call\"), or start the embedded stack with `make run`")
	errSecretElsewhere = errors.New("KAIPIAO_TOKEN_SECRET is for the embedded stack of `make run` alone, because whoever has it is anybody: " +
		"unset it, and set KAIPIAO_ISSUERS to the file of your OpenID Connect issuers (docs/operations.md, \"Who may call\")")
	errNoStack = errors.New("local tokens are for the embedded stack alone, and none runs here: start it with `make run` (its directory is KAIPIAO_RUN_DIR), " +
		"or get a token from your issuer, for instance with `starter sign-in`")
)

// trusted is who finds out who calls: the issuers of the file, and in the embedded stack the local one.
func trusted(s settings.Settings) (token.ByIssuer, error) {
	known := token.ByIssuer{}
	if s.Issuers != "" {
		list, err := issuers.Read(s.Issuers)
		if err != nil {
			return nil, err
		}
		client := signin.Client()
		for _, issuer := range list {
			known[issuer.Issuer] = signin.New(issuer, client)
		}
	}
	switch local, err := localIssuer(s); {
	case errors.Is(err, errNoStack):
	case err != nil:
		return nil, err
	default:
		known[token.LocalIssuer] = local
	}
	if len(known) == 0 {
		return nil, errNobodyTrusted
	}
	return known, nil
}

// localIssuer is the embedded stack's, or errNoStack.
func localIssuer(s settings.Settings) (*token.Local, error) {
	switch {
	case s.TokenSecret != "" && !s.InStack:
		return nil, errSecretElsewhere
	case s.TokenSecret != "":
		local, err := token.With(token.Key{ID: "environment", Secret: []byte(s.TokenSecret)})
		if err != nil {
			return nil, fmt.Errorf("KAIPIAO_TOKEN_SECRET: %w", err)
		}
		return local, nil
	case !s.InStack:
		return nil, errNoStack
	default:
		return token.Open(s.TokenKeys())
	}
}
