package afterwards_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/domain/ids"
)

// number is the n-th number of 20 digits.
func number(n int) string { return fmt.Sprintf("2611200000000000%04d", n) }

// shot writes what a page looks like, where somebody wants to see it.
func shot(b *consoletest.Browser, name string) {
	if to := os.Getenv("KAIPIAO_SCREENSHOTS"); to != "" {
		b.Screenshot(to + "/" + name + ".png")
	}
}

// A10, I2: what was applied for is listed with its state, due date and tracking number; an issued e-invoice is downloaded whole.
func TestA10TheListShowsWhatBecameOfEachApplication(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	b := w.As(consoletest.Customer)
	b.Go("/console/invoices")
	b.See("还没有发票", "申请开票")
	b.Accessible()
	w.Consumed("bill-1", "acct", "900000.00")
	content := "%PDF-1.7 an invoice"
	issued := w.Approved(w.Applied("a", consoletest.EInvoice("99999.99")))[0]
	w.Ready(issued, number(1), content)
	paper := w.Approved(w.Applied("b", consoletest.Paper("1000.00")))[0]
	w.Issued(paper, "12345678")
	w.Call(consoletest.Finance, "POST", "/v1/invoices/"+paper+"/ship", consoletest.Object{"tracking_number": "SF1020304050607"})
	pending := w.Applied("c", consoletest.EInvoice("300.00"))
	b.Go("/console/invoices")
	b.See("审核中的申请", "待审核", "300.00", "SF1020304050607", "99,999.99", "已寄出", "全部 2", "进行中 0", "已开票 2", "申请记录 3", "合计 2 张", "100,999.99")
	require.Equal(t, []string{"审核中的申请", "12345678", "26112000000000000001"}, b.Texts("tbody td:nth-child(3) a"), "the latest first")
	b.Accessible()
	shot(b, "list")
	b.Press("已开票")
	b.SeeNot("审核中的申请")
	b.Type("发票号码", "2611 2000 0000 0000 0001")
	b.Press("查询")
	b.See("99,999.99", "合计 1 张")
	b.SeeNot("SF1020304050607")
	at := b.At()
	b.Press("26112000000000000001")
	b.See("已开具，可下载文件。", "玖万玖仟玖佰玖拾玖圆玖角玖分", "销售方", "购买方", "明细（1 行）", "电子发票遗失可随时重新下载")
	b.Accessible()
	shot(b, "invoice")
	b.Is(`(history.back(), true)`)
	b.See("合计 1 张")
	require.Equal(t, at, b.At(), "back at the same list")
	// the file is what the API says
	status, file := b.Fetch("/console/invoices/" + issued + "/files/pdf")
	require.Equal(t, 200, status)
	sum := sha256.Sum256(file)
	files := w.Call(consoletest.Customer, "GET", "/v1/invoices/"+issued, nil)["files"].([]any)
	require.Equal(t, files[0].(consoletest.Object)["sha256"], hex.EncodeToString(sum[:]))
	b.Go("/console/invoices/" + paper)
	b.See("已寄出，可用快递单号查询。", "免费", "上地十街10号", "作废/退回纸票", "纸质发票的作废或红冲请提交工单")
	b.Accessible()
	b.Go("/console/invoices?view=applications")
	b.See("申请编号", "已通过", "合计 3 个申请")
	b.Accessible()
	b.Go("/console/applications/" + pending)
	b.See("审核中", "审核员领取前可自行撤销", "撤销申请")
	b.Accessible()
	shot(b, "application")
	// what matches nothing says so, and a wrong filter is said at its field
	b.Go("/console/invoices?title=nobody")
	b.See("没有符合条件的内容", "清除筛选")
	b.Expect("400")
	b.Go("/console/invoices?number=abc")
	b.See("请检查以下内容")
	b.Accessible()
	// somebody else's invoice is not there
	w.Account("other")
	other := w.As(consoletest.Stranger)
	other.Expect("404", "404")
	other.Go("/console/invoices/" + issued)
	other.See("没有这个页面")
	other.Go("/console/invoices/" + issued + "/files/pdf")
	other.See("没有这个页面")
}

// O8: the list and an invoice are read in English, on a phone, in the dark and without script.
func TestO8TheListIsReadByEverybody(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	for n := range 25 {
		w.Consumed(fmt.Sprintf("bill-%d", n), "acct", "1060.00", consoletest.Object{"product": fmt.Sprintf("云服务器 ECS 通用型 g%d 企业版包年包月（华北 2 可用区）", n)})
	}
	id := w.Approved(w.Applied("a", consoletest.EInvoice("26500.00")))[0]
	w.Ready(id, number(1), "%PDF-1.7")
	for _, look := range []consoletest.Look{{Width: 360}, {English: true, Dark: true}, {NoScript: true}} {
		b := w.As(consoletest.Customer, look)
		b.Go("/console/invoices")
		shot(b, fmt.Sprintf("list-%d-%v", look.Width, look.English))
		if look.English {
			b.See("Invoices", "Issued 1", "in total, on all pages")
		} else {
			b.See("发票列表", "合计 1 张（全部页）")
		}
		if !look.NoScript {
			b.Accessible()
		}
		b.Go("/console/invoices/" + id)
		if look.English {
			b.See("Lines (25)", "its files can be downloaded")
		} else {
			b.See("明细（25 行）")
		}
		shot(b, fmt.Sprintf("invoice-%d-%v", look.Width, look.English))
		if !look.NoScript {
			b.Accessible()
			continue
		}
		b.Press("仅看异常")
		b.See("没有异常。")
	}
}

// R2: a customer takes an application back as long as nobody has claimed it; who is too late reads who was first and when, and where to ask.
func TestR2CancelOnThePageAndTheLostRace(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	gone := w.Applied("a", consoletest.EInvoice("300.00"))
	b := w.As(consoletest.Customer)
	b.Go("/console/invoices")
	b.Press("撤销申请")
	b.See("申请已撤销", "已撤销")
	require.Equal(t, "cancelled", w.Call(consoletest.Customer, "GET", "/v1/applications/"+gone, nil)["status"])
	require.Contains(t, b.At(), "/console/applications/"+gone)
	raced := w.Applied("b", consoletest.EInvoice("400.00"))
	b.Go("/console/applications/" + raced)
	b.See("撤销申请")
	w.Call(consoletest.Finance, "POST", "/v1/applications/"+raced+"/claim", nil)
	b.Expect("409")
	b.Press("撤销申请")
	b.See("当前状态请提交工单申请撤销", "审核人已领取2026-09-18 15:00:00 财务 zhao", "提交工单")
	b.Accessible()
	shot(b, "lost-race")
	require.Equal(t, "pending_approval", w.Call(consoletest.Customer, "GET", "/v1/applications/"+raced, nil)["status"])
	// greyed from now on, with the reason and a ticket that is filled in
	b.Go("/console/invoices")
	b.See("审核员已领取，当前状态请提交工单申请撤销。")
	require.True(t, b.Is(`document.querySelector('[aria-disabled="true"]').getAttribute("aria-describedby") !== ""`))
	b.Accessible()
}

// P6, P8 of the design: what is ticked survives the next page, a filter, a reload, the other language and another window; the chosen invoices are one
// file, and all that match another; what is ticked by nobody is asked for.
func TestP6ManyAreDownloadedAtOnce(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "5000.00")
	for n := range 23 {
		w.Ready(w.Approved(w.Applied(fmt.Sprint("k", n), consoletest.EInvoice("100.00")))[0], number(n+1), "%PDF-1.7")
	}
	b := w.As(consoletest.Customer)
	b.Go("/console/invoices")
	b.Expect("422")
	b.Press("下载所选")
	b.See("请先勾选要下载的发票")
	b.Accessible()
	b.Go("/console/invoices")
	b.Choose("选择 " + number(23))
	b.See("已选 1 张", "合计 ¥100.00")
	b.Accessible()
	b.Press("下一页")
	b.Choose("选择 " + number(1))
	b.See("已选 2 张", "合计 ¥200.00")
	b.Type("发票号码", number(5))
	b.Press("查询")
	b.See("合计 1 张", "已选 2 张")
	b.Choose("选择 " + number(5))
	b.See("已选 3 张", "合计 ¥300.00")
	b.Go(b.At())
	require.True(t, b.Ticked("选择 "+number(5)))
	b.Go("/console/invoices?title=nobody")
	b.See("没有符合条件的内容", "已选 3 张")
	b.Accessible()
	b.Go("/console/invoices")
	require.True(t, b.Ticked("选择 "+number(23)))
	b.Choose("选择 " + number(23))
	b.See("已选 2 张")
	other := w.As(consoletest.Customer, consoletest.Look{English: true, Width: 360})
	other.Go("/console/invoices")
	other.See("2 chosen", "In all ¥200.00")
	other.Accessible()
	other.Choose("Choose " + number(22))
	other.See("3 chosen")
	shot(other, "chosen-360")
	b.Go("/console/invoices")
	b.See("已选 3 张")
	b.Press("下载所选")
	b.See("已申请")
	require.Equal(t, []string{number(1), number(5), number(22)}, pdfs(w, b))
	b.Go("/console/invoices")
	b.Press("取消全部选择")
	b.SeeNot("已选 3 张")
	b.Press("选择本页")
	b.See("已选 20 张", "合计 ¥2,000.00")
	shot(b, "chosen")
	b.Go("/console/invoices?amount_from=100")
	b.Press("下载全部符合条件的 23 张")
	b.See("已申请")
	require.Len(t, pdfs(w, b), 23)
	// a choice is its person's, and somebody else's invoice cannot be chosen
	w.Account("other")
	stranger := w.As(consoletest.Stranger)
	stranger.Go("/console/invoices")
	stranger.SeeNot("已选 20 张")
	id := w.Call(consoletest.Customer, "GET", "/v1/accounts/acct/invoices?limit=1", nil)["items"].([]any)[0].(consoletest.Object)["id"].(string)
	status, _ := w.Posted(consoletest.Stranger, "/console/invoices/chosen", url.Values{"shown": {id}, "invoice": {id}})
	require.Equal(t, 404, status)
}

// P6 of the design: without script, buttons keep what is ticked.
func TestP6TicksAreKeptWithoutScript(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "5000.00")
	for n := range 21 {
		w.Ready(w.Approved(w.Applied(fmt.Sprint("k", n), consoletest.EInvoice("100.00")))[0], number(n+1), "%PDF-1.7")
	}
	b := w.As(consoletest.Customer, consoletest.Look{NoScript: true})
	b.Go("/console/invoices")
	b.Choose("选择 " + number(21))
	b.Press("下一页")
	b.See("已选 1 张", "合计 ¥100.00")
	b.Choose("选择 " + number(1))
	b.Press("保存勾选")
	b.See("已选 2 张", "合计 ¥200.00")
	b.Press("下载所选")
	b.See("已申请")
	require.ElementsMatch(t, []string{number(1), number(21)}, pdfs(w, b))
}

// pdfs are the numbers of the invoices whose files are in the export that the page shows, once it is made.
func pdfs(w *consoletest.World, b *consoletest.Browser) (numbers []string) {
	w.T.Helper()
	id := strings.TrimPrefix(b.At(), "/console/exports/")
	w.Exported(ids.Export(id))
	status, file := b.Fetch("/console/exports/" + id + "/file")
	require.Equal(w.T, 200, status)
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(w.T, err)
	for _, one := range archive.File {
		if name := path.Base(one.Name); strings.HasSuffix(name, ".pdf") {
			numbers = append(numbers, strings.TrimSuffix(name, ".pdf"))
		}
	}
	slices.Sort(numbers)
	return numbers
}
