package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"kaipiao/client"
	"kaipiao/starter/focus"
)

type importCommand struct {
	File     string            `arg:"" optional:"" help:"The bill: CSV, Parquet or xlsx, also packed with gzip or alone in a zip."`
	Format   string            `default:"focus" enum:"focus,csv" help:"What the file holds: a cloud bill in the FOCUS format, or a table of consumption."`
	Rate     map[string]string `help:"CNY for one unit of a currency: USD=7.10. Repeat it for more currencies." placeholder:"USD=7.10"`
	Scale    string            `default:"1" help:"Multiply every amount, so that a small sample makes invoices worth looking at."`
	SkipBad  bool              `help:"Take a file's good rows although it has bad ones."`
	Encoding string            `help:"How a text is written: utf-8, utf-16 or gb18030; found out where it is not said." placeholder:"gb18030"`
	ID       string            `help:"The import's id; by default it follows from the file and the terms, so that the same import again is the same."`
	Report   string            `help:"Write the whole report into this CSV file." placeholder:"FILE"`
	Sample   bool              `help:"Import a generated sample instead of a file."`
	Seed     uint64            `default:"1" help:"Which sample."`
	SampleOf int               `name:"rows" default:"600" help:"How many rows the sample has."`
	Write    string            `help:"Write the sample into this file instead of importing it." placeholder:"FILE"`
	TaxCode  string            `default:"3040203000000000000" help:"Tax classification code of the consumption (信息系统服务)."`
	TaxRate  string            `default:"0.06" help:"VAT rate of the consumption."`
}

// Run imports one bill: the running stack takes it as one unit, and this follows what becomes of it.
func (c importCommand) Run(ctx context.Context) error {
	if c.Write != "" {
		return c.writeSample(c.Write)
	}
	caller, err := serviceClient()
	if err != nil {
		return err
	}
	_, err = c.importInto(ctx, caller)
	return err
}

// importInto hands the file in, follows it to its end, and shows the report. It fails where nothing was booked.
func (c importCommand) importInto(ctx context.Context, caller *client.Client) (client.ImportWithReport, error) {
	if c.Sample {
		file, err := os.CreateTemp("", "sample-")
		if err != nil {
			return client.ImportWithReport{}, fmt.Errorf("write the sample: %w", err)
		}
		defer os.Remove(file.Name()) //nolint:errcheck // a generated file
		if err := errors.Join(file.Close(), c.writeSample(file.Name())); err != nil {
			return client.ImportWithReport{}, err
		}
		c.File = file.Name()
	}
	if c.File == "" {
		return client.ImportWithReport{}, errors.New("name a file, or import a generated one with --sample")
	}
	fields := c.fields()
	if c.ID == "" {
		id, err := c.idOf(fields)
		if err != nil {
			return client.ImportWithReport{}, err
		}
		fields["id"] = id
	}
	done, err := handIn(ctx, caller, c.File, fields)
	if err != nil {
		return done, err
	}
	showImport(os.Stdout, done)
	if c.Report != "" {
		if err := saveReport(ctx, caller, done, c.Report); err != nil {
			return done, err
		}
	}
	return done, refused(done)
}

// refused is why nothing of a file was booked, or nil.
func refused(done client.ImportWithReport) error {
	switch r := done.Report; {
	case done.Status == client.ImportWithReportStatusBooked:
		return nil
	case r.Why != "":
		return fmt.Errorf("%s; nothing was taken", r.Why)
	default:
		return fmt.Errorf("%d of %d rows are bad and nothing was taken; mend the file, or take the good rows with --skip-bad", r.Bad, r.Rows)
	}
}

// fields are the members of the form.
func (c importCommand) fields() map[string]string {
	fields := map[string]string{
		"format": c.Format, "scale": c.Scale, "tax_code": c.TaxCode, "tax_rate": c.TaxRate, "skip_bad": fmt.Sprint(c.SkipBad),
	}
	var rates []string
	for _, currency := range slices.Sorted(maps.Keys(c.Rate)) {
		rates = append(rates, currency+"="+c.Rate[currency])
	}
	for name, value := range map[string]string{"rates": strings.Join(rates, ","), "encoding": c.Encoding, "id": c.ID} {
		if value != "" {
			fields[name] = value
		}
	}
	return fields
}

// idOf follows from the file and from how it is read, so that the same import again finds what was made of the first.
func (c importCommand) idOf(fields map[string]string) (string, error) {
	file, err := os.Open(c.File)
	if err != nil {
		return "", fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		fmt.Fprintf(sum, "%s=%s\n", name, fields[name])
	}
	if _, err := io.Copy(sum, file); err != nil {
		return "", fmt.Errorf("read the file: %w", err)
	}
	return "file-" + hex.EncodeToString(sum.Sum(nil)[:16]), nil
}

func (c importCommand) writeSample(name string) error {
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write the sample: %w", err)
	}
	return errors.Join(focus.WriteSample(file, c.Seed, c.SampleOf), file.Close())
}

// interactive reports whether somebody watches: progress bars are for terminals.
func interactive() bool {
	info, err := os.Stderr.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
