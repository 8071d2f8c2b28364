package exports_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/ids"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// P6: a file is asked for, seen being made, and fetched as the API has it; what others ask for is theirs.
func TestP6FilesAreAskedForAndFetched(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Account("other")
	w.Consumed("bill-1", "acct", "1060.00")
	w.Issued(w.Approved(w.Applied("a", consoletest.EInvoice("1060.00")))[0], "26112000000000000001")
	b := w.As(consoletest.Customer)
	b.Go("/console/exports")
	b.See("还没有导出", "新建导出", "账务明细")
	b.SeeNot("审计包")
	b.Accessible()
	b.Expect("status of 4")
	b.Type("到", "2026-08-01")
	b.Press("开始导出")
	b.See("请检查以下内容")
	b.Accessible()
	b.Type("到", "2026-09-30")
	b.Select("格式", "XLSX")
	b.Press("开始导出")
	b.See("已申请", "发票 2026-09-01 ～ 2026-09-30")
	b.Accessible()
	id := w.Call(consoletest.Customer, "GET", "/v1/exports", nil)["items"].([]any)[0].(consoletest.Object)["id"].(string)
	w.Exported(ids.Export(id))
	b.Go("/console/exports")
	b.See("已就绪", "下载", "2026-09-01 ～ 2026-09-30")
	b.Accessible()
	status, file := b.Fetch("/console/exports/" + id + "/file")
	require.Equal(t, 200, status)
	require.Equal(t, "PK", string(file[:2]), "an xlsx is a zip")
	b.Go("/console/exports/" + id)
	b.See("invoices-acct-2026-09-01-2026-09-30.xlsx", "SHA-256")
	b.Accessible()
	stranger := w.As(consoletest.Stranger)
	stranger.Expect("404")
	stranger.Go("/console/exports/" + id + "/file")
	stranger.See("没有这个页面")
	for _, who := range []access.Identity{consoletest.Auditor, consoletest.Finance} {
		b := w.As(who, consoletest.Look{English: true, Width: 360, Dark: true})
		b.Go("/console/exports")
		b.See("Exports", "Account", "Audit pack")
		if who.Role == access.Finance {
			b.Accessible()
		}
	}
}

// P6, O1: what accounting books of a month is a file of lines, whatever format stands chosen beside it; customers are not offered it.
func TestP6DocumentsForAccountingAreAskedForAndFetched(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1060.00")
	w.Issued(w.Approved(w.Applied("a", consoletest.EInvoice("1060.00")))[0], "26112000000000000001")
	customer := w.As(consoletest.Customer)
	customer.Go("/console/exports")
	customer.SeeNot("会计入账数据")
	b := w.As(consoletest.Finance)
	b.Go("/console/exports")
	b.Select("内容", "会计入账数据（JSONL）")
	b.Type("从", "2026-09-01")
	b.Type("到", "2026-09-30")
	b.Press("开始导出")
	b.See("已申请", "会计入账数据（JSONL） 2026-09-01 ～ 2026-09-30")
	b.Accessible()
	id := w.Call(consoletest.Finance, "GET", "/v1/exports", nil)["items"].([]any)[0].(consoletest.Object)["id"].(string)
	w.Exported(ids.Export(id))
	status, file := b.Fetch("/console/exports/" + id + "/file")
	require.Equal(t, 200, status)
	lines := strings.Split(strings.TrimSpace(string(file)), "\n")
	require.Len(t, lines, 1)
	var document map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &document))
	require.Equal(t, "document.issued", document["event"])
	require.Equal(t, "26112000000000000001", document["number"])
	english := w.As(consoletest.Auditor, consoletest.Look{English: true})
	english.Go("/console/exports")
	english.See("Documents for accounting (JSONL)")
}
