package customer_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/console/page"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
)

// A2, A8, A12, L8 to L10: the journeys of somebody who applies, in both languages, at a desk and on a phone.
func TestO8JourneysOfWhoApplies(t *testing.T) {
	consoletest.Journeys(t, fromApplyingToTheFile, whereNothingCanBeApplied, shortOfWhatIsOutstanding, clearedAndInvoiced, onlyCleared)
}

// A13, O8: the journeys that need the door.
func TestO8JourneysThroughTheDoor(t *testing.T) {
	consoletest.Journeys(t, afterTheSessionHasEnded, betweenTheAccountsOfAGroup)
}

// fromApplyingToTheFile: what is previewed is issued, once, and its file is the one of the API.
func fromApplyingToTheFile(j *consoletest.Journey) {
	j.Consume("1", "700.00")
	j.Consume("2", "360.00", consoletest.Object{"product": "对象存储"})
	j.Go("/console")
	j.See("可开票金额", "¥1,060.00")
	require.Equal(j.T, "1060.00", j.Own("/invoiceable")["available"])
	j.Press("申请开票")
	j.Type("开票金额", "1,060.00")
	j.Press("下一步")
	j.Press("下一步")
	j.See(consoletest.Verbatim("壹仟零陆拾圆整"), "¥60.00")
	previewed := j.Texts("article tfoot .amount")
	require.Equal(j.T, "1,000.00", previewed[0], "net")
	require.Equal(j.T, "60.00", previewed[2], "tax")
	j.Accessible()
	form := url.Values{"key": {j.Hidden("key")}, "revision": {j.Hidden("revision")}, "remark": {""}, "do": {"submit"}}
	j.Press("提交申请")
	j.See("申请已提交", page.ApplicationState(application.PendingApproval).Says)
	j.Accessible()
	id := j.ID()
	_, landed := j.Posted(j.Who, "/console/apply/confirm", form)
	require.Equal(j.T, "/console/apply/done/"+id, landed, "submitted twice, it is one application")
	require.Len(j.T, consoletest.Items(j.Own("/applications")), 1)

	j.Press("查看申请")
	j.Listens()
	issued := j.Approved(id)[0]
	content := "%PDF-1.7 invoice of " + string(j.Who.Account)
	j.See(page.ApplicationState(application.Approved).Says)
	j.Ready(issued, "26110000000000000001", content)
	j.Go("/console/invoices/" + issued)
	j.See(page.InvoiceState(invoice.Issued).Says, "¥1,060.00", "2611")
	api := j.Read("/v1/invoices/" + issued)
	require.Equal(j.T, []any{"1000.00", "60.00", "1060.00"}, []any{api["net"], api["tax"], api["amount"]}, "as it was previewed")
	j.Accessible()
	status, file := j.Fetch(j.Links("#head a[download]")[0])
	require.Equal(j.T, http.StatusOK, status)
	require.Equal(j.T, content, string(file))
	sum := sha256.Sum256(file)
	require.Equal(j.T, api["files"].([]any)[0].(consoletest.Object)["sha256"], hex.EncodeToString(sum[:]))
}

// whereNothingCanBeApplied: the button is greyed, keeps the focus, has every reason beside it, and nothing goes around it.
func whereNothingCanBeApplied(j *consoletest.Journey) {
	j.Consume("1", "1000.00")
	j.IssuedTo("26110000000000000002", consoletest.EInvoice("1000.00"))
	j.Refunded("refund-greyed", string(j.Who.Account)+"-1", "300.00")
	j.Go("/console")
	j.See(j.Say("欠票 %s，余额暂不可提现。", "¥300.00"), j.Say("还差 %s。", "¥300.00"))
	before := j.Own("/invoiceable")
	for _, reason := range before["blocked"].([]any) {
		says := reason.(consoletest.Object)
		j.See(consoletest.Verbatim(says[map[bool]string{true: "message", false: "message_zh"}[j.Look.English]].(string)))
	}
	require.NotEmpty(j.T, before["blocked"])
	const greyed = `document.querySelector('[aria-disabled="true"]')`
	require.True(j.T, j.Is(`(() => { const b = `+greyed+`; b.focus();
return document.activeElement === b && document.getElementById(b.getAttribute("aria-describedby")) !== null; })()`))
	j.Press("申请开票")
	require.True(j.T, j.Is(`document.activeElement.id === "why-apply"`))
	j.Accessible()
	status, _ := j.Posted(j.Who, "/console/apply", url.Values{"seller": {"platform"}, "by": {"amount"}, "amount": {"100"}, "do": {"next"}})
	require.Equal(j.T, http.StatusUnprocessableEntity, status)
	require.Equal(j.T, before, j.Own("/invoiceable"), "nothing has changed")
	require.Len(j.T, consoletest.Items(j.Own("/applications")), 1, "the one of before")
	j.Press("处理欠票")
	j.See("余额暂不可提现。")
}

// owing has the journey's account owe 500.00, and consume something else since.
func owing(j *consoletest.Journey, number, since string) {
	j.Consume("invoiced", "1000.00")
	j.IssuedTo(number, consoletest.EInvoice("1000.00"))
	j.Refunded("refund-"+string(j.Who.Account), string(j.Who.Account)+"-invoiced", "500.00")
	j.Consume("new", since)
}

// shortOfWhatIsOutstanding: 300.00 of 500.00 is short by 200.00, on every page.
func shortOfWhatIsOutstanding(j *consoletest.Journey) {
	owing(j, "26110000000000000003", "300.00")
	j.Go("/console/offset")
	j.See("余额暂不可提现。", "还差", "¥200.00", j.Say("可用的同编码消费还差 %s。", "¥200.00"), j.Say("再消费 %s（同编码 %s）", "¥200.00", "3040203000000000000"))
	j.Accessible()
	j.Go("/console/apply?amount=300")
	j.See("¥200.00", "加选同编码记录")
	status, _ := j.Posted(j.Who, "/console/apply", url.Values{"seller": {"platform"}, "by": {"amount"}, "amount": {"300"}, "do": {"next"}})
	require.Equal(j.T, http.StatusUnprocessableEntity, status)
}

// clearedAndInvoiced: of 800.00 the 500.00 are cleared, and 300.00 are invoiced.
func clearedAndInvoiced(j *consoletest.Journey) {
	owing(j, "26110000000000000004", "800.00")
	j.Go("/console/offset")
	j.See("余额可以提现。", j.Say("用以下记录冲抵 %s；之后可开票 %s。", "¥500.00", "¥300.00"))
	j.Accessible()
	j.Press("现在冲抵")
	j.See("冲抵", "¥500.00", "开票", "¥300.00")
	j.Press("下一步")
	j.Press("下一步")
	j.See("¥300.00", consoletest.Verbatim("叁佰圆整"))
	j.Press("提交申请")
	j.See("申请已提交")
	api := j.Read("/v1/applications/" + j.ID())
	require.Equal(j.T, []any{"300.00", "500.00"}, []any{api["total"], api["offset"]})
}

// onlyCleared: of 500.00 nothing is left to invoice.
func onlyCleared(j *consoletest.Journey) {
	owing(j, "26110000000000000005", "500.00")
	j.Go("/console/apply?amount=500")
	j.See("本次仅冲抵欠票，不开具发票。")
	j.Press("下一步")
	j.Press("下一步")
	j.See("本次仅冲抵欠票，不开具发票。")
	j.Accessible()
	j.Press("提交申请")
	j.See(j.Say("已冲抵欠票 %s，未开具发票。", "¥500.00"), page.ApplicationState(application.Offset).Says)
	api := j.Read("/v1/applications/" + j.ID())
	require.Equal(j.T, "offset", api["status"])
	require.Empty(j.T, api["invoices"])
	j.Go("/console/offset")
	j.See("没有欠票，无需处理。")
}

// afterTheSessionHasEnded: what was typed is there again, in each step.
func afterTheSessionHasEnded(j *consoletest.Journey) {
	j.Consume("1", "1000.00")
	at := j.Door()
	v := j.Arriving(at)
	over := func(typed string, label any) {
		j.T.Helper()
		j.SessionOver()
		v.During("status of 4", func() { // 401 or 410, by who asks first
			v.Press("下一步")
			v.See("登录")
		})
		back, err := url.Parse(v.At())
		require.NoError(j.T, err)
		v.Arrive(back.Query().Get("return_to"))
		v.See("会话已结束，未提交的内容已保留，请检查后重新提交。")
		require.Equal(j.T, typed, v.Value(label))
		v.Accessible()
	}
	v.Go("/console/apply")
	v.Is(`(document.querySelector("#apply-form").removeAttribute("hx-post"), true)`)
	v.Type("开票金额", "123.45")
	over("123.45", "开票金额")
	v.Press("下一步")
	v.Type("备注", "合同 2026-118")
	over("合同 2026-118", "备注")
	v.Press("下一步")
	v.See("¥123.45")
	require.Equal(j.T, "合同 2026-118", v.Value("备注"))
	j.Set(consoletest.At("2026-09-18 15:00:00"))
}

// betweenTheAccountsOfAGroup: a master looks at the account of a member, and back; each page is that account's.
func betweenTheAccountsOfAGroup(j *consoletest.Journey) {
	member := string(j.Who.Account) + "-member"
	j.Account(member)
	j.Consume("1", "1000.00")
	j.MadeMember(member, string(j.Who.Account), "independent")
	j.Consumed(member+"-bill", member, "222.00")
	v := j.Arriving(j.Door())
	v.See("¥1,000.00", "切换")
	v.Accessible()
	v.Go("/console/standing-order")
	v.See(member, "独立", "¥222.00")
	v.Pick("account", member)
	v.Press("切换")
	v.Go("/console")
	v.See("¥222.00", member+"-bill")
	v.Accessible()
	for _, to := range []string{
		"/console/invoices", "/console/tickets", "/console/information", "/console/standing-order", "/console/exports", "/console/offset", "/console/apply",
	} {
		v.Go(to)
		v.See(member)
		v.Accessible()
	}
	v.Go("/console/apply?amount=222")
	v.Press("下一步")
	v.Press("下一步")
	v.Press("提交申请")
	v.See("申请已提交")
	require.Equal(j.T, member, j.Read("/v1/applications/" + v.ID())["account"])
	v.Go("/console/tickets/new?kind=other")
	v.Type("说明", "成员的问题")
	v.Press("提交工单")
	v.See(consoletest.Verbatim("成员的问题"))
	require.Equal(j.T, member, j.Read("/v1/tickets/" + v.ID())["account"])
	v.Go("/console/tickets?view=all")
	v.See("其他")
	v.Pick("account", string(j.Who.Account))
	v.Press("切换")
	v.Go("/console/tickets")
	v.See("还没有工单。自己办不了的事（如作废纸票、遗失补办、修改邮寄地址），可以提交工单请财务办理。")
	// who is a member no more is looked at no more
	v.Go("/console")
	v.Pick("account", member)
	j.LeftGroup(member)
	v.Expect("403")
	v.Press("切换")
	v.Go("/console")
	v.See("¥1,000.00")
	v.SeeNot(member)
}
