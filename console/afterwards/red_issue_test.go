package afterwards_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

// red is what the API says of the last attempt to undo an invoice.
func red(w *consoletest.World, id string) consoletest.Object {
	w.T.Helper()
	all := w.Call(consoletest.Customer, "GET", "/v1/invoices/"+id, nil)["reversals"].([]any)
	require.NotEmpty(w.T, all)
	return all[len(all)-1].(consoletest.Object)
}

// V1, V2, V4: at once, in part, as a refund suggests it: what comes of it is said before, and the red document takes as much.
func TestV1RedIssueAtOnceAsARefundSuggests(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1060.00")
	w.Consumed("bill-2", "acct", "530.00", consoletest.Object{"product": "对象存储"})
	id := w.Approved(w.Applied("a", consoletest.EInvoice("1590.00")))[0]
	w.Ready(id, number(1), "%PDF-1.7")
	w.Refunded("refund-3", "bill-2", "212.00")
	b := w.As(consoletest.Customer)
	b.Go("/console/invoices/" + id + "/red-issue")
	b.See("暂时无法预检", "重新查询")
	b.Accessible()
	w.Used = &invoice.Usage{}
	b.Press("重新查询")
	b.See("✓ 可立即红冲", "查询于 2026-09-18 15:00:00", "全额 ¥1,590.00", "建议：bill-2 已退款 ¥212.00 → 第 2 行 ¥200.00", "红字金额 −¥1,590.00", "其中冲抵欠票 ¥212.00")
	b.Accessible()
	shot(b, "red-issue")
	b.Press("采用")
	b.See("红字金额 −¥212.00", "发票剩余 ¥1,378.00", "其中冲抵欠票 ¥212.00", "可重新开票 ¥0.00")
	// live: another amount is computed without a button, and a wrong one is said where the result stands
	b.Type("第 1 行本次红冲的不含税金额", "１００")
	b.See("红字金额 −¥318.00", "可重新开票 ¥106.00")
	b.Expect("422")
	b.Type("第 1 行本次红冲的不含税金额", "9,999.00")
	b.See("剩余可红冲金额")
	b.During("409", func() { // a computation that comes behind the request is refused
		b.Type("第 1 行本次红冲的不含税金额", "")
		b.Choose("服务中止")
		b.Press("提交红冲")
		b.See("红冲申请已提交")
	})
	b.See("红冲进行中", "红冲申请已提交", "−¥212.00", "已提交税务平台")
	b.Accessible()
	asked := red(w, id)
	require.Equal(t, []any{"-212.00", "termination", "requested"}, []any{asked["amount"], asked["reason"], asked["status"]})
	w.RedIssued(asked["id"].(string), number(2))
	b.Go("/console/invoices/" + id)
	b.See("部分红冲", "红冲记录", "−212.00", "部分已红冲，其余仍然有效。", "换开")
	b.Accessible()
}

// V1: where the buyer has to confirm it is told so before, gets the steps to pass on, and what lapses leaves the invoice valid.
func TestV1RedIssueThatTheBuyerConfirms(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1060.00")
	id := w.Approved(w.Applied("a", consoletest.EInvoice("1060.00")))[0]
	w.Ready(id, number(1), "%PDF-1.7")
	w.Used = &invoice.Usage{}
	b := w.As(consoletest.Customer)
	b.Go("/console/invoices/" + id + "/red-issue")
	b.See("可立即红冲")
	// the buyer has booked it since: the page says so before anything is sent
	w.Used = &invoice.Usage{Booked: true}
	b.Press("提交红冲")
	b.See("预检结果已有变化", "◔ 需购买方确认", "72 小时")
	require.Empty(t, w.Call(consoletest.Customer, "GET", "/v1/invoices/"+id, nil)["reversals"])
	b.Press("提交红冲")
	b.See("红冲进行中")
	w.AwaitsBuyer(red(w, id)["id"].(string))
	b.Go("/console/invoices/" + id + "/red-issue")
	b.See("购买方操作步骤", "我要办税 → 开票业务 → 红字发票开具 → 红字信息确认单处理", number(1), "9月21日 星期一 15:00 前", "原发票继续有效", "撤回")
	b.Accessible()
	shot(b, "red-waiting")
	b.Go("/console/invoices")
	b.See("等待购买方确认", "需您处理 1")
	b.Go("/console/invoices/" + id)
	b.See("红冲待购买方确认", "查看进度")
	b.Accessible()
	w.Ended(red(w, id)["id"].(string), reversal.Lapsed, "")
	b.Go("/console/invoices/" + id + "/red-issue")
	b.See("上次红冲：已失效。原发票继续有效，可再次申请。", "需购买方确认")
	b.Accessible()
	require.Equal(t, "issued", w.Call(consoletest.Customer, "GET", "/v1/invoices/"+id, nil)["status"])
	// once more, and taken back; pressed in a second tab after it is over, nothing happens twice
	b.Press("提交红冲")
	w.AwaitsBuyer(red(w, id)["id"].(string))
	b.Go("/console/invoices/" + id + "/red-issue")
	second := w.As(consoletest.Customer, consoletest.Look{English: true, Width: 360, Dark: true})
	second.Go("/console/invoices/" + id + "/red-issue")
	second.See("What the buyer does", "Withdraw", "stays valid")
	second.Accessible()
	b.Press("撤回")
	b.See("已申请撤回")
	w.Ended(red(w, id)["id"].(string), reversal.Withdrawn, "")
	second.Press("Withdraw")
	second.See("Something has changed meanwhile")
	require.Equal(t, "withdrawn", red(w, id)["status"])
}

// V3, O8: paper is told to go by a ticket; all of it works without script.
func TestV3RedIssueOfPaperAndWithoutScript(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "2060.00")
	w.Used = &invoice.Usage{}
	paper := w.Approved(w.Applied("p", consoletest.Paper("1000.00")))[0]
	w.Issued(paper, "12345678")
	id := w.Approved(w.Applied("a", consoletest.EInvoice("1060.00")))[0]
	w.Ready(id, number(1), "%PDF-1.7")
	b := w.As(consoletest.Customer, consoletest.Look{NoScript: true})
	b.Expect("422")
	b.Go("/console/invoices/" + paper + "/red-issue")
	b.See("✗ 不可红冲", "纸质发票的作废或红冲请提交工单", "作废/退回纸票")
	b.Go("/console/invoices/" + id + "/red-issue")
	b.Choose("部分：按行填写")
	b.Press("重新计算")
	b.See("请填写至少一行的金额")
	b.Type("第 1 行本次红冲的不含税金额", "100")
	b.Press("重新计算")
	b.See("红字金额 −¥106.00")
	b.Press("提交红冲")
	b.See("红冲进行中")
	require.Equal(t, "-106.00", red(w, id)["amount"])
}
