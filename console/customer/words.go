package customer

import "kaipiao/console/words"

var (
	title        = words.Text{ZH: "发票管理", EN: "Invoice management"}
	available    = words.Text{ZH: "可开票金额", EN: "Available to invoice"}
	apply        = words.Text{ZH: "申请开票", EN: "Request invoice"}
	noRecharge   = words.Text{ZH: "充值不可开票，仅现金消费可开。", EN: "Recharges cannot be invoiced, only what was consumed and paid in cash."}
	prepaid      = words.Text{ZH: "预付", EN: "Prepaid"}
	postpaid     = words.Text{ZH: "后付", EN: "Postpaid"}
	reserved     = words.Text{ZH: "已申请", EN: "Applied for"}
	invoiced     = words.Text{ZH: "已开票", EN: "Invoiced"}
	outstanding  = words.Text{ZH: "欠票", EN: "Outstanding"}
	nextRelease  = words.Text{ZH: "下次释放", EN: "Released next"}
	noRelease    = words.Text{ZH: "目前没有等待释放的金额。", EN: "Nothing waits to be released."}
	owes         = words.Text{ZH: "欠票 %s，余额暂不可提现。", EN: "%s is outstanding; the balance cannot be withdrawn."}
	clearIt      = words.Text{ZH: "处理欠票", EN: "Clear what is outstanding"}
	records      = words.Text{ZH: "明细", EN: "Records"}
	recordsOrder = words.Text{ZH: "按付款时间排序。金额单位为元。", EN: "By the time of payment. Amounts in CNY."}
	colProduct   = words.Text{ZH: "产品", EN: "Product"}
	colID        = words.Text{ZH: "编号", EN: "Id"}
	colCash      = words.Text{ZH: "现金", EN: "Cash"}
	colRefunded  = words.Text{ZH: "已退", EN: "Refunded"}
	colLeft      = words.Text{ZH: "可开", EN: "Invoiceable"}
	colWhy       = words.Text{ZH: "说明", EN: "Explanation"}
	whole        = words.Text{ZH: "全额可开", EN: "Counts whole"}
	noRecords    = words.Text{ZH: "还没有消费记录。产生现金消费后，会在这里逐笔列出。", EN: "There is no consumption yet. What you pay in cash will stand here, record by record."}
)
