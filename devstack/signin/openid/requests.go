package openid

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// A sign-in that nobody ends is forgotten, and so are the oldest where there are too many.
const (
	requestLives = 10 * time.Minute
	mostRequests = 1000
)

// request is one sign-in, from the application's question to its tokens.
type request struct {
	*oidc.AuthRequest
	id       string
	made     time.Time
	audience string
	person   string
	signedIn time.Time
}

var _ op.AuthRequest = (*request)(nil)

func (r *request) GetID() string          { return r.id }
func (r *request) GetACR() string         { return "" }
func (r *request) GetAMR() []string       { return nil }
func (r *request) GetAudience() []string  { return []string{r.audience, r.ClientID} }
func (r *request) GetAuthTime() time.Time { return r.signedIn }
func (r *request) GetClientID() string    { return r.ClientID }
func (r *request) GetNonce() string       { return r.Nonce }
func (r *request) GetRedirectURI() string { return r.RedirectURI }
func (r *request) GetScopes() []string    { return r.Scopes }
func (r *request) GetState() string       { return r.State }
func (r *request) GetSubject() string     { return r.person }
func (r *request) Done() bool             { return r.person != "" }
func (r *request) GetResponseMode() oidc.ResponseMode {
	return r.ResponseMode
}

func (r *request) GetResponseType() oidc.ResponseType {
	return r.ResponseType
}

func (r *request) GetCodeChallenge() *oidc.CodeChallenge {
	if r.CodeChallenge == "" {
		return nil
	}
	return &oidc.CodeChallenge{Challenge: r.CodeChallenge, Method: r.CodeChallengeMethod}
}

var errRequest = errors.New("there is no such sign-in (any more); start again")

// CreateAuthRequest begins a sign-in. It has to be bound to whoever asked by PKCE.
func (s *storage) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	if slices.Contains(asked.Prompt, oidc.PromptNone) {
		return nil, oidc.ErrLoginRequired() // nobody stays signed in here
	}
	if asked.CodeChallenge == "" || asked.CodeChallengeMethod != oidc.CodeChallengeMethodS256 {
		return nil, oidc.ErrInvalidRequest().WithDescription("PKCE with S256 is required")
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.sweep()
	r := &request{AuthRequest: asked, id: rand.Text(), made: s.Now(), audience: s.Audience}
	s.requests[r.id] = r
	return r, nil
}

// sweep forgets what is old, and the oldest where there are too many. The mutex is held.
func (s *storage) sweep() {
	var oldest *request
	for id, r := range s.requests {
		if s.Now().Sub(r.made) > requestLives {
			s.forget(id)
			continue
		}
		if oldest == nil || r.made.Before(oldest.made) {
			oldest = r
		}
	}
	if len(s.requests) >= mostRequests {
		s.forget(oldest.id)
	}
}

func (s *storage) forget(id string) {
	delete(s.requests, id)
	for code, of := range s.codes {
		if of == id {
			delete(s.codes, code)
		}
	}
}

// AuthRequestByID finds a sign-in.
func (s *storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.find(id)
}

func (s *storage) find(id string) (*request, error) {
	r, there := s.requests[id]
	if !there || s.Now().Sub(r.made) > requestLives {
		return nil, errRequest
	}
	return r, nil
}

// signIn says who somebody is.
func (s *storage) signIn(id, person string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	r, err := s.find(id)
	if err != nil {
		return err
	}
	if _, there := s.people[person]; !there {
		return errors.New("there is no such person")
	}
	r.person, r.signedIn = person, s.Now()
	return nil
}

// SaveAuthCode remembers the code with which the application fetches its tokens.
func (s *storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if _, err := s.find(id); err != nil {
		return err
	}
	s.codes[code] = id
	return nil
}

// AuthRequestByCode finds the sign-in of a code, which is good once.
func (s *storage) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	id, there := s.codes[code]
	delete(s.codes, code)
	if !there {
		return nil, errRequest
	}
	return s.find(id)
}

// DeleteAuthRequest ends a sign-in.
func (s *storage) DeleteAuthRequest(_ context.Context, id string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.forget(id)
	return nil
}
