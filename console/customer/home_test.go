package customer_test

import (
	"os"
	"testing"

	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// L12, A8: the amount is a sum that opens, and the greyed button says why.
func TestL12TheAmountIsExplained(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	w.Consumed("bill-2", "acct", "620.00", consoletest.Object{"paid_at": "2026-09-18T12:00:00+08:00"})
	b := w.As(consoletest.Customer)
	b.See("可开票金额", "¥1,000.00", "下次释放", "9月19日 星期六 10:00", "+¥620.00")
	b.Accessible()
	if to := os.Getenv("KAIPIAO_SCREENSHOTS"); to != "" {
		b.Screenshot(to + "/home.png")
	}
}
