package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"kaipiao/adapters/tables"
	"kaipiao/client"
	"kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/settings"
)

type demoCommand struct {
	Bills   string        `help:"Bills in the FOCUS format, instead of the generated sample." placeholder:"FILE"`
	Seed    uint64        `default:"1" help:"Which generated sample."`
	Rate    string        `default:"7.10" help:"CNY for one USD."`
	Scale   string        `help:"Multiply every amount; by default 1000 for the sample and 10000 for your bills."`
	Timeout time.Duration `default:"5m" help:"How long the invoices may take."`
	All     bool          `help:"Show every invoice, however many there are."`
}

// How many rows the demo's sample has, and by how much its small amounts are multiplied.
const (
	demoRows        = 600
	demoSampleScale = "1000"
	demoBillsScale  = "10000"
)

// Run imports bills, applies for everything that can be invoiced, waits, and shows what became of each invoice. It fails
// unless every invoice came through.
func (c demoCommand) Run(ctx context.Context) error {
	s, err := settings.Load()
	if err != nil {
		return err
	}
	caller, err := serviceClient()
	if err != nil {
		return err
	}
	bills, forget, err := c.bills()
	if err != nil {
		return err
	}
	defer forget()
	customers, err := accountsIn(bills.File)
	if err != nil {
		return err
	}
	var accounts []string
	for _, customer := range customers {
		accounts = append(accounts, customer.ID)
		if err := takeForDemo(ctx, caller, customer.ID, customer.Name); err != nil {
			return err
		}
	}
	fmt.Println("\nImporting the bills …")
	if _, err := bills.importInto(ctx, caller); err != nil {
		return err
	}
	applied, err := applyForEverything(ctx, caller, accounts)
	if err != nil {
		return err
	}
	fmt.Printf("Applied for %d accounts; %d others have nothing to invoice.\n", applied, len(accounts)-applied)
	waiting, stop := context.WithTimeout(ctx, c.Timeout)
	defer stop()
	invoices, err := awaitInvoices(waiting, caller, accounts)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	lives, err := download(ctx, caller, invoices, s.RunDir)
	if err != nil {
		return err
	}
	show(os.Stdout, lives, s, c.All)
	if err := judge(lives); err != nil {
		return err
	}
	if err := showAfterwards(waiting, s, caller, lives); err != nil {
		return err
	}
	if err := prepareForPages(ctx, caller, time.Now()); err != nil || s.DatabaseURL == "" {
		return err
	}
	return auditLedgerCommand{}.Run(ctx)
}

const (
	defaultTaxCode = "3040203000000000000"
	defaultTaxRate = "0.06"
)

// bills are what the demo imports: a file of its own where none is named, which forget deletes.
func (c demoCommand) bills() (bills importCommand, forget func(), err error) {
	bills = importCommand{
		File: c.Bills, Format: string(bill.Focus), Rate: map[string]string{"USD": c.Rate}, Scale: cmp.Or(c.Scale, demoBillsScale), Seed: c.Seed,
		SampleOf: demoRows, TaxCode: defaultTaxCode, TaxRate: defaultTaxRate,
	}
	if c.Bills != "" {
		return bills, func() {}, nil
	}
	folder, err := os.MkdirTemp("", "demo-")
	if err != nil {
		return bills, nil, fmt.Errorf("write the sample: %w", err)
	}
	bills.File, bills.Scale = filepath.Join(folder, "sample.csv"), cmp.Or(c.Scale, demoSampleScale)
	return bills, func() { _ = os.RemoveAll(folder) }, bills.writeSample(bills.File) // a generated file
}

// billed is a customer that a bill names.
type billed struct {
	ID   string
	Name string
}

// accountsIn are the customers that a bill names, in order.
func accountsIn(file string) (accounts []billed, err error) {
	table, err := tables.Open(file, bill.AnyEncoding, tables.Standard())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	layout, err := bill.LayoutOf(bill.Focus, table.Columns())
	if err != nil {
		return nil, err
	}
	names := map[ids.Account]string{}
	for {
		line, fields, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		row, bad := layout.Read(line, fields)
		if bad != nil {
			return nil, bad
		}
		if row != nil {
			names[row.Account] = row.AccountName
		}
	}
	for _, id := range slices.Sorted(maps.Keys(names)) {
		accounts = append(accounts, billed{string(id), names[id]})
	}
	return accounts, nil
}

// applyForEverything applies for all that each account can invoice: mostly e-invoices, every third account a special invoice on paper.
func applyForEverything(ctx context.Context, caller *client.Client, accounts []string) (int, error) {
	applied := 0
	for n, account := range accounts {
		request := client.ApplicationBody{
			Kind: client.ApplicationBodyKindOrdinary, Medium: client.ApplicationBodyMediumElectronic, Remark: "Kaipiao demo",
		}
		if n%3 == 2 {
			request.Kind, request.Medium = client.ApplicationBodyKindSpecial, client.ApplicationBodyMediumPaper
			request.Address = client.SendTo(demoAddress)
		}
		did, err := apply(ctx, caller, account, request)
		if err != nil {
			return applied, err
		}
		if did {
			applied++
		}
	}
	return applied, nil
}

// inventedTaxpayerID computes a unified social credit code with a right check character from an account's id.
func inventedTaxpayerID(account string) string {
	const digits = "0123456789"
	sum := sha256.Sum256([]byte(account))
	code := []byte("91110108MA")
	for _, b := range sum[:7] {
		code = append(code, digits[int(b)%len(digits)])
	}
	check, _ := invoice.CreditCodeCheck(string(code))
	return string(code) + string(check)
}

// apply applies for all that an account can invoice at this moment; it reports whether there was anything.
func apply(ctx context.Context, caller *client.Client, account string, request client.ApplicationBody) (bool, error) {
	answer, err := caller.GetAccountsAccountInvoiceableWithResponse(ctx, account, nil)
	if err != nil {
		return false, err
	}
	balance := answer.JSON200
	if !balance.Available.IsPositive() {
		return balance.Invoiced.IsPositive() || balance.Reserved.IsPositive(), nil
	}
	request.Amount = &balance.Available
	before := 0
	for _, err := range client.List[client.Application](ctx, caller, "/v1/accounts/"+account+"/applications", nil) {
		if err != nil {
			return false, err
		}
		before++
	}
	// The key counts: a call that is repeated applies once, and what was undone since can be applied for again.
	key := fmt.Sprintf("demo-%s-%d", account, before+1)
	_, err = caller.PostAccountsAccountApplicationsWithResponse(ctx, account, &client.PostAccountsAccountApplicationsParams{IdempotencyKey: key}, request)
	return true, err
}
