package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"time"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/settings"
	"kaipiao/starter/client"
	"kaipiao/starter/focus"

	"github.com/schollz/progressbar/v3"
)

// batchSize is how many consumptions one call carries; the API takes 1,000.
const batchSize = 500

// serviceClient calls the running stack's API in the role of an upstream service.
func serviceClient() (*client.Client, error) {
	s, err := settings.Load()
	if err != nil {
		return nil, err
	}
	return clientOf(s, access.Identity{Subject: "starter", Role: access.Service})
}

// clientOf calls the running stack's API as somebody.
func clientOf(s settings.Settings, who access.Identity) (*client.Client, error) {
	if s.TokenSecret == "" {
		return nil, errNoSecret
	}
	text, err := token.Mint([]byte(s.TokenSecret), who, time.Now(), 24*time.Hour)
	if err != nil {
		return nil, err
	}
	return client.New(s.HTTPAddr, text), nil
}

// summary is what an import did.
type summary struct {
	rows, bad, accounts, newAccounts, consumptions int
	cash                                           map[string]money.Amount
	coupon                                         money.Amount
	nothing                                        int
	negative                                       []focus.Group
	excess                                         []focus.Group
}

// post hands a bill to the API: accounts that it does not know yet, then the consumption. Doing so twice changes nothing,
// for the ids follow from the bill.
func post(ctx context.Context, caller *client.Client, bill focus.Bill, taxCode, taxRate string) (summary, error) {
	done := summary{rows: bill.Rows, bad: len(bill.BadRows), accounts: len(bill.Accounts), cash: map[string]money.Amount{}}
	var err error
	if done.newAccounts, err = ensureAccounts(ctx, caller, bill.Accounts); err != nil {
		return done, err
	}
	items := done.sort(bill.Groups, taxCode, taxRate)
	done.consumptions = len(items)
	return done, postConsumptions(ctx, caller, items)
}

// postConsumptions hands consumption to the API, with a progress bar.
func postConsumptions(ctx context.Context, caller *client.Client, items []client.Consumption) error {
	bar := progressbar.NewOptions(len(items), progressbar.OptionSetDescription("importing"), progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetVisibility(interactive()))
	for batch := range slices.Chunk(items, batchSize) {
		if err := caller.Call(ctx, http.MethodPost, "/v1/consumptions", map[string]any{"items": batch}, nil); err != nil {
			return err
		}
		if err := bar.Add(len(batch)); err != nil {
			return err
		}
	}
	return bar.Finish()
}

// ensureAccounts creates the accounts that are not known, and counts them.
func ensureAccounts(ctx context.Context, caller *client.Client, accounts []focus.Account) (created int, _ error) {
	for _, account := range accounts {
		isNew, err := ensureAccount(ctx, caller, account)
		if err != nil {
			return created, err
		}
		if isNew {
			created++
		}
	}
	return created, nil
}

// ensureAccount creates an account that is not known, uncertified: who a customer is does not stand in a bill. One that is
// known stays as it is.
func ensureAccount(ctx context.Context, caller *client.Client, account focus.Account) (bool, error) {
	err := caller.Call(ctx, http.MethodGet, "/v1/accounts/"+account.ID, nil, nil)
	if !client.IsCode(err, "not_found") {
		return false, err
	}
	return true, caller.Call(ctx, http.MethodPut, "/v1/accounts/"+account.ID,
		client.Account{Certification: client.Certification{Type: "none", Name: account.Name}, Region: "mainland"}, nil)
}

// sort makes consumption of the groups that are worth a cent, and counts the others.
func (s *summary) sort(groups []focus.Group, taxCode, taxRate string) []client.Consumption {
	var items []client.Consumption
	for _, group := range groups {
		if group.Coupon().Less(group.Credited()) {
			s.excess = append(s.excess, group)
		}
		switch {
		case group.Charged().IsNegative():
			s.negative = append(s.negative, group)
			continue
		case group.Charged().IsZero():
			s.nothing++
			continue
		}
		item := consumption(group, taxCode, taxRate)
		s.cash[item.Seller] = s.cash[item.Seller].Add(item.Cash)
		s.coupon = s.coupon.Add(item.Coupon)
		items = append(items, item)
	}
	return items
}

// consumption reports a month's bill as paid when the month ended; a marketplace vendor's as delivered then.
func consumption(group focus.Group, taxCode, taxRate string) client.Consumption {
	item := client.Consumption{
		ID: group.ConsumptionID(), Account: group.Account, Charge: string(ledger.Postpaid), Seller: string(invoice.Platform), Product: group.Service,
		TaxCode: taxCode, TaxRate: taxRate, Cash: group.Cash(), Coupon: group.Coupon(), PaidAt: group.PeriodEnd,
	}
	if group.Vendor != "" {
		item.Seller, item.DeliveredAt = group.Vendor, &group.PeriodEnd
	}
	return item
}

// print says what the import did, with everything that did not become consumption.
func (s summary) print(target io.Writer) {
	fmt.Fprintf(target, "%d rows read, %d bad; %d accounts (%d new); %d consumptions.\n", s.rows, s.bad, s.accounts, s.newAccounts, s.consumptions)
	for _, seller := range slices.Sorted(maps.Keys(s.cash)) {
		fmt.Fprintf(target, "  sold by %-24s %16s CNY in cash\n", seller, s.cash[seller].Grouped())
	}
	fmt.Fprintf(target, "  set aside: %s CNY paid by credits; %d sums below a cent\n", s.coupon.Grouped(), s.nothing)
	for _, group := range s.negative {
		fmt.Fprintf(target, "  not taken: %s, %s, %s: corrections exceed the consumption, %s CNY\n", group.Account, group.Month, group.Service,
			group.Charged().Grouped())
	}
	for _, group := range s.excess {
		fmt.Fprintf(target, "  credit beyond the consumption: %s, %s, %s: %s of %s CNY used\n", group.Account, group.Month, group.Service,
			group.Coupon().Grouped(), group.Credited().Grouped())
	}
}
