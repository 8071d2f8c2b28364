package audit_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"kaipiao/access"
	"kaipiao/console/consoletest"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// audited is a month with some invoices and a decision of finance.
type audited struct {
	*consoletest.World
	application, invoice string
	month                time.Time
}

func lastMonth(t *testing.T) audited {
	t.Helper()
	w := consoletest.New(t)
	w.Set(time.Now()) // the trail is written by the clock of the database
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	application := w.Applied("a", consoletest.EInvoice("1060.00"))
	w.Call(consoletest.Finance, http.MethodPost, "/v1/applications/"+application+"/claim", nil)
	w.Call(consoletest.Finance, http.MethodPost, "/v1/applications/"+application+"/unclaim", nil)
	a := audited{World: w, application: application, invoice: w.Approved(application)[0], month: w.Now().In(calendar.Shanghai)}
	w.Ready(a.invoice, "26112000000000000001", "%PDF-1.7 the first")
	for n := range 3 {
		id := w.Approved(w.Applied(fmt.Sprint("b", n), consoletest.EInvoice("100.00")))[0]
		w.Ready(id, fmt.Sprintf("2611200000000000001%d", n), fmt.Sprint("%PDF-1.7 ", n))
	}
	_, err := w.Register.Trail.Seal(t.Context())
	require.NoError(t, err)
	return a
}

// O4, section 8: an auditor searches, reads who did what by object, person, act and time, sees what has changed and until when the trail is sealed, and takes
// the pack of a month with it, whose index is the register; in every look, and without a form that changes anything.
func TestO4AnAuditorsJourneysInEveryLook(t *testing.T) {
	a := lastMonth(t)
	for n, look := range consoletest.Looks {
		t.Run(fmt.Sprint(look.English, look.Width), func(t *testing.T) {
			who := access.Identity{Subject: fmt.Sprint("sun-", n), Role: access.Auditor}
			j := a.Journey(who, look)
			searches(j, a)
			readsTheTrail(j, a)
			takesThePack(j, a)
		})
	}
}

// changesNothing proves that a page has no form that is posted, besides those of one's own menu.
func changesNothing(j *consoletest.Journey) {
	j.T.Helper()
	require.False(j.T, j.Is(`Boolean(document.querySelector("main form[method=post]"))`), j.At())
}

func searches(j *consoletest.Journey, a audited) {
	j.See("只读：您可以查看全部内容，不能更改。")
	changesNothing(j)
	j.Go("/console/desk/search?q=26112000000000000001")
	require.Equal(j.T, "/console/desk/invoices/"+a.invoice, j.At(), "one exact hit opens")
	changesNothing(j)
	j.Accessible()
	for _, page := range []string{
		"/console/desk", "/console/desk/review", "/console/desk/applications/" + a.application, "/console/desk/accounts/acct", "/console/figures",
	} {
		j.Go(page)
		changesNothing(j)
	}
}

func readsTheTrail(j *consoletest.Journey, a audited) {
	chain := j.Read("/v1/audit/chain")
	j.Go("/console/audit")
	j.See(j.Say("截至 %s 已封存，最后一条为第 %d 条。", chain["day"], int64(chain["up_to"].(float64))), consoletest.Verbatim(chain["hash"].(string)))
	j.Accessible()
	j.Press("查看全部记录")
	application := "application/" + a.application
	j.Type("对象", application)
	j.Press("查询")
	j.Browser.See("submitted", "claimed", "approved")
	j.See("按时间正序，时间均为北京时间")
	j.Browser.SeeNot("account/acct")
	j.Type("操作人", "finance:zhao")
	j.Press("查询")
	j.Browser.See("claimed")
	j.Browser.SeeNot("submitted")
	j.Is(`(document.querySelector("#field-what").value = "claimed") !== ""`)
	j.Press("查询")
	j.Until(`location.search.includes("what=claimed") && document.querySelectorAll("tbody tr").length === 1`, "one act of one person is left")
	require.Len(j.T, j.Texts("tbody tr"), 1)
	claimed := consoletest.Items(j.Read("/v1/audit?object=" + application + "&what=claimed"))
	require.Len(j.T, claimed, 1)
	require.Equal(j.T, "finance:zhao", claimed[0]["who"])
	require.Equal(j.T, []string{"finance:zhao"}, j.Texts("ins"), "what has changed, and nothing that has not")
	require.Empty(j.T, j.Texts("del"))
	j.Accessible()
	j.Type("自", j.Now().In(calendar.Shanghai).AddDate(0, 0, 1).Format(time.DateOnly))
	j.Press("查询")
	j.See("没有符合条件的内容")
	at := j.At()
	j.Go(at)
	require.True(j.T, j.Is(`document.querySelector("#field-what").value === "claimed"`), "the address is the memory")
	changesNothing(j)
	j.Go("/console/audit/trail?what=unclaimed&object=" + application)
	require.Equal(j.T, []string{"finance:zhao"}, j.Texts("del"), "and what was there before")
}

func takesThePack(j *consoletest.Journey, a audited) {
	j.Go("/console/audit/packs")
	j.Type("月份", a.month.Format("2006-01"))
	j.Press("生成")
	j.See("排队中")
	j.Accessible()
	id := ""
	for _, one := range consoletest.Items(j.Read("/v1/exports")) {
		if one["requested_by"] == "auditor:"+j.Who.Subject {
			id, _ = one["id"].(string)
		}
	}
	a.Exported(ids.Export(id))
	j.Go("/console/audit/packs")
	j.See("可下载", "下载")
	j.Accessible()
	status, content := j.Fetch("/console/audit/packs/" + id + "/file")
	require.Equal(j.T, http.StatusOK, status)
	sum := sha256.Sum256(content)
	j.Browser.See(hex.EncodeToString(sum[:]))
	pack, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(j.T, err)
	indexIsThePack(j, pack)
	invoicesAreTheRegister(j, pack)
}

// entry is the content of a file of a pack.
func entry(j *consoletest.Journey, pack *zip.Reader, name string) []byte {
	j.T.Helper()
	file, err := pack.Open(name)
	require.NoError(j.T, err, name)
	content, err := io.ReadAll(file)
	require.NoError(j.T, err)
	require.NoError(j.T, file.Close())
	return content
}

// table is one of the tables of a pack, without its first row.
func table(j *consoletest.Journey, pack *zip.Reader, name, sheet string) [][]string {
	j.T.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(entry(j, pack, name)), excelize.Options{RawCellValue: true})
	require.NoError(j.T, err)
	rows, err := book.GetRows(sheet)
	require.NoError(j.T, err)
	require.NoError(j.T, book.Close())
	return rows[1:]
}

// indexIsThePack: each file that the index names is there, with its checksum; and no other one but the list itself.
func indexIsThePack(j *consoletest.Journey, pack *zip.Reader) {
	j.T.Helper()
	listed := map[string]bool{"index.xlsx": true, "sha256.txt": true}
	for _, row := range table(j, pack, "index.xlsx", "文件 files") {
		sum := sha256.Sum256(entry(j, pack, row[0]))
		require.Equal(j.T, row[2], hex.EncodeToString(sum[:]), row[0])
		listed[row[0]] = true
	}
	for _, file := range pack.File {
		require.True(j.T, listed[file.Name], file.Name)
	}
	require.Contains(j.T, listed, "trail.jsonl")
	require.Contains(j.T, listed, "seals.jsonl")
	require.Contains(j.T, listed, "ledger.xlsx")
}

// invoicesAreTheRegister: the pack has the invoices that the API has, with their amounts, and their files.
func invoicesAreTheRegister(j *consoletest.Journey, pack *zip.Reader) {
	j.T.Helper()
	inPack := map[string][]string{}
	for _, row := range table(j, pack, "invoices.xlsx", "发票 invoices") {
		if len(row) > 11 && len(row[0]) == 20 {
			inPack[row[0]] = []string{row[10], row[11]}
			require.NotEmpty(j.T, entry(j, pack, "invoices/platform/"+row[0]+".pdf"))
		}
	}
	registered := consoletest.Items(j.Read("/v1/invoices?status=" + string(invoice.Issued) + "&limit=100"))
	require.Len(j.T, inPack, len(registered))
	for _, one := range registered {
		number, _ := one["number"].(string)
		require.Contains(j.T, inPack, number)
		want, _ := one["amount"].(string)
		require.InDelta(j.T, decimal(j, want), decimal(j, inPack[number][0]), 0, number)
	}
}

func decimal(j *consoletest.Journey, text string) (value float64) {
	j.T.Helper()
	_, err := fmt.Sscan(text, &value)
	require.NoError(j.T, err)
	return value
}
