package signedin

import "kaipiao/console/words"

var (
	title = words.Text{ZH: "登录状态", EN: "Where you are signed in"}
	says  = words.Text{
		ZH: "您当前登录的全部浏览器。不认识的，请结束它。",
		EN: "All browsers in which you are signed in now. End what you do not know.",
	}
	caption  = words.Text{ZH: "按登录时间倒序，时间均为北京时间", EN: "The latest first, Beijing time"}
	colBegun = words.Text{ZH: "登录时间", EN: "Signed in"}
	colSeen  = words.Text{ZH: "最近使用", EN: "Last used"}
	colEnds  = words.Text{ZH: "最迟结束", EN: "Ends at the latest"}
	colName  = words.Text{ZH: "编号", EN: "Number"}
	colDo    = words.Text{ZH: "操作", EN: "Action"}
	thisOne  = words.Text{ZH: "当前浏览器", EN: "This browser"}
	endIt    = words.Text{ZH: "结束", EN: "End it"}
	endOne   = words.Text{ZH: "结束：%s", EN: "End it: %s"}
	endAll   = words.Text{ZH: "全部退出", EN: "Sign out everywhere"}
	allSays  = words.Text{
		ZH: "结束您的全部登录，包括当前浏览器。",
		EN: "Ends all of them, this browser's too.",
	}
	none = words.Text{ZH: "没有登录记录", EN: "There is none"}
)
