package desk

import "kaipiao/console/words"

var (
	failedTitle  = words.Text{ZH: "开票失败", EN: "Could not be issued"}
	failedCase   = words.Text{ZH: "开票失败 %s", EN: "Could not be issued: %s"}
	providerSays = words.Text{ZH: "税务平台的说明", EN: "What the tax provider says"}
	serial       = words.Text{ZH: "流水号", EN: "Serial"}
	buyer        = words.Text{ZH: "购买方", EN: "Buyer"}
	taxpayerID   = words.Text{ZH: "税号", EN: "Tax number"}
	addressPhone = words.Text{ZH: "地址、电话", EN: "Address and phone"}
	bankAccount  = words.Text{ZH: "开户行及账号", EN: "Bank and account"}
	correct      = words.Text{ZH: "更正后重开", EN: "Correct and issue"}
	correctHelp  = words.Text{
		ZH: "以新的流水号开具。抬头为认证名称时立即重开；为其他抬头时须由另一人复核。",
		EN: "It is issued under another serial: at once under the certified name, under another title when a second person has confirmed it.",
	}
	proposal    = words.Text{ZH: "待复核的更正", EN: "Correction that waits for a second person"}
	present     = words.Text{ZH: "现在", EN: "Now"}
	afterwards  = words.Text{ZH: "更正后", EN: "Corrected"}
	confirmIt   = words.Text{ZH: "确认更正", EN: "Confirm the correction"}
	sendBackIt  = words.Text{ZH: "退回更正", EN: "Send the correction back"}
	sendBackWhy = words.Text{ZH: "退回原因", EN: "Why it is sent back"}
	giveUp      = words.Text{ZH: "放弃", EN: "Give up"}
	giveUpNow   = words.Text{ZH: "确定放弃", EN: "Give it up now"}
	giveUpWhy   = words.Text{ZH: "放弃原因", EN: "Why it is given up"}
	givingUp    = words.Text{
		ZH: "发票不再开具，金额退回可开票，客户会收到通知。",
		EN: "It is not issued any more, its amount is free again, and the customer is told.",
	}
	noLongerFails = words.Text{ZH: "这张发票已不在失败状态。", EN: "This invoice does not fail any more."}
	fullInvoice   = words.Text{ZH: "查看发票全部信息", EN: "Everything about the invoice"}
)
