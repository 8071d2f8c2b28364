package desk

import (
	"kaipiao/api"
	"kaipiao/console/words"
	"kaipiao/domain/event"
)

var (
	reviewTitle  = words.Text{ZH: "审核", EN: "Review"}
	reviewCase   = words.Text{ZH: "审核 %s", EN: "Review %s"}
	secondCase   = words.Text{ZH: "复核 %s", EN: "Second person %s"}
	becauseTitle = words.Text{ZH: "抬头与认证名称不同", EN: "Title is not the certified name"}
	becauseLarge = words.Text{ZH: "金额较大，须双人复核", EN: "Large, two people approve"}
	alikeLink    = words.Text{ZH: "批量通过相同差异的申请", EN: "Approve what differs alike"}

	placeIn  = words.Text{ZH: "%d / %d", EN: "%d / %d"}
	previous = words.Text{ZH: "上一件", EN: "Previous"}
	next     = words.Text{ZH: "下一件", EN: "Next"}
	cases    = words.Text{ZH: "队列中的位置", EN: "Place in the queue"}

	applied       = words.Text{ZH: "申请抬头", EN: "Title applied for"}
	certified     = words.Text{ZH: "认证名称", EN: "Certified name"}
	sameTitle     = words.Text{ZH: "两者一致。", EN: "Both are the same."}
	differenceIs  = words.Text{ZH: "差异：“%s” ↔ “%s”", EN: "Difference: “%s” ↔ “%s”"}
	nothing       = words.Text{ZH: "（无）", EN: "(nothing)"}
	sameNumber    = words.Text{ZH: "税号相同", EN: "Same tax number"}
	otherNumber   = words.Text{ZH: "税号不同", EN: "Another tax number"}
	checkRight    = words.Text{ZH: "✓ 校验码", EN: "✓ check character"}
	checkWrong    = words.Text{ZH: "校验码不符（已确认或非统一代码）", EN: "Check character does not fit (confirmed, or no unified code)"}
	noNumber      = words.Text{ZH: "无税号", EN: "No tax number"}
	pastOf        = words.Text{ZH: "历史 %s 次通过 %s 次驳回", EN: "Before: %s approved, %s rejected"}
	willIssue     = words.Text{ZH: "将开 %d 张", EN: "Will issue %d"}
	remark        = words.Text{ZH: "备注", EN: "Remark"}
	materials     = words.Text{ZH: "材料", EN: "Materials"}
	noMaterials   = words.Text{ZH: "没有与此申请有关的工单或材料。", EN: "No ticket or material is about this application."}
	earlier       = words.Text{ZH: "此前申请", EN: "Earlier applications"}
	noEarlier     = words.Text{ZH: "这是该账户的第一笔申请。", EN: "This is the account's first application."}
	timeline      = words.Text{ZH: "经过", EN: "What happened"}
	certifiedAs   = words.Text{ZH: "认证类型", EN: "Certification"}
	offset        = words.Text{ZH: "冲抵", EN: "Offset"}
	emails        = words.Text{ZH: "接收邮箱", EN: "Recipients"}
	net           = words.Text{ZH: "金额", EN: "Net"}
	tax           = words.Text{ZH: "税额", EN: "Tax"}
	taxRate       = words.Text{ZH: "税率", EN: "Rate"}
	gross         = words.Text{ZH: "价税合计", EN: "Amount with tax"}
	product       = words.Text{ZH: "品名", EN: "Product"}
	state         = words.Text{ZH: "状态", EN: "State"}
	numberOf      = words.Text{ZH: "发票号码", EN: "Number"}
	wholeObject   = words.Text{ZH: "查看申请全部信息", EN: "Everything about the application"}
	firstDecision = words.Text{ZH: "首次决定", EN: "First decision"}
	proposedBy    = words.Text{ZH: "%s 于 %s 通过（%s），须由他人确认。", EN: "%s approved at %s (%s). Somebody else has to confirm it."}
	claimedNow    = words.Text{ZH: "由 %s 领取", EN: "Claimed by %s"}
	claimedNobody = words.Text{ZH: "无人领取", EN: "Nobody has claimed it"}

	claim       = words.Text{ZH: "领取", EN: "Claim"}
	putBack     = words.Text{ZH: "放回", EN: "Put back"}
	approve     = words.Text{ZH: "通过", EN: "Approve"}
	reject      = words.Text{ZH: "驳回", EN: "Reject"}
	confirm     = words.Text{ZH: "确认", EN: "Confirm"}
	sendBack    = words.Text{ZH: "退回", EN: "Send back"}
	whyRejected = words.Text{ZH: "驳回原因", EN: "Why it is rejected"}
	reads       = words.Text{ZH: "客户将看到：%s", EN: "The customer reads: %s"}
	readsOnly   = words.Text{ZH: "客户将看到下方的说明。", EN: "The customer reads what you write below."}
	addWords    = words.Text{ZH: "补充说明（客户将看到）", EN: "More (the customer reads it)"}
	rejectNow   = words.Text{ZH: "确定驳回", EN: "Reject now"}

	lostRace = words.Text{ZH: "%s 已于 %s %s，您的操作未生效。", EN: "%s was first, at %s: %s. What you did had no effect."}
)

// lostTo say what somebody else has done who came first.
var lostTo = map[api.EventName]words.Text{
	api.EventName(event.Claimed):          {ZH: "领取", EN: "claimed"},
	api.EventName(event.Approved):         {ZH: "通过", EN: "approved"},
	api.EventName(event.Rejected):         {ZH: "驳回", EN: "rejected"},
	api.EventName(event.Cancelled):        {ZH: "撤销", EN: "cancelled"},
	api.EventName(event.ApprovalProposed): {ZH: "提出通过", EN: "approved, as the first of two"},
}

// dones say what was decided about the case before.
var dones = map[string]words.Text{
	"approve": {ZH: "已通过 %s。", EN: "%s is approved."},
	"propose": {ZH: "已提出通过 %s，待他人复核。", EN: "%s is proposed, and waits for a second person."},
	"reject":  {ZH: "已驳回 %s。", EN: "%s is rejected."},
	"accept":  {ZH: "已受理 %s。", EN: "%s is accepted."},
	"refuse":  {ZH: "已拒绝 %s。", EN: "%s is refused."},
	"correct": {ZH: "%s 已更正，将以新的流水号开具。", EN: "%s is corrected, and is issued under another serial."},
	"give-up": {ZH: "已放弃开具 %s。", EN: "%s is given up."},
	"confirm": {ZH: "已确认 %s。", EN: "%s is confirmed."},
	"ask":     {ZH: "已要求客户为 %s 补充材料。", EN: "The customer is asked for materials of %s."},
	"hand_in": {ZH: "%s 的材料已上传。", EN: "A material of %s is uploaded."},
	"claim":   {ZH: "已领取 %s。", EN: "%s is claimed."},
	"unclaim": {ZH: "已放回 %s。", EN: "%s is put back."},
	"remind":  isReminded, "correct-shipping": isRight, "deliver": areDelivered,
	"deny": {ZH: "已否认 %s。", EN: "%s is denied."},
}

// rejectReason is one of the reasons that are picked, and what the customer is told.
type rejectReason struct{ Says, Text words.Text }

var rejectOrder = []string{"title", "number", "materials", "other"}

var rejections = map[string]rejectReason{
	"title": {
		Says: words.Text{ZH: "抬头不符", EN: "Title"},
		Text: words.Text{
			ZH: "申请的发票抬头与实名认证名称不符，请核对后重新申请；如企业名称或主体已变更，请先办理变更。",
			EN: "The title is not the certified name. Please check it and apply again; if the company's name or subject has changed, have that changed first.",
		},
	},
	"number": {
		Says: words.Text{ZH: "税号有误", EN: "Tax number"},
		Text: words.Text{
			ZH: "纳税人识别号有误，请核对统一社会信用代码后重新申请。", EN: "The tax number is wrong. Please check the unified social credit code and apply again.",
		},
	},
	"materials": {
		Says: words.Text{ZH: "材料不足", EN: "Materials"},
		Text: words.Text{
			ZH: "缺少证明使用该抬头的材料，请通过工单补充后重新申请。", EN: "What shows that you may use this title is missing. Please send it by a ticket and apply again.",
		},
	},
	"other": {
		Says: words.Text{ZH: "其他", EN: "Other"},
	},
}
