package customer

import "kaipiao/console/words"

var answersOnAmounts = []answer{
	{
		id: "formula", asks: words.Text{
			ZH: "可开票金额如何计算？为什么与充值金额不一致？",
			EN: "How is the amount computed, and why is it not what I recharged?",
		},
		says: []words.Text{
			{
				ZH: "可开票金额 = 预付现金消费 + 截至前一日的后付现金消费 − 已申请 − 已开票 − 欠票。代金券、返利等支付的部分不可开票，云市场消费不计入。",
				EN: "Prepaid and postpaid cash consumption, less what is applied for, invoiced and outstanding; no coupons, rebates, marketplace.",
			},
			{
				ZH: "首页的每一项都可点开，查看对应的记录和说明。",
				EN: "Each term on the first page opens the records that it adds up, with an explanation.",
			},
		},
		done: []place{atHome, atRecords}, where: []string{"home"},
	},
	{
		id: "when", asks: words.Text{ZH: "消费后多久可以开票？", EN: "How soon after consuming can I be invoiced?"},
		says: []words.Text{{
			ZH: "预付：付款成功且资源创建后立即。后付：付款次日 10:00 起。", EN: "Prepaid: at once, when it is paid and its resources exist. Postpaid: from 10:00 on the day after the payment.",
		}},
		done: []place{atReleases},
	},
	{
		id: "limits", asks: words.Text{ZH: "单次申请的金额有什么限制？", EN: "What are the limits of one request?"},
		says: []words.Text{{
			ZH: "最低 0.01 元。单张数电票最高 99,999.99 元，单张纸质发票最高 1,000,000 元；超出时系统自动拆分为多张。",
			EN: "At least CNY 0.01. One e-invoice carries 99,999.99 at most, one on paper 1,000,000; more is split into several by itself.",
		}},
		done: []place{atApply}, where: []string{"amount"},
	},
	{
		id: "outstanding", asks: words.Text{ZH: "为什么账户有欠票？", EN: "Why is something outstanding?"},
		says: []words.Text{{
			ZH: "消费已开票后又退款或降配，会产生欠票，账户余额暂不可提现。",
			EN: "Because consumption was refunded or downgraded after it had been invoiced. The balance cannot be withdrawn meanwhile.",
		}},
		done: []place{atOffset}, where: []string{"offset", "amount"},
	},
	{
		id: "clear", asks: words.Text{ZH: "如何处理欠票？", EN: "How do I clear it?"},
		says: []words.Text{
			{
				ZH: "一，红冲或作废已开发票，之后余额即可提现。",
				EN: "First, have an issued invoice red-issued or voided; then the balance can be withdrawn.",
			},
			{
				ZH: "二，继续消费：新消费的可开票金额足以冲抵后，欠票消除。税收分类编码必须完全一致。",
				EN: "Second, go on consuming: enough new consumption clears it. The tax codes have to be identical.",
			},
		},
		done: []place{atOffset}, where: []string{"offset"},
	},
}
