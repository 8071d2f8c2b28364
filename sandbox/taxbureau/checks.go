package taxbureau

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// The bureau's limits on lengths, in characters, and on lines.
const (
	nameLimit   = 300
	remarkLimit = 450
	lineLimit   = 2000
)

var (
	taxCodeFormat = regexp.MustCompile(`^[0-9]{19}$`)
	// taxTolerance is how far the net amount of a line, and so its tax, may lie from gross ÷ (1 + rate).
	taxTolerance = money.MustParse("0.06")
)

// refusal is the bureau's reason not to issue, in the words that aggregators pass on; empty when all is well.
func refusal(s Submission) string {
	for _, check := range []func(Submission) string{refuseType, refuseSeller, refuseBuyer, refuseRemark, refuseLines, refuseUntaxed, refuseTotals} {
		if reason := check(s); reason != "" {
			return reason
		}
	}
	return ""
}

func refuseType(s Submission) string {
	if !s.InvoiceType.Valid() {
		return fmt.Sprintf("发票种类代码“%s”不存在", s.InvoiceType)
	}
	return ""
}

func refuseSeller(s Submission) string {
	switch {
	case !filled(s.Seller.Name):
		return "销方名称不能为空且不能超过300个字符"
	case !invoice.ValidTaxpayerID(s.Seller.TaxNumber):
		return "销方税号有误"
	}
	return ""
}

func refuseBuyer(s Submission) string {
	switch {
	case !filled(s.Buyer.Name):
		return "购方名称不能为空且不能超过300个字符"
	case s.InvoiceType.Special() && s.Buyer.TaxNumber == "":
		return "开具增值税专用发票，购方税号不能为空"
	case s.Buyer.TaxNumber != "" && !invoice.PossibleTaxpayerID(s.Buyer.TaxNumber):
		return "购方税号有误"
	}
	return ""
}

func refuseRemark(s Submission) string {
	if utf8.RuneCountInString(s.Remark) > remarkLimit {
		return fmt.Sprintf("备注超过%d个字符", remarkLimit)
	}
	return ""
}

func refuseLines(s Submission) string {
	if len(s.Lines) == 0 || len(s.Lines) > lineLimit {
		return fmt.Sprintf("发票明细行数应为1至%d行", lineLimit)
	}
	for i, line := range s.Lines {
		if reason := refuseLine(line, i+1); reason != "" {
			return fmt.Sprintf("第%d行：%s", i+1, reason)
		}
	}
	return ""
}

// refuseUntaxed: no special invoice for what is exempt or at the rate 0.
func refuseUntaxed(s Submission) string {
	for i, line := range s.Lines {
		if s.InvoiceType.Special() && !line.TaxRate.Taxed() {
			return fmt.Sprintf("第%d行：免税或零税率项目不得开具增值税专用发票", i+1)
		}
	}
	return ""
}

func refuseLine(line Line, number int) string {
	off := line.Net.Sub(line.TaxRate.Net(line.Gross))
	switch {
	case line.Line != number:
		return "明细行号不连续"
	case !filled(line.Name):
		return "项目名称不能为空且不能超过300个字符"
	case !taxCodeFormat.MatchString(line.TaxCode):
		return "商品和服务税收分类编码应为19位数字"
	case line.Net.IsNegative() || line.Tax.IsNegative() || !line.Gross.IsPositive():
		return "蓝字发票金额应大于0"
	case !line.Net.Add(line.Tax).Equal(line.Gross):
		return "含税金额不等于金额加税额"
	case taxTolerance.Less(off) || taxTolerance.Less(off.Neg()):
		return "税额误差超过0.06元"
	}
	return ""
}

func refuseTotals(s Submission) string {
	var net, tax money.Amount
	for _, line := range s.Lines {
		net, tax = net.Add(line.Net), tax.Add(line.Tax)
	}
	return refuseSums(net, tax, s.Net, s.Tax, s.Gross)
}

// refuseSums compares the totals with the sums of the lines.
func refuseSums(sumNet, sumTax, net, tax, gross money.Amount) string {
	switch {
	case !sumNet.Equal(net):
		return "合计金额与明细金额之和不一致"
	case !sumTax.Equal(tax):
		return "合计税额与明细税额之和不一致"
	case !net.Add(tax).Equal(gross):
		return "价税合计不等于合计金额加合计税额"
	}
	return ""
}

func filled(name string) bool {
	return name != "" && utf8.RuneCountInString(name) <= nameLimit
}
