package desk

import (
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reconciliation"
)

var (
	parkedTitle = words.Text{ZH: "暂缓开具", EN: "Parked"}
	parkedIntro = words.Text{
		ZH: "销售方或开票平台有问题时，发票在此等候；问题解除后按到期先后自动继续，无需逐张处理。",
		EN: "Invoices wait here while a seller or the tax platform has trouble. They go on by themselves, due first, once it has passed.",
	}
	parkedCaption = words.Text{ZH: "按销售方和原因。金额不含税，单位为元。", EN: "By seller and cause. Amounts without tax, in CNY."}
	parkedNothing = words.Text{ZH: "没有暂缓开具的发票。", EN: "Nothing is parked."}
	colCause      = words.Text{ZH: "原因", EN: "Cause"}
	colWaits      = words.Text{ZH: "等候", EN: "Wait"}
	colNet        = words.Text{ZH: "不含税金额", EN: "Net amount"}
	colSince      = words.Text{ZH: "自", EN: "Since"}
	colNextTry    = words.Text{ZH: "下次重试", EN: "Next try"}
	colToDo       = words.Text{ZH: "处理办法", EN: "What to do"}
	tryingNow     = words.Text{ZH: "正在重试 %d 张", EN: "%d are trying now"}
	whenPassed    = words.Text{ZH: "问题解除后自动重试", EN: "By themselves, once it has passed"}
	lastTry       = words.Text{ZH: "上次 %s", EN: "Last %s"}
	failsAlone    = words.Text{ZH: "%s（单张受阻）", EN: "%s (these alone)"}
	eachOwnTask   = words.Text{ZH: "逐张处理", EN: "One by one"}
	parkedSeen    = words.Text{ZH: "已处理。等候的发票现在重试。", EN: "Seen to. What waits tries now."}

	vendorsTitle = words.Text{ZH: "服务商", EN: "Vendors"}
	vendorsIntro = words.Text{
		ZH: "云市场服务商尚未开具的发票，超时的在前。",
		EN: "What marketplace vendors have not issued yet, late ones first.",
	}
	vendorsEmpty = words.Text{ZH: "没有等待服务商开具的发票。", EN: "No invoice waits for a vendor."}
	waitsFor     = words.Text{ZH: "等待 %s 开具", EN: "Waits for %s"}

	sellersTitle   = words.Text{ZH: "销售方", EN: "Sellers"}
	sellerCase     = words.Text{ZH: "销售方 %s", EN: "Seller %s"}
	sellersCaption = words.Text{ZH: "平台在前。", EN: "The platform first."}
	platformSeller = words.Text{ZH: "平台", EN: "Platform"}
	colSession     = words.Text{ZH: "税局登录", EN: "Tax bureau session"}
	colTroubles    = words.Text{ZH: "问题", EN: "Troubles"}
	colParked      = words.Text{ZH: "暂缓", EN: "Parked"}
	noTroubles     = words.Text{ZH: "没有问题。", EN: "No trouble."}
	ownIssuing     = words.Text{ZH: "该服务商自行开票，没有额度信息。", EN: "This vendor issues by itself; there is no quota."}
	quotaHeading   = words.Text{ZH: "%s 授信额度", EN: "Quota of %s"}
	quotaTotal     = words.Text{ZH: "总额", EN: "Total"}
	quotaUsed      = words.Text{ZH: "已用", EN: "Used"}
	quotaWaiting   = words.Text{ZH: "待开", EN: "Waiting"}
	quotaRemaining = words.Text{ZH: "剩余", EN: "Left"}
	quotaMeter     = words.Text{ZH: "已用 %s，共 %s", EN: "%s of %s used"}
	quotaEnough    = words.Text{ZH: "按近七日用量，本月够用。", EN: "At the rate of the last seven days it lasts this month."}
	quotaForecast  = words.Text{ZH: "按近七日用量，预计 %s 用尽。", EN: "At the rate of the last seven days it is used up on %s."}
	quotaUnknown   = words.Text{
		ZH: "开票服务商没有说明额度。请稍后刷新。",
		EN: "The tax provider does not say what the quota is. Look again later.",
	}
	quotaShort = words.Text{
		ZH: "待开金额超过剩余额度，请尽早申请调增。",
		EN: "More waits than the quota has left; ask for a higher one now.",
	}
	pauseIt    = words.Text{ZH: "暂停开具", EN: "Pause"}
	pauseNow   = words.Text{ZH: "确定暂停", EN: "Pause now"}
	pauseWhy   = words.Text{ZH: "暂停原因", EN: "Why it is paused"}
	resumeIt   = words.Text{ZH: "恢复开具", EN: "Resume"}
	willHoldUp = words.Text{
		ZH: "现有 %d 张发票等待提交。暂停后不再提交任何发票，已提交的不受影响，直到有人恢复。",
		EN: "%d invoices wait to be submitted. Once it is paused nothing is submitted until somebody resumes it; what is submitted already goes on.",
	}
	heldUp    = words.Text{ZH: "%d 张发票因此等候。", EN: "%d invoices wait because of it."}
	pausedBy  = words.Text{ZH: "%s 于 %s 暂停开具", EN: "Paused by %s at %s"}
	isPaused  = words.Text{ZH: "已暂停。恢复之前不会提交新的发票。", EN: "It is paused. Nothing new is submitted before it is resumed."}
	isResumed = words.Text{ZH: "已恢复。等候的发票按先后继续。", EN: "It is resumed. What waits goes on in its order."}
	noTax     = words.Text{ZH: "均不含税。", EN: "All without tax."}
)

// sessionsSay are what the bureau says of a session.
var sessionsSay = map[invoice.Session]words.Text{
	invoice.SessionOK:      {ZH: "正常", EN: "Logged in"},
	invoice.SessionLogin:   {ZH: "需要登录", EN: "Needs a login"},
	invoice.SessionUnknown: {ZH: "未知", EN: "Unknown"},
}

var (
	reconciliationsTitle = words.Text{ZH: "对账差异", EN: "Differences"}
	reconciliationCase   = words.Text{ZH: "对账 %s", EN: "Reconciliation of %s"}
	reconcileNow         = words.Text{ZH: "立即对账", EN: "Reconcile now"}
	reconcileBegun       = words.Text{
		ZH: "对账已开始，完成后差异会列在这里。",
		EN: "It has begun; differences will stand here once it has ended.",
	}
	reconciliationsOrder = words.Text{ZH: "最近的对账在前，时间均为北京时间。", EN: "The latest first; Beijing time."}
	reconciliationsNone  = words.Text{
		ZH: "还没有对账。每天自动对账一次，也可立即对账。",
		EN: "There was none yet. It runs once a day, or now.",
	}
	colBegun       = words.Text{ZH: "开始", EN: "Begun"}
	colWindow      = words.Text{ZH: "范围", EN: "Window"}
	colCompared    = words.Text{ZH: "已核对", EN: "Compared"}
	colDifferences = words.Text{ZH: "差异", EN: "Differences"}
	colUnrepaired  = words.Text{ZH: "待处理", EN: "To do"}
	colRequestedBy = words.Text{ZH: "发起人", EN: "By"}
	fromTo         = words.Text{ZH: "%s ～ %s", EN: "%s ～ %s"}
	runsStill      = words.Text{ZH: "进行中", EN: "Running"}
	comparedOf     = words.Text{ZH: "单据 %d · 发票 %d · 红冲或作废 %d", EN: "%d documents, %d invoices, %d undone"}
	onlyOne        = words.Text{ZH: "仅发票 %s", EN: "Only invoice %s"}
	allAgree       = words.Text{ZH: "没有差异：我方、服务商和账本一致。", EN: "No difference: we, the provider and the ledger agree."}
	lookedOnly     = words.Text{ZH: "此次只核对，未修复。", EN: "This one compared only, and repaired nothing."}
	repairNow      = words.Text{ZH: "执行修复", EN: "Repair"}
	repairHelp     = words.Text{
		ZH: "按建议处理同一时段的差异；需人工决定的会列为待办。重复执行不会重复入账。",
		EN: "Does what is suggested for this window; what people must decide becomes a task. Twice does no harm.",
	}
	differencesCaption = words.Text{ZH: "只列差异。金额为价税合计，单位为元。", EN: "Differences only. Amounts with tax, in CNY."}
	colDiffers         = words.Text{ZH: "差异", EN: "What differs"}
	colOurs            = words.Text{ZH: "我方", EN: "Ours"}
	colTheirs          = words.Text{ZH: "服务商", EN: "Provider"}
	colLedger          = words.Text{ZH: "账本", EN: "Ledger"}
	colSuggestion      = words.Text{ZH: "建议", EN: "Suggestion"}
	repairedAt         = words.Text{ZH: "%s 于 %s 处理完", EN: "Done by %s at %s"}
	isSeenTo           = words.Text{ZH: "已处理。", EN: "Seen to."}
)

// repairsSay are the suggestions.
var repairsSay = map[reconciliation.Repair]words.Text{
	reconciliation.Book:   {ZH: "按服务商登记", EN: "Book what the provider has"},
	reconciliation.Ask:    {ZH: "向服务商再次查询", EN: "Ask the provider again"},
	reconciliation.TakeIn: {ZH: "转为购方红字确认单", EN: "Take the buyer's form in"},
	reconciliation.Decide: {ZH: "人工决定", EN: "People decide"},
}

// outcomesSay are what was done.
var outcomesSay = map[reconciliation.Outcome]words.Text{
	reconciliation.Booked:  {ZH: "已登记", EN: "Booked"},
	reconciliation.Asked:   {ZH: "已查询", EN: "Asked"},
	reconciliation.TakenIn: {ZH: "已接收", EN: "Taken in"},
	reconciliation.Tasked:  {ZH: "待人工决定", EN: "People decide"},
}
