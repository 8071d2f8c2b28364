package desk_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
)

func ticketOf(w *consoletest.World, id string) consoletest.Object {
	w.T.Helper()
	return w.Call(consoletest.Auditor, http.MethodGet, "/v1/tickets/"+id, nil)
}

func opened(w *consoletest.World, key string, body consoletest.Object) string {
	w.T.Helper()
	id, _ := w.Call(consoletest.Customer, http.MethodPost, "/v1/tickets", body, "Idempotency-Key", key)["id"].(string)
	return id
}

// V3, V5: a ticket with its materials: what is missing, asking for more, an upload that is judged, and a button that names the outcome.
func TestV3ATicketWithMaterials(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "3000.00")
	paper := w.Approved(w.Applied("k1", consoletest.Paper("1000.00")))[0]
	w.Issued(paper, "12345678")
	void := opened(w, "t1", consoletest.Object{"kind": "void", "invoice": paper, "note": "开错了"})
	other := opened(w, "t2", consoletest.Object{"kind": "other", "note": "请帮忙核对一下"})
	b := w.As(consoletest.Finance)
	b.Go("/console/desk/tickets")
	b.See("工单", "其他", "共 1 件")
	b.Accessible()
	b.Press("…" + other[len(other)-12:])
	b.See("请帮忙核对一下", "还没有材料", "无人领取")
	b.Accessible()
	shot(b, "ticket")
	b.Press("要求补充")
	b.Expect("400")
	b.Press("发送要求")
	b.See("请检查以下内容")
	b.Accessible()
	b.Choose("遗失证明")
	b.Type("说明（客户将看到）", "请上传加盖公章的证明。")
	b.Press("发送要求")
	b.See("已要求客户为", "轮到客户", "缺 遗失证明", "请上传加盖公章的证明。")
	require.Equal(t, "awaiting_materials", ticketOf(w, other)["status"])
	b.Accessible()

	// A file that is none of ours is refused in words; a picture is taken, and can be fetched as it was sent.
	text := filepath.Join(t.TempDir(), "note.pdf")
	require.NoError(t, os.WriteFile(text, []byte("no pdf at all"), 0o600))
	b.Attach("#field-file", text)
	b.Expect("status of 4")
	b.Press("上传")
	b.See("请检查以下内容")
	b.Accessible()
	picture := w.Picture("proof.png")
	b.Attach("#field-file", picture)
	b.Select("材料类型", "遗失证明")
	b.Press("上传")
	b.See("的材料已上传", "财务 zhao")
	handed := ticketOf(w, other)["materials"].([]any)
	require.Len(t, handed, 1)
	code, content := b.Fetch("/console/desk/tickets/" + other + "/materials/" + handed[0].(consoletest.Object)["id"].(string))
	sent, err := os.ReadFile(picture)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, code)
	require.Equal(t, sent, content)
	b.Press("拒绝")
	b.Type("拒绝原因", "无法办理。")
	b.Press("确定拒绝")
	b.See("已拒绝", "无法办理。")
	require.Equal(t, "refused", ticketOf(w, other)["status"])
	b.Accessible()

	// The paper comes back: it is scanned, and what is missing is handed in; the button names what becomes of it.
	b.Go("/console/desk/returned")
	b.See("退回原件", "没有待办", "到付的快件不予签收")
	b.Accessible()
	b.Type("发票号码", "１２３４５６７８")
	b.Press("打开")
	b.See("受理并作废（本月开具）", "缺 拒收证明", "缺：拒收证明")
	require.Contains(t, b.At(), void)
	require.True(t, b.Is(`Boolean(document.querySelector('[aria-disabled="true"]'))`), "greyed, with what is missing")
	b.Accessible()
	shot(b, "void")
	missing := ticketOf(w, void)["missing"].([]any)
	for _, one := range missing {
		b.Attach("#field-file", picture)
		evaluated := `(() => { const s = document.getElementById("field-type"); s.value = ` + quote(one.(string)) + `; return s.value; })()`
		require.Equal(t, one.(string), b.ValueOf(evaluated))
		b.Press("上传")
		b.See("的材料已上传")
	}
	b.Press("受理并作废（本月开具）")
	b.See("已受理")
	require.Equal(t, "done", ticketOf(w, void)["status"])
	b.Go("/console/desk/returned?number=87654321")
	b.See("号码 87654321 没有等待处理的工单")
}

func quote(text string) string { return `"` + text + `"` }

// I4, A4: what the provider refused for good is corrected; another title needs a second person, and the first one cannot confirm it.
func TestI4WhatFailedIsCorrected(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "3000.00")
	first := w.Approved(w.Applied("k1", consoletest.EInvoice("1000.00")))[0]
	second := w.Approved(w.Applied("k2", consoletest.EInvoice("500.00")))[0]
	w.Failed(first, "购买方名称与税号不匹配（代码 4021）")
	w.Failed(second, "购买方名称与税号不匹配（代码 4021）")
	b := w.As(consoletest.Finance)
	b.Go("/console/desk/failed")
	b.See("开票失败", "购买方名称与税号不匹配（代码 4021）", "¥1,500.00")
	b.Accessible()
	b.Press("…" + first[len(first)-12:])
	b.See("税务平台的说明", "流水号", "购买方")
	require.Equal(t, "北京甲科技有限公司", b.ValueOf(`document.getElementById("field-title").value`))
	b.Accessible()
	shot(b, "failed")
	b.Expect("422")
	b.Type("税号", "91110000802100433X")
	b.Press("更正后重开")
	b.See("请检查以下内容")
	b.Accessible()
	b.Type("税号", "91110000802100433B")
	b.Type("开户行及账号", "招商银行 110902160610402")
	b.Press("更正后重开")
	b.See("已更正，将以新的流水号开具")
	require.Equal(t, "approved", w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+first, nil)["status"])

	b.Go("/console/desk/failed/" + second)
	b.Type("抬头", "北京乙科技有限公司")
	b.Type("税号", "91310000MA1FL0000N")
	b.Press("更正后重开")
	b.See("待复核的更正", "由您提出，须由他人复核", "退回更正")
	require.True(t, b.Is(`[...document.querySelectorAll("[aria-disabled=true]")].some((e) => e.innerText.includes("确认更正"))`))
	b.Accessible()
	other := w.As(consoletest.Second, consoletest.Look{English: true})
	other.Go("/console/desk/second")
	other.See("Corrected title, proposed by Finance zhao")
	other.Press("…" + second[len(second)-12:])
	other.See("Correction that waits for a second person")
	other.Accessible()
	other.Press("Confirm the correction")
	other.See("is corrected, and is issued under another serial")
	third := w.Approved(w.Applied("k3", consoletest.EInvoice("300.00")))[0]
	w.Failed(third, "购买方已注销")
	b.Go("/console/desk/failed/" + third)
	b.Press("放弃")
	b.Accessible()
	b.Type("放弃原因", "购买方已注销")
	b.Press("确定放弃")
	b.See("已放弃开具", "没有待办")
	require.Equal(t, "cancelled", w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+third, nil)["status"])
	require.Equal(t, "approved", w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+second, nil)["status"])
}

// V8: a form that the buyer began stands beside our invoice, and is confirmed or denied.
func TestV8ABuyersFormIsConfirmed(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "3000.00")
	id := w.Approved(w.Applied("k1", consoletest.EInvoice("1000.00")))[0]
	w.Issued(id, "26112000000000000001")
	w.BuyerBegan(id)
	b := w.As(consoletest.Finance)
	b.See("购方红字确认单")
	b.Press("购方红字确认单")
	b.See("−1,000.00", "销货退回", "剩 3 天 0 小时")
	b.Accessible()
	b.Press("…")
	b.See("我方发票", "购买方的确认单", "−¥1,000.00", "26112000000000000001", "红冲后剩余", "¥0.00", "72 小时内未确认即失效")
	b.Accessible()
	shot(b, "red-form")
	b.Press("确认")
	b.See("已确认", "没有待办")
	reversals := w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+id, nil)["reversals"].([]any)
	require.Equal(t, "confirm", reversals[0].(consoletest.Object)["word"])
	b.Go("/console/desk/red-forms/" + id)
	b.See("财务已确认购买方的红字信息确认单")
	require.Empty(t, b.Texts(`main form[method="post"]`), "it is answered")
	b.Accessible()
}

// P6: one field finds each kind of thing, and what is known by exactly that opens at once; every object says what happened to it.
func TestP6SearchOpensWhatIsKnownByExactlyThat(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "3000.00")
	application := w.Applied("k1", consoletest.EInvoice("1000.00"))
	id := w.Approved(application)[0]
	w.Issued(id, "26112000000000000001")
	w.WithFile(id, "pdf", "%PDF-1.7")
	ticket := opened(w, "t1", consoletest.Object{"kind": "other", "note": "请核对"})
	serial, _ := w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+id, nil)["serial"].(string)
	b := w.As(consoletest.Finance)
	for asked, opens := range map[string]string{
		"26112000000000000001": "/console/desk/invoices/" + id, serial: "/console/desk/invoices/" + id, id: "/console/desk/invoices/" + id,
		application: "/console/desk/applications/" + application, ticket: "/console/desk/tickets/" + ticket, "acct": "/console/desk/accounts/acct",
	} {
		b.Go("/console/desk/search?q=" + asked)
		require.Equal(t, opens, b.At(), asked)
		b.Accessible()
	}
	b.Go("/console/desk/search?q=北京甲")
	b.See("“北京甲” 的结果", "acct", "北京甲科技有限公司", "企业")
	b.Accessible()
	shot(b, "search")
	b.Go("/console/desk/search?q=nobody-knows")
	b.See("没有找到“nobody-knows”")
	b.Go("/console/desk/invoices/" + id)
	b.See("26112000000000000001", "已开", "销售方", "购买方", "明细", "云服务器", "943.40", "没有红冲或作废", "经过", "审计记录")
	b.Press("审计记录")
	b.See("issued")
	b.See("唯一性证明", "流水号已存", "✓ 以提交前存好的流水号登记一次")
	b.Press("技术信息")
	b.See("在 Temporal 中查看", serial)
	b.Accessible()
	shot(b, "invoice")
	code, content := b.Fetch("/console/desk/invoices/" + id + "/files/pdf")
	require.Equal(t, http.StatusOK, code)
	require.Equal(t, "%PDF-1.7", string(content))
	b.Go("/console/desk/invoices")
	b.See("26112000000000000001", "共 1 件", "合计 ¥1,000.00")
	b.Accessible()
	shot(b, "invoices")
	b.Go("/console/desk/invoices?status=failed")
	b.See("没有符合条件的内容")
	b.Expect("400")
	b.Go("/console/desk/invoices?amount_from=abc")
	b.See("请检查以下内容")
	b.Go("/console/desk/accounts/acct")
	b.See("可开票金额", "¥2,000.00", "北京甲科技有限公司", "余额可以提现")
	shot(b, "account")
	b.Expect("404")
	b.Go("/console/desk/accounts/nobody")
	b.See("没有这个页面，或您无权查看")
}
