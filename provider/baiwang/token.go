package baiwang

import (
	"context"
	"crypto/md5"  //nolint:gosec // the vendor's rule
	"crypto/sha1" //nolint:gosec // the vendor's rule
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"time"

	"kaipiao/provider"
)

// renewedBefore is how long before its end a token is not used any more.
const renewedBefore = 5 * time.Minute

// passwordHash is what is sent in place of the password.
func (c Config) passwordHash() string {
	salted := []byte(c.Password + c.Salt)
	if c.PasswordVersion == version6 {
		inner := md5.Sum(salted)                                //nolint:gosec // the vendor's rule
		outer := sha1.Sum([]byte(hex.EncodeToString(inner[:]))) //nolint:gosec // the vendor's rule
		return hex.EncodeToString(outer[:])
	}
	sum := sha256.Sum256(salted)
	return hex.EncodeToString(sum[:])
}

var errToken = errors.New("Baiwang's answer has no token")

// fetchToken asks for a new token with the user's password. It needs no signature.
func (c *Client) fetchToken(ctx context.Context) (provider.Token, error) {
	query := url.Values{
		"method": {"baiwang.oauth.token"}, "grant_type": {"password"}, "client_id": {c.config.AppKey},
		"version": {c.config.PasswordVersion}, "timestamp": {c.timestamp()}, "encryptType": {"NONE"}, "encryptScope": {"00"},
	}
	if c.config.OrgAuthCode != "" {
		query.Set("orgAuthCode", c.config.OrgAuthCode)
	}
	body, err := json.Marshal(map[string]string{
		"username": c.config.User, "password": c.config.passwordHash(), "client_secret": c.config.AppSecret,
	})
	if err != nil {
		return provider.Token{}, err
	}
	response, err := c.post(ctx, query, body, "")
	if err != nil {
		return provider.Token{}, err
	}
	var granted struct {
		Token     text `json:"access_token"`
		ExpiresIn text `json:"expires_in"`
	}
	if err := read(response, &granted); err != nil || granted.Token == "" {
		return provider.Token{}, errToken // what cannot be read may hold a token
	}
	token := provider.Token{Value: string(granted.Token)}
	if seconds, err := strconv.Atoi(string(granted.ExpiresIn)); err == nil && seconds > 0 {
		life := time.Duration(seconds) * time.Second
		token.EndsAt = c.config.Now().UTC().Add(life - min(renewedBefore, life/10))
	}
	return token, nil
}

func (c *Client) timestamp() string { return strconv.FormatInt(c.config.Now().UnixMilli(), 10) }
