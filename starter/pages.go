package main

import (
	"context"
	"net/http"
	"strings"
	"time"

	"kaipiao/api"
	"kaipiao/console"
	"kaipiao/console/entrance"
	"kaipiao/domain/ids"
	"kaipiao/settings"
)

// serveAll is the API, and the pages behind their door, which make the API's calls in the same process.
func serveAll(s settings.Settings, options api.Options) (http.Handler, error) {
	accounts := groups{options}
	opened, err := openDoor(s, options.Office, options.Gate, accounts, entrance.Pages{Now: time.Now})
	if err != nil {
		return nil, err
	}
	pages := console.Handler(console.Options{
		API: api.NewInside(options), Now: options.Now, Changes: options.Office.Trail, Accounts: accounts, Sessions: options.Office.Sessions,
		Replicated: options.Office.Replica() != nil,
	}, opened)
	calls := api.New(options)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/console" || strings.HasPrefix(r.URL.Path, "/console/") {
			pages.ServeHTTP(w, r)
			return
		}
		calls.ServeHTTP(w, r)
	}), nil
}

// groups knows for which accounts a customer may act now (A13).
type groups struct{ api.Options }

// ActsFor lists them, its own first.
func (g groups) ActsFor(ctx context.Context, own ids.Account) ([]ids.Account, error) {
	return g.Office.Groups.ActsFor(ctx, own, g.Now())
}
