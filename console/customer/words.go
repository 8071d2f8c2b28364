package customer

import "kaipiao/console/words"

// Of the home page.
var (
	title       = words.Text{ZH: "发票管理", EN: "Invoice management"}
	available   = words.Text{ZH: "可开票金额", EN: "Available to invoice"}
	apply       = words.Text{ZH: "申请开票", EN: "Request invoice"}
	ofWhom      = words.Text{ZH: "：%s", EN: ": %s"}
	noRecharge  = words.Text{ZH: "充值不可开票，仅现金消费可开。", EN: "Recharges cannot be invoiced, only what was consumed and paid in cash."}
	prepaid     = words.Text{ZH: "预付", EN: "Prepaid"}
	postpaid    = words.Text{ZH: "后付", EN: "Postpaid"}
	reserved    = words.Text{ZH: "已申请", EN: "Applied for"}
	invoiced    = words.Text{ZH: "已开票", EN: "Invoiced"}
	outstanding = words.Text{ZH: "欠票", EN: "Outstanding"}
	nextRelease = words.Text{ZH: "下次释放", EN: "Released next"}
	noRelease   = words.Text{ZH: "目前没有等待释放的金额。", EN: "Nothing waits to be released."}
	owes        = words.Text{ZH: "欠票 %s，余额暂不可提现。", EN: "%s is outstanding; the balance cannot be withdrawn."}
	owesCovered = words.Text{
		ZH: "欠票 %s，已有足够的同编码消费可冲抵，余额可提现。",
		EN: "%s is outstanding; new consumption covers it, so the balance can be withdrawn.",
	}
	stillShort = words.Text{ZH: "还差 %s。", EN: "%s is still missing."}
	whyOwes    = words.Text{
		ZH: "欠票是指开票后又退款或降配的金额。",
		EN: "Outstanding is what was refunded or downgraded after it had been invoiced.",
	}
	clearIt    = words.Text{ZH: "处理欠票", EN: "Clear what is outstanding"}
	abroadSays = words.Text{
		ZH: "境外及香港客户不开具增值税发票，可申请形式发票。",
		EN: "Customers overseas and in Hong Kong get a pro-forma invoice, no VAT invoice.",
	}
	askProforma = words.Text{ZH: "申请形式发票", EN: "Ask for a pro-forma invoice"}
	market      = words.Text{ZH: "云市场", EN: "Marketplace"}
	marketSays  = words.Text{
		ZH: "云市场商品由第三方服务商销售并开票，交付 7 天后可开，不计入以上可开票金额。",
		EN: "Vendors invoice these themselves, from 7 days after delivery; the amount above does not count them.",
	}
	toPlatform  = words.Text{ZH: "返回平台消费", EN: "Back to the platform"}
	vendorSells = words.Text{
		ZH: "以下由云市场服务商 %s 销售并开具发票。",
		EN: "The marketplace vendor %s sells this, and issues the invoice.",
	}
	atShown     = words.Text{ZH: "金额为 %s（北京时间）的情况。", EN: "The amounts are those of %s (Beijing time)."}
	toNow       = words.Text{ZH: "返回当前", EN: "Back to now"}
	formerShown = words.Text{
		ZH: "以下为变更前第 %d 个主体的消费，截至 %s，不再受理开票。",
		EN: "This is what subject no. %d consumed, until %s; it is applied for no more.",
	}
	formerUntil    = words.Text{ZH: "第 %d 个主体，截至 %s", EN: "Subject no. %d, until %s"}
	toPresent      = words.Text{ZH: "返回当前主体", EN: "Back to the present subject"}
	otherInstants  = words.Text{ZH: "查看某一时刻、变更前主体", EN: "Another instant, former subjects"}
	atInstant      = words.Text{ZH: "查看某一时刻", EN: "As of"}
	formerSubjects = words.Text{ZH: "变更前主体", EN: "Former subjects"}
)

// Of the table of records.
var (
	records     = words.Text{ZH: "明细", EN: "Records"}
	latestOrder = words.Text{
		ZH: "按付款时间倒序，时间均为北京时间，金额单位为元。",
		EN: "Latest payment first; Beijing time, amounts in CNY.",
	}
	oldestOrder = words.Text{
		ZH: "按付款时间正序，时间均为北京时间，金额单位为元。",
		EN: "Oldest payment first; Beijing time, amounts in CNY.",
	}
	colPick     = words.Text{ZH: "选择", EN: "Choose"}
	colDate     = words.Text{ZH: "消费日期", EN: "Date"}
	colProduct  = words.Text{ZH: "产品", EN: "Product"}
	colID       = words.Text{ZH: "编号", EN: "Id"}
	colCode     = words.Text{ZH: "税收分类编码", EN: "Tax code"}
	colPaid     = words.Text{ZH: "实付", EN: "Paid"}
	colCash     = words.Text{ZH: "现金", EN: "Cash"}
	colRefunded = words.Text{ZH: "已退", EN: "Refunded"}
	colLeft     = words.Text{ZH: "可开", EN: "Invoiceable"}
	colWhy      = words.Text{ZH: "说明", EN: "Explanation"}
	whole       = words.Text{ZH: "全额可开", EN: "Counts whole"}
	fromThen    = words.Text{ZH: "%s 起可开", EN: "Can be invoiced from %s"}
	memberOf    = words.Text{ZH: "成员 %s（%s）", EN: "Member %s (%s)"}
	trusteeship = words.Text{ZH: "托管", EN: "trusteeship"}
	independent = words.Text{ZH: "独立", EN: "independent"}
	noRecords   = words.Text{
		ZH: "还没有消费记录。产生现金消费后，会在这里逐笔列出。",
		EN: "There is no consumption yet. What you pay in cash will stand here, record by record.",
	}
	noneHere       = words.Text{ZH: "没有符合条件的记录。", EN: "No record matches."}
	clearFilters   = words.Text{ZH: "清除筛选", EN: "Clear the filters"}
	tabInvoiceable = words.Text{ZH: "可开票", EN: "Invoiceable"}
	tabNotYet      = words.Text{ZH: "未到时间", EN: "Not yet"}
	tabOutstanding = words.Text{ZH: "欠票", EN: "Outstanding"}
	tabNone        = words.Text{ZH: "不可开票", EN: "Not invoiceable"}
	tabAll         = words.Text{ZH: "全部", EN: "All"}
	dayFrom        = words.Text{ZH: "消费日期从", EN: "Date from"}
	dayTo          = words.Text{ZH: "至", EN: "To"}
	sorted         = words.Text{ZH: "排序", EN: "Order"}
	latestFirst    = words.Text{ZH: "最近的在前", EN: "Latest first"}
	oldestFirst    = words.Text{ZH: "最早的在前", EN: "Oldest first"}
	query          = words.Text{ZH: "查询", EN: "Apply"}
	totalOf        = words.Text{ZH: "合计 %s 笔", EN: "Total of %s"}
	pagesOf        = words.Text{ZH: "分页", EN: "Pages"}
	firstPage      = words.Text{ZH: "回到第一页", EN: "First page"}
	nextPage       = words.Text{ZH: "下一页", EN: "Next page"}
)

// Of the offset planner.
var (
	offsetTitle    = words.Text{ZH: "欠票处理", EN: "Clear what is outstanding"}
	mayWithdraw    = words.Text{ZH: "余额可以提现。", EN: "The balance can be withdrawn."}
	mayNotWithdraw = words.Text{ZH: "余额暂不可提现。", EN: "The balance cannot be withdrawn now."}
	shortOf        = words.Text{ZH: "还差", EN: "Missing"}
	leftAfter      = words.Text{ZH: "冲抵后可开票", EN: "Left to invoice afterwards"}
	leftOfCode     = words.Text{ZH: "冲抵后可开", EN: "Left afterwards"}
	clearable      = words.Text{ZH: "可冲抵", EN: "Covered"}
	owesNothing    = words.Text{ZH: "没有欠票，无需处理。", EN: "Nothing is outstanding."}
	perCode        = words.Text{ZH: "按税收分类编码", EN: "By tax code"}
	sameCodeOnly   = words.Text{
		ZH: "欠票只能由税收分类编码完全一致的消费冲抵。金额单位为元。",
		EN: "Only consumption of the identical tax code clears it. Amounts in CNY.",
	}
	ways           = words.Text{ZH: "处理方式", EN: "Ways"}
	wayConsume     = words.Text{ZH: "① 继续消费", EN: "① Go on consuming"}
	consumeMore    = words.Text{ZH: "再消费 %s（同编码 %s）", EN: "Consume %s more of the code %s"}
	enoughConsumed = words.Text{ZH: "新的消费已足够，无需再消费。", EN: "There is enough new consumption already."}
	wayReverse     = words.Text{ZH: "② 红冲或作废已开发票", EN: "② Red-issue or void an invoice"}
	reverseSays    = words.Text{
		ZH: "购买方未使用的数电票可立即红冲，之后即可提现。",
		EN: "An e-invoice that the buyer has not used is red-issued at once; then the balance can be withdrawn.",
	}
	nothingToReverse = words.Text{ZH: "没有可红冲的发票。", EN: "There is no invoice that would help."}
	clearsSo         = words.Text{ZH: "消除欠票 %s", EN: "clears %s"}
	wayOffset        = words.Text{ZH: "③ 现在冲抵", EN: "③ Offset it now"}
	offsetSays       = words.Text{ZH: "用以下记录冲抵 %s；之后可开票 %s。", EN: "These records clear %s; %s is left to invoice then."}
	offsetNow        = words.Text{ZH: "现在冲抵", EN: "Offset now"}
	shortStill       = words.Text{ZH: "可用的同编码消费还差 %s。", EN: "Consumption of the same code is short by %s."}
)
