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
	return clientOf(s, access.Identity{Subject: "starter", Role: access.Service})
}

// clientOf calls the running stack's API as somebody.
func clientOf(s settings.Settings, who access.Identity) (*client.Client, error) {
	if s.TokenSecret == "" {
		return nil, errNoSecret
	}
	text, err := token.Mint([]byte(s.TokenSecret), who, time.Now(), 24*time.Hour)
	if err != nil {
		return nil, err
	}
	return client.New(s.HTTPAddr, text), nil
}
