package main

import (
	"fmt"
	"time"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/domain/ids"
	"kaipiao/settings"
)

type tokenCommand struct {
	Role       access.Role   `required:"" enum:"service,customer,finance,vendor,auditor" help:"What the caller may do: one of ${enum}."`
	Account    string        `help:"The customer's account; for the role customer."`
	Vendor     string        `help:"The vendor's id; for the role vendor."`
	Permission []string      `help:"What a person of finance is trusted with; repeat it for more, leave it out for everything." placeholder:"reviewer"`
	Subject    string        `default:"cli" help:"Who calls, for the audit trail."`
	For        time.Duration `default:"24h" help:"How long the token is good: 24h at most."`
}

// Run prints the token alone.
func (c tokenCommand) Run() error {
	s, err := settings.Load()
	if err != nil {
		return err
	}
	local, err := localIssuer(s)
	if err != nil {
		return err
	}
	caller := access.Identity{Subject: c.Subject, Role: c.Role, Account: ids.Account(c.Account), Vendor: ids.Seller(c.Vendor)}
	if caller.Permissions, err = access.ParsePermissions(c.Permission); err != nil {
		return err
	}
	text, err := local.Mint(caller, time.Now(), c.For)
	if err != nil {
		return err
	}
	fmt.Println(text)
	return nil
}

// tokenKeysCommand changes the keys of the local issuer while the stack runs: add one, wait until the tokens of the old one have ended, retire it.
type tokenKeysCommand struct {
	List   listTokenKeysCommand  `cmd:"" help:"Name the keys, the oldest first; the last one signs."`
	Add    addTokenKeyCommand    `cmd:"" help:"Add a key, which signs from now on."`
	Retire retireTokenKeyCommand `cmd:"" help:"Forget a key: its tokens are worth nothing from now on."`
}

type (
	listTokenKeysCommand  struct{}
	addTokenKeyCommand    struct{}
	retireTokenKeyCommand struct {
		Key string `arg:"" help:"The key's id."`
	}
)

// Run names the keys.
func (listTokenKeysCommand) Run() error {
	path, err := keysOfStack()
	if err != nil {
		return err
	}
	keys, err := token.ReadKeys(path)
	for _, key := range keys {
		fmt.Println(key.ID)
	}
	return err
}

// Run adds a key.
func (addTokenKeyCommand) Run() error {
	path, err := keysOfStack()
	if err != nil {
		return err
	}
	kid, err := token.AddKey(path)
	if err == nil {
		fmt.Println(kid)
	}
	return err
}

// Run retires a key.
func (c retireTokenKeyCommand) Run() error {
	path, err := keysOfStack()
	if err != nil {
		return err
	}
	return token.RetireKey(path, c.Key)
}

func keysOfStack() (string, error) {
	s, err := settings.Load()
	if err == nil && !s.InStack {
		err = errNoStack
	}
	return s.TokenKeys(), err
}
