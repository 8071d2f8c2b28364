package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"kaipiao/access"
	"kaipiao/access/issuers"
	"kaipiao/adapters/signin"
	"kaipiao/api/limits"
	"kaipiao/console/door"
	"kaipiao/office"
	"kaipiao/office/sessions"
	"kaipiao/settings"
)

// openDoor wires the door of the pages: the issuers that have a client for us, and in the embedded stack its people.
func openDoor(s settings.Settings, register *office.Office, gate *limits.Gate, accounts door.Accounts, pages door.Pages) (*door.Door, error) {
	options := door.Options{
		Sessions: register.Sessions, Accounts: accounts, Pages: pages, PublicURL: s.PublicURL, Gate: gate, Now: time.Now,
		Hours: sessions.Hours{Idle: s.ConsoleIdle, Longest: s.ConsoleLongest},
	}
	if s.Issuers != "" {
		list, err := issuers.Read(s.Issuers)
		if err != nil {
			return nil, err
		}
		client := signin.Client()
		for _, issuer := range list {
			if issuer.Console == nil {
				continue
			}
			options.Issuers = append(options.Issuers, signin.NewParty(issuer, client))
			if !s.InStack || issuer.Issuer != s.SigninURL() {
				continue
			}
			if options.People, err = people(s, issuer.Name); err != nil {
				return nil, err
			}
		}
	}
	opened, err := door.New(options)
	if err != nil {
		return nil, fmt.Errorf("the pages (KAIPIAO_PUBLIC_URL, KAIPIAO_CONSOLE_IDLE, KAIPIAO_CONSOLE_LONGEST): %w", err)
	}
	return opened, nil
}

// people are those of the embedded stack, who sign in with one click at its own issuer.
func people(s settings.Settings, issuer string) (*door.People, error) {
	content, err := os.ReadFile(s.SigninPeople())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // the stack has no sign-in of its own
	}
	var written []struct {
		Name    string      `json:"name"`
		Role    access.Role `json:"role"`
		English string      `json:"english"`
		Chinese string      `json:"chinese"`
	}
	if err == nil {
		err = json.Unmarshal(content, &written)
	}
	if err != nil {
		return nil, fmt.Errorf("read the people of the embedded stack: %w", err)
	}
	client := signin.Client()
	found := &door.People{Issuer: issuer, Press: func(ctx context.Context, page, person, redirect string) (string, error) {
		return signin.Press(ctx, client, page, person, redirect)
	}}
	for _, one := range written {
		found.All = append(found.All, door.Person{Name: one.Name, Role: one.Role, English: one.English, Chinese: one.Chinese})
	}
	return found, nil
}
