package main

import (
	"net/http"
	"strings"
	"time"

	"kaipiao/api"
	"kaipiao/console"
	"kaipiao/console/entrance"
	"kaipiao/settings"
)

// serveAll is the API, and the pages behind their door, which make the API's calls in the same process.
func serveAll(s settings.Settings, options api.Options) (http.Handler, error) {
	opened, err := openDoor(s, options.Office, options.Gate, nil, entrance.Pages{Now: time.Now})
	if err != nil {
		return nil, err
	}
	pages := console.Handler(console.Options{API: api.NewInside(options), Now: options.Now, Changes: options.Office.Trail}, opened)
	calls := api.New(options)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/console" || strings.HasPrefix(r.URL.Path, "/console/") {
			pages.ServeHTTP(w, r)
			return
		}
		calls.ServeHTTP(w, r)
	}), nil
}
