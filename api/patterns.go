package api

import (
	"strings"

	"kaipiao/domain/refusal"
)

// patternWords say in words what the patterns of the document ask for: no answer shows a pattern (T9).
var patternWords = map[string]refusal.Words{
	`^[A-Za-z0-9._-]{1,64}$`: {English: "Write 1 to 64 of the characters A to Z, a to z, 0 to 9, . _ and -.", Chinese: "应为 1 至 64 个字母、数字或 . _ - 字符。"},
	`^[A-Za-z0-9._-]+$`:      {English: "Write letters A to Z, digits and . _ - only.", Chinese: "只能包含字母、数字和 . _ - 字符。"},
	`^[A-Za-z0-9-]{1,64}$`:   {English: "Write the id as it was given: letters, digits and -.", Chinese: "请填写系统给出的编号：字母、数字和 - 字符。"},
	`^[A-Za-z0-9-]+$`:        {English: "Write the id as it was given: letters, digits and -.", Chinese: "请填写系统给出的编号：字母、数字和 - 字符。"},
	`^[A-Za-z0-9-]*$`:        {English: "Write the id as it was given: letters, digits and -.", Chinese: "请填写系统给出的编号：字母、数字和 - 字符。"},
	`^[A-Za-z0-9]+$`:         {English: "Write letters A to Z and digits only.", Chinese: "只能包含字母和数字。"},
	`^[\x21-\x7e]*$`:         {English: "Write printable ASCII characters without blanks.", Chinese: "只能包含可见的 ASCII 字符，不含空格。"},
	`^[\x21-\x7e]+$`:         {English: "Write printable ASCII characters without blanks.", Chinese: "只能包含可见的 ASCII 字符，不含空格。"},
	`^[!-.0-~]+$`:            {English: "Write printable ASCII characters without blanks and slashes.", Chinese: "只能包含可见的 ASCII 字符，不含空格和斜杠。"},
	`^/console([/?][!-~]*)?$`: {
		English: "Write a path of the pages: /console, and what follows it, in printable ASCII characters.",
		Chinese: "请填写页面路径：以 /console 开头，只含可见的 ASCII 字符。",
	},
	`^[0-9]{19}$`:             {English: "A tax classification code has 19 digits.", Chinese: "税收分类编码为 19 位数字。"},
	`^[0-9]{20}$`:             {English: "The number of an e-invoice has 20 digits.", Chinese: "数电发票号码为 20 位数字。"},
	`^([0-9]{10}|[0-9]{12})$`: {English: "The code of a batch of paper has 10 or 12 digits.", Chinese: "发票代码为 10 位或 12 位数字。"},
	`^[0-9]{8}$`:              {English: "The number of a sheet of paper has 8 digits.", Chinese: "发票号码为 8 位数字。"},
	`^[0-9]{1,19}$`:           {English: "A tax classification code, or its beginning, has digits only, 19 at most.", Chinese: "税收分类编码或其开头只能包含数字，最多 19 位。"},
	`^[a-z0-9_]{1,64}$`:       {English: "Write the name of an act: small letters, digits and _.", Chinese: "请填写操作名称：小写字母、数字和 _。"},
	`^[0-9]+$`:                {English: "Write digits only.", Chinese: "只能包含数字。"},
	`^0(\.[0-9]{1,4})?$`:      {English: "Write a rate below 1 with at most four decimals, such as 0.06.", Chinese: "请填写小于 1 的税率，最多四位小数，如 0.06。"},
	`^(0|[1-9][0-9]{0,11})\.[0-9]{2}$`: {
		English: "Write an amount that is not negative, with two decimals and at most twelve digits before them, such as 100.00.",
		Chinese: "请填写非负金额，保留两位小数，整数部分不超过 12 位，如 100.00。",
	},
	`^(0|[1-9][0-9]{0,15})\.[0-9]{2}$`: {
		English: "Write an amount that is not negative, with two decimals and at most sixteen digits before them, such as 100.00.",
		Chinese: "请填写非负金额，保留两位小数，整数部分不超过 16 位，如 100.00。",
	},
	`^-?(0|[1-9][0-9]{0,15})\.[0-9]{2}$`: {English: "Write an amount with two decimals, such as 100.00.", Chinese: "请填写保留两位小数的金额，如 100.00。"},
	`^(application|invoice|ticket|account|webhook|operator-task|import|export|reconciliation|calendar|restore|session)/[A-Za-z0-9._-]{1,64}$`: {
		English: "Write what it is, a slash and the id: application/…, invoice/…, ticket/…, account/…, webhook/…, operator-task/…, " +
			"import/…, export/…, reconciliation/…, calendar/… or restore/….",
		Chinese: "请填写对象类型、斜杠与编号：application/…、invoice/…、ticket/…、account/…、webhook/…、" +
			"operator-task/…、import/…、export/…、reconciliation/…、calendar/… 或 restore/…。",
	},
	`^(0(\.[0-9]{1,4})?|exempt)$`: {
		English: "Write a rate below 1 with at most four decimals, such as 0.06, or exempt.", Chinese: "请填写小于 1 的税率，最多四位小数，如 0.06；免税写 exempt。",
	},
	`^t=[0-9]{1,12},v1=[0-9a-f]{64}$`: {
		English: "Write t=, the seconds since 1970, ,v1= and the signature of 64 hexadecimal digits.",
		Chinese: "应为 t=、自 1970 年起的秒数、,v1= 与 64 位十六进制签名。",
	},
	`^https?://[!-~]+$`: {English: "Write an absolute http or https address.", Chinese: "请填写完整的 http 或 https 地址。"},
}

// anyPattern is said of a pattern that has no words of its own.
var anyPattern = refusal.Words{English: "It is not written as the document describes; see /openapi.json.", Chinese: "写法与接口文档的要求不符，请参阅 /openapi.json。"}

// wordsOfPattern replaces what the library says of a text that does not match a pattern.
func wordsOfPattern(message string) (refusal.Words, bool) {
	_, pattern, is := strings.Cut(message, "expected string to match pattern ")
	if !is {
		return refusal.Words{}, false
	}
	if words, known := patternWords[pattern]; known {
		return words, true
	}
	return anyPattern, true
}
