package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/invoice"
)

// filled is a world with many invoices, and some ids in it. All are copies of a few that went the whole way, through the API and the steps of the
// workflows.
type filled struct {
	*consoletest.World
	// Calls is where the API is served over HTTP.
	Calls string
	// Application and Invoice are one application and its invoice, of the customer; Number and Serial are that invoice's. ToReview waits for a person.
	Application, Invoice, Number, Serial, ToReview string
}

// titleOfAll is the title of every second account, so that a search for it finds very many.
const titleOfAll = "北京甲科技有限公司"

const (
	accounts               = 1000
	someNumber, someSerial = "26112000000000000001", "KPAAAAAAAAAAAAAAAAAA"
)

// original is what is copied: an application with all that belongs to it, or a record that nobody has applied for.
type original struct {
	id string
	// copies is how many more there shall be, of a hundred thousand.
	copies int
	// each is how many minutes lie between one and the next.
	each int
}

func fill(run testing.TB, invoices int) *filled {
	f := &filled{World: consoletest.New(run)}
	served := f.Served
	served.Verifier = tokens{}
	calls := httptest.NewServer(api.New(served))
	run.Cleanup(calls.Close)
	f.Calls = calls.URL
	f.Account("acct")

	originals := f.originals()
	admin := postgrestest.Admin(run, f.Pool)
	f.do(admin, "set session_replication_role = replica")
	f.do(admin, `insert into accounts select 'acct-' || n, 'enterprise', case when n % 2 = 0 then '北京甲科技有限公司' else '公司' || n || '（集团）有限公司' end,
		'91110000802100433B', 'mainland', '', 1, now(), now() from generate_series(1, $1::int) n`, accounts-1)
	for _, one := range originals {
		f.copy(admin, one, max(1, one.copies*invoices/100_000))
	}
	f.do(admin, "delete from ledger_totals")
	f.do(admin, `insert into ledger_totals (account, subject, seller, tax_code, charge, cash, free, reserved, invoiced, outstanding, refunded, paid_for_others)
		select account, subject, seller, tax_code, charge, sum(cash), sum(free), sum(reserved), sum(invoiced), sum(outstanding), sum(refunded), sum(paid_for_others)
		from record_balances group by 1, 2, 3, 4, 5`)
	f.do(admin, "vacuum analyze")
	return f
}

// originals are made: one of each sort, in the order of how many there are.
func (f *filled) originals() []original {
	amount := consoletest.EInvoice("1060.00")
	apply := func(key string, body consoletest.Object) string {
		f.Consumed("record-"+key, "acct", "1060.00")
		return f.Applied(key, body)
	}
	done := apply("issued", amount)
	issued := f.Approved(done)[0]
	f.Issued(issued, someNumber)
	f.WithFile(issued, invoice.PDF, "%PDF-1.7 of an invoice")
	paper := apply("paper", consoletest.Paper("1060.00"))
	f.Issued(f.Approved(paper)[0], "87654321")
	f.Individual("person", "张三")
	f.Consumed("record-reviewed", "person", "1060.00")
	reviewed := f.AppliedBy(access.Identity{Subject: "zhang", Role: access.Customer, Account: "person"}, "reviewed", consoletest.Object{
		"kind": "ordinary", "medium": "electronic", "amount": "1060.00",
		"title": consoletest.Object{"title": "上海乙（集团）有限公司", "taxpayer_id": "91110000802100433B"},
	})
	failed := apply("failed", amount)
	f.Failed(f.Approved(failed)[0], "购方税号有误")
	lost := apply("lost", consoletest.Paper("1060.00"))
	f.Issued(f.Approved(lost)[0], "87654322")
	f.Call(consoletest.Customer, http.MethodPost, "/v1/tickets",
		consoletest.Object{"kind": "lost", "invoice": lost + "-1", "note": "请处理"}, "Idempotency-Key", "ticket")
	parked := apply("parked", amount)
	f.Parked(f.Approved(parked)[0], invoice.QuotaExhausted)
	planned := apply("planned", amount)
	f.Consumed("more-free", "acct", "12.34")

	f.Application, f.Invoice, f.Number, f.ToReview = done, issued, someNumber, reviewed
	f.Serial, _ = f.Call(consoletest.Finance, http.MethodGet, "/v1/invoices/"+issued, nil)["serial"].(string)
	return []original{
		{done, 100_000, 5},
		{paper, 2000, 10},
		{reviewed, 1000, 3},
		{lost, 500, 20},
		{parked, 500, 2},
		{failed, 200, 30},
		{planned, 300, 1},
		{"more-free", 50_000, 7},
	}
}

// copied are the tables with rows that belong to an application, directly or not, and those rows.
var copied = [][2]string{
	{"consumptions", "id = $1 or id in (select from_consumption from ledger_entries where application = $1)"},
	{"record_balances", "consumption = $1 or consumption in (select from_consumption from ledger_entries where application = $1)"},
	{"applications", "id = $1"},
	{"invoices", "application = $1"},
	{"ledger_entries", "application = $1 or from_bucket = 'cash' and (from_consumption = $1 or " +
		"from_consumption in (select from_consumption from ledger_entries where application = $1))"},
	{"invoice_lines", "invoice in (select id from invoices where application = $1)"},
	{"serials", "invoice in (select id from invoices where application = $1)"},
	{"attempts", "serial in (select s.serial from serials s join invoices i on i.id = s.invoice where i.application = $1)"},
	{"documents", "invoice in (select id from invoices where application = $1)"},
	{"invoice_files", "invoice in (select id from invoices where application = $1)"},
	{"events", "application = $1"},
	{"tickets", "application = $1"},
	{"ticket_needs", "ticket in (select id from tickets where application = $1)"},
	{"parcels", "invoice in (select id from invoices where application = $1)"},
	{"parked", "invoice in (select id from invoices where application = $1)"},
	{"audit_entries", "object = 'application/' || $1 or object like 'invoice/' || $1 || '%'"},
}

// copy makes many more like one: each with ids of its own, some minutes earlier than the one before, in one of the accounts.
func (f *filled) copy(admin *pgx.Conn, one original, copies int) {
	ctx := f.T.Context()
	f.do(admin, "drop table if exists made")
	f.do(admin, `create temporary table made as select n, to_char(n, 'FM00000000') as own, n * $2::int * interval '1 minute' as earlier,
		case when n % $3::int = 0 then 'acct' else 'acct-' || n % $3::int end as account from generate_series(1, $1::int) n`, copies, one.each, accounts)
	for _, table := range copied {
		moved, err := moments(f, admin, table[0])
		if err != nil {
			f.T.Fatal(err)
		}
		rows := fmt.Sprintf("select to_jsonb(t) as old from %s t where %s", table[0], table[1])
		content := "(" + renamed + ")::jsonb" + moved
		if table[0] == "documents" {
			content = fmt.Sprintf(`(select d || jsonb_build_object('sha256', encode(sha256(convert_to(d ->> 'content', 'UTF8')), 'hex'))
				from (select %s as d) d)`, content)
		}
		// the content is made once for all columns of a row
		statement := fmt.Sprintf(`with original as materialized (%[3]s) insert into %[1]s overriding user value
			select row.* from (select %[2]s as content from made m, original offset 0) copies, lateral jsonb_populate_record(null::%[1]s, content) as row`,
			table[0], content, rows)
		if _, err := admin.Exec(ctx, statement, one.id); err != nil {
			f.T.Fatal(fmt.Errorf("copy %s: %w", table[0], err))
		}
	}
}

// renamed is a row with other ids: an application's and ticket's end, a record's, the account, a serial, a number and a waybill.
const renamed = `
	regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(old::text,
		'([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{4})[0-9a-f]{8}', '\1' || m.own, 'g'),
		'"(record|more)-([a-z]+)"', '"\1-\2-' || m.own || '"', 'g'),
		'"acct"', '"' || m.account || '"', 'g'),
		'"KP[A-Z2-7]{8}([A-Z2-7]{10})"', '"KP' || translate(m.own, '0189', 'AXYZ') || '\1"', 'g'),
		'"2611[0-9]{16}"', '"26110000' || '0000' || m.own || '"', 'g'),
		'"8765432([0-9])"', '"' || (1000000 + m.n) || '\1"', 'g')`

// moments are the columns of a table that are instants, each moved into the past.
func moments(f *filled, admin *pgx.Conn, table string) (string, error) {
	rows, err := admin.Query(f.T.Context(), `select column_name from information_schema.columns
		where table_schema = 'public' and table_name = $1 and data_type = 'timestamp with time zone'`, table)
	if err != nil {
		return "", err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(names) == 0 {
		return "", err
	}
	var moved []string
	for _, name := range names {
		moved = append(moved, fmt.Sprintf("'%[1]s', (old ->> '%[1]s')::timestamptz - m.earlier", name))
	}
	return " || jsonb_build_object(" + strings.Join(moved, ", ") + ")", nil
}

func (f *filled) do(admin *pgx.Conn, statement string, values ...any) {
	if _, err := admin.Exec(f.T.Context(), statement, values...); err != nil {
		f.T.Fatal(fmt.Errorf("%w in %s", err, statement))
	}
}
