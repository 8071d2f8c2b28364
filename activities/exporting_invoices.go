package activities

import (
	"context"
	"strings"
	"time"

	"kaipiao/domain/export"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
	"kaipiao/office/exports"
	"kaipiao/office/read"
)

var (
	invoiceColumns = []export.Column{
		{Name: "发票号码 number", Width: 24},
		{Name: "开票日期 issued_on", Width: 13},
		{Name: "票种 kind", Width: 18},
		{Name: "介质 medium", Width: 16},
		{Name: "销售方 seller", Width: 14},
		{Name: "账户 account", Width: 16},
		{Name: "购买方名称 buyer", Width: 32},
		{Name: "购买方税号 taxpayer_id", Width: 24},
		{Name: "金额 net", Width: 16},
		{Name: "税额 tax", Width: 14},
		{Name: "价税合计 total", Width: 16},
		{Name: "状态 status", Width: 20},
		{Name: "红字发票 red", Width: 24},
	}
	redColumns = []export.Column{
		{Name: "红字发票号码 number", Width: 24},
		{Name: "开票日期 issued_on", Width: 13},
		{Name: "对应蓝字发票 of", Width: 24},
		{Name: "蓝字开票日期 of_issued_on", Width: 13},
		{Name: "原因 reason", Width: 18},
		{Name: "销售方 seller", Width: 14},
		{Name: "账户 account", Width: 16},
		{Name: "购买方名称 buyer", Width: 32},
		{Name: "购买方税号 taxpayer_id", Width: 24},
		{Name: "金额 net", Width: 16},
		{Name: "税额 tax", Width: 14},
		{Name: "价税合计 total", Width: 16},
	}
	fileColumn = export.Column{Name: "文件 files", Width: 60}
)

// invoiceTables are the two tables about documents; into is nil where the files themselves are not wanted.
type invoiceTables struct {
	*exportWriter
	into           *archive
	issued, red    *table
	voided, inTime export.Sums
	anyVoided      bool
}

// invoices writes what was issued in the time, and its red documents, whenever those were issued; and the red documents that were issued in
// the time of what was issued before.
func (w *exportWriter) invoices(ctx context.Context, book Workbook, into *archive) (err error) {
	t := &invoiceTables{exportWriter: w, into: into}
	if t.issued, err = begin(book, "发票 invoices", t.columns(invoiceColumns)); err != nil {
		return err
	}
	if t.red, err = begin(book, "红字发票 red", t.columns(redColumns)); err != nil {
		return err
	}
	if err := w.Office.Exports.EachInvoice(ctx, w.of.Terms, func(i read.Invoice) error { return t.invoice(ctx, i) }); err != nil {
		return err
	}
	if w.of.Terms.Narrowed() {
		return t.end()
	}
	err = w.Office.Exports.EachRed(ctx, w.of.Terms, func(red exports.Red) error {
		if t.within(red.Undoes.IssuedAt) {
			return nil // it stands beside its invoice
		}
		return t.redDocument(ctx, red.Undoes, red.Reversal)
	})
	if err != nil {
		return err
	}
	return t.end()
}

// columns has the names of the files where there are any.
func (t *invoiceTables) columns(of []export.Column) []export.Column {
	if t.into == nil {
		return of
	}
	return append(append([]export.Column{}, of...), fileColumn)
}

func (t *invoiceTables) invoice(ctx context.Context, i read.Invoice) error {
	var reds []string
	for _, r := range i.Reversals {
		if r.Kind == reversal.Red && r.Status == reversal.Done {
			reds = append(reds, r.Number)
		}
	}
	row := []export.Cell{
		export.TextCell(i.Number), export.DayCell(i.IssuedAt), export.KindCell(i.Kind), export.MediumCell(i.Medium), export.TextCell(i.Seller),
		export.TextCell(i.Account), export.TextCell(i.Buyer.Name), export.TextCell(i.Buyer.TaxpayerID), export.AmountCell(i.Net),
		export.AmountCell(i.Tax), export.AmountCell(i.Amount), export.StatusCell(i.Status), export.TextCell(strings.Join(reds, " ")),
	}
	if t.into != nil {
		names, err := t.into.document(ctx, "invoices/"+string(i.Seller), i.Number, i.IssuedAt, i.Files)
		if err != nil {
			return err
		}
		row = append(row, export.TextCell(strings.Join(names, " ")))
	}
	if err := t.issued.write(row); err != nil {
		return err
	}
	if i.Status == invoice.Voided {
		t.anyVoided = true
		t.voided.Add(row)
	}
	for _, r := range i.Reversals {
		if r.Kind == reversal.Red && r.Status == reversal.Done {
			if err := t.redDocument(ctx, i, r); err != nil {
				return err
			}
		}
	}
	return t.count(ctx)
}

func (t *invoiceTables) redDocument(ctx context.Context, of read.Invoice, r reversal.Reversal) error {
	row := []export.Cell{
		export.TextCell(r.Number), export.DayCell(r.IssuedAt), export.TextCell(of.Number), export.DayCell(of.IssuedAt), export.ReasonCell(r),
		export.TextCell(of.Seller), export.TextCell(of.Account), export.TextCell(of.Buyer.Name), export.TextCell(of.Buyer.TaxpayerID),
		export.AmountCell(r.Net.Neg()), export.AmountCell(r.Tax.Neg()), export.AmountCell(r.Gross.Neg()),
	}
	if t.into != nil {
		names, err := t.into.document(ctx, "red/"+string(of.Seller), r.Number, r.IssuedAt, r.Files)
		if err != nil {
			return err
		}
		row = append(row, export.TextCell(strings.Join(names, " ")))
	}
	if t.within(r.IssuedAt) {
		t.inTime.Add(row)
	}
	return t.red.write(row)
}

// within reports whether something was issued in the time.
func (t *invoiceTables) within(at *time.Time) bool {
	return at != nil && !at.Before(t.of.Terms.Since()) && at.Before(t.of.Terms.Until())
}

// end writes what all comes to, what of it was voided, and what of the red documents was issued in the time.
func (t *invoiceTables) end() error {
	if err := t.issued.end("合计 sum"); err != nil {
		return err
	}
	if t.anyVoided {
		if err := t.issued.sheet.Write(t.voided.Row("其中作废 of which voided", t.issued.wide)); err != nil {
			return err
		}
	}
	if err := t.red.end("合计 sum"); err != nil {
		return err
	}
	return t.red.sheet.Write(t.inTime.Row("其中期间内 of which issued in the time", t.red.wide))
}
