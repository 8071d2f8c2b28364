package afterwards

import (
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
)

// Words of red-issuing.
var (
	redTitle     = words.Text{ZH: "红冲发票", EN: "Red-issue an invoice"}
	redPreFlight = words.Text{ZH: "① 预检", EN: "1. Pre-flight"}
	redAtOnce    = words.Text{ZH: "可立即红冲", EN: "Can be red-issued at once"}
	redConfirm   = words.Text{ZH: "需购买方确认", EN: "The buyer has to confirm"}
	redRefused   = words.Text{ZH: "不可红冲", EN: "Cannot be red-issued"}
	redUnknown   = words.Text{
		ZH: "暂时无法预检：开票平台没有应答。请稍后重新查询。",
		EN: "Not known now: the tax platform does not answer. Please ask again later.",
	}
	redAskedAt     = words.Text{ZH: "查询于 %s", EN: "Asked at %s"}
	redAskAgain    = words.Text{ZH: "重新查询", EN: "Ask again"}
	redScope       = words.Text{ZH: "② 范围", EN: "2. How much"}
	redHowMuch     = words.Text{ZH: "全额或部分", EN: "All or a part"}
	redWhichReason = words.Text{ZH: "红冲原因", EN: "The reason"}
	redWhole       = words.Text{ZH: "全额 %s", EN: "All that is left, %s"}
	redPart        = words.Text{ZH: "部分：按行填写", EN: "A part: line by line"}
	redPartHelp    = words.Text{
		ZH: "填写每行本次红冲的不含税金额，不填的行不变。",
		EN: "How much of each line, without tax; lines left empty stay.",
	}
	redSuggestion = words.Text{
		ZH: "建议：%s 已退款 %s → 第 %d 行 %s（不含税）",
		EN: "Suggested: %s was refunded %s → line %d, %s without tax",
	}
	redTake        = words.Text{ZH: "采用", EN: "Take it"}
	redTakeAll     = words.Text{ZH: "采用全部建议", EN: "Take all of them"}
	redReason      = words.Text{ZH: "③ 原因", EN: "3. Why"}
	redResult      = words.Text{ZH: "④ 结果", EN: "4. What comes of it"}
	redAmount      = words.Text{ZH: "红字金额", EN: "Red amount"}
	redRemaining   = words.Text{ZH: "发票剩余", EN: "Left of the invoice"}
	redReturned    = words.Text{ZH: "退回账户", EN: "Comes back"}
	redClears      = words.Text{ZH: "其中冲抵欠票", EN: "of which clears what is outstanding"}
	redInvoiceable = words.Text{ZH: "可重新开票", EN: "Can be invoiced again"}
	redCompute     = words.Text{ZH: "重新计算", EN: "Compute again"}
	redSubmit      = words.Text{ZH: "提交红冲", EN: "Red-issue it"}
	redChanged     = words.Text{
		ZH: "预检结果已有变化，请再看一遍后提交。",
		EN: "The pre-flight says something else now. Please look again, then submit.",
	}
	redColLeft    = words.Text{ZH: "剩余不含税", EN: "Left, net"}
	redColNow     = words.Text{ZH: "本次不含税", EN: "Now, net"}
	redColLeftTax = words.Text{ZH: "剩余税额", EN: "Left, tax"}
	redNetOf      = words.Text{ZH: "第 %d 行本次红冲的不含税金额", EN: "How much of line %d, without tax"}
	redOf         = words.Text{ZH: "发票", EN: "Invoice"}

	redRunning      = words.Text{ZH: "红冲进行中", EN: "The red-issue is under way"}
	redAtProvider   = words.Text{ZH: "已提交税务平台，通常几分钟内完成。", EN: "It is at the tax platform; mostly this takes a few minutes."}
	redAwaitsBuyer  = words.Text{ZH: "购买方确认前，原发票继续有效。", EN: "Until the buyer confirms, the invoice stays valid."}
	redAwaitsSeller = words.Text{ZH: "购买方已发起，待财务确认。", EN: "The buyer has begun it; finance confirms it."}
	redSteps        = words.Text{ZH: "购买方操作步骤", EN: "What the buyer does"}
	redStepsIntro   = words.Text{
		ZH: "请将以下步骤转给购买方（%s）的办税人员：",
		EN: "Please pass these steps on to the tax clerk of the buyer (%s):",
	}
	redStep1 = words.Text{ZH: "登录电子税务局。", EN: "Sign in to the electronic tax bureau."}
	redStep2 = words.Text{
		ZH: "依次进入：我要办税 → 开票业务 → 红字发票开具 → 红字信息确认单处理。",
		EN: "Go to: tax matters → invoicing → red-letter invoices → red-letter confirmation forms.",
	}
	redStep3 = words.Text{
		ZH: "找到发票号码 %s、金额 %s 的确认单，核对后点“确认”。",
		EN: "Find the form of invoice %s over %s, check it, and confirm it.",
	}
	redFormNumber = words.Text{ZH: "红字信息确认单编号 %s", EN: "Red-letter form %s"}
	redStep4      = words.Text{
		ZH: "请在 %s确认；逾期确认单作废，原发票继续有效，可再次申请。",
		EN: "Please do so %s; later the form lapses, the invoice stays valid, and you can ask again.",
	}
	redPrintIt  = words.Text{ZH: "可直接打印本页，或复制步骤。", EN: "This page can be printed, or the steps copied."}
	redWithdraw = words.Text{ZH: "撤回", EN: "Withdraw"}
	redBefore   = words.Text{
		ZH: "上次红冲：%s。原发票继续有效，可再次申请。",
		EN: "Last time: %s. The invoice stays valid, and you can ask again.",
	}
	redBackToIt     = words.Text{ZH: "返回发票", EN: "Back to the invoice"}
	redNothingTaken = words.Text{ZH: "请填写至少一行的金额，或选择全额。", EN: "Say how much of at least one line, or take all that is left."}
)

var redReasons = []struct {
	Reason invoice.RedReason
	Says   words.Text
}{
	{invoice.RedError, words.Text{ZH: "开票有误", EN: "Issued in error"}},
	{invoice.RedReturn, words.Text{ZH: "销货退回", EN: "Returned"}},
	{invoice.RedTermination, words.Text{ZH: "服务中止", EN: "Service terminated"}},
	{invoice.RedDiscount, words.Text{ZH: "销售折让", EN: "Discount"}},
}
