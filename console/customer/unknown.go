package customer

import (
	"net/http"

	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/policy"
)

var (
	unknownTitle = words.Text{ZH: "账户尚未登记", EN: "This account is not registered yet"}
	unknownSays  = words.Text{
		ZH: "您已登录，但开票系统还没有账户 %s 的资料，所以暂时没有可以开票的消费。您不需要做什么。",
		EN: "You are signed in, but we have nothing about the account %s yet, so there is no consumption to be invoiced. There is nothing that you have to do.",
	}
	unknownWhen = words.Text{
		ZH: "账户由您使用的云服务登记：开户或完成认证后自动进行，通常几分钟内完成。登记后刷新本页即可使用。",
		EN: "Your cloud service registers the account once it is opened or certified, mostly within minutes. Then this page works; look again.",
	}
	unknownAsk = words.Text{
		ZH: "如果一个工作日后仍是这样，请联系%s（电话 %s），并告知账户编号 %s。",
		EN: "Where nothing has changed after a working day, ask %s (phone %s), and name the account %s.",
	}
	lookAgain = words.Text{ZH: "刷新", EN: "Look again"}
)

// isUnknown reports whether the register does not know the visitor's account: who has just opened one may be here before it.
func isUnknown(err error) bool { return page.ProblemOf(err).Status == http.StatusNotFound }

// showUnknown says what that means, until when it lasts, and who can be asked.
func showUnknown(v *page.Visit) error {
	var p policy.Policy
	if err := v.Get("/v1/policy", &p); err != nil {
		return err
	}
	return v.Show(unknownTitle, unknownPage(v, p.Returns))
}
