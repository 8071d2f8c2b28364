package taxbureau

import (
	"fmt"
	"time"

	"kaipiao/domain/money"
)

// refuseRed is the bureau's reason not to take a request to reverse; empty when all is well.
func (b blue) refuseRed(request RedRequest, now time.Time) string {
	_, locked := b.openForm(now)
	switch {
	case !b.voidedAt.IsZero():
		return "该发票已作废，不能冲红"
	case locked:
		return "该发票已被其他红字发票信息确认单锁定"
	case !request.Reason.Valid():
		return fmt.Sprintf("红冲原因代码“%s”不存在", request.Reason)
	case len(request.Lines) == 0 || len(request.Lines) > len(b.Submission.Lines):
		return fmt.Sprintf("红字发票明细行数应为1至%d行", len(b.Submission.Lines))
	}
	left := b.left(now)
	var net, tax money.Amount
	for i, line := range request.Lines {
		rest, belongs := left[line.Line]
		reason := "蓝字发票无此明细行，或该行已重复"
		if belongs {
			reason = refuseRedLine(line, rest)
		}
		if reason != "" {
			return fmt.Sprintf("第%d行：%s", i+1, reason)
		}
		delete(left, line.Line) // a line may be named once
		net, tax = net.Add(line.Net), tax.Add(line.Tax)
	}
	return refuseSums(net, tax, request.Net, request.Tax, request.Gross)
}

// refuseRedLine checks what is taken from a line against what is left of it (V2).
func refuseRedLine(line RedLine, left Line) string {
	off := line.Net.Sub(left.TaxRate.Net(line.Gross))
	rest := left.Net.Add(line.Net).IsZero() && left.Tax.Add(line.Tax).IsZero()
	switch {
	case line.Net.IsPositive() || line.Tax.IsPositive() || !line.Gross.IsNegative():
		return "红字发票金额应小于0"
	case !line.Net.Add(line.Tax).Equal(line.Gross):
		return "含税金额不等于金额加税额"
	case left.Net.Add(line.Net).IsNegative() || left.Tax.Add(line.Tax).IsNegative():
		return "红冲金额超过蓝字发票剩余可冲红金额"
	case !rest && (taxTolerance.Less(off) || taxTolerance.Less(off.Neg())):
		return "税额误差超过0.06元" // but the rest of a line may always be taken, with what rounding left of its tax
	}
	return ""
}
