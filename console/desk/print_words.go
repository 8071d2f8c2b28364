package desk

import (
	"kaipiao/console/printlist"
	"kaipiao/console/words"
)

var (
	printTitle     = words.Text{ZH: "打印寄送", EN: "Print and ship"}
	printTabs      = words.Text{ZH: "打印寄送的步骤", EN: "Steps of printing and shipping"}
	tabToPrint     = words.Text{ZH: "待打印", EN: "To print"}
	tabToShip      = words.Text{ZH: "待登记单号", EN: "To number"}
	tabToSendAgain = words.Text{ZH: "待重新寄出", EN: "To send again"}
	tabSent        = words.Text{ZH: "寄出记录", EN: "Sent"}
	tabCount       = words.Text{ZH: "%s（%s）", EN: "%s (%s)"}
	printEmpty     = words.Text{
		ZH: "没有待打印的纸质发票。开具后会在这里列出，按最晚寄出时间排序。",
		EN: "No paper waits to be printed. Issued ones will stand here, due first.",
	}
	shipEmpty = words.Text{
		ZH: "没有待登记单号的发票。登记纸张号后会在这里列出。",
		EN: "No paper waits for its tracking number. Those whose sheet is recorded will stand here.",
	}
	againEmpty    = words.Text{ZH: "没有待重新寄出的发票。", EN: "No paper waits to be sent again."}
	sentEmpty     = words.Text{ZH: "还没有寄出的发票。", EN: "Nothing was sent yet."}
	sentOrder     = words.Text{ZH: "按开具先后，最近的在前。", EN: "Latest issued first."}
	printSheet    = words.Text{ZH: "打印清单", EN: "Print list"}
	printWorkbook = words.Text{ZH: "下载 xlsx", EN: "Download xlsx"}
	colReference  = words.Text{ZH: "寄送编号", EN: "Reference"}
	colNumber     = words.Text{ZH: "发票号码", EN: "Invoice number"}
	colRecipient  = words.Text{ZH: "收件", EN: "Recipient"}
	colTracking   = words.Text{ZH: "快递单号", EN: "Tracking number"}
	colPrintState = words.Text{ZH: "状态", EN: "State"}
	colSheet      = words.Text{ZH: "纸张号", EN: "Sheet number"}
	colResult     = words.Text{ZH: "结果", EN: "Result"}
	colRowInFile  = words.Text{ZH: "行", EN: "Row"}

	sheetsHeading = words.Text{ZH: "登记纸张号", EN: "Record the sheets"}
	sheetsHelp    = words.Text{
		ZH: "按本页从上到下的顺序打印后，填写所用空白发票的代码和起止号码。共 %d 张。",
		EN: "After printing this page from top to bottom, write the code and the numbers of the blank sheets used. %d papers.",
	}
	sheetCode       = words.Text{ZH: "发票代码", EN: "Code"}
	sheetFrom       = words.Text{ZH: "起始号码", EN: "From"}
	sheetTo         = words.Text{ZH: "终止号码", EN: "To"}
	sheetCodeHelp   = words.Text{ZH: "10 或 12 位数字", EN: "10 or 12 digits"}
	sheetNumberHelp = words.Text{ZH: "8 位数字", EN: "8 digits"}
	sheetsCheck     = words.Text{ZH: "核对", EN: "Check"}
	sheetsRecord    = words.Text{ZH: "确认登记 %d 张", EN: "Record %d sheets"}
	sheetsWrong     = words.Text{
		ZH: "有 %d 行不一致，未登记任何一张。请核对后重填起止号码。",
		EN: "%d rows do not match, and nothing is recorded. Check the numbers and write them again.",
	}
	sheetsGood    = words.Text{ZH: "全部一致。请核对首尾两张后确认。", EN: "All match. Compare the first and the last sheet, then record them."}
	sheetsChecked = words.Text{ZH: "核对结果", EN: "What was checked"}

	scanHeading = words.Text{ZH: "扫描登记", EN: "Scan"}
	scanField   = words.Text{ZH: "扫描", EN: "Scan"}
	scanHelp    = words.Text{
		ZH: "先扫寄送编号再扫快递单号，或先单号后编号。每扫一次按回车。全角数字会自动转换。",
		EN: "The reference, then the tracking number, or the other way round; Enter after each. Full-width digits are converted.",
	}
	scanTake   = words.Text{ZH: "录入", EN: "Take"}
	scanUndo   = words.Text{ZH: "撤销上一次", EN: "Undo the last"}
	scanRecord = words.Text{ZH: "登记 %d 件", EN: "Record %d"}
	scanNone   = words.Text{
		ZH: "还没有扫描。登记之前不会保存，可随时撤销。",
		EN: "Nothing is scanned yet. Nothing is stored before you record it; undo as you like.",
	}
	scanHeld = words.Text{
		ZH: "%d 件将登记，%d 件有误。登记前不会保存。",
		EN: "%d will be recorded, %d have errors. Nothing is stored before that.",
	}
	scanHeldTitle = words.Text{ZH: "本次扫描", EN: "This round"}
	scanOrder     = words.Text{ZH: "最近扫描的在前。", EN: "The last scan first."}
	scanCompany   = words.Text{ZH: "快递公司", EN: "Courier company"}
	scanned       = words.Text{ZH: "已登记 %s 件。", EN: "%s recorded."}
	scanPartly    = words.Text{ZH: "已登记 %d 件；以下 %d 件有误，未登记。", EN: "%d recorded; the %d below have errors and are not."}
	undone        = words.Text{ZH: "已撤销上一次。", EN: "The last one is taken back."}
	nothingToUndo = words.Text{ZH: "没有可撤销的扫描。", EN: "There is nothing to undo."}
	lineGood      = words.Text{ZH: "✓ %s", EN: "✓ %s"}
	lineWrong     = words.Text{ZH: "✗ %s", EN: "✗ %s"}
	scanHalf      = words.Text{ZH: "已读：%s", EN: "Read: %s"}

	fileHeading = words.Text{ZH: "回传清单", EN: "Hand the list back"}
	fileHelp    = words.Text{
		ZH: "在打印清单的 xlsx 中填写“快递单号”列后选择文件（xlsx 或 csv，不超过 500 行），先预览再登记。",
		EN: "Fill in the column Tracking number of the print list and choose the file (xlsx or csv, up to 500 rows); you see a preview before anything is recorded.",
	}
	fileField   = words.Text{ZH: "文件", EN: "File"}
	fileRead    = words.Text{ZH: "读取文件", EN: "Read the file"}
	fileNone    = words.Text{ZH: "请选择文件。", EN: "Choose a file."}
	fileNothing = words.Text{ZH: "文件中没有填写快递单号的行。", EN: "No row of the file has a tracking number."}
	fileWrong   = words.Text{ZH: "文件中有 %d 行未读取", EN: "%d rows of the file were not read"}
	fileRow     = words.Text{ZH: "第 %d 行：%s", EN: "Row %d: %s"}
	fileIsRead  = words.Text{ZH: "已读取 %d 行：%d 行将更新，%d 行有误。", EN: "%d rows read: %d will be updated, %d have errors."}

	labelsTitle = words.Text{ZH: "打印清单（%d 张）", EN: "Print list (%d papers)"}
	labelsHelp  = words.Text{
		ZH: "用浏览器打印（A4）。每张发票一个条码（Code 128），装封后扫描即可登记。",
		EN: "Print it with the browser (A4). Each paper has its bars (Code 128), to be scanned when it is in its envelope.",
	}
	labelsMore = words.Text{
		ZH: "仅列出最急的 %d 张；其余请在登记后再打印。",
		EN: "These are the %d most urgent ones; print the others once these are recorded.",
	}
	barsOf = words.Text{ZH: "条码 %s", EN: "Bars of %s"}
)

// saidOf says what a scan came to, and what is to be scanned next.
var saidOf = map[printlist.Said]words.Text{
	printlist.Nothing:       {ZH: "没有读到内容。", EN: "Nothing was read."},
	printlist.HalfReference: {ZH: "已读寄送编号，请扫快递单号。", EN: "That is a reference; now the tracking number."},
	printlist.HalfNumber:    {ZH: "已读快递单号，请扫寄送编号。", EN: "That is a tracking number; now the reference."},
	printlist.Replaced: {
		ZH: "✗ 与上一次同类：上一个没有配对，以这一个为准。",
		EN: "✗ The same kind as before: that one had no pair, and this one counts.",
	},
	printlist.Full: {ZH: "✗ 一次最多 500 件，请先登记。", EN: "✗ 500 at most at once: record these first."},
}

// wrongOf says what is wrong with a row of a file.
var wrongOf = map[printlist.Wrong]words.Text{
	printlist.Formula: {ZH: "含公式，请粘贴为值", EN: "it has a formula; paste the value"},
	printlist.Merged:  {ZH: "含合并单元格，请取消合并", EN: "it has merged cells; unmerge them"},
	printlist.Rounded: {
		ZH: "号码按数字保存，尾数可能已丢失；请将单元格设为文本后重新填写",
		EN: "its number was kept as a number, and its last digits may be lost; make the cell a text and write it again",
	},
	printlist.Lacks: {ZH: "缺寄送编号", EN: "it lacks the reference"},
}

// tableErrors say why a file was not read at all.
var tableErrors = map[error]words.Text{
	printlist.ErrUnreadable: {
		ZH: "文件无法读取。请使用 xlsx，或 UTF-8、GB 18030 编码的 csv。",
		EN: "The file cannot be read. Use xlsx, or csv in UTF-8 or GB 18030.",
	},
	printlist.ErrColumns: {ZH: "文件缺少“寄送编号”或“快递单号”列。", EN: "The file lacks the column Reference or Tracking number."},
	printlist.ErrMany:    {ZH: "文件超过 500 行，请分次回传。", EN: "The file has more than 500 rows; hand it back in parts."},
}
