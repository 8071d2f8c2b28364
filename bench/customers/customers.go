// Package customers is who applies for invoices while a bench measures, and the stack on which they do: accounts with ten bills of 10.60 for each
// application, over the HTTP API.
package customers

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/client"
	"kaipiao/devstack/stack"
	"kaipiao/domain/money"
)

const (
	recordsOfAnApplication = 10
	amountOfARecord        = "10.60"
	amountOfAnApplication  = "106.00"
	// billsOfACall is how many the API takes at once.
	billsOfACall = 1000
	// atOnce is how many calls are made at the same time.
	atOnce = 16
)

// Customers make calls as an upstream service does, for whichever account.
type Customers struct {
	service *client.Client
	mutex   sync.Mutex
}

// New are the customers of a running stack.
func New(s *stack.Stack) (*Customers, error) {
	service, err := Caller(s, access.Identity{Subject: "billing", Role: access.Service})
	return &Customers{service: service}, err
}

// Caller makes calls of a running stack as somebody.
func Caller(s *stack.Stack, who access.Identity) (*client.Client, error) {
	local, err := token.Open(s.Settings().TokenKeys())
	if err != nil {
		return nil, err
	}
	text, err := local.Mint(who, time.Now(), token.LongestLife)
	if err != nil {
		return nil, err
	}
	return client.New("http://"+s.Settings().HTTPAddr, text), nil
}

// Stock makes an account that can apply so many times.
func (c *Customers) Stock(ctx context.Context, account string, applications int) error {
	err := c.service.Call(ctx, http.MethodPut, "/v1/accounts/"+account, client.AccountBody{
		Certification: client.Certification{Type: "enterprise", Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"},
		Region:        "mainland", Email: account + "@example.test",
	}, nil)
	if err != nil {
		return err
	}
	all := applications * recordsOfAnApplication
	for from := 0; from < all; from += billsOfACall {
		bills := make([]client.Consumption, min(billsOfACall, all-from))
		for n := range bills {
			bills[n] = client.Consumption{
				ID: fmt.Sprintf("%s-%d", account, from+n), Account: account, Charge: "postpaid", Seller: "platform", Product: "云服务器",
				TaxCode: "3040203000000000000", TaxRate: "0.06", Cash: money.MustParse(amountOfARecord), PaidAt: time.Now().AddDate(0, 0, -3),
			}
		}
		if err := c.service.Call(ctx, http.MethodPost, "/v1/consumptions", map[string]any{"items": bills}, nil); err != nil {
			return err
		}
	}
	return nil
}

// StockAll makes accounts, several at the same time, each of which can apply so many times.
func (c *Customers) StockAll(ctx context.Context, accounts []string, applications int) error {
	making, ctx := errgroup.WithContext(ctx)
	making.SetLimit(atOnce)
	for _, account := range accounts {
		making.Go(func() error { return c.Stock(ctx, account, applications) })
	}
	return making.Wait()
}

// Apply hands in an application of each account, several at the same time; an account that is named twice applies twice. It returns the ids of the
// applications, in no order.
func (c *Customers) Apply(ctx context.Context, accounts []string) ([]string, error) {
	var ids []string
	applying, ctx := errgroup.WithContext(ctx)
	applying.SetLimit(atOnce)
	for _, account := range accounts {
		applying.Go(func() error {
			var made client.Application
			amount := money.MustParse(amountOfAnApplication)
			err := c.service.Call(ctx, http.MethodPost, "/v1/accounts/"+account+"/applications", client.ApplicationBody{
				Kind: "ordinary", Medium: "electronic", Amount: &amount,
			}, &made, "Idempotency-Key", client.NewKey())
			c.mutex.Lock()
			defer c.mutex.Unlock()
			ids = append(ids, made.ID)
			return err
		})
	}
	return ids, applying.Wait()
}
