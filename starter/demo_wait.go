package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kaipiao/client"
	"kaipiao/domain/invoice"
)

// pollPause is how often the demo looks at the invoices.
const pollPause = time.Second

// awaitInvoices waits until every application of the accounts is decided and every invoice has come through, and says how far they are.
// When time runs out it returns the invoices as they are. What others do beside is none of the demo's (P9).
func awaitInvoices(ctx context.Context, caller *client.Client, accounts []string) ([]client.Invoice, error) {
	for last := ""; ; {
		pending, err := pendingApplications(ctx, caller, accounts)
		if err != nil {
			return nil, err
		}
		invoices, err := invoicesOf(ctx, caller, accounts)
		if err != nil {
			return nil, err
		}
		through := 0
		for _, i := range invoices {
			if cameThrough(i) {
				through++
			}
		}
		if line := fmt.Sprintf("%d of %d invoices came through, %d applications in review", through, len(invoices), pending); line != last {
			fmt.Println(line)
			last = line
		}
		if pending == 0 && through == len(invoices) {
			return invoices, nil
		}
		select {
		case <-ctx.Done():
			return invoices, ctx.Err()
		case <-time.After(pollPause):
		}
	}
}

func pendingApplications(ctx context.Context, caller *client.Client, accounts []string) (int, error) {
	pending := 0
	for _, account := range accounts {
		for applied, err := range client.List[client.Application](ctx, caller, "/v1/accounts/"+account+"/applications", nil) {
			if err != nil {
				return 0, err
			}
			if applied.Status == client.ApplicationStatusPendingApproval {
				pending++
			}
		}
	}
	return pending, nil
}

func invoicesOf(ctx context.Context, caller *client.Client, accounts []string) ([]client.Invoice, error) {
	var invoices []client.Invoice
	for _, account := range accounts {
		for i, err := range client.List[client.Invoice](ctx, caller, "/v1/accounts/"+account+"/invoices", nil) {
			if err != nil {
				return nil, err
			}
			invoices = append(invoices, i)
		}
	}
	return invoices, nil
}

// cameThrough reports whether an invoice has reached its end: electronic with all its files, paper delivered, or undone by
// an earlier demo.
func cameThrough(i client.Invoice) bool {
	if i.Status == client.InvoiceStatusVoided || i.Status == client.InvoiceStatusRedIssued {
		return true
	}
	if i.Medium == string(invoice.Paper) {
		return i.Status == client.InvoiceStatusDelivered
	}
	return i.Status == client.InvoiceStatusIssued && len(i.Files) == len(invoice.FileFormats)
}

// life is an invoice with the names of its files on disk.
type life struct {
	client.Invoice
	onDisk []string
}

// download fetches every file of every invoice, checks its checksum, and leaves it in the run directory.
func download(ctx context.Context, caller *client.Client, invoices []client.Invoice, runDir string) ([]life, error) {
	folder := filepath.Join(runDir, "demo")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for the files: %w", err)
	}
	var lives []life
	for _, i := range invoices {
		l := life{Invoice: i}
		for _, file := range i.Files {
			content, err := caller.Bytes(ctx, file.Href)
			if err != nil {
				return nil, fmt.Errorf("download %s: %w", file.Href, err)
			}
			if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != file.SHA256 {
				return nil, fmt.Errorf("the %s of invoice %s is not what was stored: its checksum differs", file.Format, i.ID)
			}
			name := filepath.Join(folder, i.ID+"."+file.Format)
			if err := os.WriteFile(name, content, 0o600); err != nil {
				return nil, fmt.Errorf("keep a file: %w", err)
			}
			l.onDisk = append(l.onDisk, file.Format)
		}
		lives = append(lives, l)
	}
	return lives, nil
}

// judge fails unless every invoice came through, and says which did not and what they wait for.
func judge(lives []life) error {
	var missing []string
	for _, l := range lives {
		if cameThrough(l.Invoice) {
			continue
		}
		waiting := "nothing in particular"
		if l.WaitingFor != nil {
			waiting = *l.WaitingFor
		}
		missing = append(missing, fmt.Sprintf("invoice %s is %s and waits for %s", l.ID, l.Status, waiting))
	}
	if len(missing) > 0 {
		return fmt.Errorf("%d of %d invoices did not come through:\n%s", len(missing), len(lives), strings.Join(missing, "\n"))
	}
	if len(lives) == 0 {
		return errors.New("there was nothing to invoice")
	}
	return nil
}
