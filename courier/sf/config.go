// Package sf orders parcels at SF Express (顺丰速运) through its open platform (丰桥), asks where they are, takes orders back and prints
// waybills.
package sf

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

// Where the platform is: for real parcels, and for trying.
const (
	ProductionURL = "https://bspgw.sf-express.com/std/service"
	TrialURL      = "https://sfapi-sbox.sf-express.com/std/service"
)

// PayMethod is who pays.
type PayMethod int

// Who pays. The recipient never does (A10).
const (
	SenderPays     PayMethod = 1
	ThirdPartyPays PayMethod = 3
)

// Config is the contract with SF, as the platform's console shows it.
type Config struct {
	// BaseURL is where all calls go: ProductionURL, TrialURL, or the sandbox's.
	BaseURL string
	// PartnerID is the customer code (顾客编码), CheckWord the secret (校验码) that signs the calls.
	PartnerID string
	CheckWord string
	// MonthlyCard is the account that pays (月结卡号), of ten digits.
	MonthlyCard string
	// ExpressType is the product: 1 is 顺丰特快, 2 顺丰标快; others are named in the contract.
	ExpressType int
	// PayMethod is who pays; 0 is the sender.
	PayMethod PayMethod
	// Sender is where parcels are collected.
	Sender Sender
	// RetryCodes are codes that SF's documents do not call final and the table does, such as 8057, 20036 and 8096: orders that are refused with
	// one of them are tried again. Nil is none.
	RetryCodes []string
	// Template is that of the waybill; empty is the standard one of PartnerID.
	Template string
	// Timeout bounds one deed with all its calls; 0 is 20 seconds. The context may end it earlier.
	Timeout time.Duration
	// Transport is that of the HTTP client; nil is the standard one.
	Transport http.RoundTripper
	// Now tells the time, which the calls carry.
	Now func() time.Time
}

// Sender is where parcels are collected, and whom the courier calls.
type Sender struct {
	Company  string
	Contact  string
	Phone    string
	Province string
	City     string
	County   string
	Address  string
}

const defaultTimeout = 20 * time.Second

var card = regexp.MustCompile(`^[0-9]{10}$`)

// complete fills in what may be left out, and says everything that is wrong.
func (c Config) complete() (Config, error) {
	var wrong []error
	check := func(right bool, sentence string) {
		if !right {
			wrong = append(wrong, errors.New(sentence))
		}
	}
	address, err := url.Parse(c.BaseURL)
	check(err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Host != "" && address.User == nil,
		"the base URL is no http or https address")
	check(c.PartnerID != "" && len(c.PartnerID) <= 64, "the partner id (顾客编码) has 1 to 64 characters")
	check(c.CheckWord != "", "the check word (校验码) is missing")
	check(card.MatchString(c.MonthlyCard), "the monthly card (月结卡号) has ten digits")
	check(c.ExpressType > 0, "the express type is a number, such as 1 (特快) or 2 (标快)")
	if c.PayMethod == 0 {
		c.PayMethod = SenderPays
	}
	check(c.PayMethod == SenderPays || c.PayMethod == ThirdPartyPays, "the pay method is 1 (sender) or 3 (third party): customers pay no courier fee")
	for name, value := range map[string]string{
		"contact": c.Sender.Contact, "phone": c.Sender.Phone, "province": c.Sender.Province, "city": c.Sender.City, "address": c.Sender.Address,
	} {
		check(value != "", "the sender's "+name+" is missing")
	}
	check(c.Timeout >= 0, "the time-out is negative")
	check(c.Now != nil, "nobody tells the time")
	if len(wrong) > 0 {
		return c, fmt.Errorf("the settings of SF Express: %w", errors.Join(wrong...))
	}
	if c.Timeout == 0 {
		c.Timeout = defaultTimeout
	}
	if c.Template == "" {
		c.Template = "fm_150_standard_" + c.PartnerID
	}
	return c, nil
}
