package entrance

import "kaipiao/console/words"

var (
	signIn = words.Text{ZH: "登录", EN: "Sign in"}
	inOne  = words.Text{
		ZH: "本机演示环境：点一下即可以任何一位人员登录，无需密码。",
		EN: "The demo on this machine: one click signs you in as anybody, without a password.",
	}
	with     = words.Text{ZH: "使用 %s 登录", EN: "Sign in with %s"}
	noIssuer = words.Text{
		ZH: "尚未配置登录方式，请管理员参阅 docs/operations.md。",
		EN: "No way to sign in is set up yet; docs/operations.md tells the administrator how.",
	}
	welcome  = words.Text{ZH: "进入发票管理", EN: "Enter invoice management"}
	forWhom  = words.Text{ZH: "您将以账户 %s 进入发票管理。", EN: "You enter invoice management with the account %s."}
	signedIn = words.Text{ZH: "此浏览器当前以 %s 登录；继续后将切换。", EN: "This browser is signed in as %s; going on changes that."}
	enter    = words.Text{ZH: "进入", EN: "Enter"}
	refused  = words.Text{ZH: "未能进入", EN: "This was not possible"}
	goOn     = words.Text{ZH: "继续", EN: "Go on"}
	code     = words.Text{ZH: "代码：%s", EN: "Code: %s"}
	whatIsIt = words.Text{
		ZH: "客户在这里申请发票，财务在这里审核、打印和处理工单，审计在这里核对。",
		EN: "Customers apply for invoices here, finance reviews, prints and works on tickets, auditors check.",
	}
	signingIn = words.Text{ZH: "登录方式", EN: "Ways to sign in"}
)
