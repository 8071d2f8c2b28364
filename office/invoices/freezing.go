package invoices

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/domain/taxcode"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// announceFreezing announces what freezing a document reads.
func announceFreezing(ctx context.Context, q *query.Queries, row query.Invoice) {
	_, _ = q.Application(ctx, row.Application)
	_, _ = q.InvoiceLines(ctx, row.ID)
}

// freeze stores what is printed of a locked invoice under its serial (A12).
func (o *Office) freeze(
	ctx context.Context, q *query.Queries, id ids.Invoice, serial invoice.Serial, document invoice.Document, now time.Time,
) error {
	document.Serial, document.Seller, document.Drawer, document.Sandbox = serial, o.policy.Seller.Party, o.policy.Seller.Drawer, o.policy.Sandbox
	return store(ctx, q, id, document, now)
}

// freezeAnew stores another version of what is printed of an invoice whose serial was not accepted, where its lines or its buyer have
// changed since (I10). The seller, the drawer and the short names stay as they were frozen.
func freezeAnew(ctx context.Context, q *query.Queries, row query.Invoice, now time.Time) error {
	frozen, err := read.Documents(ctx, q, []ids.Invoice{row.ID})
	if err != nil {
		return err
	}
	document, err := documentOf(ctx, q, row)
	if err != nil {
		return err
	}
	before := frozen[row.ID]
	document.Serial, document.Seller, document.Drawer, document.Sandbox = before.Serial, before.Seller, before.Drawer, before.Sandbox
	names := map[string]string{}
	for _, line := range before.Lines {
		names[line.TaxCode] = line.Category
	}
	for i := range document.Lines {
		document.Lines[i].Category = names[document.Lines[i].TaxCode]
	}
	if same, err := equal(before, document); err != nil || same {
		return err
	}
	return store(ctx, q, row.ID, document, now)
}

func equal(a, b invoice.Document) (bool, error) {
	first, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	second, err := json.Marshal(b)
	return string(first) == string(second), err
}

// FreezeVendors stores what is known to be printed of an invoice that a vendor has issued (I8): its own seller block, and no serial.
func FreezeVendors(ctx context.Context, q *query.Queries, row query.Invoice, p policy.Policy, now time.Time) error {
	document, err := documentOf(ctx, q, row)
	if err != nil {
		return err
	}
	document.Seller = p.Vendor(row.Seller)
	return store(ctx, q, row.ID, document, now)
}

// documentOf is what the register says of a locked invoice now.
func documentOf(ctx context.Context, q *query.Queries, row query.Invoice) (invoice.Document, error) {
	application, err := q.Application(ctx, row.Application)
	if err != nil {
		return invoice.Document{}, tx.Missing(err, "application")
	}
	lines, err := q.InvoiceLines(ctx, row.ID)
	if err != nil {
		return invoice.Document{}, fmt.Errorf("read invoice lines: %w", err)
	}
	i := read.WithLines(row, application, lines)
	document := invoice.Document{Kind: i.Kind, Medium: i.Medium, Buyer: i.Buyer, Lines: i.Lines, TaxRate: i.TaxRate, Remark: i.Remark}
	for n, line := range document.Lines {
		document.Lines[n].Category = taxcode.ShortName(line.TaxCode)
		// The row may be from before a refund was left out; its lines are not.
		document.Net, document.Tax, document.Gross = document.Net.Add(line.Net), document.Tax.Add(line.Tax), document.Gross.Add(line.Gross)
	}
	return document, nil
}

func store(ctx context.Context, q *query.Queries, id ids.Invoice, document invoice.Document, now time.Time) error {
	content, err := json.Marshal(document)
	if err != nil {
		return fmt.Errorf("write the document of invoice %s: %w", id, err)
	}
	sum := sha256.Sum256(content)
	err = q.FreezeDocument(ctx, query.FreezeDocumentParams{
		Invoice: id, Serial: tx.Optional(document.Serial), Content: string(content), Sha256: hex.EncodeToString(sum[:]), Now: now,
	})
	if err != nil {
		return fmt.Errorf("freeze the document of invoice %s: %w", id, err)
	}
	return nil
}
