// Package nuonuo reaches the tax provider Nuonuo 诺诺 (诺税通 SaaS, open platform 2.0), which is asynchronous: it takes an order, and is asked
// what became of it. docs/providers/nuonuo.md says what it can do, and what of it no source confirms.
package nuonuo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

// party is how Nuonuo is called in errors.
const party = "Nuonuo"

// Where Nuonuo is.
const (
	Production = "https://sdk.nuonuo.com/open/v1/services"
	Tokens     = "https://open.nuonuo.com/accessToken" //nolint:gosec // an address
)

// Config is one account: one app of Nuonuo's, for one seller.
type Config struct {
	// BaseURL is where the calls go, TokenURL where tokens come from; empty are Production and Tokens.
	BaseURL  string `yaml:"-"`
	TokenURL string `yaml:"token_url"`
	// AppKey and AppSecret are those of the app, TaxNumber that of the seller.
	AppKey    string `yaml:"app_key"`
	AppSecret string `yaml:"app_secret"`
	TaxNumber string `yaml:"tax_number"`
	// Clerk issues where a document names no drawer: the person who is logged in at the tax bureau.
	Clerk string `yaml:"clerk"`
	// Extension is which of the seller's accounts at the bureau issues (分机号), up to five digits; empty for the only one.
	Extension string `yaml:"extension"`
	// CallbackURL is where Nuonuo tells that something has happened; empty for nowhere.
	CallbackURL string `yaml:"callback_url"`
	// Texts are by what the bureau's texts are understood, which are all that tells why an order has failed.
	Texts provider.Texts `yaml:"texts"`
	// XML: the company has the option on with which Nuonuo gives XML files.
	XML bool `yaml:"xml"`
	// RenewTokenOn are the beginnings of the codes that may mean that a token has run out, beside those that certainly do. No source says
	// which it is; nil is the default. A renewal is one of 50 in 30 days, so that there are at most Renewals a day; 0 is 2.
	RenewTokenOn []string `yaml:"renew_token_on"`
	Renewals     int      `yaml:"renewals"`
	// StandingAge is how old what Nuonuo last heard of a seller may be before it is refreshed, 20 times a day at most; 0 is 75 minutes.
	StandingAge time.Duration `yaml:"standing_age"`
	// Timeout bounds one call; 0 is 10 seconds. The context may end it earlier.
	Timeout time.Duration `yaml:"-"`
	// Transport is that of the HTTP client; nil is the standard one.
	Transport http.RoundTripper `yaml:"-"`
	// Now tells the time.
	Now func() time.Time `yaml:"-"`
	// Memory keeps the token and counts calls, for all processes together.
	Memory provider.Memory `yaml:"-"`
}

// DefaultTexts are those that were seen, or are likely, where no source has any. What none of them matches is a refusal.
var DefaultTexts = provider.Texts{
	Quota:   []string{`授信额度`},
	Session: []string{`未登录|数电账号|认证|扫脸|实名|登录|失效`},
	Known:   []string{`申请号重复`},
}

// The defaults of what is not said.
const (
	defaultTimeout     = 10 * time.Second
	defaultStandingAge = 75 * time.Minute
	defaultRenewals    = 2
)

const day = 24 * time.Hour

// mostTokens is how many Nuonuo hands out. It counts every call, whoever makes it.
var mostTokens = provider.Limit{Calls: 50, Within: 30 * day}

var extensionFormat = regexp.MustCompile(`^[0-9]{0,5}$`)

// Client is one account. It is safe for concurrent use.
type Client struct {
	config Config
	// signed is the part of what is signed that is the same in each call.
	signed  string
	caller  *wire.Caller
	secrets wire.Secrets
	causes  provider.Causes
	tokens  *provider.Tokens
}

var _ provider.Client = (*Client)(nil)

// New makes a client, or says what of the configuration is missing. It repeats no value.
func New(config Config) (*Client, error) {
	config.BaseURL, config.TokenURL = cmp.Or(config.BaseURL, Production), cmp.Or(config.TokenURL, Tokens)
	config.Timeout, config.StandingAge = cmp.Or(config.Timeout, defaultTimeout), cmp.Or(config.StandingAge, defaultStandingAge)
	config.Renewals = cmp.Or(config.Renewals, defaultRenewals)
	if config.RenewTokenOn == nil {
		config.RenewTokenOn = []string{"0701"}
	}
	causes, err := provider.NewCauses(config.Texts, DefaultTexts)
	if err := errors.Join(config.check(), err); err != nil {
		return nil, fmt.Errorf("the configuration of Nuonuo: %w", err)
	}
	path := pathOf(config.BaseURL)
	slices.Reverse(path)
	client := &Client{
		config: config, causes: causes, caller: wire.NewCaller(party, config.Timeout, config.Transport), secrets: wire.Secrets{config.AppSecret},
		signed: fmt.Sprintf("a=%s&l=%s&p=%s&k=%s", path[0], path[1], path[2], config.AppKey),
	}
	client.tokens = provider.NewTokens(config.Now, config.Memory, "nuonuo "+config.AppKey+" "+config.TaxNumber, client.fetchToken,
		[]provider.Limit{mostTokens}, []provider.Limit{{Calls: config.Renewals, Within: day}})
	return client, nil
}

// check says what is wrong, without repeating it.
func (c Config) check() error {
	missing := wire.Missing(map[string]string{"AppKey": c.AppKey, "AppSecret": c.AppSecret, "TaxNumber": c.TaxNumber, "Clerk": c.Clerk})
	wrong := wire.NotAddresses(map[string]string{"BaseURL": c.BaseURL, "TokenURL": c.TokenURL, "CallbackURL": cmp.Or(c.CallbackURL, Production)})
	if err := cmp.Or(missing, wrong); err != nil {
		return err
	}
	switch {
	case len(pathOf(c.BaseURL)) < 3:
		return errors.New("BaseURL has a path of less than three parts, which are signed")
	case !invoice.PossibleTaxpayerID(c.TaxNumber):
		return errors.New("TaxNumber is no taxpayer number")
	case !extensionFormat.MatchString(c.Extension):
		return errors.New("Extension has up to five digits")
	case c.Now == nil || c.Memory == nil:
		return errors.New("Now and Memory are needed")
	}
	return nil
}

// pathOf are the parts of the path of an address.
func pathOf(address string) []string {
	_, path, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://"), "/")
	return strings.Split(strings.Trim(path, "/"), "/")
}

// Capabilities says that Nuonuo gives numbers when it issues, knows only orders, and tells nothing of what buyers do.
func (c *Client) Capabilities() provider.Capabilities {
	offered := provider.Capabilities{
		TellsQuota: true, TellsSession: true, ListsForms: true, AnswersForms: true, Revives: true, VoidsPaper: true, Delivers: true,
		ShowsLoginCode: true, Formats: []invoice.FileFormat{invoice.PDF, invoice.OFD},
	}
	if c.config.XML {
		offered.Formats = invoice.FileFormats
	}
	return offered
}

// ReserveNumber is not offered.
func (c *Client) ReserveNumber(context.Context, invoice.Document) (string, error) {
	return "", provider.ErrNumberOnIssue
}
