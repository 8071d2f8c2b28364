package audit

import (
	"kaipiao/console/page"
	"kaipiao/console/words"
)

var (
	audit      = words.Text{ZH: "审计", EN: "Audit"}
	trail      = words.Text{ZH: "审计记录", EN: "Audit trail"}
	packsTitle = words.Text{ZH: "审计包", EN: "Audit packs"}
	chain      = words.Text{ZH: "记录链", EN: "Chain of the trail"}
	wholeUntil = words.Text{ZH: "截至 %s 已封存，最后一条为第 %d 条。", EN: "Sealed as of %s; the last entry is number %d."}
	notSealed  = words.Text{ZH: "尚未封存任何记录。", EN: "Nothing is sealed yet."}
	waiting    = words.Text{ZH: "另有 %d 条等待封存（每分钟封存一次）。", EN: "%d more wait to be sealed, once a minute."}
	headHash   = words.Text{ZH: "链首（SHA-256）", EN: "Head (SHA-256)"}
	howToCheck = words.Text{
		ZH: "把链首抄在别处；之后运行 starter audit trail --head 即可核对其前的记录未被改动。",
		EN: "Write the head down elsewhere; starter audit trail --head proves later that nothing before it was changed.",
	}
	latest      = words.Text{ZH: "最近的操作", EN: "What was done last"}
	latestFirst = words.Text{ZH: "按时间倒序，时间均为北京时间", EN: "Latest first, Beijing time"}
	oldestFirst = words.Text{ZH: "按时间正序，时间均为北京时间", EN: "The oldest first, Beijing time"}
	all         = words.Text{ZH: "查看全部记录", EN: "The whole trail"}
	colAt       = words.Text{ZH: "时间", EN: "When"}
	colWho      = words.Text{ZH: "操作人", EN: "Who"}
	colWhat     = words.Text{ZH: "操作", EN: "Act"}
	colObject   = words.Text{ZH: "对象", EN: "Object"}
	colChanges  = words.Text{ZH: "变化", EN: "Changes"}
	personal    = words.Text{ZH: "个人信息已变更，内容不记录：%s", EN: "Personal data changed too, and is not kept here: %s"}
	apply       = words.Text{ZH: "查询", EN: "Apply"}
	reset       = words.Text{ZH: "重置", EN: "Reset"}
	objectHelp  = words.Text{
		ZH: "对象如 invoice/… 或 account/…，操作人如 finance:zhao，操作如 issued。",
		EN: "An object such as invoice/… or account/…, a person such as finance:zhao, an act such as issued.",
	}
	from      = words.Text{ZH: "自", EN: "From"}
	to        = words.Text{ZH: "至", EN: "To"}
	nothing   = words.Text{ZH: "还没有任何操作", EN: "Nothing was done yet"}
	month     = words.Text{ZH: "月份", EN: "Month"}
	monthHelp = words.Text{
		ZH: "包含该月全部发票及其文件、账务明细、审计记录与封存链、索引与校验值。",
		EN: "All invoices of the month with their files, the ledger, the trail with its chain, an index and checksums.",
	}
	noMonth   = words.Text{ZH: "请填写月份，如 2026-09。", EN: "Write a month such as 2026-09."}
	makeIt    = words.Text{ZH: "生成", EN: "Make it"}
	noPacks   = words.Text{ZH: "还没有审计包。选择月份后点“生成”。", EN: "There is no pack yet. Choose a month and make one."}
	colRange  = words.Text{ZH: "期间", EN: "Days"}
	colBy     = words.Text{ZH: "申请人", EN: "Asked for by"}
	colState  = words.Text{ZH: "状态", EN: "State"}
	colFile   = words.Text{ZH: "文件", EN: "File"}
	download1 = words.Text{ZH: "下载", EN: "Download"}
	percent   = words.Text{ZH: "%d%%", EN: "%d%%"}
	checksum  = words.Text{ZH: "SHA-256", EN: "SHA-256"}
)

var states = map[string]page.State{
	"requested": {Look: page.Neutral, Says: words.Text{ZH: "排队中", EN: "Requested"}},
	"making":    {Look: page.Run, Says: words.Text{ZH: "生成中", EN: "Being made"}},
	"ready":     {Look: page.Good, Says: words.Text{ZH: "可下载", EN: "Ready"}},
	"failed":    {Look: page.Bad, Says: words.Text{ZH: "失败", EN: "Failed"}},
}
