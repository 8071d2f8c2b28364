package desk

import (
	"kaipiao/console/words"
	"kaipiao/office/search"
)

var (
	inCNY           = words.Text{ZH: "金额单位为元。", EN: "Amounts in CNY."}
	andMore         = words.Text{ZH: "%s 等，另 %d 项", EN: "%s and %d more"}
	invoicesTitle   = words.Text{ZH: "发票", EN: "Invoices"}
	invoicesCaption = words.Text{
		ZH: "按编号先后；填写开票日期时按开票日期。金额单位为元。",
		EN: "By id; by the day of issue where days are given. Amounts in CNY.",
	}
	noInvoices       = words.Text{ZH: "还没有发票。", EN: "There are no invoices yet."}
	invoiceTitle     = words.Text{ZH: "发票 %s", EN: "Invoice %s"}
	applicationTitle = words.Text{ZH: "申请 %s", EN: "Application %s"}
	accountTitle     = words.Text{ZH: "账户 %s", EN: "Account %s"}
	colMedium        = words.Text{ZH: "介质", EN: "Medium"}
	anyMedium        = words.Text{ZH: "全部介质", EN: "Any medium"}
	anyState         = words.Text{ZH: "全部状态", EN: "Any state"}
	colState         = words.Text{ZH: "状态", EN: "State"}
	colIssued        = words.Text{ZH: "开票日期", EN: "Issued"}
	tracking         = words.Text{ZH: "快递单号", EN: "Tracking"}
	courier          = words.Text{ZH: "快递", EN: "Courier"}
	fromDay          = words.Text{ZH: "开票日期自", EN: "Issued from"}
	toDay            = words.Text{ZH: "开票日期至", EN: "Issued to"}
	waitingFor       = words.Text{ZH: "等待", EN: "Waits for"}
	anything         = words.Text{ZH: "不限", EN: "Anything"}
	moreFilters      = words.Text{ZH: "更多条件", EN: "More filters"}

	facts       = words.Text{ZH: "票面信息", EN: "On the invoice"}
	sellerParty = words.Text{ZH: "销售方", EN: "Seller"}
	buyerParty  = words.Text{ZH: "购买方", EN: "Buyer"}
	linesTitle  = words.Text{ZH: "明细", EN: "Lines"}
	fileList    = words.Text{ZH: "文件", EN: "Files"}
	noFile      = words.Text{ZH: "没有版式文件。", EN: "There are no files."}
	reversals   = words.Text{ZH: "红冲与作废", EN: "Red documents and voids"}
	noReversals = words.Text{ZH: "没有红冲或作废。", EN: "Nothing was reversed."}
	trail       = words.Text{ZH: "审计记录", EN: "Audit trail"}
	trailOrder  = words.Text{ZH: "按发生先后，个人信息不显示内容。", EN: "In the order in which it happened; what is personal is not shown."}
	noTrail     = words.Text{ZH: "没有记录。", EN: "There is nothing."}
	colAct      = words.Text{ZH: "行为", EN: "Act"}
	colWho      = words.Text{ZH: "操作人", EN: "Who"}
	colChanged  = words.Text{ZH: "变化", EN: "Changed"}
	withheld    = words.Text{ZH: "另有个人信息变更：%s", EN: "Personal data changed too: %s"}
	workflow    = words.Text{ZH: "流程", EN: "Run"}
	inTemporal  = words.Text{ZH: "在 Temporal 中查看", EN: "Open in Temporal"}
	idOf        = words.Text{ZH: "编号", EN: "Id"}
	checksum    = words.Text{ZH: "校验和", EN: "Checksum"}
	replaces    = words.Text{ZH: "换开自", EN: "Replaces"}
	address     = words.Text{ZH: "邮寄地址", EN: "Address"}
	mode        = words.Text{ZH: "审核方式", EN: "Review"}
	automatic   = words.Text{ZH: "自动", EN: "Automatic"}
	manual      = words.Text{ZH: "人工", EN: "By people"}
	total       = words.Text{ZH: "开票金额", EN: "Invoiced amount"}
	decidedFor  = words.Text{ZH: "决定说明", EN: "Reason of the decision"}
	toDecide    = words.Text{ZH: "前往审核", EN: "Review it"}
	toCorrect   = words.Text{ZH: "前往更正", EN: "Correct it"}
	certTitle   = words.Text{ZH: "认证信息", EN: "Certification"}
	region      = words.Text{ZH: "地区", EN: "Region"}
	balance     = words.Text{ZH: "可开票金额", EN: "Available to invoice"}
	availableIs = words.Text{
		ZH: "= 预付 %s + 后付 %s − 已申请 %s − 已开票 %s − 欠票 %s",
		EN: "= prepaid %s + postpaid %s − applied for %s − invoiced %s − outstanding %s",
	}
	withdrawalNo = words.Text{ZH: "余额暂不可提现", EN: "The balance cannot be withdrawn"}
	withdrawalOK = words.Text{ZH: "余额可以提现", EN: "The balance can be withdrawn"}
	firstOnes    = words.Text{ZH: "前 20 张；查看全部", EN: "The first 20; all of them"}
	appliedFor   = words.Text{ZH: "申请", EN: "Applications"}
	noneYet      = words.Text{ZH: "还没有。", EN: "None yet."}
)

var (
	searchTitle = words.Text{ZH: "搜索", EN: "Search"}
	searchHelp  = words.Text{
		ZH: "输入发票号码（20 位或 8 位）、流水号、抬头、税号、账户、快递单号或编号。",
		EN: "Type a number (20 or 8 digits), serial, title, tax number, account, tracking number or id.",
	}
	nothingFound = words.Text{ZH: "没有找到“%s”。", EN: "Nothing is known by “%s”."}
	foundFor     = words.Text{ZH: "“%s” 的结果。", EN: "Found by “%s”."}
	moreFound    = words.Text{ZH: "还有更多，请写得更具体。", EN: "There is more; please be more exact."}
	foundBy      = words.Text{ZH: "匹配", EN: "Found by"}
	savedTitle   = words.Text{ZH: "保存的抬头", EN: "Saved title"}
)

var (
	proof      = words.Text{ZH: "唯一性证明", EN: "Proof that it was issued once"}
	notAsked   = words.Text{ZH: "还没有向服务商提交。", EN: "Nothing was submitted to the provider yet."}
	bookedOnce = words.Text{
		ZH: "✓ 以提交前存好的流水号登记一次，仅一次。",
		EN: "✓ Booked once and only once, under the serial that was stored before the first call.",
	}
	notBooked = words.Text{ZH: "尚未登记。", EN: "Not booked yet."}
)

// proofSteps are the steps of the proof.
var proofSteps = map[string]words.Text{
	"stored":    {ZH: "流水号已存", EN: "Serial stored"},
	"submitted": {ZH: "提交", EN: "Submitted"},
	"asked":     {ZH: "查询", EN: "Asked"},
	"answered":  {ZH: "已开具", EN: "Answered: issued"},
	"booked":    {ZH: "已入账", EN: "Booked"},
}

var kindsOfHits = map[search.Kind]words.Text{
	search.Invoice:     {ZH: "发票", EN: "Invoice"},
	search.Application: {ZH: "申请", EN: "Application"},
	search.Ticket:      {ZH: "工单", EN: "Ticket"},
	search.Account:     {ZH: "账户", EN: "Account"},
}

var byOfHits = map[search.By]words.Text{
	search.ByNumber:         {ZH: "发票号码", EN: "Number"},
	search.ByRedNumber:      {ZH: "红字发票号码", EN: "Red number"},
	search.BySerial:         {ZH: "流水号", EN: "Serial"},
	search.ByTrackingNumber: {ZH: "快递单号", EN: "Tracking number"},
	search.ByReference:      {ZH: "寄送编号", EN: "Parcel reference"},
	search.BySheet:          {ZH: "纸张号", EN: "Sheet number"},
	search.ByID:             {ZH: "编号", EN: "Id"},
	search.ByTaxpayerID:     {ZH: "税号", EN: "Tax number"},
	search.ByTitle:          {ZH: "抬头", EN: "Title"},
}
