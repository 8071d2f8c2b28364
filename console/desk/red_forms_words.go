package desk

import "kaipiao/console/words"

var (
	redFormsTitle = words.Text{ZH: "购方红字确认单", EN: "Buyers' red-letter forms"}
	redFormCase   = words.Text{ZH: "购方红字确认单 %s", EN: "Buyer's red-letter form %s"}
	noForm        = words.Text{ZH: "这张发票没有购买方发起的确认单。", EN: "The buyer has begun no form about this invoice."}
	ours          = words.Text{ZH: "我方发票", EN: "Our invoice"}
	theirs        = words.Text{ZH: "购买方的确认单", EN: "The buyer's form"}
	formNumber    = words.Text{ZH: "红字信息确认单编号", EN: "Form number"}
	undoes        = words.Text{ZH: "红冲金额", EN: "Amount undone"}
	remains       = words.Text{ZH: "红冲后剩余", EN: "What remains"}
	confirmBy     = words.Text{
		ZH: "72 小时内未确认即失效，原发票继续有效。",
		EN: "Not confirmed within 72 hours it lapses, and the invoice stays valid.",
	}
	confirmForm = words.Text{ZH: "确认", EN: "Confirm"}
	denyForm    = words.Text{ZH: "否认", EN: "Deny"}
	denyHelp    = words.Text{
		ZH: "否认后原发票继续有效，请另行通知购买方。",
		EN: "If it is denied the invoice stays valid; tell the buyer.",
	}
	lineNo = words.Text{ZH: "行", EN: "Line"}
	seenAs = words.Text{ZH: "原因", EN: "Reason"}
)
