package main

import (
	"errors"
	"fmt"
	"time"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/domain/ids"
	"kaipiao/settings"
)

type tokenCommand struct {
	Role    access.Role   `required:"" enum:"service,customer,finance,vendor,auditor" help:"What the caller may do: one of ${enum}."`
	Account string        `help:"The customer's account; for the role customer."`
	Vendor  string        `help:"The vendor's id; for the role vendor."`
	Subject string        `default:"cli" help:"Who calls, for the audit trail."`
	For     time.Duration `default:"24h" help:"How long the token is good."`
}

// Run prints the token alone.
func (c tokenCommand) Run() error {
	s, err := settings.Load()
	if err != nil {
		return err
	}
	if s.TokenSecret == "" {
		return errNoSecret
	}
	who := access.Identity{Subject: c.Subject, Role: c.Role, Account: ids.Account(c.Account), Vendor: ids.Seller(c.Vendor)}
	text, err := token.Mint([]byte(s.TokenSecret), who, time.Now(), c.For)
	if err != nil {
		return err
	}
	fmt.Println(text)
	return nil
}

var errNoSecret = errors.New("no secret for tokens: start the stack with `make run`, or set KAIPIAO_TOKEN_SECRET")
