package customer

import "kaipiao/console/words"

// Of the three steps.
var (
	stepNames = []words.Text{
		{ZH: "选择金额", EN: "Amount"}, {ZH: "确认信息及地址", EN: "Confirm information and address"}, {
			ZH: "预览并提交",
			EN: "Preview and submit",
		},
	}
	stepNumber = words.Text{ZH: "申请开票：%s（第 %d 步，共 3 步）", EN: "Request invoice: %s (step %d of 3)"}
	stepsOf    = words.Text{ZH: "申请步骤", EN: "Steps"}
	unreadable = words.Text{ZH: "无法读取表单，请返回重试。", EN: "The form cannot be read; please go back and try again."}
	inTheWay   = words.Text{ZH: "暂不能继续", EN: "This cannot go on yet"}
	goNext     = words.Text{ZH: "下一步", EN: "Next"}
	goBack     = words.Text{ZH: "上一步", EN: "Back"}
	startAnew  = words.Text{ZH: "清空，重新填写", EN: "Clear everything and begin anew"}
	backHome   = words.Text{ZH: "返回发票管理", EN: "Back to invoice management"}
)

// stepTitle is the heading of a step.
func stepTitle(n int) words.Text { return stepNumber.With(stepNames[n-1], n) }

// Of the first step.
var (
	howToChoose  = words.Text{ZH: "选择方式", EN: "How to choose"}
	byTheAmount  = words.Text{ZH: "按金额", EN: "By amount"}
	byTheRecords = words.Text{ZH: "按记录", EN: "By records"}
	amountLabel  = words.Text{ZH: "开票金额", EN: "Amount"}
	amountHint   = words.Text{
		ZH: "最低 %s；单张数电票最高 %s，纸质发票最高 %s，超出自动拆分为多张。",
		EN: "At least %s. One e-invoice carries %s at most, one on paper %s; more is split into several.",
	}
	everything  = words.Text{ZH: "全部 %s", EN: "All, %s"}
	offsetFirst = words.Text{
		ZH: "先冲抵欠票，再按时间从早到晚选取。",
		EN: "What is outstanding is cleared first; then the oldest records are taken.",
	}
	inCapitals   = words.Text{ZH: "大写：", EN: "In capitals:"}
	pickAll      = words.Text{ZH: "选择全部符合条件的 %s 笔", EN: "Choose all %s that match"}
	pickNone     = words.Text{ZH: "取消全部选择", EN: "Choose none"}
	pickMost     = words.Text{ZH: "一次最多 %d 笔；更多请按金额申请。", EN: "%d records at most; apply by amount for more."}
	pickOne      = words.Text{ZH: "选择 %s", EN: "Choose %s"}
	chosen       = words.Text{ZH: "已选 %s 笔", EN: "%s chosen"}
	grossOf      = words.Text{ZH: "合计", EN: "Total"}
	offsetOf     = words.Text{ZH: "冲抵", EN: "Offset"}
	invoicedOf   = words.Text{ZH: "开票", EN: "To be invoiced"}
	offsetOnly   = words.Text{ZH: "本次仅冲抵欠票，不开具发票。", EN: "This only clears what is outstanding; no invoice comes of it."}
	chooseFirst  = words.Text{ZH: "请选择记录或填写金额。", EN: "Choose records, or fill in an amount."}
	countAgain   = words.Text{ZH: "重新计算", EN: "Calculate again"}
	replacesThis = words.Text{ZH: "本次申请换开发票 %s。", EN: "This replaces the invoice %s."}
)

// Of the second step.
var (
	kindLabel    = words.Text{ZH: "发票类型", EN: "Kind"}
	ordinaryKind = words.Text{ZH: "增值税普通发票", EN: "Ordinary VAT invoice"}
	ordinaryHelp = words.Text{
		ZH: "小规模纳税人、个人、机关学校等，不可抵扣进项税。",
		EN: "For small taxpayers, individuals, public bodies; its tax cannot be deducted.",
	}
	specialKind = words.Text{ZH: "增值税专用发票", EN: "Special VAT invoice"}
	specialHelp = words.Text{
		ZH: "一般纳税人企业，可抵扣进项税；需企业认证。",
		EN: "For companies that are general taxpayers, who deduct the tax; needs enterprise certification.",
	}
	askFinance       = words.Text{ZH: "请先向贵司财务确认需要哪种发票。", EN: "Ask your finance department which kind you need."}
	mediumLabel      = words.Text{ZH: "介质", EN: "Medium"}
	electronicMedium = words.Text{ZH: "数电票", EN: "E-invoice"}
	electronicHelp   = words.Text{
		ZH: "通过后 5 分钟内开具，在列表下载并发送到邮箱。",
		EN: "Issued within 5 minutes of approval; downloaded in the list, and mailed.",
	}
	paperMedium    = words.Text{ZH: "纸质发票", EN: "Paper invoice"}
	paperHelp      = words.Text{ZH: "免费快递寄送。", EN: "Sent by courier, free of charge."}
	specialOnPaper = words.Text{ZH: "增值税专用发票目前仅支持纸质。", EN: "Special VAT invoices are on paper only, for now."}
	titleLabel     = words.Text{ZH: "发票抬头", EN: "Title"}
	certifiedTitle = words.Text{ZH: "认证名称", EN: "Certified name"}
	certifiedName  = words.Text{ZH: "认证名称", EN: "Certified name"}
	typedTitle     = words.Text{ZH: "填写的抬头", EN: "Title as typed"}
	savedTitle     = words.Text{ZH: "已保存", EN: "Saved"}
	otherTitle     = words.Text{ZH: "填写其他抬头", EN: "Another title"}
	otherForPerson = words.Text{
		ZH: "个人可使用其他企业抬头，须填写税号，由人工审核。",
		EN: "Individuals may use a company's title with its tax number; a reviewer looks at it.",
	}
	otherForCompany = words.Text{
		ZH: "企业抬头须与认证名称一致；更名或更换主体请先办理变更。",
		EN: "A company's title is its certified name; change the name or the subject first.",
	}
	onlyForNew        = words.Text{ZH: "仅在选择“填写其他抬头”时使用。", EN: "Used with \"Another title\" only."}
	nameLabel         = words.Text{ZH: "抬头名称", EN: "Name"}
	taxpayerLabel     = words.Text{ZH: "税号", EN: "Tax number"}
	taxpayerHelp      = words.Text{ZH: "纳税人识别号，一般为 18 位统一社会信用代码。", EN: "The taxpayer number, 18 characters as a rule."}
	addressPhoneLabel = words.Text{ZH: "购方地址、电话", EN: "Buyer's address and phone"}
	bankLabel         = words.Text{ZH: "购方开户行及账号", EN: "Buyer's bank and account"}
	addressLabel      = words.Text{ZH: "邮寄地址", EN: "Mailing address"}
	addressHelp       = words.Text{
		ZH: "仅纸质发票需要。提交后如需更改，请提交工单。",
		EN: "For paper only. After you have submitted, a ticket changes it.",
	}
	newAddress     = words.Text{ZH: "新增地址", EN: "New address"}
	defaultAddress = words.Text{ZH: "默认地址", EN: "The default address"}
	recipientLabel = words.Text{ZH: "收件人", EN: "Recipient"}
	phoneLabel     = words.Text{ZH: "联系电话", EN: "Phone"}
	regionLabel    = words.Text{ZH: "省市区", EN: "Region"}
	streetLabel    = words.Text{ZH: "详细地址", EN: "Street"}
	emailLabel     = words.Text{ZH: "接收邮箱", EN: "Mail addresses"}
	emailHelp      = words.Text{ZH: "最多 10 个，用逗号分隔。", EN: "Up to 10, with commas between them."}
	remarkLabel    = words.Text{ZH: "备注", EN: "Remark"}
	remarkHelp     = words.Text{ZH: "打印在发票上，最多 %d 字。", EN: "Printed on the invoice, %d characters at most."}
	keepIt         = words.Text{ZH: "保存为常用信息", EN: "Save for next time"}
	checkAndSave   = words.Text{ZH: "检查并保存", EN: "Check and save"}
	doctorSays     = words.Text{ZH: "抬头检查", EN: "Title check"}
	hiddenAt       = words.Text{ZH: "第 %d 个字符：%s", EN: "Character %d: %s"}
	goesByItself   = words.Text{
		ZH: "与认证名称一致，10 分钟内自动通过。",
		EN: "It is the certified name: approved by itself within 10 minutes.",
	}
	isReviewed  = words.Text{ZH: "由人工审核：", EN: "A reviewer decides:"}
	keptAsTyped = words.Text{ZH: "填写的内容会自动保存 24 小时。", EN: "What you type is kept for 24 hours."}
	routes      = map[string]words.Text{
		"name": {
			ZH: "仅工商名称变更：请在账户中心办理名称变更。",
			EN: "Only the name changed: ask for a name change in the account centre.",
		},
		"subject": {
			ZH: "更换主体：请在账户中心办理主体变更。",
			EN: "Another company takes over: ask for a subject change in the account centre.",
		},
	}
)

// Of the third step and the result.
var (
	movedElsewhere = words.Text{
		ZH: "内容已在另一个窗口中更改。以下是最新内容，请核对后再提交；刚才没有提交。",
		EN: "Another window has changed this; nothing was submitted. Check it and submit again.",
	}
	inAll           = words.Text{ZH: "合计", EN: "In all"}
	howMany         = words.Text{ZH: "发票", EN: "Invoices"}
	soMany          = words.Text{ZH: "共 %d 张", EN: "%d in all"}
	taxOf           = words.Text{ZH: "税额", EN: "Tax"}
	driftOf         = words.Text{ZH: "尾差", EN: "Rounding drift"}
	driftWhy        = words.Text{ZH: "拆分后逐张取整。", EN: "Each invoice is rounded by itself."}
	invoiceNo       = words.Text{ZH: "第 %d 张，共 %d 张", EN: "Invoice %d of %d"}
	sellerLabel     = words.Text{ZH: "销售方", EN: "Seller"}
	buyerLabel      = words.Text{ZH: "购买方", EN: "Buyer"}
	linesOf         = words.Text{ZH: "发票明细，金额单位为元", EN: "Lines, amounts in CNY"}
	colItem         = words.Text{ZH: "项目名称", EN: "Item"}
	colNet          = words.Text{ZH: "金额", EN: "Net"}
	colRate         = words.Text{ZH: "税率", EN: "Rate"}
	colTax          = words.Text{ZH: "税额", EN: "Tax"}
	notYetOf        = words.Text{ZH: "未到时间 %s", EN: "Not yet: %s"}
	sumOf           = words.Text{ZH: "合计", EN: "Sum"}
	totalWithTax    = words.Text{ZH: "价税合计", EN: "Total with tax"}
	moreLines       = words.Text{ZH: "另有 %d 行未显示，开具时全部列出。", EN: "%d more lines are not shown here; the invoice has them all."}
	moreInvoices    = words.Text{ZH: "另有 %d 张未显示。", EN: "%d more invoices are not shown here."}
	whenReady       = words.Text{ZH: "何时完成", EN: "When it is ready"}
	reviewLabel     = words.Text{ZH: "审核", EN: "Review"}
	byReviewer      = words.Text{ZH: "人工审核", EN: "By a reviewer"}
	byItself        = words.Text{ZH: "自动审核", EN: "By itself"}
	issueLabel      = words.Text{ZH: "预计开具", EN: "Issued"}
	reviewDays      = words.Text{ZH: "审核 %d 个工作日是如何计算的", EN: "How the %d working days of the review are counted"}
	issueDays       = words.Text{ZH: "开具 %d 个工作日是如何计算的", EN: "How the %d working days until the issue are counted"}
	skippedDays     = words.Text{ZH: "跳过节假日 %s。", EN: "Days off are skipped: %s."}
	workedDays      = words.Text{ZH: "调休上班 %s。", EN: "Worked weekend days count: %s."}
	weekendsToo     = words.Text{ZH: "从明天起算，周末不计。", EN: "Counted from tomorrow, without weekends."}
	calendarVersion = words.Text{ZH: "日历版本 %s。", EN: "Calendar %s."}
	mayMove         = words.Text{ZH: "暂定，待公布下一年放假安排。", EN: "Provisional, until next year's days off are published."}
	shippedAfter    = words.Text{ZH: "开具后 %d 天内免费快递寄出。", EN: "Sent by courier within %d days of its issue, free of charge."}
	dateIsIssue     = words.Text{
		ZH: "开票日期为实际开具日，不可指定。",
		EN: "The date on the invoice is the day of issue; it cannot be chosen.",
	}
	submit       = words.Text{ZH: "提交申请", EN: "Submit"}
	previewAgain = words.Text{ZH: "重新预览", EN: "Preview again"}
	doneTitle    = words.Text{ZH: "申请已提交", EN: "Your request is submitted"}
	yourNumber   = words.Text{ZH: "申请编号", EN: "Number"}
	whatFollows  = words.Text{ZH: "接下来", EN: "What follows"}
	decidedBy    = words.Text{ZH: "审核完成：", EN: "Decided:"}
	wasOffset    = words.Text{ZH: "已冲抵欠票 %s，未开具发票。", EN: "%s of what was outstanding is cleared; no invoice was issued."}
	paperFollows = words.Text{
		ZH: "开具后免费快递寄出，快递单号会显示在发票列表。",
		EN: "It is sent by courier, free of charge; the list shows the tracking number.",
	}
	electronicFollows = words.Text{
		ZH: "通过后 5 分钟内开具，可在发票列表下载。",
		EN: "It is issued within 5 minutes of approval, and downloaded in the list.",
	}
	cancelBefore       = words.Text{ZH: "在 %s 前可自行撤销申请。", EN: "You can cancel it yourself until %s."}
	cancelUntilClaimed = words.Text{ZH: "审核员领取前可自行撤销申请。", EN: "You can cancel it yourself until a reviewer takes it."}
	seeIt              = words.Text{ZH: "查看申请", EN: "See the request"}
)
