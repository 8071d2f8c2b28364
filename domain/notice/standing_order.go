package notice

import "kaipiao/domain/standingorder"

// WriteSkippedOrder makes those of a mail that says why a standing order applied for nothing in a month (A14).
func WriteSkippedOrder(skipped standingorder.Run) (subject, body string, err error) {
	return write("standing_order_skipped", struct {
		Month   standingorder.Month
		Reasons standingorder.Reasons
	}{skipped.Month, skipped.Skipped})
}
