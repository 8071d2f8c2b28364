package afterwards

import (
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
)

// Words of the list of invoices, and of single invoices and applications.
var (
	apply     = words.Text{ZH: "申请开票", EN: "Request invoice"}
	listTitle = words.Text{ZH: "发票列表", EN: "Invoices"}
	listOrder = words.Text{
		ZH: "按申请时间倒序，最新的在前。金额单位为元，时间均为北京时间。",
		EN: "The latest first. Amounts in CNY, times of Beijing.",
	}
	listOrderDays = words.Text{
		ZH: "按开票日期倒序。金额单位为元，时间均为北京时间。",
		EN: "By the date of issue, the latest first. Amounts in CNY, times of Beijing.",
	}
	listViews       = words.Text{ZH: "视图", EN: "Views"}
	listAll         = words.Text{ZH: "全部", EN: "All"}
	listUnderWay    = words.Text{ZH: "进行中", EN: "In progress"}
	listNeedsYou    = words.Text{ZH: "需您处理", EN: "Needs you"}
	listIssued      = words.Text{ZH: "已开票", EN: "Issued"}
	listUndone      = words.Text{ZH: "已红冲/作废", EN: "Red-issued or voided"}
	listApplied     = words.Text{ZH: "申请记录", EN: "Applications"}
	listFilter      = words.Text{ZH: "查询", EN: "Apply"}
	listReset       = words.Text{ZH: "重置", EN: "Reset"}
	listMoreFilters = words.Text{ZH: "更多条件", EN: "More filters"}
	listTotal       = words.Text{ZH: "合计 %s 张（全部页）", EN: "%s in total, on all pages"}
	listTotalAppl   = words.Text{ZH: "合计 %s 个申请（全部页）", EN: "%s applications in total, on all pages"}
	listMore        = words.Text{ZH: "%d+", EN: "%d+"}
	listNothing     = words.Text{
		ZH: "还没有发票。申请开票后，会在这里看到每张发票的进度、文件和快递单号。",
		EN: "There are no invoices yet. Once you have requested some, they stand here with their progress, files and tracking numbers.",
	}
	listCanApply  = words.Text{ZH: "可开票金额 %s", EN: "You can invoice %s"}
	listPages     = words.Text{ZH: "分页", EN: "Pages"}
	listFirst     = words.Text{ZH: "回到第一页", EN: "First page"}
	listNext      = words.Text{ZH: "下一页", EN: "Next page"}
	listPending   = words.Text{ZH: "审核中的申请", EN: "Application under review"}
	colSubmitted  = words.Text{ZH: "申请时间", EN: "Submitted"}
	colNumber     = words.Text{ZH: "发票号码", EN: "Number"}
	colTitle      = words.Text{ZH: "抬头", EN: "Title"}
	colKind       = words.Text{ZH: "类型 / 介质", EN: "Kind"}
	colAmount     = words.Text{ZH: "价税合计", EN: "Amount"}
	colState      = words.Text{ZH: "状态", EN: "State"}
	colDue        = words.Text{ZH: "预计完成", EN: "Due"}
	colTracking   = words.Text{ZH: "快递单号", EN: "Tracking"}
	colActions    = words.Text{ZH: "操作", EN: "Actions"}
	colApplied    = words.Text{ZH: "申请编号", EN: "Application"}
	filterFrom    = words.Text{ZH: "开票日期从", EN: "Issued from"}
	filterTo      = words.Text{ZH: "到", EN: "until"}
	filterSubFrom = words.Text{ZH: "申请日期从", EN: "Submitted from"}
	filterKind    = words.Text{ZH: "类型", EN: "Kind"}
	filterMedium  = words.Text{ZH: "介质", EN: "Medium"}
	filterSeller  = words.Text{ZH: "销售方", EN: "Seller"}
	filterLeast   = words.Text{ZH: "金额不低于", EN: "At least"}
	filterAny     = words.Text{ZH: "不限", EN: "Any"}

	download      = words.Text{ZH: "下载", EN: "Download"}
	open          = words.Text{ZH: "查看", EN: "Open"}
	redIssueIt    = words.Text{ZH: "红冲", EN: "Red-issue"}
	moreActions   = words.Text{ZH: "更多", EN: "More"}
	cancelIt      = words.Text{ZH: "撤销申请", EN: "Cancel application"}
	byTicket      = words.Text{ZH: "提交工单", EN: "Open a ticket"}
	replaceIt     = words.Text{ZH: "换开", EN: "Replace"}
	voidByTicket  = words.Text{ZH: "作废/退回纸票", EN: "Void, send back"}
	lostIt        = words.Text{ZH: "遗失补办", EN: "Lost"}
	otherTicket   = words.Text{ZH: "其他工单", EN: "Other ticket"}
	changeAddress = words.Text{ZH: "修改邮寄地址", EN: "Change the address"}
	claimedNow    = words.Text{ZH: "审核员已领取", EN: "A reviewer has taken it"}
	automatic     = words.Text{ZH: "自动审核", EN: "Approved automatically"}
	byReviewer    = words.Text{ZH: "人工审核", EN: "Reviewed by finance"}

	bulkTitle  = words.Text{ZH: "批量下载", EN: "Download many"}
	bulkChosen = words.Text{ZH: "下载所选", EN: "Download the chosen ones"}
	bulkAll    = words.Text{ZH: "下载全部符合条件的 %s 张", EN: "Download all %s that match"}
	bulkFormat = words.Text{ZH: "格式", EN: "Format"}
	bulkZip    = words.Text{ZH: "ZIP（发票文件和目录 index.xlsx）", EN: "ZIP (the files, with index.xlsx)"}
	bulkXLSX   = words.Text{ZH: "XLSX（清单）", EN: "XLSX (the list)"}
	bulkCSV    = words.Text{ZH: "CSV（清单）", EN: "CSV (the list)"}
	bulkChoose = words.Text{ZH: "选择 %s", EN: "Choose %s"}
	bulkPage   = words.Text{ZH: "选择本页", EN: "Choose this page"}
	bulkCount  = words.Text{ZH: "已选", EN: "Chosen"}
	bulkNone   = words.Text{ZH: "请先勾选要下载的发票。", EN: "Tick the invoices that you want first."}
	bulkOnly   = words.Text{
		ZH: "仅含已开具的发票。勾选在翻页、筛选和刷新后仍保留，最多 %d 张；更多请用“全部符合条件的”。",
		EN: "Only what is issued. Ticks hold on other pages, with other filters and after a reload, up to %d; for more, take all that match.",
	}
	bulkKeep = words.Text{ZH: "保存勾选", EN: "Keep the ticks"}
	bulkNo   = words.Text{ZH: "取消全部选择", EN: "Choose none"}
	bulkBar  = words.Text{ZH: "已选 %d 张", EN: "%d chosen"}
	bulkSum  = words.Text{ZH: "合计", EN: "In all"}
)

var kindWords = map[invoice.Kind]words.Text{
	invoice.Ordinary: {ZH: "普通发票", EN: "Ordinary"},
	invoice.Special:  {ZH: "专用发票", EN: "Special"},
}

var mediumWords = map[invoice.Medium]words.Text{
	invoice.Electronic: {ZH: "电子", EN: "e-invoice"},
	invoice.Paper:      {ZH: "纸质", EN: "paper"},
}

// kindAndMedium is what an invoice is: "普通发票 · 电子".
func kindAndMedium(kind invoice.Kind, medium invoice.Medium) words.Text {
	return words.Joined(" · ", " · ", kindWords[kind], mediumWords[medium])
}
