package nuonuo

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // Nuonuo's rule
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"

	"kaipiao/provider"
	"kaipiao/wire"
)

// call makes one call and gives what it answers with. A token that is of no use any more is renewed once.
func (c *Client) call(ctx context.Context, method string, request wire.Members) (result json.RawMessage, err error) {
	defer wire.Named(method, &result, &err)
	body, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("write the request: %w", err)
	}
	return provider.WithToken(ctx, c.tokens, c.tokenRefused, func(token string) (json.RawMessage, error) {
		return c.post(ctx, method, body, token)
	})
}

func (c *Client) tokenRefused(err error) bool {
	meaning, _ := c.said(err)
	return meaning == provider.MeansTokenRefused
}

// ask makes a call that answers with an object.
func (c *Client) ask(ctx context.Context, method string, request wire.Members) (read wire.Object, err error) {
	result, err := c.call(ctx, method, request)
	if err == nil {
		read, err = wire.ReadObject(result)
	}
	return read, err
}

// tell makes a call of which only counts whether it was taken.
func (c *Client) tell(ctx context.Context, method string, request wire.Members) error {
	_, err := c.call(ctx, method, request)
	return err
}

// post signs a request and sends it; what is signed is what is sent.
func (c *Client) post(ctx context.Context, method string, body []byte, token string) (json.RawMessage, error) {
	id, nonce := drawn()
	at := strconv.FormatInt(c.config.Now().Unix(), 10)
	query := url.Values{"senid": {id}, "nonce": {nonce}, "timestamp": {at}, "appkey": {c.config.AppKey}}
	answer, err := c.caller.Answer(ctx, wire.Call{Address: c.config.BaseURL + "?" + query.Encode(), Body: body, Header: map[string]string{
		"Content-Type": "application/json", "X-Nuonuo-Sign": sign(c.config.AppSecret, c.signed, id, nonce, at, body), "accessToken": token,
		"userTax": c.config.TaxNumber, "method": "nuonuo.OpeMplatform." + method,
	}})
	if err != nil {
		return nil, err
	}
	return c.open(answer, token)
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

// open opens the envelope of an answer.
func (c *Client) open(answer *wire.Answer, token string) (json.RawMessage, error) {
	var said struct {
		Code     wire.Text       `json:"code"`
		Describe wire.Text       `json:"describe"`
		Result   json.RawMessage `json:"result"`
	}
	if err := answer.Read(&said); err != nil {
		return nil, err
	}
	if said.Code == "" {
		return nil, fmt.Errorf("%w: %w", answer.Unexpected(), wire.ErrUnreadable)
	}
	refusal := &wire.Refusal{Party: party, Code: string(said.Code), Text: c.secrets.Hidden(string(said.Describe), token)}
	switch c.readCode(refusal.Code, refusal.Text) {
	case provider.MeansDone:
		return said.Result, nil
	case provider.MeansClosed:
		return nil, fmt.Errorf("%w: %w", provider.ErrUnavailable, refusal)
	case provider.MeansTooOften:
		return nil, fmt.Errorf("%w: %w", provider.ErrTooOften, refusal)
	default:
		return nil, refusal
	}
}

// fetchToken asks for a token.
func (c *Client) fetchToken(ctx context.Context) (provider.Token, error) {
	form := url.Values{"client_id": {c.config.AppKey}, "client_secret": {c.config.AppSecret}, "grant_type": {"client_credentials"}}
	answer, err := c.caller.Answer(ctx, wire.Call{
		Address: c.config.TokenURL, Body: []byte(form.Encode()),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"},
	})
	if err != nil {
		return provider.Token{}, err
	}
	said, err := wire.ReadObject(answer.Content)
	code, value := said.String("error"), said.String("access_token")
	switch {
	case err != nil || (code == "" && value == ""):
		return provider.Token{}, fmt.Errorf("%w: %w", answer.Unexpected(), wire.ErrUnreadable)
	case code != "":
		return provider.Token{}, &wire.Refusal{Party: party, Code: code, Text: c.secrets.Hidden(said.String("error_description"))}
	}
	return provider.LastingToken(value, said.String("expires_in"), c.config.Now()), nil
}
