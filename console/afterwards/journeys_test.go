package afterwards_test

import (
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"
)

// R2, V1, O8: the journeys of a customer who has applied, in both languages, at a desk and on a phone.
func TestO8JourneysOfWhoHasApplied(t *testing.T) {
	consoletest.Journeys(t, takenBackOrTooLate, redIssuedAtOnce, redIssuedByTheBuyersWord, overTheListAndBack)
}

// V3, V6, A9, A11, R4: the journeys with tickets; one of them is of a company abroad with a number of its own register.
func TestO8JourneysWithTickets(t *testing.T) {
	consoletest.Journeys(t, lostPaper, voidPaper, proformaFromAbroad, anythingElse, anotherAddress)
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
	claimed := time.Now()
	j.Until(`!document.querySelector('form[action$="/cancel"]')`, "the button goes")
	require.Less(j.T, time.Since(claimed), 5*time.Second, "about a second on a machine that is not busy")
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
	require.Equal(j.T, []string{"block", "none"}, j.Printed(".steps-card", ".buttons"), "the steps are printed, and no buttons")
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

// lostPaper: the missing list shrinks, a wrong file has its sentence, and the turn changes.
func lostPaper(j *consoletest.Journey) {
	j.Consume("1", "1000.00")
	paper := j.IssuedTo("12345601", consoletest.Paper("1000.00"))
	good, bad := picture(j.T)
	j.Go("/console/invoices/" + paper)
	j.Press("更多")
	j.Press("遗失补办")
	j.See(j.Say("下载模板：%s", j.Say("遗失证明")[0]))
	j.Accessible()
	j.Press("提交工单")
	j.See("工单已提交。", j.Say("请您上传：%s", j.Say("遗失证明")[0]), "缺")
	j.Expect("400", "422")
	j.Attach("#field-file", bad)
	j.Press("上传")
	j.See("请检查以下内容")
	j.Accessible()
	j.Attach("#field-file", good)
	j.Press("上传")
	j.See("材料已上传。", "已收到", "财务处理中")
	j.Accessible()
	id := j.ID()
	is := j.Read("/v1/tickets/" + id)
	require.Equal(j.T, []any{"verifying", "finance"}, []any{is["status"], is["waiting_for"]})
	j.Call(consoletest.Finance, http.MethodPost, "/v1/tickets/"+id+"/accept", consoletest.Object{})
	j.Go("/console/tickets/" + id)
	j.See(page.TicketState(ticket.Done).Says, "存根联复印件")
	j.Accessible()
}

// voidPaper: where the original goes, what has to be with it, and who pays the courier.
func voidPaper(j *consoletest.Journey) {
	j.Consume("1", "1000.00")
	paper := j.IssuedTo("12345602", consoletest.Paper("1000.00"))
	j.Call(consoletest.Finance, http.MethodPost, "/v1/invoices/"+paper+"/ship", consoletest.Object{"tracking_number": "SF" + string(j.Who.Account)})
	j.Go("/console/invoices/" + paper)
	j.See("纸质发票的作废或红冲请提交工单，并寄回原件。")
	j.Press("作废/退回纸票")
	j.See("退票地址", "请寄付，到付不予签收。", consoletest.Verbatim("方舟大厦"), "普通发票：寄回原件，附作废说明。", "专用发票：寄回原件，附拒收证明。")
	j.Accessible()
	require.Equal(j.T, []string{"block"}, j.Printed("#returns"), "the address is printed")
	j.Press("提交工单")
	j.See(j.Say("请您寄回发票原件，并上传：%s", j.Say("拒收证明")[0]), "原件由财务签收后登记。")
	good, _ := picture(j.T)
	j.Attach("#field-file", good)
	j.Press("上传")
	j.See("材料已上传。", "请您寄回发票原件。")
	j.Accessible()
	require.Equal(j.T, []any{"original_received"}, j.Read("/v1/tickets/" + j.ID())["missing"])
}

// proformaFromAbroad: a template, another one, the customer's word, and the sealed scan.
func proformaFromAbroad(j *consoletest.Journey) {
	account := string(j.Who.Account) + "-abroad"
	j.Abroad(account)
	j = j.Journey(consoletest.CustomerOf(account, account), j.Look)
	bill := j.Consume("1", "1060.00")
	j.Go("/console")
	j.Press("申请形式发票")
	j.Choose(consoletest.Verbatim(bill))
	j.Press("提交工单")
	j.See("请您核对形式发票：确认无误，或要求修改。")
	j.Accessible()
	id := j.ID()
	j.Type("需要修改的内容", "Please add our order number 4711")
	j.Press("要求修改")
	j.See("修改要求已提交给财务。", "Please add our order number 4711")
	first := j.Read("/v1/tickets/" + id)["materials"].([]any)[0].(consoletest.Object)
	status, template := j.Fetch("/console/tickets/" + id + "/materials/" + first["id"].(string))
	require.Equal(j.T, http.StatusOK, status)
	require.Equal(j.T, "%PDF", string(template[:4]))
	j.HandedIn(consoletest.Finance, id, string(ticket.Template), j.File("template.pdf", template))
	j.Go("/console/tickets")
	j.See("您")
	j.Go("/console/tickets/" + id)
	j.Press("确认无误")
	j.See("已确认，财务将盖章。")
	j.Accessible()
	scan, _ := picture(j.T)
	j.HandedIn(consoletest.Finance, id, string(ticket.StampedScan), scan)
	j.Go("/console/tickets/" + id)
	j.See(page.TicketState(ticket.Done).Says, "盖章扫描件")
	sealed := j.Links(`a[download]`)
	_, file := j.Fetch(sealed[len(sealed)-1])
	sent, err := os.ReadFile(scan)
	require.NoError(j.T, err)
	require.Equal(j.T, sent, file, "the scan is the one that finance has sealed")
}

// anythingElse: what no other kind is for needs a note.
func anythingElse(j *consoletest.Journey) {
	j.Go("/console/tickets")
	j.Press("新建工单")
	j.Press("其他")
	j.Expect("400")
	j.Press("提交工单")
	j.See("请检查以下内容")
	j.Accessible()
	j.Type("说明", "贵司开户行有误")
	j.Press("提交工单")
	j.See("工单已提交。", consoletest.Verbatim("贵司开户行有误"))
	id := j.ID()
	j.Call(consoletest.Finance, http.MethodPost, "/v1/tickets/"+id+"/ask", consoletest.Object{"types": []string{"other"}, "reason": "请提供开户许可证"})
	j.Go("/console/tickets")
	j.See("您", page.TicketState(ticket.AwaitsMaterials).Says)
	j.Go("/console/tickets/" + id)
	j.See(j.Say("请您上传：%s", j.Say("其他材料")[0]), consoletest.Verbatim("请提供开户许可证"))
	j.Accessible()
	j.Press("撤回工单")
	j.See("您已撤回。")
	require.Equal(j.T, "refused", j.Read("/v1/tickets/" + id)["status"])
}

// anotherAddress: before the paper is sent, a ticket asks for another address.
func anotherAddress(j *consoletest.Journey) {
	j.Consume("1", "1000.00")
	pending := j.Apply("address-"+string(j.Who.Account), consoletest.Paper("1000.00"))
	j.Go("/console/information")
	j.Press("修改邮寄地址")
	j.Pick("about", "application:"+pending)
	j.Type("收件人", "财务部 李四")
	j.Type("电话", "021-55550000")
	j.Type("省市区", "上海市")
	j.Expect("400")
	j.Press("提交工单")
	j.See("请检查以下内容")
	j.Type("详细地址", "世纪大道1号")
	j.Press("提交工单")
	j.See("工单已提交。", consoletest.Verbatim("世纪大道1号"))
	j.Accessible()
	j.Call(consoletest.Finance, http.MethodPost, "/v1/tickets/"+j.ID()+"/accept", consoletest.Object{})
	paper := j.Approved(pending)[0]
	require.Equal(j.T, "世纪大道1号", j.Read("/v1/invoices/" + paper)["address"].(consoletest.Object)["street"])
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
	j.Expect("400", "422")
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
