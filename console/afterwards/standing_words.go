package afterwards

import "kaipiao/console/words"

// Words of the standing order and of groups.
var (
	standingTitle = words.Text{ZH: "自动开票", EN: "Standing order"}
	standingNone  = words.Text{
		ZH: "尚未设置自动开票。设置后，每月在您选定的日期自动申请开具全部可开票金额。",
		EN: "There is no standing order. With one, everything that can be invoiced is applied for by itself each month, on the day that you choose.",
	}
	standingOn      = words.Text{ZH: "已启用", EN: "On"}
	standingOff     = words.Text{ZH: "已停用", EN: "Off"}
	standingEnabled = words.Text{ZH: "启用自动开票", EN: "Carry it out each month"}
	standingDay     = words.Text{ZH: "每月几日（1–28）", EN: "On which day of the month (1 to 28)"}
	standingDayHelp = words.Text{
		ZH: "当日 10:30 申请；仅在没有欠票时进行。",
		EN: "It applies at 10:30 on that day, and only when nothing is outstanding.",
	}
	standingUseTitle = words.Text{ZH: "抬头", EN: "Title"}
	standingAddress  = words.Text{ZH: "邮寄地址（纸质）", EN: "Address (paper)"}
	standingDefault  = words.Text{ZH: "默认", EN: "The default one"}
	standingEmail    = words.Text{ZH: "接收邮箱", EN: "Mailed to"}
	standingEmailNo  = words.Text{ZH: "不填则发送至账户的接收邮箱。", EN: "Empty for the account's recipients."}
	standingNext     = words.Text{ZH: "下次申请", EN: "Next time"}
	standingExpected = words.Text{ZH: "预计金额", EN: "Expected"}
	standingBlocked  = words.Text{ZH: "如现在执行将跳过：", EN: "It would be skipped now:"}
	standingSave     = words.Text{ZH: "保存", EN: "Save"}
	standingDelete   = words.Text{ZH: "删除自动开票", EN: "Delete the standing order"}
	standingHistory  = words.Text{ZH: "执行记录", EN: "History"}
	standingOrder    = words.Text{ZH: "最新的在前。", EN: "The latest first."}
	standingNoRuns   = words.Text{ZH: "还没有执行过。", EN: "It was not carried out yet."}
	standingMonth    = words.Text{ZH: "月份", EN: "Month"}
	standingAt       = words.Text{ZH: "时间", EN: "When"}
	standingResult   = words.Text{ZH: "结果", EN: "What came of it"}
	standingApplied  = words.Text{ZH: "已申请", EN: "Applied"}
	standingSkipped  = words.Text{ZH: "跳过", EN: "Skipped"}
	groupTitle       = words.Text{ZH: "集团", EN: "Group"}
	groupMember      = words.Text{ZH: "成员", EN: "Member"}
	groupMaster      = words.Text{ZH: "主账号", EN: "Master"}
	groupWay         = words.Text{ZH: "方式", EN: "Way"}
	groupFrom        = words.Text{ZH: "起始", EN: "Since"}
	groupAvailable   = words.Text{ZH: "可开", EN: "Can be invoiced"}
	groupTrustee     = words.Text{ZH: "托管", EN: "Trusteeship"}
	groupIndependent = words.Text{ZH: "独立", EN: "Independent"}
	groupInMaster    = words.Text{ZH: "计入主账号", EN: "Counted with the master"}
	groupEnded       = words.Text{ZH: "已结束", EN: "Ended"}
)
