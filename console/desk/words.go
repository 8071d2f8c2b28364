package desk

import "kaipiao/console/words"

var (
	homeTitle = words.Text{ZH: "工作台", EN: "Desk"}
	homeOrder = words.Text{
		ZH: "最急的在前。只列出您有权处理的队列。",
		EN: "The most urgent first. Only queues that are yours to work on.",
	}
	homeReadOnly   = words.Text{ZH: "最急的在前，列出全部队列。", EN: "The most urgent first; all queues."}
	nothingIsYours = words.Text{
		ZH: "您还没有处理队列的权限。可以查看发票，或使用上方的搜索。",
		EN: "No queue is yours to work on yet. You can look at invoices, or search above.",
	}
	colQueue      = words.Text{ZH: "队列", EN: "Queue"}
	colCount      = words.Text{ZH: "待办", EN: "To do"}
	colMostUrgent = words.Text{ZH: "最急", EN: "Most urgent"}
	colOverdue    = words.Text{ZH: "超时", EN: "Overdue"}
	colMine       = words.Text{ZH: "我已领取", EN: "Claimed by me"}

	inAll          = words.Text{ZH: "共 %s 件。", EN: "%s in all."}
	amounting      = words.Text{ZH: "合计 %s。", EN: "Together %s."}
	colDue         = words.Text{ZH: "到期", EN: "Due"}
	colCase        = words.Text{ZH: "编号", EN: "Number"}
	colAccount     = words.Text{ZH: "账户", EN: "Account"}
	colTitle       = words.Text{ZH: "抬头", EN: "Title"}
	colAmount      = words.Text{ZH: "金额", EN: "Amount"}
	colKind        = words.Text{ZH: "类型", EN: "Kind"}
	colWhy         = words.Text{ZH: "原因", EN: "Reason"}
	colClaimedBy   = words.Text{ZH: "领取人", EN: "Claimed by"}
	colSubmitted   = words.Text{ZH: "提交", EN: "Submitted"}
	claimedByOther = words.Text{ZH: "%s %s 领取", EN: "Claimed by %s, %s"}
	claimedByMe    = words.Text{ZH: "我", EN: "Me"}
	anybody        = words.Text{ZH: "全部", EN: "Anybody"}
	nobody         = words.Text{ZH: "无人", EN: "Nobody"}
	amountFrom     = words.Text{ZH: "金额 ≥", EN: "Amount ≥"}
	anyKind        = words.Text{ZH: "全部类型", EN: "Any kind"}
	seller         = words.Text{ZH: "销售方", EN: "Seller"}
	applyFilters   = words.Text{ZH: "查询", EN: "Apply"}
	resetFilters   = words.Text{ZH: "重置", EN: "Reset"}
	dueFirst       = words.Text{ZH: "按到期先后，时间均为北京时间。", EN: "Due first; Beijing time."}
	nothingToDo    = words.Text{ZH: "没有待办。", EN: "Nothing to do."}

	ordinary   = words.Text{ZH: "普通发票", EN: "Ordinary invoice"}
	special    = words.Text{ZH: "专用发票", EN: "Special invoice"}
	electronic = words.Text{ZH: "电子", EN: "electronic"}
	onPaper    = words.Text{ZH: "纸质", EN: "on paper"}
	kindOf     = words.Text{ZH: "%s · %s", EN: "%s, %s"}
)

// dash is what is written where there is nothing.
func dash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
