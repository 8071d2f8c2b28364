package afterwards_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/console/page"
	"kaipiao/domain/ticket"
)

// V3, V6, A9, A11, R4: the journeys with tickets; one of them is of a company abroad with a number of its own register.
func TestO8JourneysWithTickets(t *testing.T) {
	consoletest.Journeys(t, lostPaper, voidPaper, proformaFromAbroad, anythingElse, anotherAddress)
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
	j.Expect("422")
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
	j.OnPaper("", func() { require.NotEmpty(j.T, j.Shown("#returns"), "the address is printed") })
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
