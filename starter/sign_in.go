package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"kaipiao/access/issuers"
	"kaipiao/adapters/signin"
	"kaipiao/settings"
)

type signInCommand struct {
	Issuer string `help:"Where to sign in; by default at the embedded stack's own." placeholder:"https://sso.example/realms/finance"`
	Client string `default:"kaipiao-console" help:"The public client (PKCE) that may be answered at http://127.0.0.1/callback, on any port."`
	Scope  string `default:"openid" help:"What is asked for."`
	Person string `help:"Sign in at the embedded stack as this person, without a browser." placeholder:"reviewer"`
}

// signInPatience is how long a person may take.
const signInPatience = 5 * time.Minute

// Run signs in by authorization code and PKCE, is answered at a port of this machine, and prints the access token alone.
func (c signInCommand) Run(ctx context.Context) error {
	s, err := settings.Load()
	if err != nil {
		return err
	}
	if c.Issuer == "" {
		if !s.InStack {
			return errors.New("no stack runs here: start it with `make run`, or say --issuer")
		}
		c.Issuer = s.SigninURL()
	}
	ctx, stop := context.WithTimeout(ctx, signInPatience)
	defer stop()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer listener.Close()
	config, err := c.discover(ctx)
	if err != nil {
		return fmt.Errorf("sign in at %s: %w", c.Issuer, err)
	}
	config.RedirectURL = fmt.Sprintf("http://%s/callback", listener.Addr())
	signedIn, err := c.ask(ctx, config, listener)
	if err != nil {
		return fmt.Errorf("sign in at %s: %w", c.Issuer, err)
	}
	fmt.Println(signedIn.AccessToken)
	return nil
}

// discover finds out where the issuer signs people in.
func (c signInCommand) discover(ctx context.Context) (*oauth2.Config, error) {
	if err := issuers.CheckURL(c.Issuer); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(c.Issuer, "/")+"/.well-known/openid-configuration", http.NoBody)
	if err != nil {
		return nil, err
	}
	response, err := signin.Client().Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var found struct {
		Issuer string `json:"issuer"`
		Auth   string `json:"authorization_endpoint"`
		Token  string `json:"token_endpoint"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&found); err != nil || found.Issuer != c.Issuer {
		return nil, fmt.Errorf("it does not answer as an issuer: %s", response.Status)
	}
	return &oauth2.Config{
		ClientID: c.Client, Scopes: strings.Fields(c.Scope),
		Endpoint: oauth2.Endpoint{AuthURL: found.Auth, TokenURL: found.Token, AuthStyle: oauth2.AuthStyleInParams},
	}, nil
}

// ask sends the person to the issuer, waits for the answer, and changes it into tokens.
func (c signInCommand) ask(ctx context.Context, config *oauth2.Config, listener net.Listener) (*oauth2.Token, error) {
	verifier, state := oauth2.GenerateVerifier(), rand.Text()
	answers := make(chan url.Values, 1)
	server := &http.Server{ReadHeaderTimeout: headTimeout, Handler: callbackInto(answers, state)}
	go func() { _ = server.Serve(listener) }()
	defer server.Close() //nolint:errcheck // nothing is left to be said
	start := config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
	if c.Person == "" {
		fmt.Fprintln(os.Stderr, "Open this page in a browser on this machine, and sign in:\n\n ", start)
	} else if err := visit(ctx, start, c.Person); err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case answer := <-answers:
		if code := answer.Get("code"); code != "" {
			return config.Exchange(context.WithValue(ctx, oauth2.HTTPClient, signin.Client()), code, oauth2.VerifierOption(verifier))
		}
		return nil, fmt.Errorf("%s: %s", answer.Get("error"), answer.Get("error_description"))
	}
}

// callbackInto takes the issuer's answer, where it is one to our question.
func callbackInto(answers chan<- url.Values, state string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /callback", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("state") != state {
			http.Error(w, "This answers another question.", http.StatusBadRequest)
			return
		}
		select {
		case answers <- r.URL.Query():
		default:
		}
		fmt.Fprintln(w, "Signed in; you can close this page. 已登录，可关闭本页。")
	})
	return mux
}

// visit does what a person in a browser does at the embedded stack's sign-in: opens the page, and presses the button with the name.
func visit(ctx context.Context, page, person string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	browser := &http.Client{Jar: jar, Timeout: signInPatience}
	shown, err := get(ctx, browser, page)
	if err != nil {
		return err
	}
	if !strings.HasSuffix(shown.Path, "/login") {
		return errors.New("--person is for the embedded stack's sign-in; leave it out, and sign in with a browser")
	}
	form := url.Values{"id": {shown.Query().Get("id")}, "person": {person}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, shown.Scheme+"://"+shown.Host+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return pass(browser, request)
}

// get opens a page, and returns where it is in the end.
func get(ctx context.Context, browser *http.Client, page string) (*url.URL, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, page, http.NoBody)
	if err != nil {
		return nil, err
	}
	response, err := browser.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(response.Body, 1<<10))
		return nil, fmt.Errorf("%s: %s", response.Status, said)
	}
	return response.Request.URL, nil
}

func pass(browser *http.Client, request *http.Request) error {
	response, err := browser.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(response.Body, 1<<10))
		return fmt.Errorf("%s: %s", response.Status, strings.TrimSpace(string(said)))
	}
	return nil
}
