package desk_test

import (
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// company is a title that an individual applies for, which a reviewer looks at (A4).
const (
	company = "上海乙（集团）有限公司"
	number  = "91110000802100433B"
)

// individual makes an account of a person with consumption, and the customer that it is.
func individual(w *consoletest.World, account string) access.Identity {
	w.T.Helper()
	w.Call(consoletest.Upstream, http.MethodPut, "/v1/accounts/"+account, consoletest.Object{
		"certification": consoletest.Object{"type": "individual", "name": "张三"}, "region": "mainland", "email": "zhang@example.test",
	})
	w.Consumed("bill-"+account, account, "5000.00")
	return access.Identity{Subject: "of-" + account, Role: access.Customer, Account: accountID(account)}
}

// reviewed applies under a company's title, so that a reviewer decides.
func reviewed(w *consoletest.World, who access.Identity, key, title string) string {
	w.T.Helper()
	return w.AppliedBy(who, key, consoletest.Object{
		"kind": "ordinary", "medium": "electronic", "amount": "100.00", "title": consoletest.Object{"title": title, "taxpayer_id": number},
	})
}

// large is a policy under which two people approve above 1,000.00.
func large(p *policy.Policy) {
	above := money.MustParse("1000.00")
	p.Review.SecondPersonAbove = &above
}

func shot(b *consoletest.Browser, name string) {
	if to := os.Getenv("KAIPIAO_SCREENSHOTS"); to != "" {
		b.Screenshot(to + "/desk-" + name + ".png")
	}
}

func status(w *consoletest.World, application string) string {
	w.T.Helper()
	said, _ := w.Call(consoletest.Auditor, http.MethodGet, "/v1/applications/"+application, nil)["status"].(string)
	return said
}

// O8, R1: queues, most urgent first; decided by mouse, and the next case opens with its heading focused; a lost race says who and when.
func TestO8AReviewerDecidesAndTheNextCaseOpens(t *testing.T) {
	w := consoletest.New(t)
	who := individual(w, "p1")
	var ids []string
	for n := range 4 {
		ids = append(ids, reviewed(w, who, fmt.Sprint("k", n), company))
	}
	b := w.As(consoletest.Finance)
	b.See("工作台", "审核", "最急", "超时", "我已领取")
	b.Accessible()
	shot(b, "home")
	b.Press("审核")
	b.See("按到期先后", "共 4 件", company, "¥400.00", "抬头与认证名称不同")
	b.Accessible()
	shot(b, "review")
	b.Press("…" + ids[0][len(ids[0])-12:])
	b.See("1 / 4", "申请抬头", "认证名称", "张三", "差异：“上海乙(集团)有限公司” ↔ “张三”", "✓ 校验码", "历史 0 次通过 0 次驳回", "将开 1 张", "无人领取")
	b.Until(`document.activeElement.matches("h1")`, "the heading is focused")
	b.Accessible()
	shot(b, "case")
	b.Press("领取")
	b.See("由 财务 zhao 领取", "放回")
	b.Press("放回")
	b.See("无人领取")
	b.Press("通过")
	b.See("已通过 …"+ids[0][len(ids[0])-12:], "1 / 3", "历史 1 次通过 0 次驳回")
	require.Contains(t, b.At(), "/console/desk/review/"+ids[1])
	b.Until(`document.activeElement.matches("h1")`, "the next heading is focused")
	require.Equal(t, "approved", status(w, ids[0]))

	// Somebody else is faster.
	w.Set(consoletest.At("2026-09-18 15:03:00"))
	w.Call(consoletest.Second, http.MethodPost, "/v1/applications/"+ids[1]+"/reject", consoletest.Object{"reason": "x"})
	b.Expect("409")
	b.Press("通过")
	b.See("财务 qian 已于 2026-09-18 15:03 驳回，您的操作未生效。")
	require.Equal(t, "rejected", status(w, ids[1]))
	b.Accessible()

	// What is claimed by somebody else is greyed, and says by whom.
	w.Call(consoletest.Second, http.MethodPost, "/v1/applications/"+ids[2]+"/claim", nil)
	b.Go("/console/desk/review")
	b.See("财务 qian 15:03 领取")
	b.Go("/console/desk/review/" + ids[2])
	b.See("已由 财务 qian 领取")
	b.Accessible()
	shot(b, "claimed")
	b.Go("/console/desk/review?claimed_by=nobody")
	b.See("共 1 件")
	b.Go("/console/desk/review?amount_from=1,000")
	b.See("没有符合条件的内容")
	b.Accessible()

	// A rejection needs a reason, and shows what the customer will read.
	b.Go("/console/desk/review/" + ids[3])
	b.Press("驳回")
	b.Expect("400")
	b.Press("确定驳回")
	b.See("请填写告知客户的原因")
	require.Equal(t, "pending_approval", status(w, ids[3]))
	b.See("客户将看到：纳税人识别号有误，请核对统一社会信用代码后重新申请。")
	b.Accessible()
	shot(b, "reject")
	b.Choose("税号有误")
	b.Type("补充说明", "第 18 位应为数字。")
	b.Press("确定驳回")
	b.See("已驳回")
	told := w.Call(consoletest.Auditor, http.MethodGet, "/v1/applications/"+ids[3], nil)["review"].(consoletest.Object)["reason"]
	require.Equal(t, "纳税人识别号有误，请核对统一社会信用代码后重新申请。\n第 18 位应为数字。", told)
}

// O8: everything can be done by keys, which take effect when pressed twice, and do nothing in fields.
func TestO8AReviewerDecidesByKeys(t *testing.T) {
	w := consoletest.New(t)
	who := individual(w, "p1")
	first, second := reviewed(w, who, "k1", company), reviewed(w, who, "k2", company)
	third := reviewed(w, who, "k3", company)
	b := w.As(consoletest.Finance, consoletest.Look{English: true})
	b.See("Desk")
	b.Keys("g")
	b.Keys("r")
	b.See("Due first", "3 in all")
	b.Keys("j")
	b.Keys("j")
	b.Keys("k")
	b.Keys("\r")
	b.See("1 / 3", "Title applied for")
	b.Keys("c")
	b.See("Claimed by Finance zhao")
	b.Keys("a")
	require.Equal(t, "pending_approval", status(w, first), "the first press only puts the focus there")
	require.Equal(t, "Approve", b.Text(":focus"))
	b.Keys("a")
	b.See("is approved", "1 / 2")
	require.Equal(t, "approved", status(w, first))
	b.Keys("n")
	b.See("2 / 2")
	require.Contains(t, b.At(), third)
	b.Keys("/")
	b.Keys("a")
	b.Keys("c")
	require.Contains(t, b.ValueOf(`document.getElementById("q").value`), "ac", "in a field they are letters")
	b.Go("/console/desk/review/" + second)
	b.Keys("r")
	require.Equal(t, "Reject now", b.Text(":focus"))
	b.Keys("?")
	b.See("Keys", "Next row, row before")
	b.Accessible()
	b.Keys("\x1b")
	b.Press("zhao")
	b.Press("Switch keys off")
	b.See("Review")
	b.Keys("c")
	require.Empty(t, w.Call(consoletest.Auditor, http.MethodGet, "/v1/applications/"+second, nil)["review"].(consoletest.Object)["claimed_by"], "they are off")
}

// O1: the second of two people sees the first decision and confirms it; the first one cannot.
func TestO1TheSecondPersonConfirms(t *testing.T) {
	w := consoletest.New(t, large)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	id := w.Applied("k1", consoletest.EInvoice("5000.00"))
	first := w.As(consoletest.Finance)
	first.Go("/console/desk/review/" + id)
	first.See("两者一致", "¥5,000.00")
	first.Press("通过")
	first.See("已提出通过", "待他人复核")
	require.Equal(t, "pending_approval", status(w, id))
	first.Go("/console/desk/second")
	first.See("由您提出，须由他人复核")
	first.Accessible()
	first.Go("/console/desk/second/" + id)
	first.See("首次决定", "财务 zhao 于 2026-09-18 15:00 通过（金额较大，须双人复核）")
	require.True(t, first.Is(`[...document.querySelectorAll("[aria-disabled=true]")].some((e) => e.innerText.includes("确认"))`), "greyed for the proposer")
	first.Accessible()
	shot(first, "second")
	second := w.As(consoletest.Second, consoletest.Look{Width: 360})
	second.Go("/console/desk/second")
	second.See("金额，财务 zhao 提出")
	second.Accessible()
	second.Press("…" + id[len(id)-12:])
	second.See("首次决定")
	second.Accessible()
	second.Press("确认")
	second.See("已通过")
	require.Equal(t, "approved", status(w, id))
}

// R1: what differs alike is approved together; the selection survives paging and sorting; one that was changed meanwhile says why.
func TestR1WhatDiffersAlikeIsApprovedTogether(t *testing.T) {
	w := consoletest.New(t)
	var ids []string
	for n := range 50 {
		title := company
		if n%2 == 1 {
			title = "上海乙(集团) 有限公司" // width and blanks do not count
		}
		ids = append(ids, reviewed(w, individual(w, fmt.Sprintf("p%02d", n)), "k", title))
	}
	other := reviewed(w, individual(w, "q1"), "k", "上海丙有限公司")
	b := w.As(consoletest.Finance)
	b.Go("/console/desk/review")
	b.Press("批量通过相同差异的申请")
	b.See("差异：“上海乙(集团)有限公司” ↔ “张三”", "差异：“上海丙有限公司” ↔ “张三”", "50", "5,000.00")
	b.Accessible()
	shot(b, "groups")
	b.Press("差异：“上海乙(集团)有限公司” ↔ “张三”")
	b.See("50 件申请 · 合计 ¥5,000.00", "第 1 页，共 3 页", "已选 0 件")
	b.Choose("选择 p00")
	b.See("已选 1 件")
	b.Press("下一页")
	b.See("第 2 页，共 3 页", "已选 1 件")
	b.Press("按金额")
	b.See("已选 1 件")
	b.Press("全选 50 件")
	b.See("已选 50 件")
	b.Press("下一页")
	b.See("第 2 页，共 3 页", "已选 50 件")
	b.Accessible()
	shot(b, "group")
	w.Call(consoletest.Second, http.MethodPost, "/v1/applications/"+ids[7]+"/claim", nil)
	b.Press("通过所选")
	b.See("49 件已通过，1 件未通过。", "p07", "已由 财务 qian 领取")
	b.Accessible()
	shot(b, "batch-result")
	for n, id := range ids {
		if n != 7 {
			require.Equal(t, "approved", status(w, id))
		}
	}
	require.Equal(t, "pending_approval", status(w, ids[7]))
	require.Equal(t, "pending_approval", status(w, other))
}
