package afterwards_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

// R2, V1, O8: the journeys of a customer who has applied, in both languages, at a desk and on a phone.
func TestO8JourneysOfWhoHasApplied(t *testing.T) {
	consoletest.Journeys(t, takenBackOrTooLate, redIssuedAtOnce, redIssuedByTheBuyersWord, overTheListAndBack)
}

// A4, A5, A14: the journeys to what is kept for the next invoice.
func TestO8JourneysOfInformation(t *testing.T) {
	consoletest.Journeys(t, titleAddressAndRecipients, everyMonthByItself)
}

// reversalOf is the last attempt to undo an invoice.
func reversalOf(j *consoletest.Journey, id string) consoletest.Object {
	j.T.Helper()
	all := j.Read("/v1/invoices/" + id)["reversals"].([]any)
	require.NotEmpty(j.T, all)
	return all[len(all)-1].(consoletest.Object)
}

// takenBackOrTooLate: nobody has claimed it, and it is taken back; a second one is claimed, and the button is gone within a second.
func takenBackOrTooLate(j *consoletest.Journey) {
	j.Consume("1", "1000.00")
	first := j.Apply("first-"+string(j.Who.Account), consoletest.EInvoice("300.00"))
	j.Go("/console/invoices")
	j.Press("撤销申请")
	j.See("申请已撤销，金额已退回可开票金额。", page.ApplicationState(application.Cancelled).Says)
	require.Equal(j.T, "cancelled", j.Read("/v1/applications/" + first)["status"])
	second := j.Apply("second-"+string(j.Who.Account), consoletest.EInvoice("400.00"))
	j.Go("/console/applications/" + second)
	stale := j.Other()
	stale.Go("/console/applications/" + second)
	stale.See("撤销申请")
	stale.Is(`(document.querySelectorAll("[data-live]").forEach((e) => e.removeAttribute("id")), true)`)
	j.Listens()
	require.True(j.T, j.Is(`Boolean(document.querySelector('form[action$="/cancel"]'))`))
	j.Call(consoletest.Finance, http.MethodPost, "/v1/applications/"+second+"/claim", nil)
	j.Until(`!document.querySelector('form[action$="/cancel"]')`, "the button goes")
	j.See("审核员已领取", "提交工单")
	j.Accessible()
	// who has the page from before reads who was first, and when
	stale.Expect("409")
	stale.Press("撤销申请")
	stale.See("情况已有变化", "2026-09-18 15:00:00", "zhao")
	stale.Accessible()
	require.Equal(j.T, "pending_approval", j.Read("/v1/applications/" + second)["status"])
}

// redIssuedAtOnce: the branch is told first, and so is what comes of it.
func redIssuedAtOnce(j *consoletest.Journey) {
	j.Consume("1", "1060.00")
	id := j.IssuedTo("26110000000000000101", consoletest.EInvoice("1060.00"))
	j.Used = &invoice.Usage{}
	j.Go("/console/invoices")
	j.Press("红冲")
	j.See("可立即红冲", j.Say("查询于 %s", "2026-09-18 15:00:00"))
	j.Choose("部分：按行填写")
	j.Type(j.Say("第 %d 行本次红冲的不含税金额", 1), "200")
	j.See("−¥212.00", "¥848.00")
	j.Accessible()
	j.Press("提交红冲")
	j.See("红冲进行中")
	asked := reversalOf(j, id)
	require.Equal(j.T, "-212.00", asked["amount"])
	j.RedIssued(asked["id"].(string), "26110000000000000102")
	j.Go("/console/invoices/" + id)
	j.See(page.InvoiceState(invoice.PartlyRedIssued).Says, "红冲记录", "换开")
	j.Accessible()
	require.Equal(j.T, "212.00", j.Own("/invoiceable")["available"])
}

// redIssuedByTheBuyersWord: the buyer has steps to follow; what lapses leaves the invoice valid.
func redIssuedByTheBuyersWord(j *consoletest.Journey) {
	j.Consume("1", "1060.00")
	id := j.IssuedTo("26110000000000000103", consoletest.EInvoice("1060.00"))
	j.Used = &invoice.Usage{Booked: true}
	j.Go("/console/invoices/" + id + "/red-issue")
	j.See("需购买方确认", "¥1,060.00")
	j.Press("提交红冲")
	j.See("红冲进行中")
	j.AwaitsBuyer(reversalOf(j, id)["id"].(string))
	j.Go("/console/invoices/" + id + "/red-issue")
	until := j.Now().Add(72 * time.Hour)
	j.See("购买方操作步骤", "登录电子税务局。", "依次进入：我要办税 → 开票业务 → 红字发票开具 → 红字信息确认单处理。",
		j.Say("找到发票号码 %s、金额 %s 的确认单，核对后点“确认”。", "26110000000000000103", "−¥1,060.00"), format.By(until, j.Now(), false), "撤回")
	j.Accessible()
	j.OnPaper("", func() {
		require.NotEmpty(j.T, j.Shown(".steps-card"), "the steps are printed")
		require.Empty(j.T, j.Shown(".buttons"), "and no buttons")
	})
	j.Ended(reversalOf(j, id)["id"].(string), reversal.Lapsed, "")
	j.Go("/console/invoices/" + id + "/red-issue")
	j.See(j.Say("上次红冲：%s。原发票继续有效，可再次申请。", page.ReversalState(reversal.Lapsed).Says.In(j.Language())))
	require.Equal(j.T, "issued", j.Read("/v1/invoices/" + id)["status"], "it stays valid")
}

// overTheListAndBack: the other language is the same list at the same row, and Back leads to what was filtered.
func overTheListAndBack(j *consoletest.Journey) {
	j.Consume("1", "10000.00")
	ids := make([]string, 25)
	for n := range ids {
		ids[n] = j.IssuedTo(number(2000+n), consoletest.EInvoice("100.00"))
	}
	j.Go("/console/invoices")
	j.Press("已开票")
	at, row := j.At(), "row-inv-"+ids[10]
	require.Contains(j.T, at, "view=issued")
	j.Is(`(document.getElementById("` + row + `").scrollIntoView({block: "center"}), true)`)
	j.Click("#" + row + " a")
	j.See(page.InvoiceState(invoice.Issued).Says)
	j.Is(`(history.back(), true)`)
	j.Until(`location.pathname === "/console/invoices" && Boolean(document.getElementById("`+row+`"))`, "back in the list")
	require.Equal(j.T, at, j.At(), "with its filter")
	require.True(j.T, j.Is(`(() => { const r = document.getElementById("`+row+`").getBoundingClientRect(); return r.top < innerHeight && r.bottom > 0; })()`),
		"the row is where it was")
	j.Press("下一页")
	j.See(j.Say("合计 %s 张（全部页）", "25"))
	second := j.At()
	j.Click("a.language")
	other := *j
	other.Look.English = !j.Look.English
	other.See("发票列表", other.Say("合计 %s 张（全部页）", "25"))
	require.Equal(j.T, second, other.At(), "the same page of the same list")
	require.True(j.T, j.Is(`Boolean(document.getElementById("row-inv-`+ids[0]+`"))`))
	other.Click("a.language")
	j.See("发票列表")
}

// titleAddressAndRecipients: what is saved is what the next application begins with.
func titleAddressAndRecipients(j *consoletest.Journey) {
	j.Go("/console/information")
	j.See("认证名称不可在此修改。", "公司只是更名：请在账户中心办理名称变更，已有消费保留。", "换了公司：请在账户中心办理主体变更，须先结清申请和欠票。")
	j.Press("新增抬头")
	j.Type("发票抬头", "北京甲科技有限公司")
	j.Type("纳税人识别号", "91110000802100433B")
	j.Type("地址、电话", "上地十街10号 010-59922888")
	j.Choose("设为默认")
	j.Press("检查")
	j.See(j.Say("检查结果：%s", j.Say("自动通过")[0]))
	j.Accessible()
	j.Press("保存")
	j.See("已保存。已提交的申请不受影响。")
	j.Press("新增邮寄地址")
	j.Type("收件人", "财务部 王女士")
	j.Type("电话", "010-59922888")
	j.Type("省市区", "北京市海淀区")
	j.Type("详细地址", "上地十街10号2层")
	j.Choose("设为默认")
	j.Press("保存")
	j.See(consoletest.Verbatim("上地十街10号2层"), "默认")
	j.Type("接收邮箱", "a@example.test， b@example.test")
	j.Click(`form[action$="/recipients"] button`)
	j.See("已保存。已提交的申请不受影响。")
	require.Equal(j.T, "a@example.test,b@example.test", j.Own("")["email"])
	require.Equal(j.T, true, consoletest.Items(j.Own("/addresses"))[0]["default"])
	require.Equal(j.T, true, consoletest.Items(j.Own("/titles"))[0]["default"])
	j.Accessible()
	// the next application begins with them
	j.Consume("1", "1000.00")
	j.Go("/console/apply?amount=100")
	j.Press("下一步")
	require.Equal(j.T, "a@example.test,b@example.test", j.Value("接收邮箱"))
	require.True(j.T, j.Is(`document.querySelector('input[name=address]:checked').value !== "new"`))
	require.True(j.T, j.Is(`document.querySelector('input[name=title]:checked').value.length > 20`), "the saved one")
}

// everyMonthByItself: a standing order says when it applies next, and for how much.
func everyMonthByItself(j *consoletest.Journey) {
	j.Consume("1", "1320.00")
	j.Go("/console/standing-order")
	j.See("尚未设置自动开票。设置后，每月在您选定的日期自动申请开具全部可开票金额。")
	j.Expect("400")
	j.Type("每月几日（1–28）", "29")
	j.Press("保存")
	j.See("请检查以下内容")
	j.Accessible()
	j.Type("每月几日（1–28）", "5")
	j.Press("保存")
	j.See("已启用", format.At(consoletest.At("2026-10-05 10:30:00"), j.Now()), "¥1,320.00")
	j.Accessible()
	j.Choose("启用自动开票")
	j.Press("保存")
	j.See("已停用")
	require.Equal(j.T, false, j.Own("/standing-order")["enabled"])
	j.Press("删除自动开票")
	j.See("已删除。")
	j.Accessible()
}
