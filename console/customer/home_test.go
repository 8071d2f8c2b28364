package customer_test

import (
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// L12, A8: the amount is a sum that opens; every record says why it counts, or when it will.
func TestL12TheAmountIsExplained(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	b := w.As(consoletest.Customer)
	b.See("可开票金额", "¥0.00", "还没有消费记录", "当前没有可开票金额", "查看下次释放")
	b.Accessible()
	w.Consumed("bill-1", "acct", "1000.00", consoletest.Object{"coupon": "60.00"})
	w.Consumed("bill-2", "acct", "620.00", consoletest.Object{"paid_at": "2026-09-18T12:00:00+08:00", "product": "对象存储"})
	w.Applied("one", consoletest.EInvoice("400.00"))
	w.Account("agent")
	w.Consumed("bill-3", "acct", "77.00", consoletest.Object{"payer": "agent"})
	b.Go("/console")
	b.See("¥600.00", "下次释放", "9月19日 星期六 10:00", "+¥620.00", "预付 ¥0.00", "后付 ¥1,000.00", "已申请 ¥400.00", "充值不可开票", "合计 3 笔",
		"9月19日 星期六 10:00 起可开", "代金券或返利支付", "由代理商代付，请联系您的代理商开具发票", "1,060.00")
	require.Equal(t, "600.00 未到时间 620.00", b.Text("tfoot td.amount"), "what can be invoiced now is what stands above")
	b.Accessible()
	shot(b, "home")
	b.Press("未到时间 1")
	b.See("合计 1 笔", "620.00")
	b.SeeNot("bill-1 ")
	require.Contains(t, b.At(), "counts=not_yet")
	b.Press("不可开票")
	b.See("bill-3")
	b.Go("/console?product=云")
	b.See("合计 2 笔")
	b.Type("产品", "没有这个")
	b.Press("查询")
	b.See("没有符合条件的记录", "清除筛选")
	b.Accessible()
	b.Press("清除筛选")
	b.See("合计 3 笔")
	// a filter that cannot be read is said at its field
	b.Go("/console?tax_code=abc")
	b.See("明细")
	require.NotEmpty(t, b.Text("#err-tax_code"))
	b.Accessible()
}

// L4, L13: the amount at another instant, and of who had the account before, stand under a banner.
func TestL13OtherInstantsAndFormerSubjectsAreSaid(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	w.Call(consoletest.Upstream, http.MethodPut, "/v1/accounts/acct", consoletest.Object{
		"certification": consoletest.Object{"type": "enterprise", "name": "北京新科技有限公司", "taxpayer_id": "91110000802100433B"}, "region": "mainland",
		"change": "subject",
	})
	b := w.As(consoletest.Customer)
	b.Go("/console?at=2026-09-14T10:00")
	b.See("金额为 2026-09-14T10:00（北京时间）的情况", "返回当前")
	b.Accessible()
	b.Press("返回当前")
	b.Press("查看某一时刻")
	b.See("第 1 个主体，截至 9月18日 星期五")
	b.Press("第 1 个主体")
	b.See("变更前第 1 个主体的消费", "¥1,000.00", "不再受理开票申请")
	b.Accessible()
	b.Go("/console?at=nonsense")
	b.See("可开票金额")
	b.Accessible()
	b.Expect("404")
	b.Go("/console?subject=9")
	b.See("没有这个页面")
}

// L5: each vendor has its own amount and button; what it sells is not in the platform's amount, and it issues the invoice.
func TestL5EachVendorHasItsOwnAmountAndButton(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	for n, cash := range []string{"55.00", "66.00"} {
		id := fmt.Sprint("market-", n)
		w.Consumed(id, "acct", cash, consoletest.Object{"seller": fmt.Sprint("isv-", n+1), "charge": "prepaid", "paid_at": "2026-09-01T12:00:00+08:00"})
		w.Call(consoletest.Upstream, http.MethodPost, "/v1/consumptions/"+id+"/delivered", consoletest.Object{"at": "2026-09-02T12:00:00+08:00"})
	}
	b := w.As(consoletest.Customer, consoletest.Look{Width: 360})
	b.See("¥1,000.00", "云市场", "交付 7 天后可开", "isv-1", "¥55.00", "isv-2", "¥66.00")
	b.Accessible()
	shot(b, "home-360")
	b.Press("：isv-2")
	b.See("以下由云市场服务商 isv-2 销售并开具发票")
	b.Press("全部 ¥66.00")
	b.Press("下一步")
	b.Press("下一步")
	b.See("第 3 步，共 3 步", "销售方", "isv-2")
	b.Accessible()
	b.Press("提交申请")
	b.See("申请已提交")
	require.Equal(t, "isv-2", w.Latest(consoletest.Customer)["seller"])
}

// A1, A9: who is not certified is told so; who is abroad asks for a pro-forma invoice. In English, and dark.
func TestA9NotCertifiedAndAbroad(t *testing.T) {
	w := consoletest.New(t)
	w.Call(consoletest.Upstream, http.MethodPut, "/v1/accounts/acct", consoletest.Object{
		"certification": consoletest.Object{"type": "none"}, "region": "mainland",
	})
	w.Call(consoletest.Upstream, http.MethodPut, "/v1/accounts/other", consoletest.Object{
		"certification": consoletest.Object{"type": "enterprise", "name": "Foreign Widgets GmbH & Co. KG", "taxpayer_id": "HRB 86 1234"}, "region": "overseas",
	})
	b := w.As(consoletest.Customer, consoletest.Look{English: true, Dark: true})
	b.See("Certify the account before applying for an invoice.", "Get certified in the account centre")
	b.Accessible()
	b = w.As(consoletest.Stranger, consoletest.Look{English: true, Dark: true})
	b.See("Ask for a pro-forma invoice")
	b.SeeNot("Request invoice ")
	b.Accessible()
	b.Go("/console/apply")
	b.See("Ask for a pro-forma invoice")
	b.Accessible()
}

// O8: the answers to what customers ask, in both languages, each leading to where it is done; and what belongs to a page stands on it.
func TestO8EveryQuestionIsAnswered(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	b := w.As(consoletest.Customer)
	b.Press("帮助")
	b.See("如何申请发票", "银行转账充值后", "可开票金额如何计算", "云市场商品如何开票", "境外或香港企业", "代付订单", "如何撤销申请", "如何作废纸质发票", "普通发票和专用发票怎么选",
		"如何处理欠票", "审核和收到发票需要多久", "发票日期是哪一天", "北京百度网讯科技有限公司", "如何修改邮寄地址", "其他企业的名义", "发票信息变更了", "添加备注", "快递费", "企业抬头",
		"按钮是灰色的", "发票遗失", "方舟大厦")
	b.Accessible()
	shot(b, "help")
	questions := len(b.Texts("main h2"))
	require.Greater(t, questions, 25)
	b.Press("English")
	b.See("How do I request an invoice?", "An invoice is lost.")
	require.Len(t, b.Texts("main h2"), questions)
	b.Accessible()
	for _, to := range b.Links("main section p a") {
		require.Contains(t, to, "/console", "an answer leads to our pages")
	}
}
