package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"kaipiao/access"
	"kaipiao/activities"
	"kaipiao/adapters/sheets"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
)

// exporter is what the worker has, without Temporal.
func (s *service) exporter() *activities.Exporter {
	return &activities.Exporter{Files: s.files, Workbook: sheets.New, Office: s.register, Now: func() time.Time { return s.now }}
}

func september(what, format string) object {
	return object{"what": what, "from": "2026-09-01", "to": "2026-09-30", "format": format}
}

// exported is one of the account acct that is ready.
func (s *service) exported() map[string]string {
	s.t.Helper()
	return map[string]string{"id": s.made(customer, september("invoices", "csv"))["id"].(string)}
}

// made asks for a file, has it made, and shows what became of it.
func (s *service) made(who access.Identity, body object) object {
	s.t.Helper()
	asked := s.must(who, post, "/v1/exports", body)
	require.Equal(s.t, "requested", asked["status"])
	_, err := s.exporter().MakeExport(context.Background(), ids.Export(asked["id"].(string)))
	require.NoError(s.t, err)
	return s.must(who, http.MethodGet, asked["href"].(string), nil)
}

// fetched is the file of an export that was made.
func (s *service) fetched(who access.Identity, body object) []byte {
	s.t.Helper()
	made := s.made(who, body)
	require.Equal(s.t, "ready", made["status"], made["why"])
	file := made["file"].(object)
	a := s.call(who, http.MethodGet, file["href"].(string), nil)
	require.Equal(s.t, http.StatusOK, a.status)
	sum := sha256.Sum256(a.bytes)
	require.Equal(s.t, file["sha256"], hex.EncodeToString(sum[:]))
	require.Len(s.t, a.bytes, int(file["size"].(float64)))
	require.Contains(s.t, a.header.Get("Content-Disposition"), file["name"])
	require.Equal(s.t, http.StatusNotModified, s.call(who, http.MethodGet, file["href"].(string), nil, "If-None-Match", a.header.Get("ETag")).status)
	return a.bytes
}

// unzipped are the files of a zip.
func unzipped(t testing.TB, content []byte) map[string][]byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	files := map[string][]byte{}
	for _, file := range archive.File {
		open, err := file.Open()
		require.NoError(t, err)
		files[file.Name], err = io.ReadAll(open)
		require.NoError(t, err)
	}
	return files
}

// tableOf is a sheet of a workbook as rows of members by the English names of their columns; what stands in a cell, and not how it is shown.
func tableOf(t testing.TB, book []byte, sheet string) (rows []map[string]string) {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(book), excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	cells, err := file.GetRows(sheet)
	require.NoError(t, err)
	return byColumn(cells)
}

func byColumn(cells [][]string) (rows []map[string]string) {
	for _, row := range cells[1:] {
		named := map[string]string{}
		for i, cell := range row {
			words := strings.Fields(cells[0][i])
			named[words[len(words)-1]] = cell
		}
		rows = append(rows, named)
	}
	return rows
}

// keep stores a file of an issued invoice as it is, with its sum.
func (s *service) keep(id string, format invoice.FileFormat, content string) {
	s.t.Helper()
	file := invoice.FileOf(id, format, []byte(content))
	require.NoError(s.t, s.files.Put(context.Background(), file.Key, []byte(content), format.ContentType()))
	require.NoError(s.t, s.register.Invoices.RecordFiles(context.Background(), ids.Invoice(id), []invoice.File{file}, false, s.now))
}

// P6: a month's invoices of an account are one zip, with each one's files, those of red documents, and an index that adds up.
func TestP6AMonthsInvoicesAreOneZip(t *testing.T) {
	s := withInvoices(t)
	s.keep(s.invoices["e"], "pdf", "%PDF-1.7 e")
	s.keep(s.invoices["e"], "xml", "<e/>")
	s.keep(s.invoices["o"], "pdf", "%PDF-1.7 o")
	require.Equal(t, http.StatusOK, s.putFile(s.invoices["v"], "pdf", pdfSaying("of the vendor")).status)
	reversal := s.must(finance, post, "/v1/invoices/"+s.invoices["e"]+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "r")["id"].(string)
	s.redIssued(reversal, "26110000000000000099")
	red := invoice.FileOf(reversal, "pdf", []byte("%PDF-1.7 red"))
	require.NoError(t, s.files.Put(context.Background(), red.Key, []byte("%PDF-1.7 red"), "application/pdf"))
	require.NoError(t, s.register.Reversals.RecordReversalFiles(context.Background(), ids.Reversal(reversal), "", []invoice.File{red}, false, s.now))

	asked := s.must(customer, post, "/v1/exports", september("invoices", "zip"))
	fetch := asked["actions"].([]any)[0].(object)
	require.Equal(t, []any{"read_file", "GET", asked["href"].(string) + "/file", false}, []any{fetch["action"], fetch["method"], fetch["href"], fetch["allowed"]})
	require.NotEmpty(t, fetch["why_zh"])

	files := unzipped(t, s.fetched(customer, september("invoices", "zip")))
	require.Equal(t, "%PDF-1.7 e", string(files["invoices/platform/26110000000000000001.pdf"]))
	require.Equal(t, "<e/>", string(files["invoices/platform/26110000000000000001.xml"]))
	require.Equal(t, pdfSaying("of the vendor"), string(files["invoices/isv-1/26110000000000000003.pdf"]))
	require.Equal(t, "%PDF-1.7 red", string(files["red/platform/26110000000000000099.pdf"]))
	require.Len(t, files, 5, "the other account's is not there")
	index := tableOf(t, files["invoices.xlsx"], "发票 invoices")
	require.Len(t, index, 4)
	require.Equal(t, map[string]string{
		"number": "26110000000000000001", "issued_on": "2026-09-18", "kind": "普通发票 ordinary", "medium": "电子 electronic", "seller": "platform",
		"account": "acct", "buyer": "北京甲科技有限公司", "taxpayer_id": companyID, "net": "100", "tax": "6", "total": "106",
		"status": "已红冲 red_issued", "red": "26110000000000000099",
		"files": "invoices/platform/26110000000000000001.pdf invoices/platform/26110000000000000001.xml",
	}, index[0])
	listed := s.must(customer, http.MethodGet, "/v1/accounts/acct/invoices?from=2026-09-01&to=2026-09-30", nil)["items"].([]any)
	require.Len(t, listed, 3)
	var net, tax, total money.Amount
	for n, item := range listed {
		i := item.(object)
		require.Equal(t, i["number"], index[n]["number"])
		net, tax = net.Add(money.MustParse(i["net"].(string))), tax.Add(money.MustParse(i["tax"].(string)))
		total = total.Add(money.MustParse(i["amount"].(string)))
	}
	sums := index[3]
	require.Equal(t, []string{"合计 sum", "128.3", "7.7", "136"}, []string{sums["number"], sums["net"], sums["tax"], sums["total"]})
	require.Equal(t, []string{"128.30", "7.70", "136.00"}, []string{net.String(), tax.String(), total.String()})
	reds := tableOf(t, files["invoices.xlsx"], "红字发票 red")
	require.Len(t, reds, 3)
	require.Equal(t, []string{"26110000000000000099", "26110000000000000001", "-100", "-6", "-106", "销货退回 return"},
		[]string{reds[0]["number"], reds[0]["of"], reds[0]["net"], reds[0]["tax"], reds[0]["total"], reds[0]["reason"]})
	require.Equal(t, []string{"-106", "-106"}, []string{reds[1]["total"], reds[2]["total"]})

	// Finance exports all accounts, in workbooks without files too; what is not issued is in none.
	all := tableOf(t, s.fetched(finance, september("invoices", "xlsx")), "发票 invoices")
	require.Len(t, all, 5)
	require.Equal(t, "上海乙(集团) 有限公司", all[3]["buyer"])
	require.Equal(t, "166", all[4]["total"])
	require.NotContains(t, all[0], "files")
}

// P6: a red document of a month that undoes an earlier month's invoice is in its own month, without the invoice.
func TestP6ARedDocumentIsInItsOwnMonthToo(t *testing.T) {
	s := withInvoices(t)
	s.now = at("2026-10-02 10:00:00")
	reversal := s.must(finance, post, "/v1/invoices/"+s.invoices["e"]+"/red-issue", object{"reason": "return"}, "Idempotency-Key", "r")["id"].(string)
	s.redIssued(reversal, "26110000000000000099")
	book := s.fetched(customer, object{"what": "invoices", "from": "2026-10-01", "to": "2026-10-31", "format": "xlsx"})
	require.Len(t, tableOf(t, book, "发票 invoices"), 1, "the sum of nothing")
	reds := tableOf(t, book, "红字发票 red")
	require.Equal(t, []string{"26110000000000000099", "-106"}, []string{reds[0]["number"], reds[2]["total"]})
	// In September's it stands beside its invoice, and counts to another month.
	reds = tableOf(t, s.fetched(customer, september("invoices", "xlsx")), "红字发票 red")
	require.Equal(t, "-106", reds[0]["total"])
	require.Equal(t, []string{"-106", ""}, []string{reds[1]["total"], reds[2]["total"]})
}

// P6: a table in CSV is read by Chinese Excel, and nothing that somebody typed is computed there.
func TestP6NoCellIsAFormula(t *testing.T) {
	s := newService(t)
	for n, name := range []string{"=1+1公司", "+公司A", "-公司B", "@SUM公司", "＝1+1公司", "公司,\"引号\""} {
		who := access.Identity{Subject: "c", Role: access.Customer, Account: ids.Account("a" + string(rune('0'+n)))}
		account := string(who.Account)
		s.must(upstream, http.MethodPut, "/v1/accounts/"+account, with(company(name), object{}))
		s.consumed(bill("c"+account, account, "100.00"))
		applied := s.must(who, post, "/v1/accounts/"+account+"/applications", eInvoice("10.00"), "Idempotency-Key", "k")["id"].(string)
		s.issued(s.approved(applied)[0], "2611000000000000000"+string(rune('1'+n)))
	}
	content := string(s.fetched(auditor, september("invoices", "csv")))
	require.True(t, strings.HasPrefix(content, "\ufeff"), "Excel takes it for GB 18030 otherwise")
	cells, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(content, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	var buyers []string
	for _, row := range byColumn(cells) {
		buyers = append(buyers, row["buyer"])
	}
	require.Equal(t, []string{"'=1+1公司", "'+公司A", "'-公司B", "'@SUM公司", "'＝1+1公司", "公司,\"引号\"", ""}, buyers)
	require.Equal(t, "60.00", byColumn(cells)[6]["total"])
	// A cell of a workbook is a text whatever it begins with; the number of an invoice is one, too.
	file, err := excelize.OpenReader(bytes.NewReader(s.fetched(auditor, september("invoices", "xlsx"))))
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	for cell, expected := range map[string]string{"G2": "=1+1公司", "A2": "26110000000000000001", "K2": "10.00"} {
		shown, err := file.GetCellValue("发票 invoices", cell)
		require.NoError(t, err)
		require.Equal(t, expected, shown)
		formula, err := file.GetCellFormula("发票 invoices", cell)
		require.NoError(t, err)
		require.Empty(t, formula)
		kind, err := file.GetCellType("发票 invoices", cell)
		require.NoError(t, err)
		require.Equal(t, cell == "K2", kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber, cell)
	}
}

// P6: the ledger's export has the records behind a balance, adds up to it, and to what was before with what moved.
func TestP6TheLedgerAddsUpToTheBalance(t *testing.T) {
	s := withInvoices(t)
	require.Equal(t, http.StatusOK, s.refund("r1", "c1", "950.00").status, "more than is free: a debt")
	s.now = at("2026-10-05 10:00:00")
	s.consumed(with(bill("later", "acct", "7.00"), object{"paid_at": stamp("2026-10-01 00:00:00")}))
	files := unzipped(t, s.fetched(customer, september("ledger", "zip")))
	records := tableOf(t, files["ledger.xlsx"], "记录 records")
	balance := s.balance("?at=" + url.QueryEscape("2026-09-30T23:59:59.999999+08:00"))
	amount := func(text string) money.Amount {
		if text == "" {
			return money.Zero
		}
		if !strings.Contains(text, ".") {
			text += ".00"
		} else if len(text)-strings.Index(text, ".") == 2 {
			text += "0"
		}
		return money.MustParse(text)
	}
	sum := map[string]money.Amount{}
	for _, r := range records[:len(records)-1] {
		require.NotEqual(t, "later", r["consumption"], "it was paid afterwards")
		require.Equal(t, "acct", r["account"])
		for _, member := range []string{"cash", "refunded", "unreserved", "reserved", "invoiced", "outstanding", "paid_for_others"} {
			if r["seller"] == "platform" {
				sum[member] = sum[member].Add(amount(r[member]))
			}
		}
	}
	for _, member := range []string{"reserved", "invoiced", "outstanding"} {
		require.Equal(t, balance[member], sum[member].String(), member)
	}
	require.True(t, sum["outstanding"].IsPositive())
	require.Equal(t, balance["available"], sum["unreserved"].Sub(sum["outstanding"]).String())
	require.True(t, sum["cash"].Sub(sum["refunded"]).Equal(money.Sum(sum["unreserved"], sum["reserved"], sum["invoiced"]).Sub(sum["outstanding"])))
	totals := tableOf(t, files["ledger.xlsx"], "余额 balance")
	for _, total := range totals {
		stands := func(when string) money.Amount {
			return money.Sum(amount(total[when+"unreserved"]), amount(total[when+"reserved"]), amount(total[when+"invoiced"])).Sub(amount(total[when+"outstanding"]))
		}
		opening, closing := stands("opening_"), stands("")
		require.True(t, opening.Add(amount(total["consumed"])).Sub(amount(total["refunded"])).Equal(closing), "%v", total)
		if total["seller"] == "platform" {
			require.Equal(t, balance["available"], amount(total["available"]).String())
		}
	}
	moves := tableOf(t, files["ledger.xlsx"], "流水 entries")
	require.True(t, slices.ContainsFunc(moves, func(m map[string]string) bool { return m["refund"] == "r1" }))
	// All accounts together have the same and more, and a month later there is what moved in it.
	all := tableOf(t, s.fetched(finance, september("ledger", "xlsx")), "记录 records")
	require.Greater(t, len(all), len(records))
	october := tableOf(t, s.fetched(customer, with(september("ledger", "xlsx"), object{"from": "2026-10-01", "to": "2026-10-31"})), "流水 entries")
	require.Len(t, october, 1)
	require.Equal(t, "later", october[0]["to_consumption"])
}

// P6, O4: an audit pack has all of it, with who did what; of an account what concerns it.
func TestP6AnAuditPackHasTheTrailToo(t *testing.T) {
	s := withInvoices(t)
	files := unzipped(t, s.fetched(auditor, with(auditMonth(s), object{"account": "other"})))
	require.Contains(t, files, "invoices.xlsx")
	require.Contains(t, files, "ledger.xlsx")
	require.Len(t, tableOf(t, files["invoices.xlsx"], "发票 invoices"), 2)
	lines := tableOf(t, files["audit.xlsx"], "审计 audit")
	require.NotEmpty(t, lines)
	for _, line := range lines {
		require.Contains(t, []string{"account/other", "application/" + s.applications["o"], "invoice/" + s.invoices["o"]}, line["object"])
	}
	everything := tableOf(t, unzipped(t, s.fetched(finance, auditMonth(s)))["audit.xlsx"], "审计 audit")
	require.Greater(t, len(everything), len(lines))
}

// O4, S5: a pack can be verified without us: each file has its checksum, each entry of the trail its own as its seal has it, and each seal
// follows the one before it.
func TestO4AnAuditPackIsVerifiedWithoutUs(t *testing.T) {
	s := withInvoices(t)
	_, err := s.register.Trail.Seal(context.Background())
	require.NoError(t, err)
	s.account("later")
	_, err = s.register.Trail.Seal(context.Background())
	require.NoError(t, err)
	head, found, err := s.register.Trail.Head(context.Background())
	require.NoError(t, err)
	require.True(t, found)
	files := unzipped(t, s.fetched(auditor, auditMonth(s)))
	require.Contains(t, string(files["README.txt"]), head.String())

	listed := strings.Split(strings.TrimSpace(string(files["sha256.txt"])), "\n")
	require.Len(t, listed, len(files)-1, "all but the list itself")
	for _, line := range listed {
		sum, name, _ := strings.Cut(line, "  ")
		is := sha256.Sum256(files[name])
		require.Equal(t, hex.EncodeToString(is[:]), sum, name)
	}
	require.Len(t, tableOf(t, files["index.xlsx"], "文件 files"), len(listed)-1, "and all but itself")

	sums, seals, previous := map[int64]string{}, 0, strings.Repeat("00", 32)
	for lines := json.NewDecoder(bytes.NewReader(files["seals.jsonl"])); lines.More(); seals++ {
		var seal struct {
			N        int64
			Day      string
			SealedAt int64 `json:"sealed_at"`
			After    int64
			UpTo     int64 `json:"up_to"`
			Entries  []int64
			Sums     string
			Previous string
			Hash     string
		}
		require.NoError(t, lines.Decode(&seal))
		require.Equal(t, previous, seal.Previous)
		ids := strings.Trim(strings.ReplaceAll(fmt.Sprint(seal.Entries), " ", ","), "[]")
		before, err := hex.DecodeString(previous)
		require.NoError(t, err)
		is := sha256.Sum256(fmt.Appendf(before, "%d|%s|%d|%d|%d|%s|%s", seal.N, seal.Day, seal.SealedAt, seal.After, seal.UpTo, ids, seal.Sums))
		require.Equal(t, hex.EncodeToString(is[:]), seal.Hash)
		for n, id := range seal.Entries {
			sums[id] = seal.Sums[64*n : 64*(n+1)]
		}
		previous = seal.Hash
	}
	require.Equal(t, 2, seals)
	entries := 0
	for lines := json.NewDecoder(bytes.NewReader(files["trail.jsonl"])); lines.More(); entries++ {
		var entry struct {
			ID, At            int64
			Object, What, Who string
			Before, After     *string
			Withheld          []string
		}
		require.NoError(t, lines.Decode(&entry))
		sized := func(part string) string { return fmt.Sprintf("%d:%s", len(part), part) }
		text := sized(strconv.FormatInt(entry.ID, 10)) + sized(entry.Object) + sized(strconv.FormatInt(entry.At, 10)) + sized(entry.What) + sized(entry.Who)
		for _, state := range []*string{entry.Before, entry.After} {
			if state == nil {
				text += "-"
			} else {
				text += sized(*state)
			}
		}
		text += sized(strconv.Itoa(len(entry.Withheld)))
		for _, name := range entry.Withheld {
			text += sized(name)
		}
		if is := sha256.Sum256([]byte(text)); sums[entry.ID] != "" { // asking for the pack is an entry too, and not sealed yet
			require.Equal(t, sums[entry.ID], hex.EncodeToString(is[:]), entry.ID)
			delete(sums, entry.ID)
		}
	}
	require.Positive(t, entries)
	require.Empty(t, sums, "every entry that is sealed is there")
}

// P8: an export is narrowed as the list is, and has what the list shows.
func TestP8AnExportIsWhatTheListShows(t *testing.T) {
	s := withInvoices(t)
	numbers := func(rows []map[string]string) (found []string) {
		for _, row := range rows[:len(rows)-1] {
			found = append(found, row["number"])
		}
		return found
	}
	for query, filter := range map[string]object{
		"": {}, "&seller=isv-1": {"seller": "isv-1"}, "&view=issued": {"view": "issued"},
		"&amount_from=100.00&medium=electronic": {"amount_from": "100.00", "medium": "electronic"},
		"&status=red_issued":                    {"status": "red_issued"}, "&number=26110000000000000001": {"number": "26110000000000000001"},
	} {
		var listed []string
		for _, one := range s.must(customer, http.MethodGet, "/v1/accounts/acct/invoices?from=2026-09-01&to=2026-09-30"+query, nil)["items"].([]any) {
			listed = append(listed, one.(object)["number"].(string))
		}
		rows := tableOf(t, s.fetched(customer, with(september("invoices", "xlsx"), object{"filter": filter})), "发票 invoices")
		require.Equal(t, listed, numbers(rows), query)
	}
	s.refused(http.StatusBadRequest, "invalid_request", "what", customer, post, "/v1/exports", with(september("ledger", "xlsx"), object{"filter": object{}}))
}

// P8, O1: what is chosen one by one is one zip with its index, and nothing else; another account's is not there.
func TestP8ABulkDownloadHasWhatWasChosen(t *testing.T) {
	s := withInvoices(t)
	s.keep(s.invoices["e"], "pdf", "%PDF-1.7 e")
	chosen := object{"what": "invoices", "format": "zip", "invoices": []any{s.invoices["e"]}}
	files := unzipped(t, s.fetched(customer, chosen))
	require.Len(t, files, 2)
	require.Equal(t, "%PDF-1.7 e", string(files["invoices/platform/26110000000000000001.pdf"]))
	require.Len(t, tableOf(t, files["index.xlsx"], "发票 invoices"), 2)
	asked := s.must(customer, post, "/v1/exports", chosen)
	require.Equal(t, []any{1.0, nil, nil}, []any{asked["chosen"], asked["from"], asked["to"]})
	foreign := with(chosen, object{"invoices": []any{s.invoices["e"], s.invoices["o"]}})
	s.refused(http.StatusNotFound, "not_found", "invoices", customer, post, "/v1/exports", foreign)
}

// auditMonth is the month of the database's clock, by which the trail is written; these exports are asked for at its present.
func auditMonth(s shop) object {
	s.t.Helper()
	require.NoError(s.t, s.pool.QueryRow(context.Background(), "select now() + interval '1 second'").Scan(&s.service.now))
	today := s.service.now.In(at("2026-01-01 00:00:00").Location())
	return object{"what": "audit_pack", "from": "2026-09-01", "to": today.AddDate(0, 0, 1).Format(time.DateOnly), "format": "zip"}
}

// P6, O1: a customer exports its own account, and sees what its own people have asked for; audit packs are for auditors and finance.
func TestP6WhoExportsWhat(t *testing.T) {
	s := withInvoices(t)
	mine := s.must(customer, post, "/v1/exports", september("invoices", "zip"), "Idempotency-Key", "k")
	require.Equal(t, "acct", mine["account"])
	s.refused(http.StatusNotFound, "not_found", "", customer, post, "/v1/exports", with(september("invoices", "zip"), object{"account": "other"}))
	s.refused(http.StatusNotFound, "not_found", "", finance, post, "/v1/exports", with(september("invoices", "zip"), object{"account": "nobody"}))
	for _, who := range []access.Identity{customer, upstream} {
		s.refused(http.StatusForbidden, "forbidden", "", who, post, "/v1/exports", september("audit_pack", "zip"))
	}
	s.refused(http.StatusForbidden, "forbidden", "", vendor, post, "/v1/exports", september("invoices", "zip"))
	finances := s.must(finance, post, "/v1/exports", with(september("ledger", "zip"), object{"account": "acct"}))
	pack := s.must(auditor, post, "/v1/exports", september("audit_pack", "zip"))
	for _, c := range []struct {
		who  access.Identity
		sees []object
		not  []object
	}{
		{customer, []object{mine}, []object{finances, pack}},
		{stranger, nil, []object{mine, finances, pack}},
		{finance, []object{pack, finances, mine}, nil},
		{auditor, []object{pack, finances, mine}, nil},
		{upstream, []object{finances, mine}, []object{pack}},
	} {
		var listed, expected []any
		for _, item := range s.must(c.who, http.MethodGet, "/v1/exports", nil)["items"].([]any) {
			listed = append(listed, item.(object)["id"])
		}
		for _, seen := range c.sees {
			expected = append(expected, seen["id"])
			s.must(c.who, http.MethodGet, seen["href"].(string), nil)
			s.refused(http.StatusNotFound, "file_not_ready", "", c.who, http.MethodGet, seen["href"].(string)+"/file", nil)
		}
		require.ElementsMatch(t, expected, listed, c.who.Role)
		for _, hidden := range c.not {
			s.refused(http.StatusNotFound, "not_found", "", c.who, http.MethodGet, hidden["href"].(string), nil)
			s.refused(http.StatusNotFound, "not_found", "", c.who, http.MethodGet, hidden["href"].(string)+"/file", nil)
		}
	}
}

// P6: the same key gives the same export, once; another one under it is refused. Its workflow is owed from the moment it is asked for.
func TestP6TheSameKeyGivesTheSameExport(t *testing.T) {
	s := withInvoices(t)
	s.sent()
	first := s.must(customer, post, "/v1/exports", september("invoices", "csv"), "Idempotency-Key", "k")
	again := s.must(customer, post, "/v1/exports", september("invoices", "csv"), "Idempotency-Key", "k")
	require.Equal(t, first, again)
	sent := s.sent()
	require.Len(t, sent, 1)
	require.Equal(t, []any{message.StartExport.Workflow, "export/" + first["id"].(string)}, []any{sent[0].Workflow, sent[0].WorkflowID})
	s.refused(http.StatusConflict, "conflicting_duplicate", "Idempotency-Key", customer, post, "/v1/exports", september("invoices", "zip"), "Idempotency-Key", "k")
	other := s.must(finance, post, "/v1/exports", september("invoices", "csv"), "Idempotency-Key", "k")
	require.NotEqual(t, first["id"], other["id"], "another caller's key")
	for body, field := range map[string]object{
		"what": with(september("x", "zip"), nil), "format": september("audit_pack", "csv"), "to": with(september("ledger", "csv"), object{"to": "2027-09-02"}),
		"from": with(september("ledger", "csv"), object{"from": "2026-02-30"}),
	} {
		s.refused(http.StatusBadRequest, "invalid_request", body, finance, post, "/v1/exports", field)
	}
	s.refused(http.StatusBadRequest, "invalid_request", "to", finance, post, "/v1/exports", with(september("ledger", "csv"), object{"to": "2026-08-31"}))
}

// P6: a file that is lost or damaged in the store is not left out silently: nothing comes of the export, and it says why. Whoever made
// it meanwhile, and was outrun, leaves nothing behind.
func TestP6AnExportIsWholeOrSaysWhyNot(t *testing.T) {
	s, ctx := withInvoices(t), context.Background()
	s.keep(s.invoices["e"], "pdf", "%PDF-1.7 e")
	i, err := s.register.Invoices.Invoice(ctx, ids.Invoice(s.invoices["e"]))
	require.NoError(t, err)
	for _, spoil := range []func() error{
		func() error {
			return s.files.Overwrite(ctx, i.Files[0].Key, []byte("something else"), "application/pdf")
		},
		func() error { return s.files.Delete(ctx, i.Files[0].Key) },
	} {
		require.NoError(t, spoil())
		failed := s.made(customer, september("invoices", "zip"))
		require.Equal(t, []any{"failed", nil}, []any{failed["status"], failed["file"]})
		require.Contains(t, failed["why"], "26110000000000000001.pdf is lost or damaged")
		require.Contains(t, failed["why_zh"], "丢失或损坏")
		s.refused(http.StatusNotFound, "file_not_ready", "", customer, http.MethodGet, failed["href"].(string)+"/file", nil)
	}
	// The tables alone need no file. One that is made by two at a time is the last one's.
	asked := s.must(customer, post, "/v1/exports", september("invoices", "csv"))
	id := ids.Export(asked["id"].(string))
	outrun := s.exporter()
	outrun.Workbook = nil
	outrun.Files = interrupted{s.files, func() {
		_, err := s.exporter().MakeExport(ctx, id)
		require.NoError(t, err)
	}}
	outrun.Workbook = sheets.New
	_, err = outrun.MakeExport(ctx, id)
	require.Error(t, err)
	ready := s.must(customer, http.MethodGet, asked["href"].(string), nil)
	require.Equal(t, "ready", ready["status"])
	_, err = s.files.Size(ctx, "exports/"+string(id)+"/1.csv")
	require.ErrorIs(t, err, activities.ErrNotKept)
	// Again, it is as it was; and to give it up is too late.
	at, err := s.exporter().MakeExport(ctx, id)
	require.NoError(t, err)
	require.Equal(t, "ready", string(at.Status))
	at, err = s.exporter().GiveUpExport(ctx, id)
	require.NoError(t, err)
	require.Equal(t, "ready", string(at.Status))
	// What could not be made is given up with a sentence.
	given := s.must(customer, post, "/v1/exports", september("invoices", "csv"))
	broken := s.exporter()
	broken.Files = interrupted{s.files, nil}
	_, err = broken.MakeExport(ctx, ids.Export(given["id"].(string)))
	require.Error(t, err)
	require.Equal(t, "making", s.must(customer, http.MethodGet, given["href"].(string), nil)["status"])
	_, err = broken.GiveUpExport(ctx, ids.Export(given["id"].(string)))
	require.NoError(t, err)
	require.Equal(t, "failed", s.must(customer, http.MethodGet, given["href"].(string), nil)["status"])
}

// interrupted is a store while which takes a file something else happens; nil: it fails.
type interrupted struct {
	activities.ExportStore
	meanwhile func()
}

func (i interrupted) Create(ctx context.Context, key string, content io.Reader, contentType string) error {
	if i.meanwhile == nil {
		return errors.New("the store does not answer")
	}
	err := i.ExportStore.Create(ctx, key, content, contentType)
	i.meanwhile()
	return err
}
