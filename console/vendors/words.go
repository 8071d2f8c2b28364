package vendors

import "kaipiao/console/words"

var (
	mine     = words.Text{ZH: "我的发票", EN: "My invoices"}
	whatItIs = words.Text{
		ZH: "客户在云市场购买您的商品后申请的发票，由您开具。",
		EN: "Customers who bought from you on the marketplace have applied for these; you issue them.",
	}
	mostUrgent   = words.Text{ZH: "最紧急的在前，金额单位为元，含税", EN: "The most urgent first; amounts in CNY, with tax"}
	latestFirst  = words.Text{ZH: "按申请时间倒序，金额单位为元，含税", EN: "The latest first; amounts in CNY, with tax"}
	parts        = words.Text{ZH: "分类", EN: "Parts"}
	colDue       = words.Text{ZH: "到期", EN: "Due"}
	colBuyer     = words.Text{ZH: "抬头 / 税号", EN: "Title / taxpayer number"}
	colWhat      = words.Text{ZH: "品名", EN: "Item"}
	colAmount    = words.Text{ZH: "价税合计", EN: "Amount"}
	colKind      = words.Text{ZH: "类型 / 介质", EN: "Kind / medium"}
	colState     = words.Text{ZH: "状态", EN: "State"}
	colOpen      = words.Text{ZH: "操作", EN: "Action"}
	open         = words.Text{ZH: "处理", EN: "Open"}
	nothing      = words.Text{ZH: "没有待办", EN: "Nothing to do"}
	invoiceTitle = words.Text{ZH: "发票", EN: "Invoice"}
	back         = words.Text{ZH: "返回列表", EN: "Back to the list"}
	buyer        = words.Text{ZH: "购买方", EN: "Buyer"}
	name         = words.Text{ZH: "名称", EN: "Name"}
	taxpayerID   = words.Text{ZH: "纳税人识别号", EN: "Taxpayer number"}
	addressPhone = words.Text{ZH: "地址、电话", EN: "Address and phone"}
	bankAccount  = words.Text{ZH: "开户行及账号", EN: "Bank and account"}
	remark       = words.Text{ZH: "备注", EN: "Remark"}
	number       = words.Text{ZH: "发票号码", EN: "Invoice number"}
	numberHelp   = words.Text{ZH: "电子发票 20 位数字，纸质发票 8 位。", EN: "20 digits of an e-invoice, 8 of a paper one."}
	issuedOn     = words.Text{ZH: "开票日期", EN: "Date of issue"}
	lines        = words.Text{ZH: "明细", EN: "Lines"}
	colNet       = words.Text{ZH: "金额", EN: "Net"}
	colRate      = words.Text{ZH: "税率", EN: "Rate"}
	colTax       = words.Text{ZH: "税额", EN: "Tax"}
	issueIt      = words.Text{ZH: "登记已开具", EN: "I have issued it"}
	issueHelp    = words.Text{
		ZH: "在您自己的开票系统开具后，登记号码和日期。登记后不可修改。",
		EN: "Issue it in your own system, then report its number and date. This cannot be changed afterwards.",
	}
	refuseIt   = words.Text{ZH: "拒绝开具", EN: "Refuse to issue"}
	reason     = words.Text{ZH: "拒绝原因（客户可见）", EN: "Reason, which the customer reads"}
	refuseHelp = words.Text{
		ZH: "拒绝后申请撤销，客户金额退回可开票。",
		EN: "The application is cancelled then, and the customer's amount is free again.",
	}
	shipIt      = words.Text{ZH: "登记寄出", EN: "Record shipping"}
	tracking    = words.Text{ZH: "快递单号", EN: "Tracking number"}
	company     = words.Text{ZH: "快递公司", EN: "Courier company"}
	deliveredIt = words.Text{ZH: "登记签收", EN: "It was received"}
	address     = words.Text{ZH: "邮寄地址", EN: "Mailing address"}
	reverseIt   = words.Text{ZH: "报告红冲", EN: "Report a reversal"}
	reverseHelp = words.Text{
		ZH: "您已对剩余全部金额开具红字发票时登记。",
		EN: "When you have issued a red document for everything that is left of it.",
	}
	redNumber  = words.Text{ZH: "红字发票号码", EN: "Number of the red document"}
	files      = words.Text{ZH: "发票文件", EN: "Files"}
	fileFormat = words.Text{ZH: "格式", EN: "Format"}
	chooseFile = words.Text{ZH: "选择文件（10 MiB 以内）", EN: "Choose a file of up to 10 MiB"}
	upload     = words.Text{ZH: "上传", EN: "Upload"}
	download1  = words.Text{ZH: "下载 %s", EN: "Download %s"}
	timeline   = words.Text{ZH: "进展", EN: "What happened"}
	ordinary   = words.Text{ZH: "普通发票", EN: "Ordinary"}
	special    = words.Text{ZH: "专用发票", EN: "Special"}
	electronic = words.Text{ZH: "电子", EN: "Electronic"}
	paper      = words.Text{ZH: "纸质", EN: "Paper"}
)
