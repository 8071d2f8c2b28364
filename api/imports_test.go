package api_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"kaipiao/activities"
	"kaipiao/adapters/tables"
	domainbill "kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

// importing is the form by which a file of consumption is handed in.
func importing(content string, fields ...string) []part {
	var parts []part
	for i := 0; i+1 < len(fields); i += 2 {
		parts = append(parts, part{name: fields[i], content: fields[i+1]})
	}
	return append(parts, part{name: "file", content: content, file: "bill.csv", contentType: "text/csv"})
}

// importer is what the worker has, without Temporal.
func (s *service) importer() *activities.Importer {
	return &activities.Importer{
		Files: s.files, Office: s.register, Now: func() time.Time { return s.now },
		Tables: func(path string, said domainbill.Encoding) (activities.Table, error) {
			return tables.Open(path, said, tables.Standard())
		},
	}
}

// work does what the workflow of an import does.
func (s *service) work(id string) {
	s.t.Helper()
	at, err := s.importer().ReadImport(context.Background(), ids.Import(id))
	for err == nil && !at.Ended {
		at, err = s.importer().BookImport(context.Background(), ids.Import(id))
	}
	require.NoError(s.t, err)
}

func (s *service) handInFile(parts []part) answer {
	s.t.Helper()
	contentType, body := written(parts)
	return s.call(upstream, http.MethodPost, "/v1/imports", body, "Content-Type", contentType)
}

// imported hands a file in, has it read and booked, and shows what became of it.
func (s *service) imported(parts []part) object {
	s.t.Helper()
	a := s.handInFile(parts)
	require.Equal(s.t, http.StatusAccepted, a.status, string(a.bytes))
	s.work(a.body["id"].(string))
	return s.must(upstream, http.MethodGet, a.body["href"].(string), nil)
}

const focusHeader = "BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,ServiceName\n"

func focusRow(cost, account, category, service string) string {
	return fmt.Sprintf("%s,%s,某公司,CNY,2026-09-01T00:00Z,2026-08-01T00:00Z,%s,%s\n", cost, account, category, service)
}

const tableHeader = "id,account,charge,seller,product,tax_code,tax_rate,cash,coupon,rebate,paid_at\n"

func tableRow(id, account, cash string) string {
	return fmt.Sprintf("%s,%s,postpaid,platform,云服务器,3040203000000000000,0.06,%s,0.00,0.00,2026-09-15T12:00:00+08:00\n", id, account, cash)
}

func (s *service) available(account string) string {
	s.t.Helper()
	a := s.call(upstream, http.MethodGet, "/v1/accounts/"+account+"/invoiceable", nil)
	if a.status == http.StatusNotFound {
		return "no account"
	}
	return a.body["available"].(string)
}

// F7: a file is one unit. One bad row among good ones takes nothing of it, and the refusal names the line; with skip_bad the others are taken.
func TestF7OneBadRowTakesNothingOfAFile(t *testing.T) {
	s := newService(t)
	content := tableHeader
	for i := range 600 {
		content += tableRow(fmt.Sprint("g", i), "acct", "1.00")
	}
	content += tableRow("bad", "acct", "1.005") + tableRow("last", "acct", "1.00")
	shown := s.imported(importing(content, "format", "csv", "id", "first"))
	require.Equal(t, "refused", shown["status"])
	require.Equal(t, "no account", s.available("acct"))
	report := shown["report"].(object)
	require.EqualValues(t, 602, report["rows"])
	require.EqualValues(t, 1, report["bad"])
	bad := report["bad_rows"].([]any)[0].(object)
	require.EqualValues(t, 602, bad["line"])
	require.Contains(t, bad["reason"], `cash "1.005"`)
	shown = s.imported(importing(content, "format", "csv", "id", "second", "skip_bad", "true"))
	require.Equal(t, "booked", shown["status"])
	require.Equal(t, "601.00", s.available("acct"))
	require.EqualValues(t, 100, shown["progress"].(object)["percent"])
}

// F7: so does one row that the register refuses, because it has the id with other content.
func TestF7OneContradictionOfTheRegisterTakesNothingOfAFile(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("g5", "acct", "7.00"))
	content := tableHeader
	for i := range 10 {
		content += tableRow(fmt.Sprint("g", i), "acct", "1.00")
	}
	shown := s.imported(importing(content, "format", "csv"))
	require.Equal(t, "refused", shown["status"])
	require.Equal(t, "7.00", s.available("acct"))
	bad := shown["report"].(object)["bad_rows"].([]any)[0].(object)
	require.EqualValues(t, 7, bad["line"])
	require.Contains(t, bad["reason"], "g5")
	// and a row whose id stands in the file before: alike it counts once, with other content it is bad
	again := s.imported(importing(tableHeader+tableRow("x", "acct", "1.00")+tableRow("x", "acct", "1.00")+tableRow("x", "acct", "2.00"), "format", "csv"))
	require.Equal(t, "refused", again["status"])
	require.EqualValues(t, 1, again["report"].(object)["repeated"])
	bad = again["report"].(object)["bad_rows"].([]any)[0].(object)
	require.EqualValues(t, 4, bad["line"])
	require.Contains(t, bad["reason"], "stands in line 2 before")
	s.sound()
}

// F7: booking goes on where it was, whatever became of who did it; doing so twice books nothing twice.
func TestF7BookingGoesOnWhereItWas(t *testing.T) {
	s := newService(t)
	content := tableHeader
	for i := range 2500 {
		content += tableRow(fmt.Sprint("g", i), fmt.Sprint("acct-", i%3), "1.00")
	}
	a := s.handInFile(importing(content, "format", "csv", "id", "big"))
	require.Equal(t, http.StatusAccepted, a.status, string(a.bytes))
	ctx, id := context.Background(), ids.Import("big")
	// a worker that is lost while it reads leaves nothing behind
	broken := s.importer()
	broken.Tables = func(path string, said domainbill.Encoding) (activities.Table, error) {
		table, err := tables.Open(path, said, tables.Standard())
		return &breaking{Table: table, after: 1700}, err
	}
	require.Panics(t, func() { _, _ = broken.ReadImport(ctx, id) })
	_, err := s.importer().ReadImport(ctx, id)
	require.NoError(t, err)
	_, err = s.register.Imports.BookPage(ctx, id, s.now)
	require.NoError(t, err)
	shown := s.must(finance, http.MethodGet, "/v1/imports/big", nil)
	require.Equal(t, "booking", shown["status"])
	require.EqualValues(t, 1000, shown["progress"].(object)["booked"])
	// one that comes late with the same page changes nothing
	_, err = s.importer().ReadImport(ctx, id)
	require.NoError(t, err)
	s.work("big")
	s.work("big")
	require.Equal(t, "834.00", s.available("acct-0"))
	require.Equal(t, "833.00", s.available("acct-1"))
	var left int
	require.NoError(t, s.pool.QueryRow(ctx, "select (select count(*) from import_items) + (select count(*) from import_accounts)").Scan(&left))
	require.Zero(t, left, "what was read is forgotten")
	s.sound()
}

// breaking is a table whose reader is lost in the middle.
type breaking struct {
	activities.Table
	after int
}

func (b *breaking) Next() (int, []string, error) {
	if b.after--; b.after < 0 {
		panic("lost")
	}
	return b.Table.Next()
}

// F7: an earlier reading whose worker only seemed lost writes nothing into a later one.
func TestF7AnEarlierReadingIsOutrun(t *testing.T) {
	s := newService(t)
	a := s.handInFile(importing(tableHeader+tableRow("x", "acct", "1.00"), "format", "csv", "id", "twice"))
	require.Equal(t, http.StatusAccepted, a.status)
	ctx := context.Background()
	early, _, err := s.register.Imports.BeginReading(ctx, "twice")
	require.NoError(t, err)
	s.work("twice")
	require.Error(t, early.TakeBad(ctx, []domainbill.BadRow{{Line: 1, Reason: "late"}}))
	require.Equal(t, "1.00", s.available("acct"))
}

// F7: the same file under the same id is the same import, and another one is refused; a key does so without an id of one's own.
func TestF7TheSameImportAgainIsTheSame(t *testing.T) {
	s := newService(t)
	parts := importing(focusHeader+focusRow("100", "a1", "Usage", "ECS"), "format", "focus", "id", "once")
	first := s.imported(parts)
	require.Equal(t, "booked", first["status"])
	again := s.handInFile(parts)
	require.Equal(t, http.StatusAccepted, again.status)
	require.Equal(t, "booked", again.body["status"])
	other := importing(focusHeader+focusRow("200", "a1", "Usage", "ECS"), "format", "focus", "id", "once")
	require.Equal(t, http.StatusConflict, s.handInFile(other).status)
	started := 0
	for _, m := range s.sent() {
		if m.Workflow == message.StartImport.Workflow {
			require.Equal(t, "import/once", m.WorkflowID)
			started++
		}
	}
	require.Equal(t, 1, started)
	contentType, body := written(importing(focusHeader+focusRow("5", "a2", "Usage", "ECS"), "format", "focus"))
	var found []any
	for range 2 {
		a := s.call(upstream, http.MethodPost, "/v1/imports", body, "Content-Type", contentType, "Idempotency-Key", "k")
		require.Equal(t, http.StatusAccepted, a.status, string(a.bytes))
		found = append(found, a.body["id"])
	}
	require.Equal(t, found[0], found[1])
}

// M11: usage 100 and credit −150 in different services, over HTTP: nothing can be invoiced, and the report says where the credit went.
func TestM11CreditsReduceOtherGroupsOfTheMonth(t *testing.T) {
	s := newService(t)
	shown := s.imported(importing(focusHeader+focusRow("100", "a1", "Usage", "ECS")+focusRow("-150", "a1", "Credit", "Coupons")+
		focusRow("80", "a2", "Usage", "ECS")+focusRow("-30", "a2", "Adjustment", "Rounding"), "format", "focus"))
	require.Equal(t, "booked", shown["status"])
	require.Equal(t, "0.00", s.available("a1"))
	require.Equal(t, "50.00", s.available("a2"))
	report := shown["report"].(object)
	require.Equal(t, object{"credit_moved": 1.0, "credit_left": 1.0, "correction_moved": 1.0}, report["notes"])
	require.Contains(t, report["remarks"].([]any)[0].(object)["reason"], "paid by it")
	require.Equal(t, []any{object{"seller": "platform", "cash": "50.00"}}, report["sellers"])
	require.Equal(t, "100.00", report["coupon"])
	s.sound()
}

// F1, F4, F5, T3: what strange files say, over HTTP; the report names the version and how the file was written.
func TestF5TheReportNamesVersionAndEncoding(t *testing.T) {
	s := newService(t)
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String(focusHeader + focusRow("12.50", "a1", "Usage", "云服务器"))
	require.NoError(t, err)
	report := s.imported(importing(chinese, "format", "focus"))["report"].(object)
	require.Equal(t, "csv, gb18030, separated by ,", report["file"])
	require.Equal(t, "12.50", s.available("a1"))
	report = s.imported(importing("\ufeff\"BillingAccountType\","+focusHeader+"Account,"+focusRow("1", "a2", "Usage", "x"), "format", "focus"))["report"].(object)
	require.Equal(t, "FOCUS 1.2", report["version"])
	shown := s.imported(importing(focusHeader+focusRow("1", "a3", "Usage", "caf\xe9 x"), "format", "focus"))
	require.Equal(t, "refused", shown["status"])
	require.Contains(t, shown["report"].(object)["why"], "line 2: the text is not UTF-8")
	shown = s.imported(importing(strings.Replace(focusHeader+focusRow("1", "a3", "Usage", "x"), "CNY", "EUR", 1), "format", "focus"))
	require.Contains(t, shown["report"].(object)["bad_rows"].([]any)[0].(object)["reason"], "there is no rate for EUR")
	shown = s.imported(importing(strings.Replace(focusHeader+focusRow("1", "a3", "Usage", "x"), "CNY", "EUR", 1),
		"format", "focus", "rates", "EUR=7.8", "scale", "10"))
	require.Equal(t, "booked", shown["status"])
	require.Equal(t, object{"EUR": "7.8"}, shown["report"].(object)["rates"])
	require.Equal(t, "78.00", s.available("a3"))
}

// The report as a file has every line, and nothing that a spreadsheet would compute.
func TestF7TheReportIsAFile(t *testing.T) {
	s := newService(t)
	content := tableHeader
	for i := range 70 {
		content += tableRow(fmt.Sprint("=", i), "acct", "1.00")
	}
	shown := s.imported(importing(content, "format", "csv"))
	require.Len(t, shown["report"].(object)["bad_rows"], 50)
	a := s.call(auditor, http.MethodGet, shown["report"].(object)["href"].(string), nil)
	require.Equal(t, http.StatusOK, a.status)
	rows, err := csv.NewReader(strings.NewReader(string(a.bytes))).ReadAll()
	require.NoError(t, err)
	bad := 0
	for _, row := range rows {
		if row[0] == "line" {
			bad++
			require.False(t, strings.HasPrefix(row[3], "="), row[3])
		}
	}
	require.Equal(t, 70, bad)
	require.Equal(t, []string{"figure", "rows", "", "70"}, rows[6])
	listed := s.must(auditor, http.MethodGet, "/v1/imports", nil)["items"].([]any)
	require.Len(t, listed, 1)
}

// What cannot be read as a form, or names what is not there, is refused and changes nothing.
func TestF7FormsThatAreRefused(t *testing.T) {
	s := newService(t)
	good := focusHeader + focusRow("1", "a1", "Usage", "x")
	for _, c := range []struct {
		field string
		parts []part
	}{
		{"format", importing(good)},
		{"format", importing(good, "format", "xml")},
		{"file", []part{{name: "format", content: "focus"}}},
		{"file", importing("", "format", "focus")},
		{"rates", importing(good, "format", "focus", "rates", "USD")},
		{"rates", importing(good, "format", "focus", "rates", "dollars=7")},
		{"rates", importing(good, "format", "focus", "rates", "USD=-7")},
		{"scale", importing(good, "format", "focus", "scale", "0")},
		{"tax_code", importing(good, "format", "focus", "tax_code", "1")},
		{"tax_rate", importing(good, "format", "focus", "tax_rate", "6%")},
		{"encoding", importing(good, "format", "focus", "encoding", "latin1")},
		{"skip_bad", importing(good, "format", "focus", "skip_bad", "yes")},
		{"id", importing(good, "format", "focus", "id", "a b")},
		{"colour", importing(good, "format", "focus", "colour", "red")},
		{"format", importing(good, "format", "focus", "format", "focus")},
	} {
		contentType, body := written(c.parts)
		s.refused(http.StatusBadRequest, "invalid_request", c.field, upstream, http.MethodPost, "/v1/imports", body, "Content-Type", contentType)
	}
	contentType, body := written(importing(good, "format", "focus"))
	s.refused(http.StatusBadRequest, "invalid_request", "file", upstream, http.MethodPost, "/v1/imports", body[:len(body)-60], "Content-Type", contentType)
	require.Equal(t, http.StatusUnsupportedMediaType, s.call(upstream, http.MethodPost, "/v1/imports", object{"format": "focus"}).status)
}

// F7: a row of a file is judged exactly as an item of the call that records consumption.
func TestF7AFileIsJudgedAsACall(t *testing.T) {
	s := newService(t)
	s.account("acct")
	columns := []string{"id", "account", "charge", "seller", "payer", "product", "tax_code", "tax_rate", "cash", "coupon", "rebate", "paid_at", "delivered_at"}
	good := with(bill("same", "acct", "1.00"), object{"payer": "acct", "delivered_at": stamp("2026-09-15 12:00:00")})
	layout, err := domainbill.LayoutOf(domainbill.Table, columns)
	require.NoError(t, err)
	n := 0
	for member, values := range map[string][]string{
		"id": {"a b", strings.Repeat("x", 65), "é", "."}, "account": {"a/b"}, "charge": {"free", "Prepaid"}, "seller": {"s s"}, "payer": {"p p"},
		"product":  {strings.Repeat("长", 300), strings.Repeat("长", 301), "a\x01b", "a\x7fb", "a\u0085b"},
		"tax_code": {"1", strings.Repeat("1", 20)}, "tax_rate": {"0.06", "0.12345", "1", "-0.06", "0"},
		"cash": {"999999999999.99", "1000000000000.00", "-1.00", "1.001"}, "coupon": {"-0.01"}, "rebate": {"x"},
		"paid_at": {"1999-01-01T00:00:00Z", "2201-01-01T00:00:00Z", "2026-09-15", "2026-09-15T12:00:00Z"}, "delivered_at": {"1999-12-31T00:00:00Z"},
	} {
		for _, value := range values {
			n++
			item := with(good, object{member: value})
			if member != "id" {
				item["id"] = fmt.Sprint("same-", n)
			}
			fields := make([]string, len(columns))
			for i, column := range columns {
				fields[i] = item[column].(string)
			}
			_, bad := layout.ReadItem(2, fields)
			a := s.call(upstream, http.MethodPost, "/v1/consumptions", object{"items": []any{item}})
			require.Equal(t, a.status == http.StatusOK, bad == nil, "%s %q: the call says %d, the file %v", member, value, a.status, errors.Join(asError(bad)))
		}
	}
}

func asError(bad *domainbill.BadRow) error {
	if bad == nil {
		return nil
	}
	return bad
}

// imports for the tests of every call: one that is read and booked.
func (s *service) anImport() map[string]string {
	return map[string]string{"id": s.imported(importing(focusHeader+focusRow("1", "a1", "Usage", "x"), "format", "focus"))["id"].(string)}
}

// M9: a row at a rate at which nothing is sold is refused with its line before anything of its file is booked; what was recorded before stays.
func TestM9AFileAtARateThatIsNotInUse(t *testing.T) {
	s := newService(t)
	s.account("acct")
	for rate, status := range map[string]string{"0.0725": "refused", "0.06": "booked", "exempt": "booked"} {
		content := "id,account,charge,seller,product,tax_code,tax_rate,cash,coupon,rebate,paid_at\n" +
			"r-" + rate + ",acct,postpaid,platform,云服务器,3040203000000000000," + rate + ",1.00,0.00,0.00,2026-09-15T12:00:00Z\n"
		ended := s.imported(importing(content, "format", "csv", "id", "f-"+rate))
		require.Equal(t, status, ended["status"], "%s: %v", rate, ended)
	}
}
