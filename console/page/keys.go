package page

import "kaipiao/console/words"

const keysCookie = "kaipiao-keys"

// HasKeys reports whether single keys work on the visitor's pages: at the desk, unless the visitor has switched them off (WCAG 2.1.4).
func (v *Visit) HasKeys() bool {
	if !v.IsFinance() && !v.ReadsOnly() {
		return false
	}
	chosen, err := v.R.Cookie(keysCookie)
	return err != nil || chosen.Value != "off"
}

// RememberKeys switches them on or off.
func (v *Visit) RememberKeys(on bool) {
	value := "on"
	if !on {
		value = "off"
	}
	remember(v.W, v.R, keysCookie, value)
}

var (
	keysTitle = words.Text{ZH: "快捷键", EN: "Keys"}
	keysOn    = words.Text{ZH: "启用快捷键", EN: "Switch keys on"}
	keysOff   = words.Text{ZH: "停用快捷键", EN: "Switch keys off"}
	keysClose = words.Text{ZH: "关闭", EN: "Close"}
	keysNote  = words.Text{
		ZH: "在输入框内不起作用。通过、驳回须再按一次或回车才生效。",
		EN: "Not while you type. Approve and reject take effect when pressed again, or by Enter.",
	}
)

// key is what a single key does.
type key struct {
	Keys []string
	Says words.Text
}

var keyList = []key{
	{[]string{"j", "k", "↓", "↑"}, words.Text{ZH: "下一行、上一行", EN: "Next row, row before"}},
	{[]string{"Enter"}, words.Text{ZH: "打开", EN: "Open"}},
	{[]string{"x"}, words.Text{ZH: "选择", EN: "Choose"}},
	{[]string{"c"}, words.Text{ZH: "领取", EN: "Claim"}},
	{[]string{"u"}, words.Text{ZH: "放回", EN: "Put back"}},
	{[]string{"a"}, words.Text{ZH: "通过、受理、确认", EN: "Approve, accept, confirm"}},
	{[]string{"r"}, words.Text{ZH: "驳回、拒绝", EN: "Reject, refuse"}},
	{[]string{"n"}, words.Text{ZH: "下一件", EN: "Next case"}},
	{[]string{"/"}, words.Text{ZH: "搜索", EN: "Search"}},
	{[]string{"g d"}, words.Text{ZH: "工作台", EN: "Desk"}},
	{[]string{"g r"}, words.Text{ZH: "审核", EN: "Review"}},
	{[]string{"g s"}, words.Text{ZH: "复核", EN: "Second person"}},
	{[]string{"g t"}, words.Text{ZH: "工单", EN: "Tickets"}},
	{[]string{"g o"}, words.Text{ZH: "退回原件", EN: "Returned originals"}},
	{[]string{"g p"}, words.Text{ZH: "打印寄送", EN: "Print and ship"}},
	{[]string{"g v"}, words.Text{ZH: "服务商", EN: "Vendors"}},
	{[]string{"g f"}, words.Text{ZH: "开票失败", EN: "Could not be issued"}},
	{[]string{"g b"}, words.Text{ZH: "购方红字确认单", EN: "Buyers' red-letter forms"}},
	{[]string{"g k"}, words.Text{ZH: "暂缓开具", EN: "Parked"}},
	{[]string{"g c"}, words.Text{ZH: "对账差异", EN: "Differences"}},
	{[]string{"g m"}, words.Text{ZH: "运营待办", EN: "Operator tasks"}},
	{[]string{"g i"}, words.Text{ZH: "发票", EN: "Invoices"}},
	{[]string{"?"}, words.Text{ZH: "快捷键列表", EN: "This list"}},
}
