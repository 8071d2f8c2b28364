package activities

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/office/exports"
	"kaipiao/office/trail"
)

var (
	recordColumns = []export.Column{
		{Name: "账户 account", Width: 16},
		{Name: "主体 subject", Width: 8},
		{Name: "销售方 seller", Width: 14},
		{Name: "订单或账单 consumption", Width: 24},
		{Name: "付费方式 charge", Width: 16},
		{Name: "产品 product", Width: 28},
		{Name: "税收分类编码 tax_code", Width: 22},
		{Name: "税率 tax_rate", Width: 10},
		{Name: "支付时间 paid_at", Width: 20},
		{Name: "可开票时间 released_at", Width: 20},
		{Name: "消费 cash", Width: 16},
		{Name: "退款 refunded", Width: 14},
		{Name: "未申请 unreserved", Width: 16},
		{Name: "申请中 reserved", Width: 16},
		{Name: "已开票 invoiced", Width: 16},
		{Name: "欠票 outstanding", Width: 16},
		{Name: "抵扣 paid_for_others", Width: 16},
	}
	balanceColumns = []export.Column{
		{Name: "账户 account", Width: 16},
		{Name: "主体 subject", Width: 8},
		{Name: "销售方 seller", Width: 14},
		{Name: "税收分类编码 tax_code", Width: 22},
		{Name: "付费方式 charge", Width: 16},
		{Name: "期初未申请 opening_unreserved", Width: 16},
		{Name: "期初申请中 opening_reserved", Width: 16},
		{Name: "期初已开票 opening_invoiced", Width: 16},
		{Name: "期初欠票 opening_outstanding", Width: 16},
		{Name: "本期消费 consumed", Width: 16},
		{Name: "本期退款 refunded", Width: 16},
		{Name: "期末未申请 unreserved", Width: 16},
		{Name: "其中已可开票 released", Width: 16},
		{Name: "期末申请中 reserved", Width: 16},
		{Name: "期末已开票 invoiced", Width: 16},
		{Name: "期末欠票 outstanding", Width: 16},
		{Name: "期末可开票 available", Width: 16},
	}
	entryColumns = []export.Column{
		{Name: "序号 id", Width: 12},
		{Name: "时间 at", Width: 20},
		{Name: "账户 account", Width: 16},
		{Name: "销售方 seller", Width: 14},
		{Name: "税收分类编码 tax_code", Width: 22},
		{Name: "转出记录 from_consumption", Width: 24},
		{Name: "转出 from", Width: 18},
		{Name: "转入记录 to_consumption", Width: 24},
		{Name: "转入 to", Width: 18},
		{Name: "金额 amount", Width: 16},
		{Name: "退款单 refund", Width: 20},
		{Name: "申请 application", Width: 38},
		{Name: "发票 invoice", Width: 40},
	}
	auditColumns = []export.Column{
		{Name: "序号 id", Width: 12},
		{Name: "时间 at", Width: 20},
		{Name: "对象 object", Width: 48},
		{Name: "事件 what", Width: 28},
		{Name: "操作者 who", Width: 24},
		{Name: "变更前 before", Width: 60},
		{Name: "变更后 after", Width: 60},
		{Name: "另有变更 withheld", Width: 30},
	}
)

// ledger writes the records behind the amounts, as they stood at the end of the time; the balances that they add up to, with those before the
// time; and every move between them.
func (w *exportWriter) ledger(ctx context.Context, book Workbook) error {
	records, err := begin(book, "记录 records", recordColumns)
	if err != nil {
		return err
	}
	totals, err := begin(book, "余额 balance", balanceColumns)
	if err != nil {
		return err
	}
	account, since, until := w.of.Terms.Account, w.of.Terms.Since(), w.cutoff()
	if until.Before(since) {
		since = until // the time has not begun
	}
	sum := &balances{table: totals, until: until}
	err = w.Office.Exports.EachRecord(ctx, account, since, until, func(r exports.Record) error {
		if err := sum.add(r); err != nil {
			return err
		}
		if r.Stood() {
			if err := records.write(recordRow(r)); err != nil {
				return err
			}
		}
		return w.count(ctx)
	})
	if err == nil {
		err = sum.flush()
	}
	if err == nil {
		err = records.end("合计 sum")
	}
	if err == nil {
		err = totals.end("合计 sum")
	}
	if err != nil {
		return err
	}
	return w.entries(ctx, book, since, until)
}

func recordRow(r exports.Record) []export.Cell {
	return []export.Cell{
		export.TextCell(r.Account), export.TextCell(strconv.Itoa(int(r.Subject))), export.TextCell(r.Seller), export.TextCell(r.Consumption),
		export.ChargeCell(r.Charge), export.TextCell(r.Product), export.TextCell(r.TaxCode), export.TextCell(r.TaxRate.String()),
		export.InstantCell(&r.PaidAt), export.InstantCell(r.ReleasedAt), export.AmountCell(r.Cash), export.AmountCell(r.Refunded),
		export.AmountCell(r.Free), export.AmountCell(r.Reserved), export.AmountCell(r.Invoiced), export.AmountCell(r.Outstanding),
		export.AmountCell(r.PaidForOthers),
	}
}

// entries writes what moved in the time.
func (w *exportWriter) entries(ctx context.Context, book Workbook, since, until time.Time) error {
	moves, err := begin(book, "流水 entries", entryColumns)
	if err != nil {
		return err
	}
	return w.Office.Exports.EachEntry(ctx, w.of.Terms.Account, since, until, func(e exports.Entry) error {
		return moves.write([]export.Cell{
			export.TextCell(strconv.FormatInt(e.ID, 10)), export.InstantCell(&e.At), export.TextCell(e.Account), export.TextCell(e.Seller),
			export.TextCell(e.TaxCode), export.TextCell(e.From), export.BucketCell(e.FromBucket), export.TextCell(e.To), export.BucketCell(e.Bucket),
			export.AmountCell(e.Amount), export.TextCell(e.Refund), export.TextCell(e.Application), export.TextCell(e.Invoice),
		})
	})
}

// audited writes who did what in the time.
func (w *exportWriter) audited(ctx context.Context, book Workbook, exact func(trail.AuditEntry) error) error {
	lines, err := begin(book, "审计 audit", auditColumns)
	if err != nil {
		return err
	}
	return w.Office.Exports.EachAudited(ctx, w.of.Terms.Account, w.of.Terms.Since(), w.cutoff(), func(e trail.AuditEntry) error {
		if err := exact(e); err != nil {
			return err
		}
		return lines.write([]export.Cell{
			export.TextCell(strconv.FormatInt(e.ID, 10)), export.InstantCell(&e.At), export.TextCell(e.Object), export.TextCell(e.What),
			export.TextCell(e.Who.String()), export.TextCell(string(e.Before)), export.TextCell(string(e.After)),
			export.TextCell(strings.Join(e.Withheld, " ")),
		})
	})
}

// balances adds records up, by tax code and way of paying. They come by account, subject and seller, so that only one seller's are held.
type balances struct {
	table *table
	until time.Time
	of    sellerKey
	held  map[balanceKey]*figures
}

type sellerKey struct {
	account ids.Account
	subject int32
	seller  ids.Seller
}

type balanceKey struct {
	taxCode string
	charge  ledger.Charge
}

type figures struct {
	opening            [4]money.Amount
	consumed, refunded money.Amount
	free, released     money.Amount
	reserved, invoiced money.Amount
	outstanding        money.Amount
}

func (b *balances) add(r exports.Record) error {
	if of := (sellerKey{r.Account, r.Subject, r.Seller}); of != b.of || b.held == nil {
		if err := b.flush(); err != nil {
			return err
		}
		b.of, b.held = of, map[balanceKey]*figures{}
	}
	key := balanceKey{r.TaxCode, r.Charge}
	f := b.held[key]
	if f == nil {
		f = &figures{}
		b.held[key] = f
	}
	for i, amount := range []money.Amount{r.FreeBefore, r.ReservedBefore, r.InvoicedBefore, r.OutstandingBefore} {
		f.opening[i] = f.opening[i].Add(amount)
	}
	f.consumed, f.refunded = f.consumed.Add(r.Cash.Sub(r.CashBefore)), f.refunded.Add(r.Refunded.Sub(r.RefundedBefore))
	f.free, f.reserved = f.free.Add(r.Free), f.reserved.Add(r.Reserved)
	f.invoiced, f.outstanding = f.invoiced.Add(r.Invoiced), f.outstanding.Add(r.Outstanding)
	if r.ReleasedAt != nil && r.ReleasedAt.Before(b.until) {
		f.released = f.released.Add(r.Free)
	}
	return nil
}

// flush writes what is held of a seller.
func (b *balances) flush() error {
	keys := make([]balanceKey, 0, len(b.held))
	for key := range b.held {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(x, y balanceKey) int {
		return cmp.Or(strings.Compare(x.taxCode, y.taxCode), strings.Compare(string(x.charge), string(y.charge)))
	})
	for _, key := range keys {
		f := b.held[key]
		row := []export.Cell{
			export.TextCell(b.of.account), export.TextCell(strconv.Itoa(int(b.of.subject))), export.TextCell(b.of.seller), export.TextCell(key.taxCode),
			export.ChargeCell(key.charge),
		}
		for _, amount := range append(f.opening[:], f.consumed, f.refunded, f.free, f.released, f.reserved, f.invoiced, f.outstanding,
			f.released.Sub(f.outstanding)) {
			row = append(row, export.AmountCell(amount))
		}
		if err := b.table.write(row); err != nil {
			return err
		}
	}
	b.held = nil
	return nil
}
