package figures

import (
	"kaipiao/console/words"
	offigures "kaipiao/office/figures"
)

var (
	pageTitle = words.Text{ZH: "报表", EN: "Figures"}
	pageHelp  = words.Text{
		ZH: "数字均取自登记簿；没有数据的日子留空，零就是零。",
		EN: "All numbers are the register's own. A day without data is a gap, and zero is zero.",
	}
	fromField    = words.Text{ZH: "起始日", EN: "From"}
	toField      = words.Text{ZH: "截止日", EN: "To"}
	sellerField  = words.Text{ZH: "销售方", EN: "Seller"}
	applyFilters = words.Text{ZH: "查询", EN: "Apply"}
	resetFilters = words.Text{ZH: "重置", EN: "Reset"}
	contents     = words.Text{ZH: "报表目录", EN: "Figures on this page"}
	asTable      = words.Text{ZH: "数据表", EN: "The numbers"}
	asWorkbook   = words.Text{ZH: "下载 xlsx", EN: "Download xlsx"}
	ofFigure     = words.Text{ZH: "%s：%s", EN: "%s: %s"}
	chartOfIt    = words.Text{ZH: "图：%s", EN: "Chart: %s"}
	caption      = words.Text{ZH: "%s，%s ～ %s", EN: "%s, %s ～ %s"}
	captionNow   = words.Text{ZH: "%s，截至 %s", EN: "%s, as of %s"}
	colDay       = words.Text{ZH: "日期", EN: "Day"}
	colLabel     = words.Text{ZH: "类别", EN: "Label"}
	platform     = words.Text{ZH: "平台", EN: "Platform"}

	readNothing = words.Text{ZH: "这段时间没有数据。", EN: "There is no data of this time."}
	readZero    = words.Text{ZH: "%d 天均为零。", EN: "None in %d days."}
	readNow     = words.Text{ZH: "目前没有。", EN: "There is none now."}
	readDays    = words.Text{ZH: "%d 天共 %s，最多的一天是 %s（%s）。", EN: "%[2]s in %[1]d days; the most on one day were %[4]s, on %[3]s."}
	readTime    = words.Text{
		ZH: "有开具的 %d 天中，有 %d 天每百张有 95 张在承诺时间内。",
		EN: "Of %d days with invoices, on %d 95 of 100 were within what is promised.",
	}
	readSum    = words.Text{ZH: "合计 %s。", EN: "Together %s."}
	readParked = words.Text{ZH: "共 %s 张等候，不含税金额 %s。", EN: "%s wait, of a net amount of %s."}
)

// titles are what figures are called.
var titles = map[offigures.Name]words.Text{
	offigures.Applications: {ZH: "每日申请", EN: "Applications per day"},
	offigures.Invoices:     {ZH: "每日开票", EN: "Invoices per day"},
	offigures.TimeToIssue:  {ZH: "开具时长", EN: "Time to issue"},
	offigures.Overdue:      {ZH: "超时", EN: "Promises missed"},
	offigures.Parked:       {ZH: "暂缓开具（按原因）", EN: "Parked, by cause"},
	offigures.Unbilled:     {ZH: "未开票收入", EN: "Not invoiced yet"},
	offigures.Outstanding:  {ZH: "欠票", EN: "Outstanding"},
}
