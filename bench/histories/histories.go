// Package histories fills a register with accounts that have a long history, or with very many accounts, by a few statements: rows as the register
// itself would have written them, which are looked through afterwards.
package histories

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/ids"
	"kaipiao/office/books"
	"kaipiao/office/tx"
)

// Shape is what became of an account's records.
type Shape string

// The shapes.
const (
	Free     Shape = "free"     // nothing is applied for yet
	Invoiced Shape = "invoiced" // all but the latest twenty are
)

// Shapes are all of them.
func Shapes() []Shape { return []Shape{Free, Invoiced} }

// PerInvoice is how many records make an invoice, and stillFree how many are left where the others are invoiced.
const (
	PerInvoice = 10
	stillFree  = 20
)

// Cash is what each record came to.
const Cash = "106.00"

// History is an account with so many records, a multiple of ten. N tells it from the others.
type History struct {
	N       int
	Shape   Shape
	Records int
}

// Account is the account's id.
func (h History) Account() ids.Account {
	return ids.Account(fmt.Sprintf("acct-%s-%d", h.Shape, h.Records))
}

// Record is the id of one of its records, from 0.
func (h History) Record(n int) ids.Consumption {
	return ids.Consumption(fmt.Sprintf("record-%s-%07d", h.Account(), n))
}

// Application is the id of one of its applications, from 1. Its invoice has the same with "-1".
func (h History) Application(n int) string {
	return fmt.Sprintf("01990000-0000-7%03d-8000-%012d", h.N, n)
}

// Number is that of one of its invoices, from 1.
func (h History) Number(n int) string { return fmt.Sprintf("27%06d%012d", h.N, n) }

// Issued is how many invoices it has.
func (h History) Issued() int {
	if h.Shape == Free {
		return 0
	}
	return (h.Records - stillFree) / PerInvoice
}

// Filler fills a register.
type Filler struct {
	// Admin is the superuser's connection, on which triggers and foreign keys are off from Begin on.
	Admin *pgx.Conn
	// Original is an application of one e-invoice that went the whole way, through the steps of the workflows: the others are copied from it.
	Original ids.Application
}

// Begin switches off what checks row by row, for this connection.
func (f *Filler) Begin(ctx context.Context) error {
	return f.do(ctx, "set session_replication_role = replica")
}

func (f *Filler) do(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if _, err := f.Admin.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%w in %s", err, statement)
		}
	}
	return nil
}

// Gather has the database look at its tables anew, after whatever was added was settled.
func (f *Filler) Gather(ctx context.Context) error { return f.do(ctx, "vacuum analyze") }

// Companies have names of two characters, of so many that are usual, between their place and their business; no two the same in order, so that their
// pairs of characters are as rare as those of real ones.
const (
	usual     = 2999
	firstOne  = '一'
	scattered = 7919
)

// Name is what the account of a number is called.
func Name(n int) string {
	word := n * scattered % (usual * usual)
	return "上海" + string([]rune{rune(firstOne + word%usual), rune(firstOne + word/usual)}) + "科技有限公司"
}

// names is the same in the database.
var names = fmt.Sprintf("'上海' || chr(%[1]d + (n::bigint * %[2]d %% %[3]d)::int %% %[4]d) || chr(%[1]d + (n::bigint * %[2]d %% %[3]d)::int / %[4]d) || '科技有限公司'",
	firstOne, scattered, usual*usual, usual)

// Accounts adds accounts with one free record each: from those that there are to those that there shall be.
func (f *Filler) Accounts(ctx context.Context, have, want int) error {
	return f.do(ctx, fmt.Sprintf(`insert into accounts (id, certification, certified_name, taxpayer_id, region, email, created_at, updated_at)
		select 'more-' || n, 'enterprise', %s, '91310000' || to_char(n, 'FM0000000000'), 'mainland', '',
			'2026-01-01Z', '2026-01-01Z' from generate_series(%d, %d) n`, names, have+1, want),
		fmt.Sprintf(`create temporary table made as select 'more-' || n as account, 'record-more-' || n as id,
			timestamptz '2026-01-01Z' + n * interval '11 seconds' as at, 0 as application from generate_series(%d, %d) n`, have+1, want),
		consumed, "drop table made")
}

// consumed are the records in the table "made", as the register stores them.
const consumed = `
	with consumption as (
		insert into consumptions (id, account, owner, seller, charge, product, tax_code, tax_rate, cash, coupon, rebate, paid_at, recorded_at)
		select id, account, account, 'platform', 'postpaid', '云服务器', '3040203000000000000', '0.06', 106.00, 0, 0, at, at from made),
	entry as (
		insert into ledger_entries (account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount, at)
		select account, 'platform', '3040203000000000000', id, 'cash', id, 'free', 106.00, at from made),
	record as (
		insert into record_balances (consumption, account, subject, seller, charge, product, tax_code, tax_rate, paid_at, released_at, cash, free, invoiced)
		select id, account, 1, 'platform', 'postpaid', '云服务器', '3040203000000000000', '0.06', at, at, 106.00,
			case when application = 0 then 106.00 else 0 end, case when application = 0 then 0 else 106.00 end from made)
	insert into ledger_totals (account, subject, seller, tax_code, charge, cash, free, reserved, invoiced, outstanding, refunded, paid_for_others)
	select account, 1, 'platform', '3040203000000000000', 'postpaid', 106.00 * count(*), 106.00 * count(*) filter (where application = 0), 0,
		106.00 * count(*) filter (where application > 0), 0, 0, 0 from made group by account`

// Add adds an account with its records, paid one after the other in eight months, and its applications and invoices.
func (f *Filler) Add(ctx context.Context, h History) error {
	err := f.do(ctx, fmt.Sprintf(`insert into accounts (id, certification, certified_name, taxpayer_id, region, email, created_at, updated_at)
		values ('%s', 'enterprise', '北京甲科技有限公司', '91110000802100433B', 'mainland', '', '2026-01-01Z', '2026-01-01Z')`, h.Account()),
		fmt.Sprintf(`create temporary table made as select '%[1]s'::text as account, 'record-%[1]s-' || to_char(n, 'FM0000000') as id,
			timestamptz '2026-01-01Z' + n * (interval '243 days' / %[2]d) as at,
			case when n < %[3]d then n / %[4]d + 1 else 0 end as application from generate_series(0, %[2]d - 1) n`,
			h.Account(), h.Records, h.Issued()*PerInvoice, PerInvoice),
		consumed)
	for _, statement := range f.applications(h) {
		err = errors.Join(err, f.do(ctx, statement))
	}
	return errors.Join(err, f.do(ctx, "drop table made"))
}

// Sound recomputes the ledger from its entries, and looks for whatever refers to something that is not there: nothing of that was checked row by row.
func (f *Filler) Sound(ctx context.Context, db *tx.DB) error {
	wrong, err := books.Audit(ctx, db)
	if err != nil || len(wrong) > 0 {
		return errors.Join(err, fmt.Errorf("the ledger is wrong at %v", wrong))
	}
	rows, err := f.Admin.Query(ctx, `
		select conrelid::regclass::text, confrelid::regclass::text,
			array(select attname::text from unnest(conkey) with ordinality k (n, at) join pg_attribute on attrelid = conrelid and attnum = k.n order by k.at),
			array(select attname::text from unnest(confkey) with ordinality k (n, at) join pg_attribute on attrelid = confrelid and attnum = k.n order by k.at)
		from pg_constraint where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace`)
	if err != nil {
		return err
	}
	type reference struct {
		From, To      string
		Columns, Keys []string
	}
	references, err := pgx.CollectRows(rows, pgx.RowToStructByPos[reference])
	if err != nil {
		return err
	}
	for _, r := range references {
		given, same := "true", "true"
		for i, column := range r.Columns {
			given += " and a." + column + " is not null"
			same += " and a." + column + " = b." + r.Keys[i]
		}
		var lost int
		statement := fmt.Sprintf("select count(*) from %s a where %s and not exists (select from %s b where %s)", r.From, given, r.To, same)
		if err := f.Admin.QueryRow(ctx, statement).Scan(&lost); err != nil || lost > 0 {
			return errors.Join(err, fmt.Errorf("%d rows of %s refer to nothing in %s", lost, r.From, r.To))
		}
	}
	return nil
}
