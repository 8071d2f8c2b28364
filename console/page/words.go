package page

import (
	"kaipiao/access"
	"kaipiao/console/words"
)

var (
	product        = words.Text{ZH: "开票 Kaipiao", EN: "Kaipiao 开票"}
	toContent      = words.Text{ZH: "跳到正文", EN: "Skip to the content"}
	mainNavigation = words.Text{ZH: "主导航", EN: "Main"}
	searchFor      = words.Text{ZH: "搜索", EN: "Search"}
	searchHint     = words.Text{ZH: "号码、流水号、抬头、税号、账户、快递单号", EN: "Number, serial, title, tax number, account, tracking"}
	account        = words.Text{ZH: "账户", EN: "Account"}
	change         = words.Text{ZH: "切换", EN: "Switch"}
	help           = words.Text{ZH: "帮助", EN: "Help"}
	otherLanguage  = words.Text{ZH: "English", EN: "中文"}
	light          = words.Text{ZH: "浅色", EN: "Light"}
	dark           = words.Text{ZH: "深色", EN: "Dark"}
	asSystem       = words.Text{ZH: "跟随系统", EN: "As the system"}
	whereSignedIn  = words.Text{ZH: "登录状态", EN: "Where you are signed in"}
	signOut        = words.Text{ZH: "退出登录", EN: "Sign out"}
	readOnly       = words.Text{ZH: "只读：您可以查看全部内容，不能更改。", EN: "Read only: you see everything and change nothing."}
	inShanghai     = words.Text{
		ZH: "时间均为北京时间（Asia/Shanghai），金额单位为人民币元。",
		EN: "All times are Beijing time (Asia/Shanghai), all amounts CNY.",
	}
	code           = words.Text{ZH: "代码：%s", EN: "Code: %s"}
	toHome         = words.Text{ZH: "返回首页", EN: "Back to the start"}
	nothingMatches = words.Text{ZH: "没有符合条件的内容", EN: "Nothing matches"}
	resetFilters   = words.Text{ZH: "清除筛选", EN: "Clear the filters"}
	nextPage       = words.Text{ZH: "下一页", EN: "Next"}
	firstPage      = words.Text{ZH: "回到第一页", EN: "First page"}
	pages          = words.Text{ZH: "分页", EN: "Pages"}
	optional       = words.Text{ZH: "选填", EN: "optional"}
	copyIt         = words.Text{ZH: "复制", EN: "Copy"}
	whyNot         = words.Text{ZH: "为什么不能操作", EN: "Why this is not possible"}
	kept           = words.Text{
		ZH: "会话已结束，未提交的内容已保留，请检查后重新提交。",
		EN: "Your session had ended. What you had typed is kept; please check it and send it again.",
	}
	moreIsThere = words.Text{ZH: "%d 条新内容，点击刷新", EN: "%d new, press to show"}
	liveIsLost  = words.Text{ZH: "实时更新已断开，数据截至 %s。", EN: "Live updates are cut; this is as of %s."}
	technical   = words.Text{ZH: "技术信息", EN: "Technical details"}
)

// RoleName is what people call a role.
func RoleName(role access.Role) words.Text { return roles[role] }

var roles = map[access.Role]words.Text{
	access.Customer: {ZH: "客户", EN: "Customer"},
	access.Finance:  {ZH: "财务", EN: "Finance"},
	access.Vendor:   {ZH: "云市场服务商", EN: "Marketplace vendor"},
	access.Auditor:  {ZH: "审计", EN: "Auditor"},
	access.Service:  {ZH: "上游服务", EN: "Upstream service"},
}
