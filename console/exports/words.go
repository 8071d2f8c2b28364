package exports

import (
	"kaipiao/console/words"
	"kaipiao/domain/export"
)

var (
	title    = words.Text{ZH: "导出", EN: "Exports"}
	ask      = words.Text{ZH: "新建导出", EN: "New export"}
	what     = words.Text{ZH: "内容", EN: "What"}
	from     = words.Text{ZH: "从", EN: "From"}
	to       = words.Text{ZH: "到", EN: "Until"}
	daysHelp = words.Text{
		ZH: "发票按开票日期，账务明细按变动日期，会计入账数据按开具、红冲或作废的日期；最多 366 天。",
		EN: "Invoices by their date of issue, the ledger by when it moved, documents by when they were issued, reversed or voided; 366 days at most.",
	}
	customersDays = words.Text{
		ZH: "发票按开票日期，账务明细按变动日期；最多 366 天。",
		EN: "Invoices by their date of issue, the ledger by when it moved; 366 days at most.",
	}
	formatAs    = words.Text{ZH: "格式", EN: "Format"}
	accountOf   = words.Text{ZH: "账户", EN: "Account"}
	accountHelp = words.Text{ZH: "不填为全部账户。", EN: "Empty for all accounts."}
	begin       = words.Text{ZH: "开始导出", EN: "Begin"}
	list        = words.Text{ZH: "导出记录", EN: "Files that were asked for"}
	order       = words.Text{ZH: "最新的在前，时间均为北京时间。", EN: "The latest first, times of Beijing."}
	none        = words.Text{
		ZH: "还没有导出。生成的文件会列在这里，随时可以下载。",
		EN: "Nothing was asked for yet. What is made will stand here, to be downloaded at any time.",
	}
	colWhat       = words.Text{ZH: "内容", EN: "What"}
	colDays       = words.Text{ZH: "日期", EN: "Days"}
	colFormat     = words.Text{ZH: "格式", EN: "Format"}
	colAccount    = words.Text{ZH: "账户", EN: "Account"}
	colAsked      = words.Text{ZH: "申请时间", EN: "Asked for"}
	colState      = words.Text{ZH: "状态", EN: "State"}
	colFile       = words.Text{ZH: "文件", EN: "File"}
	allAccounts   = words.Text{ZH: "全部账户", EN: "All accounts"}
	download      = words.Text{ZH: "下载", EN: "Download"}
	progress      = words.Text{ZH: "已完成 %d / %d", EN: "%d of %d done"}
	one           = words.Text{ZH: "导出文件", EN: "Export"}
	toAll         = words.Text{ZH: "全部导出", EN: "All exports"}
	refresh       = words.Text{ZH: "刷新", EN: "Refresh"}
	fileName      = words.Text{ZH: "文件名", EN: "Name"}
	fileSize      = words.Text{ZH: "大小（字节）", EN: "Size in bytes"}
	fileSum       = words.Text{ZH: "SHA-256", EN: "SHA-256"}
	requestedBy   = words.Text{ZH: "申请人", EN: "Asked for by"}
	endedAt       = words.Text{ZH: "完成时间", EN: "Ended"}
	stateNew      = words.Text{ZH: "已申请", EN: "Asked for"}
	stateMaking   = words.Text{ZH: "生成中", EN: "Being made"}
	stateReady    = words.Text{ZH: "已就绪", EN: "Ready"}
	stateFailed   = words.Text{ZH: "未能生成", EN: "Not made"}
	formatZip     = words.Text{ZH: "ZIP（文件和目录 index.xlsx）", EN: "ZIP (the files, with index.xlsx)"}
	formatXLSX    = words.Text{ZH: "XLSX（表格）", EN: "XLSX (a table)"}
	formatCSV     = words.Text{ZH: "CSV（表格）", EN: "CSV (a table)"}
	whatInvoices  = words.Text{ZH: "发票", EN: "Invoices"}
	whatLedger    = words.Text{ZH: "账务明细", EN: "Ledger"}
	whatPack      = words.Text{ZH: "审计包", EN: "Audit pack"}
	whatDocuments = words.Text{ZH: "会计入账数据（JSONL）", EN: "Documents for accounting (JSONL)"}
)

var whatWords = map[export.What]words.Text{
	export.Invoices: whatInvoices, export.Ledger: whatLedger, export.AuditPack: whatPack,
	export.Documents: whatDocuments,
}
