// Package baiwang reaches the tax provider Baiwang 百望云 over its open platform. It issues while it is asked: the number comes with
// the answer, and a lost answer is asked about by our serial. What is not confirmed of its protocol is a setting, see docs/providers.
package baiwang

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

// Config is one account: one seller at the vendor. In a file it is written with the names behind the fields.
type Config struct {
	// BaseURL is the endpoint: "https://openapi.baiwang.com/router/rest".
	BaseURL string `yaml:"-"`
	// AppKey and AppSecret are those of the application, User, Password and Salt those of its user at the vendor.
	AppKey    string `yaml:"app_key"`
	AppSecret string `yaml:"app_secret"`
	User      string `yaml:"user"`
	Password  string `yaml:"password"`
	Salt      string `yaml:"salt"`
	// PasswordVersion is by which rule the password is hashed: "7.0", or "6.0"; empty is "7.0".
	PasswordVersion string `yaml:"password_version"`
	// OrgAuthCode is what applications of third parties add; empty for none.
	OrgAuthCode string `yaml:"org_auth_code"`
	// TaxNumber is the seller's, TaxUserName its user at the tax bureau where it has several, and Drawer who is named where nobody is.
	TaxNumber   string `yaml:"tax_number"`
	TaxUserName string `yaml:"tax_user_name"`
	Drawer      string `yaml:"drawer"`
	// Texts are by what the vendor's texts are understood, and RefusalCodes its codes that are final; nil is DefaultRefusalCodes.
	Texts        provider.Texts `yaml:"texts"`
	RefusalCodes []string       `yaml:"refusal_codes"`
	// VoidsPaper: paper invoices are voided by a call, which the vendor has not confirmed.
	VoidsPaper bool `yaml:"voids_paper"`
	// XMLReturnType is the number of the XML file at the vendor, which has not confirmed one; empty: it has no XML.
	XMLReturnType string `yaml:"xml_return_type"`
	// FormListsPerDay is how often a day the list of red-letter forms may be read; 0 is once.
	FormListsPerDay int `yaml:"form_lists_per_day"`
	// CallsPerSecond is how many calls this process may make; 0 is the vendor's 20 for all processes together.
	CallsPerSecond int `yaml:"calls_per_second"`
	// Timeout bounds one call; 0 is 15 seconds. The context may end it earlier. Transport is that of the HTTP client; nil is the standard one.
	Timeout   time.Duration     `yaml:"-"`
	Transport http.RoundTripper `yaml:"-"`
	// Now tells the time, and Memory keeps tokens and the names of red-letter forms.
	Now    func() time.Time `yaml:"-"`
	Memory provider.Memory  `yaml:"-"`
}

// DefaultTexts are those seen at the bureau behind other vendors too. The vendor has no codes for these outcomes that are known; what none of
// them matches and no code decides is unknown.
var DefaultTexts = provider.Texts{
	Quota:   []string{`额度`},
	Session: []string{`认证|扫脸|实名|登录|失效`},
	Known:   []string{`流水号.*(重复|已存在)`, `(重复|已存在).*流水号`},
}

// DefaultRefusalCodes are: an unknown type of invoice, a missing tax terminal (two), an empty member that is required, and a state of the
// red-letter form that does not allow it.
var DefaultRefusalCodes = []string{"20019", "20020", "20023", "70169", codeFormState}

// party is how Baiwang is called in errors.
const party = "Baiwang"

const (
	defaultTimeout = 15 * time.Second // issuing waits for the bureau; what takes longer is unknown (I4)
	defaultCalls   = 20
	// burst calls may be made at once; those per second are fewer by it, so that no second has more than the limit.
	burst = 5
)

// Client is one account at Baiwang. It is safe for concurrent use.
type Client struct {
	config Config
	caller *wire.Caller
	pace   *rate.Limiter
	causes provider.Causes
	tokens *provider.Tokens
	// secrets are taken out of the vendor's texts.
	secrets wire.Secrets
}

var _ provider.Client = (*Client)(nil)

// New makes a client, or says what its configuration lacks.
func New(config Config) (*Client, error) {
	config.PasswordVersion = cmp.Or(config.PasswordVersion, version7)
	config.FormListsPerDay = cmp.Or(config.FormListsPerDay, 1)
	config.CallsPerSecond = cmp.Or(config.CallsPerSecond, defaultCalls)
	if config.RefusalCodes == nil {
		config.RefusalCodes = DefaultRefusalCodes
	}
	causes, err := provider.NewCauses(config.Texts, DefaultTexts)
	if err := errors.Join(config.check(), err); err != nil {
		return nil, fmt.Errorf("the configuration of Baiwang: %w", err)
	}
	client := &Client{
		config: config, causes: causes, caller: wire.NewCaller(party, cmp.Or(config.Timeout, defaultTimeout), config.Transport),
		pace:    rate.NewLimiter(rate.Limit(max(1, config.CallsPerSecond-burst)), min(burst, config.CallsPerSecond)),
		secrets: wire.Secrets{config.AppSecret, config.Password, config.passwordHash()},
	}
	client.tokens = provider.NewTokens(config.Now, config.Memory, "baiwang "+config.TaxNumber, client.fetchToken, nil, nil)
	return client, nil
}

// check names what is missing, never what it is.
func (c Config) check() error {
	switch {
	case c.AppKey == "" || c.AppSecret == "" || c.User == "" || c.Password == "" || c.TaxNumber == "":
		return errors.New("AppKey, AppSecret, User, Password and TaxNumber are needed")
	case !wire.IsAddress(c.BaseURL):
		return errors.New("BaseURL is not an http or https address")
	case c.PasswordVersion != version6 && c.PasswordVersion != version7:
		return fmt.Errorf("PasswordVersion is neither %q nor %q", version7, version6)
	case c.FormListsPerDay < 0 || c.CallsPerSecond < 0 || c.Timeout < 0:
		return errors.New("FormListsPerDay, CallsPerSecond and Timeout cannot be below zero")
	case c.Now == nil || c.Memory == nil:
		return errors.New("Now and Memory are needed")
	}
	return nil
}

// Capabilities says what Baiwang can do with this configuration.
func (c *Client) Capabilities() provider.Capabilities {
	formats := []invoice.FileFormat{invoice.PDF, invoice.OFD}
	if c.config.XMLReturnType != "" {
		formats = append(formats, invoice.XML)
	}
	return provider.Capabilities{
		ListsDocuments: true, ListsForms: true, AnswersForms: true, VoidsPaper: c.config.VoidsPaper, Formats: formats,
	}
}

// ReserveNumber is not offered: the number comes with the document.
func (c *Client) ReserveNumber(context.Context, invoice.Document) (string, error) {
	return "", provider.ErrNumberOnIssue
}

// Standing is not told: only a document that is not issued says that the quota is used up or that somebody has to log in.
func (c *Client) Standing(context.Context, string) (invoice.Standing, error) {
	return invoice.Standing{Session: invoice.SessionUnknown}, nil
}

// LoginCode is not offered.
func (c *Client) LoginCode(context.Context, string) (provider.LoginCode, error) {
	return provider.LoginCode{}, provider.ErrNotOffered
}

// Deliver is not offered: which number stands for mail and which for text messages the vendor has not confirmed.
func (c *Client) Deliver(context.Context, provider.Key, provider.Contact) error {
	return provider.ErrNotOffered
}
