package customer_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console/consoletest"
)

// A4, R6: a company's other name is refused with both routes; the difference to the certified name is marked while somebody types.
func TestA4AnotherNameIsRefusedWithBothRoutes(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	b := w.As(consoletest.Customer, consoletest.Look{Width: 360})
	b.Go("/console/apply?amount=1,000")
	b.Accessible()
	b.Press("下一步")
	b.Choose("填写其他抬头")
	b.Type("抬头名称", "北京甲科技（集团）有限公司")
	b.Type("税号", "91110000802100433B")
	b.See("名称变更", "主体变更", "填写的抬头")
	require.Contains(t, b.Texts("#live mark"), "(集团)")
	b.Accessible()
	shot(b, "doctor-360")
	b.Expect("422")
	b.Press("下一步")
	b.See("暂不能继续", "名称变更或主体变更，请在账户中心办理")
	b.Accessible()
	require.Empty(t, w.Applications(consoletest.Customer))
	// a number that cannot be
	b.Type("税号", "911100008021004330")
	b.See("校验")
	// what cannot be read is said at its field
	b.Expect("400")
	b.Type("接收邮箱", "nobody")
	b.Press("下一步")
	b.See("请检查以下内容")
	b.Accessible()
}

// A4, R1: an individual uses a company's title, which a reviewer looks at, within working days that are told.
func TestA4AnIndividualUsesACompanysTitle(t *testing.T) {
	w := consoletest.New(t)
	w.Individual("acct", "张三")
	w.Consumed("bill-1", "acct", "1000.00")
	b := w.As(consoletest.Customer)
	b.Go("/console/apply?amount=88")
	b.Press("下一步")
	b.See("增值税专用发票需先完成企业认证")
	require.True(t, b.Is(`document.querySelector('input[name=kind][value=special]').disabled`))
	b.Choose("填写其他抬头")
	b.Type("抬头名称", "北京乙科技有限公司")
	b.Expect("422")
	b.Press("下一步")
	b.See("企业抬头须填写纳税人识别号", "填写税号")
	b.Type("税号", "91110000802100433B")
	b.Choose("保存为常用信息")
	b.Press("下一步")
	b.See("人工审核", "9月23日 星期三 24:00 前", "审核 3 个工作日是如何计算的")
	b.Accessible()
	b.Press("提交申请")
	b.See("审核员领取前可自行撤销申请")
	require.Equal(t, "北京乙科技有限公司", w.Latest(consoletest.Customer)["title"])
	kept := w.Call(consoletest.Customer, http.MethodGet, "/v1/accounts/acct/titles", nil)["items"].([]any)
	require.Equal(t, "91110000802100433B", kept[0].(consoletest.Object)["taxpayer_id"])
}

// A8: a greyed button has its reasons beside it and keeps the focus; what is posted anyway is refused, and changes nothing.
func TestA8TheGreyedButtonSaysWhyAndNothingGoesAroundIt(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Owing("300.00")
	b := w.As(consoletest.Customer)
	b.See("欠票 ¥300.00，余额暂不可提现", "还差 ¥300.00", "处理欠票")
	require.True(t, b.Is(`document.querySelector('.button.greyed').getAttribute('aria-disabled') === 'true'`))
	b.Press("申请开票")
	require.True(t, b.Is(`document.activeElement.id === 'why-apply'`))
	b.Accessible()
	shot(b, "home-greyed")
	before := w.Call(consoletest.Customer, http.MethodGet, "/v1/accounts/acct/invoiceable", nil)
	status, _ := w.Posted(consoletest.Customer, "/console/apply", url.Values{"seller": {"platform"}, "by": {"amount"}, "amount": {"100"}, "do": {"next"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	b.Go("/console/apply/confirm")
	b.See("暂不能继续", "查看可开票金额")
	b.Accessible()
	b.Press("提交申请")
	require.True(t, b.Is(`document.activeElement.id === 'why-submit'`))
	require.Equal(t, before, w.Call(consoletest.Customer, http.MethodGet, "/v1/accounts/acct/invoiceable", nil))
	require.Len(t, w.Applications(consoletest.Customer), 1, "the one of before")
}

// L8, L9, L10: the planner says what is short, what clears it and what is left; following it does what it said.
func TestL10ThePlannerLeadsOutOfWhatIsOutstanding(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Owing("300.00")
	w.Consumed("new-1", "acct", "100.00")
	b := w.As(consoletest.Customer)
	b.Go("/console/offset")
	b.See("余额暂不可提现。", "还差 ¥200.00", "再消费 ¥200.00（同编码 3040203000000000000）", "数电票 26110000000000000001", "消除欠票 ¥300.00",
		"可用的同编码消费还差 ¥200.00")
	b.Accessible()
	shot(b, "offset-short")
	w.Consumed("new-2", "acct", "700.00")
	b.Go("/console/offset")
	b.See("余额可以提现。", "冲抵后可开票 ¥500.00", "用以下记录冲抵 ¥300.00；之后可开票 ¥500.00")
	b.Accessible()
	shot(b, "offset")
	b.Press("现在冲抵")
	b.See("已选 2 笔", "冲抵 ¥300.00", "开票 ¥500.00")
	b.Press("下一步")
	b.Press("下一步")
	b.See("冲抵 ¥300.00")
	b.Press("提交申请")
	b.See("申请已提交")
	require.Equal(t, "500.00", w.Latest(consoletest.Customer)["total"])
	b.Go("/console/offset")
	b.See("没有欠票，无需处理")
}

// L10: what is exactly owed is only cleared; no invoice comes of it. In English.
func TestL10WhatIsExactlyOwedIsOnlyCleared(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Owing("500.00")
	w.Consumed("new-1", "acct", "500.00")
	b := w.As(consoletest.Customer, consoletest.Look{English: true, Dark: true})
	b.Go("/console/offset")
	b.See("The balance can be withdrawn.", "These records clear ¥500.00; ¥0.00 is left to invoice then.")
	b.Accessible()
	b.Press("Offset now")
	b.See("This only clears what is outstanding; no invoice comes of it.")
	b.Press("Next")
	b.Press("Next")
	b.See("This only clears what is outstanding")
	b.Accessible()
	b.Press("Submit")
	b.See("¥500.00 of what was outstanding is cleared; no invoice was issued.")
	b.Accessible()
}

// O8: all three steps work without script.
func TestO8TheThreeStepsWorkWithoutScript(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	for _, cash := range []string{"200.00"} {
		w.Consumed("bill-2", "acct", cash)
	}
	b := w.As(consoletest.Customer, consoletest.Look{NoScript: true})
	b.Follow("申请开票")
	b.Fill("amount", "1,200")
	b.Submit("next")
	b.Fill("remark", "无脚本")
	b.Submit("save")
	require.Contains(t, b.Source(), "与认证名称一致")
	b.Submit("next")
	require.Contains(t, b.Source(), "壹仟贰佰圆整")
	b.Submit("submit")
	require.Contains(t, b.Source(), "申请已提交")
	require.Equal(t, "无脚本", w.Latest(consoletest.Customer)["remark"])
}

// O8: what is typed is kept while somebody switches the language, and looks up help, in the midst.
func TestO8TheLanguageSwitchKeepsWhatIsTyped(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	b := w.As(consoletest.Customer)
	b.Go("/console/apply")
	b.Type("开票金额", "123.45")
	b.See("壹佰贰拾叁圆肆角伍分")
	b.Press("下一步")
	b.Type("备注", "第二批")
	require.Eventually(t, func() bool { return draftOf(t, w, "第二批") }, 10*time.Second, 50*time.Millisecond)
	b.Press("English")
	b.See("step 2 of 3")
	require.Equal(t, "第二批", b.Value("Remark"))
	b.Press("Back")
	require.Equal(t, "123.45", b.Value("Amount"))
	b.Go("/console/apply/details")
	require.Equal(t, "第二批", b.Value("Remark"))
}

// O8: two windows share the form; what is submitted is what the window shows, or nothing.
func TestO8ASecondWindowChangesNothingUnseen(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	one, other := w.As(consoletest.Customer), w.As(consoletest.Customer)
	one.Go("/console/apply?amount=100")
	one.Press("下一步")
	one.Press("下一步")
	one.See("¥100.00")
	other.Go("/console/apply?amount=700")
	other.Press("下一步")
	one.Expect("409")
	one.Press("提交申请")
	one.See("内容已在另一个窗口中更改", "¥700.00")
	one.Accessible()
	require.Empty(t, w.Applications(consoletest.Customer))
	one.Press("提交申请")
	one.See("申请已提交")
	require.Equal(t, "700.00", w.Latest(consoletest.Customer)["total"])
	other.Go("/console/apply/details")
	other.See("第 1 步，共 3 步")
	// a draft is its person's: a colleague of the same account begins anew
	colleague := access.Identity{Subject: "wu", Role: access.Customer, Account: "acct"}
	one.Go("/console/apply?amount=5")
	one.Press("下一步")
	its := w.As(colleague)
	its.Go("/console/apply/details")
	its.See("第 1 步，共 3 步")
	require.Empty(t, its.Value("开票金额"))
}

// O8: a page saves what is typed by itself. What it saves late, after the next step is shown already, is what is shown there, and no other window.
func TestO8WhatAPageSavesLateIsNoOtherWindow(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	b := w.As(consoletest.Customer)
	b.Go("/console/apply?amount=100")
	b.Press("下一步")
	b.Type("备注", "合同编号 2026-118")
	late := b.ValueOf(`new URLSearchParams(new FormData(document.querySelector("form[hx-post='/console/apply/details']"))).toString()`)
	b.Press("下一步")
	b.See("第 3 步，共 3 步", "¥100.00")
	require.Equal(t, "200", b.ValueOf(fmt.Sprintf(`fetch("/console/apply/details", {method: "POST", body: new URLSearchParams(%q),
headers: {"HX-Request": "true"}}).then((r) => String(r.status))`, late)))
	b.Press("提交申请")
	b.See("申请已提交")
	require.Equal(t, "合同编号 2026-118", w.Latest(consoletest.Customer)["remark"])
}

// draftOf reports whether the customer's draft has a text in it.
func draftOf(t *testing.T, w *consoletest.World, text string) bool {
	t.Helper()
	var form []byte
	require.NoError(t, w.Pool.QueryRow(t.Context(), "select form from drafts where account = 'acct' and person = 'wang'").Scan(&form))
	return strings.Contains(string(form), text)
}
