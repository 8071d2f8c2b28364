package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/shopspring/decimal"

	"kaipiao/starter/consumptioncsv"
	"kaipiao/starter/csvtable"
	"kaipiao/starter/focus"
)

type importCommand struct {
	File     string            `arg:"" optional:"" help:"The bill."`
	Format   string            `default:"focus" enum:"focus,csv" help:"The file's format: a cloud bill in the FOCUS format, or a CSV file of consumption."`
	Rate     map[string]string `help:"CNY for one unit of a currency: USD=7.10. Repeat it for more currencies." placeholder:"USD=7.10"`
	Scale    string            `default:"1" help:"Multiply every amount, so that a small sample makes invoices worth looking at."`
	SkipBad  bool              `help:"Take a file's good rows although it has bad ones."`
	Sample   bool              `help:"Import a generated sample instead of a file."`
	Seed     uint64            `default:"1" help:"Which sample."`
	SampleOf int               `name:"rows" default:"600" help:"How many rows the sample has."`
	Write    string            `help:"Write the sample into this file instead of importing it." placeholder:"FILE"`
	TaxCode  string            `default:"3040203000000000000" help:"Tax classification code of the consumption (信息系统服务)."`
	TaxRate  string            `default:"0.06" help:"VAT rate of the consumption."`
}

// Run imports one bill.
func (c importCommand) Run(ctx context.Context) error {
	switch {
	case c.Write != "":
		return c.writeSample()
	case c.Format == "csv":
		return c.importConsumption(ctx)
	default:
		return c.importBill(ctx)
	}
}

// importBill imports a cloud bill, added up.
func (c importCommand) importBill(ctx context.Context) error {
	terms, err := c.terms()
	if err != nil {
		return err
	}
	bill, err := c.read(terms)
	if err != nil {
		return err
	}
	if err := c.judge(bill.BadRows, bill.Rows); err != nil {
		return err
	}
	caller, err := serviceClient()
	if err != nil {
		return err
	}
	summary, err := post(ctx, caller, bill, c.TaxCode, c.TaxRate)
	if err != nil {
		return err
	}
	summary.print(os.Stdout)
	return nil
}

// importConsumption imports a CSV file whose columns are named as the members of the API.
func (c importCommand) importConsumption(ctx context.Context) error {
	source, closeFile, err := c.open()
	if err != nil {
		return err
	}
	defer closeFile()
	file, err := consumptioncsv.Read(source)
	if err != nil {
		return err
	}
	if err := c.judge(file.BadRows, file.Rows); err != nil {
		return err
	}
	caller, err := serviceClient()
	if err != nil {
		return err
	}
	var accounts []focus.Account
	for _, id := range file.Accounts() {
		accounts = append(accounts, focus.Account{ID: id, Name: id})
	}
	created, err := ensureAccounts(ctx, caller, accounts)
	if err != nil {
		return err
	}
	if err := postConsumptions(ctx, caller, file.Items); err != nil {
		return err
	}
	fmt.Printf("%d rows read, %d bad; %d accounts (%d new); %d consumptions.\n", file.Rows, len(file.BadRows), len(accounts), created, len(file.Items))
	return nil
}

// judge lists bad rows, and refuses the file for them unless the others are wanted all the same.
func (c importCommand) judge(bad []csvtable.BadRow, rows int) error {
	listBadRows(bad)
	if len(bad) == 0 || c.SkipBad {
		return nil
	}
	return fmt.Errorf("%d of %d rows are bad and nothing was taken; mend the file, or take the good rows with --skip-bad", len(bad), rows)
}

func (c importCommand) writeSample() error {
	file, err := os.Create(c.Write)
	if err != nil {
		return fmt.Errorf("write the sample: %w", err)
	}
	return errors.Join(focus.WriteSample(file, c.Seed, c.SampleOf), file.Close())
}

func (c importCommand) terms() (focus.Terms, error) {
	terms := focus.Terms{Rates: map[string]decimal.Decimal{}}
	var err error
	if terms.Scale, err = decimal.NewFromString(c.Scale); err != nil || !terms.Scale.IsPositive() {
		return terms, fmt.Errorf("--scale %s is not a positive number", c.Scale)
	}
	for currency, text := range c.Rate {
		rate, err := decimal.NewFromString(text)
		if err != nil || !rate.IsPositive() {
			return terms, fmt.Errorf("--rate %s=%s is not a positive number", currency, text)
		}
		terms.Rates[currency] = rate
	}
	return terms, nil
}

// read adds the bill up.
func (c importCommand) read(terms focus.Terms) (focus.Bill, error) {
	if c.Sample {
		var sample bytes.Buffer
		if err := focus.WriteSample(&sample, c.Seed, c.SampleOf); err != nil {
			return focus.Bill{}, err
		}
		return focus.Read(&sample, terms)
	}
	source, closeFile, err := c.open()
	if err != nil {
		return focus.Bill{}, err
	}
	defer closeFile()
	return focus.Read(source, terms)
}

// open opens the file, with a progress bar of the bytes read.
func (c importCommand) open() (io.Reader, func(), error) {
	if c.File == "" {
		return nil, nil, errors.New("name a file, or import a generated one with --sample")
	}
	file, err := os.Open(c.File)
	if err != nil {
		return nil, nil, fmt.Errorf("open the file: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open the file: %w", err), file.Close())
	}
	bar := progressbar.NewOptions64(info.Size(), progressbar.OptionSetDescription("reading"), progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionShowBytes(true), progressbar.OptionClearOnFinish(), progressbar.OptionSetVisibility(interactive()))
	return io.TeeReader(file, bar), func() { _ = file.Close() }, nil // it was only read
}

// shownBadRows is how many bad rows are listed one by one.
const shownBadRows = 50

func listBadRows(rows []csvtable.BadRow) {
	var text strings.Builder
	for i, row := range rows {
		if i == shownBadRows {
			fmt.Fprintf(&text, "… and %d more\n", len(rows)-i)
			break
		}
		fmt.Fprintf(&text, "line %d: %s\n", row.Line, row.Reason)
	}
	fmt.Fprint(os.Stderr, text.String())
}

// interactive reports whether somebody watches: progress bars are for terminals.
func interactive() bool {
	info, err := os.Stderr.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
