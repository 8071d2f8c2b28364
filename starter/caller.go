package main

import (
	"time"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/client"
	"kaipiao/settings"
)

// serviceClient calls the running stack's API in the role of an upstream service.
func serviceClient() (*client.Client, error) {
	s, err := settings.Load()
	if err != nil {
		return nil, err
	}
	if s.Token != "" {
		return client.New(s.HTTPAddr, s.Token), nil
	}
	return clientOf(s, access.Identity{Subject: "starter", Role: access.Service})
}

// clientOf calls the running stack's API as somebody.
func clientOf(s settings.Settings, who access.Identity) (*client.Client, error) {
	local, err := localIssuer(s)
	if err != nil {
		return nil, err
	}
	text, err := local.Mint(who, time.Now(), token.LongestLife)
	if err != nil {
		return nil, err
	}
	return client.New(s.HTTPAddr, text), nil
}
