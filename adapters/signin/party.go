package signin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"

	"golang.org/x/oauth2"

	"kaipiao/access"
	"kaipiao/access/issuers"
)

// Party signs people in at one issuer: authorization code with PKCE, as its client (RFC 9700).
type Party struct {
	*Verifier
	console issuers.Console
	client  *http.Client
	places  places
}

// NewParty signs people in at an issuer that has a client for us. It is asked for its places with the first sign-in.
func NewParty(issuer issuers.Issuer, client *http.Client) *Party {
	return &Party{
		Verifier: New(issuer, client), console: *issuer.Console, client: client,
		places: places{issuer: issuer.Issuer, name: issuer.Name, client: client},
	}
}

// Name is what stands before its subjects.
func (p *Party) Name() string { return p.issuer.Name }

// Ask is the page of the issuer to which a browser is sent.
func (p *Party) Ask(ctx context.Context, asked access.Asked, now time.Time) (string, error) {
	at, err := p.places.find(ctx, now)
	if err != nil {
		return "", err
	}
	return p.config(at, asked.Redirect).AuthCodeURL(asked.State, oauth2.SetAuthURLParam("nonce", asked.Nonce), oauth2.S256ChallengeOption(asked.Verifier)), nil
}

// Answer is whom the issuer has signed in, by what the browser has brought back.
func (p *Party) Answer(ctx context.Context, answered access.Answered, asked access.Asked, now time.Time) (access.Identity, error) {
	who, err := p.answer(ctx, answered, asked, now)
	if err != nil {
		return access.Identity{}, fmt.Errorf("issuer %s: %w", p.issuer.Name, err)
	}
	return who, nil
}

func (p *Party) answer(ctx context.Context, answered access.Answered, asked access.Asked, now time.Time) (access.Identity, error) {
	at, err := p.places.find(ctx, now)
	if err != nil {
		return access.Identity{}, err
	}
	switch {
	case answered.Issuer != "" && answered.Issuer != p.issuer.Issuer, answered.Issuer == "" && at.SaysWho:
		return access.Identity{}, fmt.Errorf("%w: another issuer has answered", access.ErrNotSignedIn)
	case answered.Error != "":
		return access.Identity{}, fmt.Errorf("%w: %s", access.ErrNotSignedIn, code(answered.Error))
	case answered.Code == "":
		return access.Identity{}, fmt.Errorf("%w: it sends no code", access.ErrNotSignedIn)
	}
	told, err := p.config(at, asked.Redirect).Exchange(context.WithValue(ctx, oauth2.HTTPClient, p.client), answered.Code, oauth2.VerifierOption(asked.Verifier))
	if err != nil {
		return access.Identity{}, refusedOrAway(err)
	}
	text, _ := told.Extra("id_token").(string)
	if text == "" {
		return access.Identity{}, fmt.Errorf("%w: there is no ID token", access.ErrToken)
	}
	said, err := p.issuer.CheckID(text, p.console.Client, asked.Nonce, p.keyAt(ctx, now), now)
	if err != nil {
		return access.Identity{}, err
	}
	// What calls are judged by comes first: the access token, where it is one for us. Others cannot be read by us, and are not meant to be.
	called, err := p.issuer.Check(told.AccessToken, p.keyAt(ctx, now), now)
	switch {
	case err == nil && called["sub"] != said["sub"]:
		return access.Identity{}, fmt.Errorf("%w: its two tokens are of two people", access.ErrToken)
	case err == nil:
		said = called
	case !errors.Is(err, access.ErrToken):
		return access.Identity{}, err
	}
	return p.issuer.Identity(said)
}

// SignOut is the page at which the issuer signs somebody out; empty where it has none, or is away.
func (p *Party) SignOut(ctx context.Context, back string, now time.Time) string {
	at, err := p.places.find(ctx, now)
	if err != nil || at.EndSession == "" {
		return ""
	}
	page, err := url.Parse(at.EndSession)
	if err != nil {
		return ""
	}
	query := page.Query()
	query.Set("client_id", p.console.Client)
	query.Set("post_logout_redirect_uri", back)
	page.RawQuery = query.Encode()
	return page.String()
}

// Origins are where its pages are, as far as that is known: a form of ours may lead there.
func (p *Party) Origins() []string {
	all := []string{p.issuer.Issuer}
	if at, known := p.places.last(); known {
		all = append(all, at.Authorization, at.EndSession)
	}
	var origins []string
	for _, one := range all {
		if parsed, err := url.Parse(one); err == nil && parsed.Host != "" && !slices.Contains(origins, parsed.Scheme+"://"+parsed.Host) {
			origins = append(origins, parsed.Scheme+"://"+parsed.Host)
		}
	}
	return origins
}

// Learn has the issuer asked where its pages are, where that is not known yet.
func (p *Party) Learn(ctx context.Context, now time.Time) { _, _ = p.places.find(ctx, now) }

func (p *Party) config(at place, redirect string) *oauth2.Config {
	style := oauth2.AuthStyleInParams
	if p.console.Secret != "" && (len(at.Methods) == 0 || slices.Contains(at.Methods, "client_secret_basic")) {
		style = oauth2.AuthStyleInHeader
	}
	return &oauth2.Config{
		ClientID: p.console.Client, ClientSecret: p.console.Secret, Scopes: p.console.Scopes, RedirectURL: redirect,
		Endpoint: oauth2.Endpoint{AuthURL: at.Authorization, TokenURL: at.Token, AuthStyle: style},
	}
}

// refusedOrAway tells an issuer that says no from one that says nothing. What it says is not repeated, but for its code.
func refusedOrAway(err error) error {
	var said *oauth2.RetrieveError
	if !errors.As(err, &said) || said.Response == nil {
		return fmt.Errorf("%w: no tokens are given for the code", access.ErrIssuerAway)
	}
	if said.Response.StatusCode >= http.StatusInternalServerError || said.Response.StatusCode == http.StatusTooManyRequests {
		return fmt.Errorf("%w: it answers %d", access.ErrIssuerAway, said.Response.StatusCode)
	}
	return fmt.Errorf("%w: it answers %d %s", access.ErrNotSignedIn, said.Response.StatusCode, code(said.ErrorCode))
}

var codePattern = regexp.MustCompile(`^[a-z_]{1,40}$`)

// code is an error code of OAuth, or that it is none.
func code(text string) string {
	if codePattern.MatchString(text) {
		return text
	}
	return "(no code)"
}
