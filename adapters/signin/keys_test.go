package signin_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/adapters/signin"
)

// S4: keys are fetched once, and kept; whatever ids of keys callers think of, the issuer is asked no more often than every ten seconds.
func TestS4AnIssuerIsAskedRarely(t *testing.T) {
	i := newIssuer(t)
	verifier := i.verifier()
	var callers sync.WaitGroup
	for range 50 {
		callers.Go(func() {
			_, err := verifier.Verify(t.Context(), i.token(t, "rsa"), now)
			require.NoError(t, err)
		})
	}
	callers.Wait()
	require.EqualValues(t, 1, i.asked.Load(), "all of them wait for one answer")
	for second := range 60 {
		_, err := verifier.Verify(t.Context(), i.token(t, fmt.Sprint("made-up-", second)), now.Add(time.Duration(second)*time.Second))
		require.ErrorIs(t, err, access.ErrToken)
	}
	require.LessOrEqual(t, i.asked.Load(), int64(7))
}

// S4: an issuer takes another key while calls run; the old one is good until it is withdrawn, and soon worth nothing then.
func TestS4KeysOfAnIssuerRotateWhileCallsRun(t *testing.T) {
	i, keys := newIssuer(t), keysOfTests()
	verifier := i.verifier()
	old, fresh := jose.JSONWebKey{KeyID: "old", Key: keys["rsa"].Public()}, jose.JSONWebKey{KeyID: "fresh", Key: keys["other"].Public()}
	verify := func(kid, key string, at time.Time) error {
		_, err := verifier.Verify(t.Context(), sign(t, jwt.SigningMethodRS256, kid, keys[key], i.good("exp", now.Add(50*time.Minute).Unix())), at)
		return err
	}
	i.publish(old)
	require.NoError(t, verify("old", "rsa", now))
	i.publish(old, fresh)
	at := now.Add(11 * time.Second)
	require.NoError(t, verify("fresh", "other", at), "an unknown key is asked for")
	require.NoError(t, verify("old", "rsa", at))
	i.publish(fresh)
	require.NoError(t, verify("old", "rsa", at.Add(9*time.Minute)), "not known yet")
	later := at.Add(11 * time.Minute)
	require.NoError(t, verify("fresh", "other", later)) // and the keys are fetched again meanwhile
	require.Eventually(t, func() bool { return verify("old", "rsa", later) != nil }, 5*time.Second, 5*time.Millisecond)
	require.ErrorIs(t, verify("old", "rsa", later), access.ErrToken)
}

// S4: an issuer that is down takes nobody's token away whose key is known, for a day; nobody waits for it, and it is found again by itself.
func TestS4AnIssuerThatIsDown(t *testing.T) {
	i := newIssuer(t)
	down := func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "down", http.StatusBadGateway) }
	verifier, at := i.verifier(), now
	verify := func(kid string) error {
		_, err := verifier.Verify(t.Context(), sign(t, jwt.SigningMethodRS256, kid, keysOfTests()["rsa"],
			i.good("iat", at.Unix(), "nbf", at.Unix(), "exp", at.Add(time.Minute).Unix())), at)
		return err
	}
	i.answer("/keys", down)
	require.ErrorIs(t, verify("rsa"), access.ErrIssuerAway)
	i.putBack("/keys")
	require.ErrorIs(t, verify("rsa"), access.ErrIssuerAway, "it was asked a moment ago")
	at = at.Add(11 * time.Second)
	require.Eventually(t, func() bool { return verify("rsa") == nil }, 5*time.Second, 5*time.Millisecond)
	i.answer("/.well-known/openid-configuration", down)
	for range 23 {
		at = at.Add(time.Hour)
		require.NoError(t, verify("rsa"))
	}
	at = at.Add(time.Minute)
	require.ErrorIs(t, verify("new"), access.ErrIssuerAway, "nobody can say whether there is such a key")
	at = at.Add(time.Hour)
	require.ErrorIs(t, verify("rsa"), access.ErrIssuerAway, "it could not have withdrawn a key for a day")
	i.putBack("/.well-known/openid-configuration")
	at = at.Add(time.Minute)
	require.Eventually(t, func() bool { return verify("rsa") == nil }, 5*time.Second, 5*time.Millisecond)
}

// S4: an issuer that hangs holds a call up for two seconds, and others of its callers not at all; callers of other issuers never notice.
func TestS4ASlowIssuerHoldsNobodyUpForLong(t *testing.T) {
	slow, other := newIssuer(t), newIssuer(t)
	ended := make(chan struct{})
	defer close(ended)
	slow.answer("/.well-known/openid-configuration", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-ended:
		case <-r.Context().Done():
		}
	})
	all := token.ByIssuer{slow.URL: slow.verifier(), other.URL: other.verifier()}
	held := make(chan struct{})
	text := slow.token(t, "rsa")
	go func() {
		_, _ = all.Verify(context.Background(), text, now)
		close(held)
	}()
	for range 3 {
		_, err := all.Verify(t.Context(), other.token(t, "rsa"), now)
		require.NoError(t, err)
	}
	select {
	case <-held:
		require.Fail(t, "the others have waited for who is held up")
	default:
	}
	<-held
	gone, stop := context.WithCancel(t.Context())
	stop()
	_, err := all.Verify(gone, slow.token(t, "rsa"), now)
	require.ErrorIs(t, err, access.ErrIssuerAway, "who has gone is not waited for")
	require.Eventually(t, func() bool { // after the whole time-out of the question
		began := time.Now()
		_, err := all.Verify(t.Context(), slow.token(t, "rsa"), now.Add(time.Minute))
		return err != nil && time.Since(began) < 100*time.Millisecond
	}, 20*time.Second, 10*time.Millisecond, "once it has not answered, nobody waits for it")
}

// S4: an answer that is too large, points elsewhere, is of somebody else, or has too many keys, is none.
func TestS4AnswersOfAnIssuerThatMustNotBeBelieved(t *testing.T) {
	say := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
	}
	const discovery = "/.well-known/openid-configuration"
	for name, c := range map[string]struct {
		path   string
		answer func(i *issuer) http.HandlerFunc
	}{
		"no JSON": {discovery, func(*issuer) http.HandlerFunc { return say("<html>") }},
		"another issuer": {discovery, func(i *issuer) http.HandlerFunc {
			return say(`{"issuer": "https://x.example", "jwks_uri": "` + i.URL + `/keys"}`)
		}},
		"keys over http": {discovery, func(i *issuer) http.HandlerFunc {
			return say(`{"issuer": "` + i.URL + `", "jwks_uri": "http://x.example/keys"}`)
		}},
		"keys in a file": {discovery, func(i *issuer) http.HandlerFunc {
			return say(`{"issuer": "` + i.URL + `", "jwks_uri": "file:///etc/passwd"}`)
		}},
		"no keys":       {"/keys", func(*issuer) http.HandlerFunc { return say(`{"keys": []}`) }},
		"too many keys": {"/keys", func(*issuer) http.HandlerFunc { return say(`{"keys": [` + strings.Repeat("{},", 100) + `{}]}`) }},
		"too large":     {"/keys", func(*issuer) http.HandlerFunc { return say(strings.Repeat(" ", 2<<20) + `{"keys": []}`) }},
		"never-ending":  {"/keys", func(*issuer) http.HandlerFunc { return endless }},
		"points elsewhere": {"/keys", func(i *issuer) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, i.URL+"/keys?elsewhere", http.StatusTemporaryRedirect)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			i := newIssuer(t)
			i.answer(c.path, c.answer(i))
			_, err := i.verifier().Verify(t.Context(), i.token(t, "rsa"), now)
			require.ErrorIs(t, err, access.ErrIssuerAway)
			require.NotContains(t, fmt.Sprint(err), "in time")
		})
	}
}

func endless(w http.ResponseWriter, _ *http.Request) {
	for {
		if _, err := fmt.Fprint(w, strings.Repeat(" ", 1<<16)); err != nil {
			return
		}
	}
}

var _ access.Verifier = (*signin.Verifier)(nil)
