package customer_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/domain/policy"
)

// asked is a world with somebody for every question that customers ask.
type asked struct {
	*consoletest.Journey
	issued, approved, shipped, pending, claimed string
	// others are customers of other kinds, each with an account of its own.
	abroad, individual, uncertified, agent, agents, owing *consoletest.Journey
}

func anotherOf(j *consoletest.Journey, account string) *consoletest.Journey {
	return j.Journey(consoletest.CustomerOf(account, account), j.Look)
}

func everybodyWhoAsks(t *testing.T, look consoletest.Look) asked {
	t.Helper()
	w := consoletest.New(t)
	w.Account("acct")
	a := asked{Journey: w.Journey(consoletest.Customer, look)}
	a.Consume("1", "20000.00")
	a.Consume("2", "1000.00", consoletest.Object{
		"charge": "prepaid", "coupon": "60.00", "resources_created_at": "2026-09-18T12:00:00+08:00",
		"paid_at": "2026-09-18T12:00:00+08:00",
	})
	a.Consume("3", "620.00", consoletest.Object{"paid_at": "2026-09-18T12:00:00+08:00"})
	a.Consume("4", "55.00", consoletest.Object{"seller": "isv-1", "charge": "prepaid", "paid_at": "2026-09-01T12:00:00+08:00"})
	w.Call(consoletest.Upstream, http.MethodPost, "/v1/consumptions/acct-4/delivered", consoletest.Object{"at": "2026-09-02T12:00:00+08:00"})
	a.issued = a.IssuedTo("26110000000000000001", consoletest.EInvoice("1060.00"))
	a.approved = a.Approved(a.Apply("approved", consoletest.Paper("500.00")))[0]
	a.shipped = a.IssuedTo("12345678", consoletest.Paper("700.00"))
	w.Call(consoletest.Finance, http.MethodPost, "/v1/invoices/"+a.shipped+"/ship", consoletest.Object{"tracking_number": "SF1020304050607"})
	a.pending, a.claimed = a.Apply("pending", consoletest.EInvoice("100.00")), a.Apply("claimed", consoletest.EInvoice("200.00"))
	w.Call(consoletest.Finance, http.MethodPost, "/v1/applications/"+a.claimed+"/claim", nil)
	w.Abroad("abroad")
	w.Individual("person", "张三")
	w.Consumed("person-1", "person", "100.00")
	w.Call(consoletest.Upstream, http.MethodPut, "/v1/accounts/nobody", consoletest.Object{
		"certification": consoletest.Object{"type": "none"}, "region": "mainland",
	})
	w.Account("agent")
	w.Account("agents")
	w.Consumed("paid-by-agent", "agents", "77.00", consoletest.Object{"payer": "agent"})
	w.Account("owing")
	a.abroad, a.individual, a.uncertified = anotherOf(a.Journey, "abroad"), anotherOf(a.Journey, "person"), anotherOf(a.Journey, "nobody")
	a.agent, a.agents, a.owing = anotherOf(a.Journey, "agent"), anotherOf(a.Journey, "agents"), anotherOf(a.Journey, "owing")
	a.owing.Consume("1", "1000.00")
	a.owing.IssuedTo("26110000000000000009", consoletest.EInvoice("1000.00"))
	a.owing.Refunded("refund-faq", "owing-1", "300.00")
	return a
}

// step opens a step of an application over an amount.
func step(j *consoletest.Journey, amount string, n int) {
	j.Go("/console/apply?seller=platform&amount=" + amount)
	for range n - 1 {
		j.Press("下一步")
	}
}

// answered is what an answer of the FAQ says, with what the page has for it.
type answered struct {
	says string
	is   func(asked)
}

// faq has the answers in the order of the FAQ.
var faq = []answered{
	{"After completing certification, you can go to Invoice Management to apply for an invoice by yourself", func(a asked) {
		a.Go("/console")
		a.See("发票管理", "可开票金额")
		a.Press("申请开票")
		a.See("开票金额")
		a.uncertified.See("请先完成账户实名认证，再申请开票。", "请先在账户中心完成认证")
	}},
	{"invoice application based on the recharge amount is not supported", func(a asked) {
		a.Go("/console")
		a.See("充值不可开票，仅现金消费可开。")
	}},
	{"prepaid immediately; postpaid after 10:00 on the day following the payment", func(a asked) {
		a.Go("/console")
		a.See("下次释放", "+¥620.00", consoletest.Verbatim("acct-2"))
	}},
	{"Available = prepaid + postpaid - outstanding, without coupons", func(a asked) {
		a.Go("/console")
		a.See("预付", "¥1,000.00", "后付", "¥20,000.00", "已申请", "已开票", "欠票")
		a.Press("不可开票")
	}},
	{"cloud market products: 7 days after the order is delivered; the issuer is the service provider", func(a asked) {
		a.Go("/console")
		a.See("云市场", "云市场商品由第三方服务商销售并开票，交付 7 天后可开，不计入以上可开票金额。")
		a.Go("/console/apply?seller=isv-1&amount=55")
		a.See(a.Say("以下由云市场服务商 %s 销售并开具发票。", "isv-1"))
		a.Press("下一步")
		a.Press("下一步")
		a.See("销售方", "isv-1")
	}},
	{"overseas or Hong Kong: a proforma invoice, by a ticket", func(a asked) {
		a.abroad.See("境外及香港客户不开具增值税发票，可申请形式发票。")
		a.abroad.Press("申请形式发票")
		a.abroad.See("形式发票由系统生成，您确认无误后由财务盖章。可只选部分记录；不选则包含全部可开记录。")
	}},
	{"third-party paid orders: the agent applies; the agent's customer asks the agent", func(a asked) {
		a.agents.See("由代理商代付，请联系您的代理商开具发票。")
		a.agent.See(consoletest.Verbatim("paid-by-agent"), "申请开票")
	}},
	{"Pending Approval, with a Cancel Application option: withdraw it by yourself", func(a asked) {
		a.Go("/console/applications/" + a.pending)
		a.See("撤销申请")
		require.True(a.T, a.Is(`Boolean(document.querySelector('form[action$="/cancel"] button'))`))
		a.Go("/console/invoices")
		require.True(a.T, a.Is(`Boolean(document.querySelector('form[action="/console/applications/`+a.pending+`/cancel"]'))`))
	}},
	{"without the option, or Approved, Issued, Shipped: submit a ticket", func(a asked) {
		for _, one := range []string{"applications/" + a.claimed, "invoices/" + a.approved, "invoices/" + a.issued, "invoices/" + a.shipped} {
			a.Go("/console/" + one)
			require.True(a.T, a.Is(`Boolean(document.querySelector('a[href*="/tickets/new?"][href*="kind=cancel"]'))`), one)
			a.Go(a.Links(`a[href*="/tickets/new?"][href*="kind=cancel"]`)[0])
			a.See("撤销申请", "提交工单")
			require.True(a.T, a.Is(`Boolean(document.querySelector('input[name=invoice][value], input[name=application][value]'))`), "it is filled in")
		}
	}},
	{"void paper: ordinary with a note, special with a rejection certificate; freight collect is not accepted", func(a asked) {
		a.Go("/console/tickets/new?kind=void&invoice=" + a.shipped)
		back := policy.Default().Returns
		a.See("退票地址", consoletest.Verbatim(back.Recipient), consoletest.Verbatim(back.Phone), consoletest.Verbatim(back.Address), "请寄付，到付不予签收。",
			"普通发票：寄回原件，附作废说明。", "专用发票：寄回原件，附拒收证明。")
	}},
	{"other special cases: submit a ticket", func(a asked) {
		a.Go("/console/tickets/new")
		a.See("其他特殊情况")
	}},
	{"digital: find it on the Invoice Management page, and red-issue it", func(a asked) {
		a.Go("/console/invoices?view=issued")
		a.Press("红冲")
		a.See("红冲发票", "① 预检")
	}},
	{"ordinary or special: confirm with your financial staff; switch freely", func(a asked) {
		step(a.Journey, "100", 2)
		a.See("增值税普通发票", "增值税专用发票", "请先向贵司财务确认需要哪种发票。", "小规模纳税人、个人、机关学校等，不可抵扣进项税。", "一般纳税人企业，可抵扣进项税；需企业认证。")
		a.Choose("增值税专用发票")
		a.Choose("增值税普通发票")
	}},
	{"special: complete enterprise certification first", func(a asked) {
		step(a.individual, "100", 2)
		a.individual.See("增值税专用发票需先完成企业认证。", "请先在账户中心完成认证")
	}},
	{"after a refund, an outstanding invoice record; also of downgrades", func(a asked) {
		a.owing.Go("/console")
		a.owing.See(a.Say("欠票 %s，余额暂不可提现。", "¥300.00"), "欠票是指开票后又退款或降配的金额。")
	}},
	{"minimum 0.01; e-invoice 99,999.99; paper 1,000,000; more is split", func(a asked) {
		a.Go("/console/apply")
		a.See(a.Say("最低 %s；单张数电票最高 %s，纸质发票最高 %s，超出自动拆分为多张。", "¥0.01", "¥99,999.99", "¥1,000,000.00"))
	}},
	{"both media; special in paper form", func(a asked) {
		step(a.Journey, "100", 2)
		a.See("数电票", "纸质发票", "增值税专用发票目前仅支持纸质。")
	}},
	{"outstanding: the balance cannot be withdrawn; void, or consume in the same code", func(a asked) {
		a.owing.Go("/console")
		a.owing.Press("处理欠票")
		a.owing.See("余额暂不可提现。", "① 继续消费", "② 红冲或作废已开发票", "③ 现在冲抵", "欠票只能由税收分类编码完全一致的消费冲抵。金额单位为元。")
	}},
	{"review within 10 minutes or 3 working days; e-invoice 24 hours; paper 15 working days, sent within 3 days", func(a asked) {
		step(a.Journey, "100", 3)
		a.See("何时完成", "自动审核", "预计开具")
		a.Go("/console/invoices")
		a.See("2026")
		require.True(a.T, a.Is(`Boolean(document.querySelector("#due-`+a.approved+` time"))`), "the list says when")
		a.Go("/console/help")
		a.See("数电票通过后 24 小时内开具。纸质发票 15 个工作日内审核并开具，开具后 3 天内免费寄出。")
	}},
	{"the date is the actual issuance date; it cannot be set", func(a asked) {
		step(a.Journey, "100", 3)
		a.See("开票日期为实际开具日，不可指定。")
		require.True(a.T, a.Is(`!document.querySelector('main input[type="date"]')`))
	}},
	{"the seller's four lines", func(a asked) {
		is := policy.Default().Seller
		for _, at := range []func(){func() { step(a.Journey, "100", 3) }, func() { a.Go("/console/invoices/" + a.issued) }} {
			at()
			for _, line := range []string{is.Name, is.TaxpayerID, is.AddressPhone, is.BankAccount} {
				a.See(consoletest.Verbatim(line))
			}
		}
	}},
	{"a new mailing address in Invoice Information Management, as the default", func(a asked) {
		a.Go("/console/information")
		a.See("发票信息管理", "邮寄地址")
		a.Press("新增邮寄地址")
		a.See("设为默认", "省市区")
	}},
	{"already submitted: a ticket with address, contact person and phone", func(a asked) {
		a.Go("/console/information")
		a.See("已提交的申请不受影响，如需更改请提交工单。")
		a.Press("修改邮寄地址")
		a.See("收件人", "电话", "省市区", "详细地址")
	}},
	{"individuals: the certification name, or another enterprise's title", func(a asked) {
		step(a.individual, "100", 2)
		a.individual.See(consoletest.Verbatim("张三"), "填写其他抬头", "个人可使用其他企业抬头，须填写税号，由人工审核。")
		a.individual.Go("/console/information")
		a.individual.See("新增企业抬头")
	}},
	{"enterprises: the certified name; name change or subject change", func(a asked) {
		a.Go("/console/information")
		a.See("公司只是更名：请在账户中心办理名称变更，已有消费保留。", "换了公司：请在账户中心办理主体变更，须先结清申请和欠票。")
		step(a.Journey, "100", 2)
		a.Choose("填写其他抬头")
		a.Type("抬头名称", "北京甲科技（集团）有限公司")
		a.See("仅工商名称变更：请在账户中心办理名称变更。", "更换主体：请在账户中心办理主体变更。")
		a.Choose(consoletest.Verbatim("北京甲科技有限公司"))
	}},
	{"modify information before the issue: Invoice Information Management, or the confirmation page", func(a asked) {
		a.Go("/console/information")
		a.See("新增抬头", "保存")
		step(a.Journey, "100", 2)
		a.Choose("填写其他抬头")
		a.See("抬头名称", "税号", "保存为常用信息")
		a.Choose(consoletest.Verbatim("北京甲科技有限公司"))
	}},
	{"issued but unused: void it, then reapply", func(a asked) {
		a.Go("/console/invoices/" + a.issued)
		require.True(a.T, a.Is(`Boolean(document.querySelector('a[href$="/red-issue"]'))`))
	}},
	{"remarks on the confirm page", func(a asked) {
		step(a.Journey, "100", 2)
		a.See("备注")
		a.Press("下一步")
		a.Type("备注", "合同 1")
		require.Equal(a.T, "合同 1", a.Value("备注"))
	}},
	{"no courier fee; the tracking number is in the list", func(a asked) {
		a.Go("/console/invoices")
		a.See("SF1020304050607", "快递单号")
		a.Go("/console/invoices/" + a.shipped)
		a.See("免费", "SF1020304050607")
	}},
	{"e-invoice within 5 minutes, downloaded in the list", func(a asked) {
		a.Go("/console/invoices")
		require.True(a.T, a.Is(`Boolean(document.querySelector('#row-inv-`+a.issued+` a[download]'))`))
		step(a.Journey, "100", 2)
		a.See("通过后 5 分钟内开具，在列表下载并发送到邮箱。")
	}},
	{"greyed out: nothing selected, or the outstanding amount is not covered", func(a asked) {
		a.Go("/console/apply?amount=")
		a.See("请选择记录或填写金额。")
		a.owing.Go("/console/apply")
		a.owing.Press("下一步")
		a.owing.See("处理欠票")
		require.True(a.T, a.owing.Is(`document.querySelector('.greyed').getAttribute("aria-disabled") === "true"`))
	}},
	{"lost: a ticket with the loss certificate; a copy of the stub", func(a asked) {
		a.Go("/console/invoices/" + a.shipped)
		a.Press("更多")
		a.Press("遗失补办")
		a.See("填写遗失证明并盖章，提交后在工单里上传。", a.Say("下载模板：%s", a.Say("遗失证明")[0]))
		status, form := a.Fetch("/console/templates/loss_certificate")
		require.Equal(a.T, http.StatusOK, status)
		require.NotEmpty(a.T, form)
	}},
}

// O8: what the FAQ tells customers is on the pages, sentence by sentence, in both languages; and it works.
func TestO8WhatTheFAQSaysIsOnThePages(t *testing.T) {
	for name, look := range map[string]consoletest.Look{"zh": {}, "en": {English: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := everybodyWhoAsks(t, look)
			// what is refused may be answered before or after the page has gone on
			a.During("status of 422", func() {
				for _, one := range faq {
					t.Log(one.says)
					one.is(a)
				}
			})
		})
	}
}
