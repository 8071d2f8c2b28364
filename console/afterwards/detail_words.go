package afterwards

import "kaipiao/console/words"

// Words of single invoices and applications.
var (
	detailOf       = words.Text{ZH: "发票 %s", EN: "Invoice %s"}
	detailUnissued = words.Text{ZH: "未开具的发票", EN: "Invoice, not issued yet"}
	detailFacts    = words.Text{ZH: "发票信息", EN: "Facts"}
	detailSeller   = words.Text{ZH: "销售方", EN: "Seller"}
	detailBuyer    = words.Text{ZH: "购买方", EN: "Buyer"}
	copyAll        = words.Text{ZH: "复制全部", EN: "Copy all"}
	factName       = words.Text{ZH: "名称", EN: "Name"}
	factTaxpayer   = words.Text{ZH: "纳税人识别号", EN: "Taxpayer number"}
	factPhone      = words.Text{ZH: "地址、电话", EN: "Address, phone"}
	factBank       = words.Text{ZH: "开户行及账号", EN: "Bank, account"}
	factIssued     = words.Text{ZH: "开票日期", EN: "Date of issue"}
	factNet        = words.Text{ZH: "金额（不含税）", EN: "Net"}
	factTax        = words.Text{ZH: "税额", EN: "Tax"}
	factCapitals   = words.Text{ZH: "价税合计（大写）", EN: "Amount in capitals"}
	factRemark     = words.Text{ZH: "备注", EN: "Remark"}
	factAddress    = words.Text{ZH: "邮寄地址", EN: "Mailing address"}
	factCourier    = words.Text{ZH: "快递", EN: "Courier"}
	factFee        = words.Text{ZH: "费用", EN: "Fee"}
	factFree       = words.Text{ZH: "免费", EN: "Free of charge"}
	factEmail      = words.Text{ZH: "接收邮箱", EN: "Mailed to"}
	factReplaces   = words.Text{ZH: "换开自", EN: "Replaces"}
	factReplacedBy = words.Text{ZH: "已换开为", EN: "Replaced by"}
	factGross      = words.Text{ZH: "申请金额", EN: "Applied for"}
	factOffset     = words.Text{ZH: "冲抵欠票", EN: "Offset"}
	factTotal      = words.Text{ZH: "开票金额", EN: "To be invoiced"}
	factReview     = words.Text{ZH: "审核方式", EN: "Review"}
	factDecided    = words.Text{ZH: "审核时间", EN: "Decided"}
	factReason     = words.Text{ZH: "说明：%s", EN: "Reason: %s"}
	factSerial     = words.Text{ZH: "请求流水号", EN: "Serial"}
	factID         = words.Text{ZH: "编号", EN: "Id"}
	factSHA        = words.Text{ZH: "%s 的 SHA-256", EN: "SHA-256 of the %s"}
	detailLines    = words.Text{ZH: "明细（%d 行）", EN: "Lines (%d)"}
	downloadAs     = words.Text{ZH: "下载 %s", EN: "Download %s"}
	lostAgain      = words.Text{
		ZH: "电子发票遗失可随时重新下载，无需提交工单。",
		EN: "A lost e-invoice is simply downloaded again; no ticket is needed.",
	}
	detailRed       = words.Text{ZH: "红冲记录", EN: "Red-issues"}
	detailTimeline  = words.Text{ZH: "进度", EN: "Timeline"}
	onlyTrouble     = words.Text{ZH: "仅看异常", EN: "Exceptions only"}
	showAll         = words.Text{ZH: "查看全部", EN: "Show all"}
	noTrouble       = words.Text{ZH: "没有异常。", EN: "There were no exceptions."}
	detailInvoices  = words.Text{ZH: "开出的发票", EN: "Its invoices"}
	detailApplied   = words.Text{ZH: "开票申请", EN: "Application"}
	colLine         = words.Text{ZH: "行", EN: "Line"}
	colProductName  = words.Text{ZH: "商品名称", EN: "Product"}
	colTaxCode      = words.Text{ZH: "税收分类编码", EN: "Tax code"}
	colRate         = words.Text{ZH: "税率", EN: "Rate"}
	colNet          = words.Text{ZH: "金额", EN: "Net"}
	colTax          = words.Text{ZH: "税额", EN: "Tax"}
	linesCaption    = words.Text{ZH: "金额单位为元。", EN: "Amounts in CNY."}
	colWay          = words.Text{ZH: "方式", EN: "Way"}
	colConfirmBy    = words.Text{ZH: "确认截止", EN: "Confirm by"}
	colRequested    = words.Text{ZH: "申请时间", EN: "Requested"}
	redWay          = words.Text{ZH: "红冲", EN: "Red-issue"}
	voidWay         = words.Text{ZH: "作废", EN: "Void"}
	seeProgress     = words.Text{ZH: "查看进度", EN: "See the progress"}
	offsetWhole     = words.Text{ZH: "全部用于冲抵欠票，不开具发票。", EN: "All of it clears what was outstanding; no invoice is issued."}
	goneNotInvoiced = words.Text{ZH: "没有开出发票。", EN: "No invoice came of it."}

	nextPending = words.Text{
		ZH: "审核中，%s 完成。审核员领取前可自行撤销。",
		EN: "Under review, %s. You can cancel it until a reviewer takes it.",
	}
	nextClaimed = words.Text{
		ZH: "审核员已领取，%s 完成。如需撤销请提交工单。",
		EN: "A reviewer has taken it, %s. To cancel it, open a ticket.",
	}
	nextApproved  = words.Text{ZH: "已通过审核，正在开具。", EN: "Approved; its invoices are being issued."}
	nextRejected  = words.Text{ZH: "已驳回，金额已退回可开票金额。", EN: "Rejected; its amount can be invoiced again."}
	nextCancelled = words.Text{ZH: "已撤销，金额已退回可开票金额。", EN: "Cancelled; its amount can be invoiced again."}

	nextIssuing   = words.Text{ZH: "正在开具，%s 完成。", EN: "Being issued, %s."}
	nextShipping  = words.Text{ZH: "已开具，%s 寄出。", EN: "Issued; it is sent %s."}
	nextFiles     = words.Text{ZH: "已开具，文件生成中。", EN: "Issued; its files are being made."}
	nextDownload  = words.Text{ZH: "已开具，可下载文件。", EN: "Issued; its files can be downloaded."}
	nextOnTheWay  = words.Text{ZH: "已寄出，可用快递单号查询。", EN: "On its way; the tracking number says where."}
	nextDelivered = words.Text{ZH: "已签收。", EN: "Delivered."}
	nextFailed    = words.Text{
		ZH: "开票平台未受理，财务正在处理，无需您操作。",
		EN: "The tax platform refused it; finance sees to it, you need not do anything.",
	}
	nextBuyer = words.Text{
		ZH: "红冲待购买方确认；未确认前原发票有效。",
		EN: "A red-issue waits for the buyer; the invoice is valid until then.",
	}
	nextUndone = words.Text{ZH: "已冲销，金额已退回可开票金额，可以换开。", EN: "Undone; its amount can be invoiced again."}
	nextPartly = words.Text{ZH: "部分已红冲，其余仍然有效。", EN: "Part of it is red-issued, the rest is valid."}
)
