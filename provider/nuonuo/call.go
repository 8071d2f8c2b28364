package nuonuo

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // Nuonuo's rule
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kaipiao/domain/loggable"
	"kaipiao/provider"
)

// The most that is read of an answer; a longer one is an error.
const (
	answerLimit = 8 << 20
	fileLimit   = 20 << 20
)

// refusal is an answer that is not E0000. Its text is Nuonuo's, and may repeat a title (S6).
type refusal struct {
	code, text string
	reading    reading
}

func (r *refusal) Error() string    { return r.Loggable() + " " + r.text }
func (r *refusal) Loggable() string { return "Nuonuo answered " + loggable.Code(r.code) }

// said finds the refusal in an error; without one it is of no code, and says nothing.
func said(err error) *refusal {
	found := &refusal{}
	errors.As(err, &found)
	return found
}

// parameters are those of a call.
type parameters map[string]any

// named says in an error what was asked for.
func named[Result any](what string, result Result, err error) (Result, error) {
	if err != nil {
		var nothing Result
		return nothing, fmt.Errorf("%s: %w", what, err)
	}
	return result, nil
}

// call makes one call and reads what it answers with. A token that is of no use any more is renewed once.
func call[Result any](ctx context.Context, c *Client, method string, request parameters) (result Result, err error) {
	body, err := json.Marshal(request)
	if err != nil {
		return result, fmt.Errorf("%s: write the request: %w", method, err)
	}
	token, err := c.token(ctx, "")
	if err != nil {
		return result, fmt.Errorf("%s: get a token: %w", method, err)
	}
	content, err := c.post(ctx, method, body, token)
	if said(err).reading == misused {
		if token, failed := c.token(ctx, token); failed != nil {
			err = fmt.Errorf("%w; get another token: %w", err, failed)
		} else {
			content, err = c.post(ctx, method, body, token)
		}
	}
	if err == nil {
		result, err = read[Result](content)
	}
	return named(method, result, err)
}

// tell makes a call of which only counts whether it was taken.
func (c *Client) tell(ctx context.Context, method string, request parameters) error {
	_, err := call[any](ctx, c, method, request)
	return err
}

// read reads a result; nothing at all is one without members.
func read[Result any](content []byte) (result Result, err error) {
	if len(content) > 0 && (!utf8.Valid(content) || json.Unmarshal(content, &result) != nil) {
		return result, errUnreadable
	}
	return result, nil
}

// post signs a request and sends it; what is signed is what is sent.
func (c *Client) post(ctx context.Context, method string, body []byte, token string) (json.RawMessage, error) {
	id, nonce := drawn()
	at := strconv.FormatInt(c.config.Now().Unix(), 10)
	query := url.Values{"senid": {id}, "nonce": {nonce}, "timestamp": {at}, "appkey": {c.config.AppKey}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.BaseURL+"?"+query.Encode(), bytes.NewReader(body))
	if err != nil {
		return nil, errAddress
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "X-Nuonuo-Sign": sign(c.config.AppSecret, c.signed, id, nonce, at, body), "accessToken": token,
		"userTax": c.config.TaxNumber, "method": "nuonuo.OpeMplatform." + method,
	} {
		request.Header.Set(name, value)
	}
	status, answer, err := c.send(request, answerLimit)
	if err != nil {
		return nil, err
	}
	return c.open(status, answer, token)
}

// sign is Nuonuo's signature: of the path, backwards, of what is in the query, and of the body.
func sign(secret, path, id, nonce, at string, body []byte) string {
	mac := hmac.New(sha1.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "%s&i=%s&n=%s&t=%s&f=%s", path, id, nonce, at, body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// drawn are the 32 characters and the eight digits that mark a request.
func drawn() (id, nonce string) {
	random := make([]byte, 24)
	_, _ = rand.Read(random) // it never fails
	return hex.EncodeToString(random[:16]), strconv.FormatUint(10_000_000+binary.BigEndian.Uint64(random[16:])%90_000_000, 10)
}

var (
	errAddress = errors.New("the address cannot be called")
	errNoJSON  = errors.New("Nuonuo answered with a body that is not its JSON")
)

// open opens the envelope of an answer. Whatever is none, a 5xx first of all, is an error: nothing is known.
func (c *Client) open(status int, content []byte, token string) (json.RawMessage, error) {
	var answer struct {
		Code     text            `json:"code"`
		Describe text            `json:"describe"`
		Result   json.RawMessage `json:"result"`
	}
	if status >= http.StatusInternalServerError {
		return nil, fmt.Errorf("Nuonuo answered with HTTP status %d", status)
	}
	if !utf8.Valid(content) || json.Unmarshal(content, &answer) != nil || answer.Code == "" {
		return nil, fmt.Errorf("HTTP status %d: %w", status, errNoJSON)
	}
	describe := c.clean(string(answer.Describe), token)
	switch reading := c.readCode(string(answer.Code), describe); reading {
	case done:
		return answer.Result, nil
	case closed:
		return nil, fmt.Errorf("%w: %w", provider.ErrUnavailable, &refusal{string(answer.Code), describe, reading})
	case often:
		return nil, fmt.Errorf("%w: %w", provider.ErrTooOften, &refusal{string(answer.Code), describe, reading})
	default:
		return nil, &refusal{string(answer.Code), describe, reading}
	}
}

// clean takes out of a text what Nuonuo may have repeated of what lets us in.
func (c *Client) clean(said, token string) string {
	said = c.redact.Replace(said)
	if token != "" {
		said = strings.ReplaceAll(said, token, "…")
	}
	return said
}

// send sends a request and reads the whole answer, up to a limit. An address may let somebody in, and is not in the error.
func (c *Client) send(request *http.Request, limit int64) (status int, content []byte, err error) {
	response, err := c.http.Do(request)
	if at := (*url.Error)(nil); errors.As(err, &at) {
		err = at.Err
	}
	if err != nil {
		return 0, nil, fmt.Errorf("Nuonuo cannot be reached: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err = io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return 0, nil, fmt.Errorf("Nuonuo's answer broke off: %w", err)
	}
	if int64(len(content)) > limit {
		return 0, nil, fmt.Errorf("Nuonuo's answer is longer than %d bytes", limit)
	}
	return response.StatusCode, content, nil
}

const day = 24 * time.Hour

// tokens is how many Nuonuo hands out. It counts every call, whoever makes it.
var tokens = provider.Limit{Calls: 50, Within: 30 * day}

// token is the one that is kept, or a new one. One that Nuonuo refuses is renewed only so often a day: where the app itself is refused, no
// token helps, and all would be used up; and so would they be where no answer comes, unless it is asked ever less often. Nobody is asked then.
// One call at a time asks for it, because counting a fetch takes another connection of the memory's beside the one that waits for it.
func (c *Client) token(ctx context.Context, stale string) (string, error) {
	select {
	case c.alone <- struct{}{}:
		defer func() { <-c.alone }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	name := "nuonuo " + c.config.AppKey + " " + c.config.TaxNumber
	value, err := c.config.Memory.Token(ctx, name, stale, func(ctx context.Context) (provider.Token, error) {
		if !c.patience.Over(c.config.Now()) {
			return provider.Token{}, fmt.Errorf("%w: no token came just now", provider.ErrTooOften)
		}
		if stale != "" {
			if err := c.config.Memory.Take(ctx, "token renewal", provider.Limit{Calls: c.config.Renewals, Within: day}); err != nil {
				return provider.Token{}, err
			}
		}
		if err := c.config.Memory.Take(ctx, "token", tokens); err != nil {
			return provider.Token{}, err
		}
		fetched, err := c.fetchToken(ctx)
		c.patience.Note(c.config.Now(), err)
		return fetched, err
	})
	if errors.Is(err, provider.ErrTooOften) {
		err = fmt.Errorf("%w: %w", provider.ErrUnavailable, err)
	}
	return value, err
}

// tokenMargin is how long before its end a token is not used any more.
const tokenMargin = 5 * time.Minute

// fetchToken asks for a token. One without an end is good until it is refused.
func (c *Client) fetchToken(ctx context.Context) (provider.Token, error) {
	form := url.Values{"client_id": {c.config.AppKey}, "client_secret": {c.config.AppSecret}, "grant_type": {"client_credentials"}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return provider.Token{}, errAddress
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
	status, content, err := c.send(request, answerLimit)
	if err != nil {
		return provider.Token{}, err
	}
	answer, err := read[row](content)
	code, token := answer.get("error"), provider.Token{Value: string(answer.get("access_token"))}
	switch {
	case err != nil || (code == "" && token.Value == ""):
		return provider.Token{}, fmt.Errorf("HTTP status %d: %w", status, errNoJSON)
	case code != "":
		return provider.Token{}, &refusal{code: string(code), text: c.clean(string(answer.get("error_description")), "")}
	}
	if seconds, err := strconv.Atoi(string(answer.get("expires_in"))); err == nil && seconds > 0 {
		life := time.Duration(seconds) * time.Second
		token.EndsAt = c.config.Now().UTC().Add(life - min(tokenMargin, life/10))
	}
	return token, nil
}
