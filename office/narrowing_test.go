package office_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ticket"
	"kaipiao/office/applications"
	"kaipiao/office/customers"
	"kaipiao/office/desk"
	"kaipiao/office/figures"
	"kaipiao/office/invoices"
	"kaipiao/office/paging"
	"kaipiao/office/tickets"
)

// manyInvoices are so many issued invoices, of a thousand accounts, each with its application; the account "few" has one in ten thousand, "big"
// every tenth, and "late" half of the last tenth. One in ten thousand is on paper, special, of a vendor and in a parcel. They were issued one a minute.
const manyInvoices = `
insert into accounts select 'acct-' || n, 'enterprise', '公司' || n || '（集团）有限公司', '91110000802100433B', 'mainland', '', 1, now(), now()
from generate_series(0, 999) n;
insert into accounts values ('few', 'enterprise', '少有限公司', '91110000802100434B', 'mainland', '', 1, now(), now()),
    ('big', 'enterprise', '大有限公司', '91110000802100435B', 'mainland', '', 1, now(), now()),
    ('late', 'enterprise', '晚有限公司', '91110000802100436B', 'mainland', '', 1, now(), now());
create temporary table made as
select n, lpad(n::text, 10, '0') as id, n % 10000 = 7 as rare,
    case when n % 10000 = 7 then 'few' when n > $1 * 0.9 and n % 2 = 1 then 'late' when n % 10 = 0 then 'big' else 'acct-' || n % 1000 end as account,
    timestamptz '2024-01-01 00:00:00+08' + n * interval '1 minute' as at
from generate_series(1, $1::int) n;
insert into applications (id, account, seller, kind, medium, status, review_mode, cool_off_until, review_due_at, review_provisional, gross,
    offset_amount, total, rounding_drift, buyer_name, buyer_taxpayer_id, buyer_address_phone, buyer_bank_account, address, email, remark, decided_at,
    submitted_at)
select m.id, m.account, case when rare then 'isv-1' else 'platform' end, case when rare then 'special' else 'ordinary' end,
    case when rare then 'paper' else 'electronic' end, 'approved', 'automatic', at, at, false, 100, 0, 100, 0, a.certified_name,
    case m.account when 'few' then '91110000802100434B' when 'big' then '91110000802100435B' when 'late' then '91110000802100436B'
        else 'X' || m.n % 1000 end,
    '', '', '{}', '', '', at, at
from made m join accounts a on a.id = m.account;
insert into invoices (id, application, position, account, seller, kind, medium, status, amount, net, tax, tax_rate, serial, number, issued_at, workflow,
    compared_title, buyer_taxpayer_id)
select a.id || '-1', a.id, 1, a.account, a.seller, a.kind, a.medium, 'issued', 100, 90, 10, 0.06, 'S' || a.id, '2611000000' || a.id, a.submitted_at,
    'application/' || a.id, compared_title(a.buyer_name), a.buyer_taxpayer_id
from applications a;
insert into serials (serial, invoice, generation, created_at) select serial, id, 1, issued_at from invoices;
insert into parcels (reference, invoice, position, tracking_number, shipped_at)
select id, id, 1, 'SF' || id, issued_at from invoices where medium = 'paper';
insert into tickets (id, kind, account, application, invoice, note, status, due_at, due_provisional, opened_by, opened_at, turned_at)
select a.id, case when a.medium = 'paper' then 'lost' else 'cancel' end, a.account, a.id, a.id || '-1', '', 'open', a.submitted_at, false, 'x',
    a.submitted_at, a.submitted_at
from applications a where a.seller = 'isv-1' or a.id like '%3';
analyze;
update applications a set status = 'pending_approval', decided_at = null, claimed_by = case when m.n % 4000 = 0 then 'finance:zhao' else '' end,
		claimed_at = case when m.n % 4000 = 0 then now() end
from made m where m.id = a.id and m.n % 20 = 0;
update invoices i set status = case when m.n % 2000 = 0 then 'failed' else 'approved' end, due_at = i.issued_at
from made m where m.id = i.application and m.n % 20 = 0;`

// summed are lists of which the sum is asked for too.
func TestP6APlanForEachQuestion(t *testing.T) {
	for _, name := range []string{"applications", "invoices", "tickets"} {
		content, err := os.ReadFile("../schema/queries/" + name + ".sql")
		require.NoError(t, err)
		// what a list and its summary are narrowed by is the same, word by word
		var narrowed []string
		for _, statement := range regexp.MustCompile(`(?s)-- name: (?:Applications|Invoices|Tickets)(?:|Summed|Counted) :.*?;\n`).FindAllString(string(content), -1) {
			conditions := statement[strings.Index(statement, "where"):]
			conditions, _, _ = strings.Cut(conditions, "  and case when @by_due")
			conditions, _, _ = strings.Cut(conditions, "limit @at_most")
			narrowed = append(narrowed, conditions)
		}
		require.Len(t, narrowed, 2, name)
		require.Equal(t, narrowed[0], narrowed[1], name)
	}
}

// P6: whatever a list is narrowed by, a page of it reads about a page, with 200,000 invoices; and the same with a connection whose plans
// were made for other questions. `go test ./office -run P6Plans -v` shows the plans.
func TestP6PlansOfNarrowedListsReadAPage(t *testing.T) {
	const all = 200_000
	heard := &listener{Sent: map[string]pgx.TraceQueryStartData{}}
	r, pool := open(t, func(c *pgxpool.Config) { c.ConnConfig.Tracer, c.MaxConns = heard, 2 })
	ctx := t.Context()
	admin := postgrestest.Admin(t, pool)
	_, err := admin.Exec(ctx, "set session_replication_role = replica; set enable_seqscan = on")
	require.NoError(t, err)
	for _, statement := range strings.Split(manyInvoices, ";\n") {
		if strings.Contains(statement, "$1") {
			_, err = admin.Exec(ctx, statement, pgx.QueryExecModeSimpleProtocol, all)
		} else {
			_, err = admin.Exec(ctx, statement)
		}
		require.NoError(t, err, statement)
	}
	_, err = admin.Exec(ctx, "analyze")
	require.NoError(t, err)

	day := func(text string) *time.Time {
		at, err := time.Parse(time.RFC3339, text+"T00:00:00+08:00")
		require.NoError(t, err)
		return &at
	}
	month := paging.Span{From: day("2024-03-01"), Until: day("2024-04-01")}
	page := paging.Request{Size: 50}
	zhao, none, yes := "finance:zhao", "", true
	later := paging.Request{Size: 50, After: "0000100007-1"}
	invoicePages := map[string]struct {
		invoices.Filter
		paging.Request
		Found int
	}{
		"all":                {invoices.Filter{}, page, 50},
		"a later page":       {invoices.Filter{}, later, 50},
		"few":                {invoices.Filter{Account: "few"}, page, 20},
		"number":             {invoices.Filter{Number: "26110000000000100007"}, page, 1},
		"no number":          {invoices.Filter{Number: "26110000009999999999"}, page, 0},
		"number of vendor":   {invoices.Filter{Number: "26110000000000100007", Vendor: "isv-1"}, page, 1},
		"serial":             {invoices.Filter{Serial: "S0000100007"}, page, 1},
		"parcel":             {invoices.Filter{TrackingNumber: "SF0000100007-1"}, page, 1},
		"title":              {invoices.Filter{Title: "少有限公司"}, page, 20},
		"title of many":      {invoices.Filter{Title: "大有限公司"}, page, 50},
		"late title":         {invoices.Filter{Title: "晚有限公司"}, page, 50},
		"late taxpayer":      {invoices.Filter{TaxpayerID: "91110000802100436B"}, page, 50},
		"late account":       {invoices.Filter{Account: "late"}, page, 50},
		"late in all":        {invoices.Filter{Account: "late", Title: "晚有限公司", Medium: invoice.Electronic}, page, 50},
		"later of many":      {invoices.Filter{Title: "大有限公司"}, later, 50},
		"title and account":  {invoices.Filter{Title: "公司8(集团)有限公司", Account: "acct-8"}, page, 50},
		"no title":           {invoices.Filter{Title: "无有限公司", Account: "big"}, page, 0},
		"taxpayer":           {invoices.Filter{TaxpayerID: "91110000802100434B"}, page, 20},
		"seller":             {invoices.Filter{Seller: "isv-1"}, page, 20},
		"vendor":             {invoices.Filter{Vendor: "isv-1", Statuses: []invoice.Status{invoice.Issued}}, page, 20},
		"no seller":          {invoices.Filter{Seller: "isv-2"}, page, 0},
		"medium":             {invoices.Filter{Medium: invoice.Paper}, page, 20},
		"kind":               {invoices.Filter{Kind: invoice.Special}, page, 20},
		"common kind":        {invoices.Filter{Kind: invoice.Ordinary, Medium: invoice.Electronic}, page, 50},
		"month":              {invoices.Filter{Issued: month}, page, 50},
		"later in the month": {invoices.Filter{Issued: month}, paging.Request{Size: 50, After: "0000100007-1"}, 50},
		"open month":         {invoices.Filter{Issued: paging.Span{From: day("2024-03-01")}}, page, 50},
		"an account's month": {invoices.Filter{Issued: month, Account: "acct-8"}, page, 45},
		"a big one's month":  {invoices.Filter{Issued: month, Account: "big"}, page, 50},
		"a vendor's month":   {invoices.Filter{Issued: month, Vendor: "isv-1"}, page, 5},
		"a big one's latest": {invoices.Filter{Latest: true, Account: "big"}, page, 50},
		"latest of a month":  {invoices.Filter{Latest: true, Account: "big", Issued: month}, page, 50},
		"a few latest":       {invoices.Filter{Latest: true, Account: "acct-8"}, page, 50},
		"urgent":             {invoices.Filter{ByDue: true}, page, 50},
		"more urgent":        {invoices.Filter{ByDue: true}, paging.Request{Size: 50, After: "1711152000000000.0000100000-1"}, 50},
		"urgent and failed":  {invoices.Filter{ByDue: true, Statuses: []invoice.Status{invoice.Failed}}, page, 50},
		"two states":         {invoices.Filter{Statuses: []invoice.Status{invoice.Failed, invoice.Voided}}, page, 50},
		"a view":             {invoices.Filter{View: invoices.Undone}, page, 0},
		"a big one's view":   {invoices.Filter{View: invoices.NeedsYou, Account: "big"}, page, 0},
		"to print":           {invoices.Filter{Desk: invoices.ToPrint, ByDue: true}, page, 0},
		"to ship":            {invoices.Filter{Desk: invoices.ToShip, ByDue: true}, page, 0},
		"to send again":      {invoices.Filter{Desk: invoices.ToSendAgain}, page, 0},
		"chosen":             {invoices.Filter{Chosen: []ids.Invoice{"0000100007-1", "0000100008-1"}}, page, 2},
		"status":             {invoices.Filter{Statuses: []invoice.Status{invoice.Voided}}, page, 0},
	}
	for name, c := range invoicePages {
		found, err := r.Invoices.List(ctx, c.Filter, c.Request)
		require.NoError(t, err)
		require.Len(t, found.Items, c.Found, name)
		readsAPage(t, pool, heard, "Invoices", name)
	}
	for name, c := range map[string]struct {
		applications.Filter
		Found int
	}{
		"all": {applications.Filter{}, 50}, "few": {applications.Filter{Account: "few"}, 20},
		"number": {applications.Filter{Number: "26110000000000100007"}, 1}, "serial": {applications.Filter{Serial: "S0000100007"}, 1},
		"parcel": {applications.Filter{TrackingNumber: "SF0000100007-1"}, 1}, "title": {applications.Filter{Title: "少有限公司"}, 20},
		"title of many": {applications.Filter{Title: "大有限公司"}, 50}, "taxpayer": {applications.Filter{TaxpayerID: "91110000802100434B"}, 20},
		"seller": {applications.Filter{Seller: "isv-1"}, 20}, "medium": {applications.Filter{Medium: invoice.Paper}, 20},
		"late title": {applications.Filter{Title: "晚有限公司"}, 50}, "late account": {applications.Filter{Account: "late"}, 50},
		"late taxpayer": {applications.Filter{TaxpayerID: "91110000802100436B"}, 50},
		"kind":          {applications.Filter{Kind: invoice.Special}, 20}, "month": {applications.Filter{Submitted: month}, 50},
		"a big one's month":  {applications.Filter{Submitted: month, Account: "big"}, 50},
		"a big one's latest": {applications.Filter{Latest: true, Account: "big"}, 50},
		"latest of a month":  {applications.Filter{Latest: true, Account: "big", Submitted: month}, 50},
		"urgent":             {applications.Filter{ByDue: true}, 50}, "mine": {applications.Filter{ClaimedBy: &zhao}, 50},
		"urgent and mine": {applications.Filter{ClaimedBy: &zhao, ByDue: true}, 50}, "urgent and nobody's": {applications.Filter{ClaimedBy: &none, ByDue: true}, 50},
		"for the second": {applications.Filter{Proposed: &yes, ByDue: true}, 0},
	} {
		found, err := r.Applications.List(ctx, c.Filter, page)
		require.NoError(t, err)
		require.Len(t, found.Items, c.Found, name)
		readsAPage(t, pool, heard, "Applications", "applications: "+name)
	}
	for name, c := range map[string]struct {
		tickets.Filter
		Found int
	}{
		"all": {tickets.Filter{}, 50}, "few": {tickets.Filter{Account: "few", OnlyOf: "few"}, 20}, "kind": {tickets.Filter{Kinds: []ticket.Kind{ticket.Lost}}, 20},
		"number": {tickets.Filter{Number: "26110000000000100007"}, 1}, "month": {tickets.Filter{Opened: month}, 50},
		"latest": {tickets.Filter{Latest: true}, 50},
		"urgent": {tickets.Filter{ByDue: true}, 50}, "turn": {tickets.Filter{ByDue: true, Turn: ticket.FinancesTurn, ClaimedBy: &none}, 50},
		"nobody's": {tickets.Filter{Account: "big", OnlyOf: "few"}, 0},
	} {
		found, err := r.Tickets.List(ctx, c.Filter, page)
		require.NoError(t, err)
		require.Len(t, found.Items, c.Found, name)
		readsAPage(t, pool, heard, "Tickets", "tickets: "+name)
	}
	// the desk reads of each queue what it counts
	queues, err := r.Desk.Queues(ctx, actor.Product, *day("2024-03-01"))
	require.NoError(t, err)
	require.Len(t, queues, len(desk.Names()))
	reads(t, pool, heard, "DeskQueues", "desk", 1001)
	// so does one field that finds everything
	for _, code := range []string{"26110000000000100007", "S0000100007", "SF0000100007-1", "0000100007-1", "acct-8", "91110000802100434B", "91110000802100436B"} {
		hits, _, err := r.Search.Find(ctx, code)
		require.NoError(t, err)
		require.NotEmpty(t, hits, code)
		readsAPage(t, pool, heard, "SearchExactly", "search: "+code)
	}
	for title, found := range map[string]int{"少有限公司": 21, "大有限公司": 21, "（集团）有限公司": 20, "有限": 20, "无有限公司": 0} {
		hits, _, err := r.Search.Find(ctx, title)
		require.NoError(t, err)
		require.Len(t, hits, found, title)
		reads(t, pool, heard, "SearchByTitle", "search: "+title, 1100)
	}
	// and figures read what they count
	for _, name := range figures.Names() {
		_, err := r.Figures.Figure(ctx, name, figures.Span{From: calendar.DateOf(*month.From), To: calendar.DateOf(*month.From).AddDays(2)})
		require.NoError(t, err)
	}
	for _, statement := range []string{"FigureApplications", "FigureInvoices", "FigureTimeToIssue", "FigureMissed", "FigureParked", "FigureLedger"} {
		reads(t, pool, heard, statement, "figure: "+statement, 3*24*60*3/2) // one a minute, and dead rows
	}
	_, capped, err := r.Desk.Alike(ctx, actor.Product)
	require.NoError(t, err)
	require.False(t, capped)
	readsAPage(t, pool, heard, "AlikeToReview", "alike")
	_, err = r.Desk.Held(ctx)
	require.NoError(t, err)
	readsAPage(t, pool, heard, "ParkedBySeller", "parked")
	for name, c := range map[string]struct {
		customers.Filter
		Found int
	}{
		"all": {customers.Filter{}, 50}, "title": {customers.Filter{Title: "公司8(集团) 有限公司"}, 1}, "taxpayer": {customers.Filter{TaxpayerID: "91110000802100434B"}, 1},
	} {
		found, err := r.Customers.List(ctx, c.Filter, page)
		require.NoError(t, err)
		require.Len(t, found.Items, c.Found, name)
		readsAPage(t, pool, heard, "Accounts", "accounts: "+name)
	}
}

// readsAPage carries a statement out once more as it was sent, and counts what its steps read.
func readsAPage(t *testing.T, pool *pgxpool.Pool, heard *listener, statement, name string) {
	t.Helper()
	reads(t, pool, heard, statement, name, 400)
}

// reads does so, and bounds it.
func reads(t *testing.T, pool *pgxpool.Pool, heard *listener, statement, name string, most int) {
	t.Helper()
	readsAtMost(t, pool, heard, statement, name, "force_custom_plan", most)
}

// A4, P6: the database compares titles as the domain does, character by character.
func TestP6TheDatabaseComparesTitlesAsTheDomainDoes(t *testing.T) {
	_, pool := open(t, nil)
	rows, err := pool.Query(t.Context(), "select n, compared_title('a' || chr(n) || 'b') from generate_series(1, 1114111) n where n not between 55296 and 57343")
	require.NoError(t, err)
	var character int32
	var compared string
	differ := 0
	_, err = pgx.ForEachRow(rows, []any{&character, &compared}, func() error {
		if expected := invoice.NormalizeTitle("a" + string(character) + "b"); compared != expected {
			differ++
			require.Less(t, differ, 10, "and more")
			t.Errorf("%U: %q, not %q", character, compared, expected)
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, "北京甲(集团)有限公司", invoice.NormalizeTitle(fmt.Sprint("北京甲（集团） ", "有限公司")))
}
