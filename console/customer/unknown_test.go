package customer_test

import (
	"testing"

	"kaipiao/console/consoletest"
)

// O8: who is signed in before the upstream service has told us of its account reads what that means; once it is there, so is everything else.
func TestO8WhoseAccountIsNotRegisteredYet(t *testing.T) {
	w := consoletest.New(t)
	for _, look := range consoletest.Looks {
		j := w.Journey(consoletest.CustomerOf("acct", "wang"), look)
		j.See("账户尚未登记", "账户由您使用的云服务登记：开户或完成认证后自动进行，通常几分钟内完成。登记后刷新本页即可使用。", consoletest.Verbatim("010-58003107"))
		j.Accessible()
		if look == consoletest.Looks[0] {
			shot(j.Browser, "unknown")
		}
	}
	j := w.Journey(consoletest.CustomerOf("acct", "wang"), consoletest.Looks[0])
	w.Account("acct")
	j.Press("刷新")
	j.See("可开票金额", "¥0.00")
}
