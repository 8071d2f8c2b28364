package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"kaipiao/access/issuers"
)

// What an issuer may take of us when it is asked for its keys.
const (
	fetchTimeout  = 5 * time.Second
	largestAnswer = 1 << 20
	mostKeys      = 100
)

// Client is the HTTP client for issuers: with time-outs, and without following where an answer points. A certificate authority of your own is named to
// Go by SSL_CERT_FILE, a proxy by HTTPS_PROXY.
func Client() *http.Client {
	return &http.Client{
		Timeout: fetchTimeout,
		// An answer that points elsewhere is an answer of somebody else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: fetchTimeout}).DialContext, ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: fetchTimeout, ResponseHeaderTimeout: fetchTimeout, MaxResponseHeaderBytes: largestAnswer,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute,
		},
	}
}

// fetchKeys asks an issuer where its keys are, and for them.
func fetchKeys(ctx context.Context, client *http.Client, issuer string) (map[string]jose.JSONWebKey, error) {
	var discovered struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := fetch(ctx, client, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration", &discovered); err != nil {
		return nil, err
	}
	if discovered.Issuer != issuer {
		return nil, fmt.Errorf("its discovery document is of the issuer %q", discovered.Issuer)
	}
	if err := checkKeysURL(discovered.Keys); err != nil {
		return nil, fmt.Errorf("jwks_uri: %w", err)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := fetch(ctx, client, discovered.Keys, &set); err != nil {
		return nil, err
	}
	if len(set.Keys) > mostKeys {
		return nil, fmt.Errorf("it has %d keys, and %d are the most", len(set.Keys), mostKeys)
	}
	return usable(set.Keys)
}

// checkKeysURL is as strict as for the issuer itself, except that keys may be asked for with a query.
func checkKeysURL(text string) error {
	parsed, err := url.Parse(text)
	if err != nil {
		return errors.New("it is no URL")
	}
	parsed.RawQuery = ""
	return issuers.CheckURL(parsed.String())
}

// fetch gets a JSON document.
func fetch(ctx context.Context, client *http.Client, url string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, largestAnswer+1))
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", url, err)
	case len(content) > largestAnswer:
		return fmt.Errorf("%s answers more than %d bytes", url, largestAnswer)
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("%s does not answer JSON: %w", url, err)
	}
	return nil
}
