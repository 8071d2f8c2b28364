package customer

import "kaipiao/console/words"

var answersOnApplying = []answer{
	{
		id: "apply", asks: words.Text{ZH: "如何申请发票？", EN: "How do I request an invoice?"},
		says: []words.Text{{
			ZH: "完成实名认证后，在“发票管理”点击“申请开票”：选择金额或记录，确认信息及地址，预览后提交。",
			EN: "Get certified, then press \"Request invoice\": choose an amount or records, confirm the information, look at the preview, submit.",
		}},
		done: []place{atApply}, where: []string{"home"},
	},
	{
		id: "greyed", asks: words.Text{ZH: "为什么“申请开票”按钮是灰色的？", EN: "Why is \"Request invoice\" greyed out?"},
		says: []words.Text{{
			ZH: "原因列在按钮下方：没有选择记录或填写金额；或账户有欠票，而所选金额不足以冲抵；或尚未认证，或当前没有可开票金额。每条原因旁都有下一步。",
			EN: "The reasons stand below it: nothing is chosen, what is outstanding is not covered, no certification, or nothing is available.",
		}},
		done: []place{atHome, atOffset}, where: []string{"home", "amount"},
	},
	{
		id: "recharge", asks: words.Text{ZH: "银行转账充值后，可以直接开票吗？", EN: "Can I be invoiced for a recharge by bank transfer?"},
		says: []words.Text{{
			ZH: "充值不可开票，仅按现金消费开票。预付消费在付款成功且资源创建后即可开票；后付账单在付款次日 10:00 起可开票。",
			EN: "No, only for consumption. Prepaid: once it is paid and its resources exist. Postpaid: from 10:00 on the day after the payment.",
		}},
		done: []place{atReleases, atRecords}, where: []string{"home"},
	},
	{
		id: "agent", asks: words.Text{ZH: "代付订单如何开票？", EN: "How are orders invoiced that somebody else paid for?"},
		says: []words.Text{{
			ZH: "代理商：代付的订单计入您的可开票金额，直接申请。代理商的客户：请联系代理商开票；您的明细中会标明“由代理商代付”。",
			EN: "Agents request it themselves, from their own amount. Customers of an agent ask the agent; their records say what an agent paid for.",
		}},
		done: []place{atRecords}, where: []string{"home"},
	},
	{
		id: "marketplace", asks: words.Text{ZH: "云市场商品如何开票？", EN: "How are marketplace products invoiced?"},
		says: []words.Text{{
			ZH: "订单交付 7 天后可开票。云市场商品由第三方服务商销售，由该服务商开票；每个服务商有单独的金额和按钮。",
			EN: "From 7 days after delivery. Vendors sell them, and issue the invoices themselves; each vendor has an amount and a button of its own.",
		}},
		done: []place{atHome}, where: []string{"home"},
	},
	{
		id: "abroad", asks: words.Text{ZH: "境外或香港企业如何申请？", EN: "What do companies overseas or in Hong Kong do?"},
		says: []words.Text{{
			ZH: "提供形式发票。请提交工单，确认模板无误后，财务加盖发票专用章并提供扫描件。",
			EN: "They get a pro-forma invoice. Open a ticket; when you have confirmed the template, finance seals it and gives you a scan.",
		}},
		done: []place{atProforma}, where: []string{"home"},
	},
	{
		id: "kind", asks: words.Text{ZH: "普通发票和专用发票怎么选？", EN: "Ordinary or special: which kind do I choose?"},
		says: []words.Text{
			{
				ZH: "请先向贵司财务确认纳税人资质。普通发票适用于小规模纳税人、个人、机关及学校等，不可抵扣；专用发票适用于一般纳税人企业，可抵扣进项税。",
				EN: "Ask your finance department. Ordinary: small taxpayers, individuals, public bodies. Special: general taxpayers, who deduct the tax.",
			},
			{ZH: "完成企业认证后，可在两种类型之间自由切换。", EN: "With enterprise certification you switch between them freely."},
		},
		done: []place{atDetails}, where: []string{"details"},
	},
	{
		id: "medium", asks: words.Text{ZH: "数电票还是纸质发票？", EN: "An e-invoice, or paper?"},
		says: []words.Text{{
			ZH: "两种都支持，按需选择。专用发票目前仅支持纸质。", EN: "As you like. Special invoices are on paper only, for now.",
		}},
		done: []place{atDetails}, where: []string{"details"},
	},
	{
		id: "remark", asks: words.Text{ZH: "如何添加备注？", EN: "How do I add a remark?"},
		says: []words.Text{{ZH: "在“确认信息及地址”填写，提交前在预览页仍可修改。", EN: "In \"Confirm information and address\"; it can still be changed beside the preview."}},
		done: []place{atDetails}, where: []string{"details", "confirm"},
	},
	{
		id: "date", asks: words.Text{ZH: "发票日期是哪一天？", EN: "Which date does an invoice bear?"},
		says: []words.Text{{
			ZH: "是申请后的实际开具日，不能指定为申请日或下单日。", EN: "The day on which it is really issued; neither the day of the request nor that of the order can be chosen.",
		}},
		where: []string{"confirm"},
	},
	{
		id: "seller", asks: words.Text{ZH: "发票上的销售方信息是什么？", EN: "Who is the seller on the invoices?"},
		says:  []words.Text{{ZH: "预览页的每张发票上都列有以下四行。", EN: "These four lines, which stand on every invoice of the preview."}},
		where: []string{"confirm"}, facts: "seller",
	},
}
