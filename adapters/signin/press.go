package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// errNoButton says that an issuer is not the embedded stack's.
var errNoButton = errors.New("this is not the sign-in of an embedded stack")

// Press does what a person in a browser does at the sign-in of the embedded stack: opens its page, presses the button with a name, and is sent back to us.
// It answers with what it is sent back with.
func Press(ctx context.Context, client *http.Client, page, person, redirect string) (string, error) {
	shown, err := sentTo(ctx, client, http.MethodGet, page, nil)
	if err != nil {
		return "", err
	}
	at, err := url.Parse(page)
	if err != nil || shown.Host != at.Host || shown.Path != "/login" {
		return "", errNoButton
	}
	form := url.Values{"id": {shown.Query().Get("id")}, "person": {person}}
	shown.RawQuery = ""
	pressed, err := sentTo(ctx, client, http.MethodPost, shown.String(), form)
	if err != nil || pressed.Host != at.Host {
		return "", errors.Join(errNoButton, err)
	}
	back, err := sentTo(ctx, client, http.MethodGet, pressed.String(), nil)
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(back.String(), redirect+"?") {
		return "", errNoButton
	}
	return back.String(), nil
}

// sentTo is where an answer sends a browser.
func sentTo(ctx context.Context, client *http.Client, method, address string, form url.Values) (*url.URL, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	where, err := response.Location()
	if err != nil {
		return nil, errNoButton
	}
	return where, nil
}
