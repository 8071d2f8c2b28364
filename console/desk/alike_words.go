package desk

import "kaipiao/console/words"

var (
	alikeTitle  = words.Text{ZH: "批量通过相同差异的申请", EN: "Approve what differs alike"}
	alikeCapped = words.Text{
		ZH: "待审核的申请很多，这里只看最急的 5,000 件。",
		EN: "Very many applications wait; only the 5,000 most urgent are looked at here.",
	}
	alikeIntro = words.Text{
		ZH: "抬头差异与税号都相同的申请归为一组，差异只需看一次。须双人复核的、他人已领取的不在其中。",
		EN: "The same difference and the same tax number are one group, looked at once; without what two people approve, or others have claimed.",
	}
	alikeNone    = words.Text{ZH: "没有可以成组通过的申请。", EN: "Nothing can be approved in a group."}
	colGroup     = words.Text{ZH: "差异", EN: "Difference"}
	colMany      = words.Text{ZH: "申请数", EN: "Applications"}
	biggestFirst = words.Text{ZH: "申请多的组在前，金额单位为元。", EN: "The largest group first; amounts in CNY."}
	groupOf      = words.Text{ZH: "%d 件申请 · 合计 %s", EN: "%d applications, %s together"}
	ticked       = words.Text{ZH: "已选 %d 件", EN: "%d chosen"}
	selectAll    = words.Text{ZH: "全选 %d 件", EN: "Choose all %d"}
	selectNone   = words.Text{ZH: "全不选", EN: "Choose none"}
	approveAll   = words.Text{ZH: "通过所选", EN: "Approve what is chosen"}
	sortBy       = words.Text{ZH: "排序", EN: "Order"}
	sortDue      = words.Text{ZH: "按到期", EN: "By due date"}
	sortAmount   = words.Text{ZH: "按金额", EN: "By amount"}
	sortAccount  = words.Text{ZH: "按账户", EN: "By account"}
	pageOf       = words.Text{ZH: "第 %d 页，共 %d 页", EN: "Page %d of %d"}
	pageBefore   = words.Text{ZH: "上一页", EN: "Previous page"}
	pageAfter    = words.Text{ZH: "下一页", EN: "Next page"}
	choose1      = words.Text{ZH: "选择 %s", EN: "Choose %s"}
	colChoose    = words.Text{ZH: "选择", EN: "Choose"}
	groupGone    = words.Text{ZH: "这一组已没有待审核的申请。", EN: "Nothing of this group waits any more."}
	noneTicked   = words.Text{ZH: "没有选择任何申请，未作更改。", EN: "Nothing was chosen, and nothing changed."}
	resultIs     = words.Text{ZH: "%d 件已通过，%d 件未通过。", EN: "%d approved, %d not."}
	notTaken     = words.Text{ZH: "未通过的申请与原因", EN: "What was not approved, and why"}
	toGroups     = words.Text{ZH: "返回分组", EN: "Back to the groups"}
	backToQueue  = words.Text{ZH: "返回审核队列", EN: "Back to the queue"}
)
