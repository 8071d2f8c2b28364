package page

import "kaipiao/console/words"

var (
	ownTitle = words.Text{ZH: "由该账户自己管理", EN: "Kept by that account itself"}
	ownSays  = words.Text{
		ZH: "您正在查看集团成员 %s。它保存的抬头和地址、自动开票和导出由该账户自己管理；您可以为它申请开票、红冲和提交工单。",
		EN: "%s is a member of your group. It keeps its saved titles, standing order and exports itself; you request, red-issue and open tickets for it.",
	}
	ownBack = words.Text{ZH: "返回 %s", EN: "Back to %s"}
)

// ActsForMember reports whether a customer looks at an account of its group, and not at its own (A13).
func (v *Visit) ActsForMember() bool { return v.IsCustomer() && v.Account != v.Who.Account }

// OwnOnly is a room that shows what is an account's own: whoever acts for a member is told so, and led on.
func OwnOnly(room Room) Room {
	return func(v *Visit) error {
		if v.ActsForMember() {
			return v.Show(ownTitle, ownPage(v))
		}
		return room(v)
	}
}
