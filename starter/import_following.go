package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"kaipiao/client"
	"kaipiao/domain/bill"
)

// betweenGlances is how often it is asked how far an import has come.
const betweenGlances = 300 * time.Millisecond

// handIn sends a file and follows it to its end, with a progress bar for each.
func handIn(ctx context.Context, caller *client.Client, name string, fields map[string]string) (client.ImportWithReport, error) {
	info, err := os.Stat(name)
	if err != nil {
		return client.ImportWithReport{}, fmt.Errorf("open the file: %w", err)
	}
	sent := bar(info.Size(), "sending", true)
	open := func() (io.ReadCloser, error) {
		file, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("open the file: %w", err)
		}
		sent.Reset()
		return struct {
			io.Reader
			io.Closer
		}{io.TeeReader(file, sent), file}, nil
	}
	var at client.ImportWithReport
	if err := caller.HandIn(ctx, "/v1/imports", fields, open, &at); err != nil {
		return at, err
	}
	if err := sent.Finish(); err != nil {
		return at, err
	}
	done := bar(100, "importing", false)
	for {
		read, err := caller.GetImportsIDWithResponse(ctx, at.ID)
		if err != nil {
			return at, err
		}
		at = *read.JSON200
		if err := done.Set64(at.Progress.Percent); err != nil {
			return at, err
		}
		if bill.Status(at.Status).Ended() {
			return at, done.Finish()
		}
		done.Describe(string(at.Status))
		select {
		case <-ctx.Done():
			return at, ctx.Err()
		case <-time.After(betweenGlances):
		}
	}
}

func bar(whole int64, what string, bytes bool) *progressbar.ProgressBar {
	return progressbar.NewOptions64(whole, progressbar.OptionSetDescription(what), progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionShowBytes(bytes), progressbar.OptionClearOnFinish(), progressbar.OptionSetVisibility(interactive()))
}

// showImport says what the import did, with everything that did not become consumption.
func showImport(target io.Writer, done client.ImportWithReport) {
	r := done.Report
	for _, row := range r.BadRows {
		fmt.Fprintf(os.Stderr, "line %d: %s\n", row.Line, row.Reason)
	}
	if more := r.Bad - int64(len(r.BadRows)); more > 0 {
		fmt.Fprintf(os.Stderr, "… and %d more\n", more)
	}
	fmt.Fprintf(target, "Import %s: %s (%s).\n", done.ID, r.Version, r.File)
	fmt.Fprintf(target, "%d rows read, %d bad; %d accounts (%d new); %d consumptions", r.Rows, r.Bad, r.Accounts, r.NewAccounts, r.Items)
	if r.Known > 0 {
		fmt.Fprintf(target, ", %d of them known", r.Known)
	}
	fmt.Fprintln(target, ".")
	for _, cash := range r.Sellers {
		fmt.Fprintf(target, "  sold by %-24s %16s CNY in cash\n", cash.Seller, cash.Cash.Grouped())
	}
	for currency, rate := range r.Rates {
		fmt.Fprintf(target, "  rate: %s CNY for one %s\n", rate, currency)
	}
	fmt.Fprintf(target, "  set aside: %s CNY paid by credits; %d sums below a cent\n", r.Coupon.Grouped(), r.Notes[string(bill.BelowCent)])
	for _, remark := range r.Remarks {
		if remark.Kind != client.ImportRemarkKind(bill.BelowCent) {
			fmt.Fprintf(target, "  line %d: %s\n", remark.Line, remark.Reason)
		}
	}
}

// saveReport writes the whole report into a file.
func saveReport(ctx context.Context, caller *client.Client, done client.ImportWithReport, name string) error {
	content, err := caller.Bytes(ctx, done.Report.Href)
	if err != nil {
		return fmt.Errorf("fetch the report: %w", err)
	}
	if err := os.WriteFile(name, content, 0o600); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	fmt.Printf("The whole report is in %s.\n", name)
	return nil
}
