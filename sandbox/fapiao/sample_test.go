package fapiao_test

import (
	"fmt"
	"testing"
	"time"

	"kaipiao/domain/money"
	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/sandboxtest"
)

func press(t testing.TB) *fapiao.Press {
	t.Helper()
	return fapiao.NewPress(sandboxtest.Typeface(t))
}

// sample is an invoice with a number of lines of 106.00 each, issued on 23 November 2026 in Shanghai.
func sample(lines int) fapiao.Fapiao {
	invoice := fapiao.Fapiao{
		Number:   "26112000000000000001",
		IssuedAt: time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC),
		Seller: fapiao.Party{
			Name: "北京百度网讯科技有限公司", TaxNumber: "91110000802100433B",
			AddressPhone: "北京市海淀区上地十街10号百度大厦2层 010-59928888", BankAccount: "招商银行北京分行大屯路支行 866180100210002",
		},
		Buyer:  fapiao.Party{Name: "深圳市示例科技有限公司", TaxNumber: "91440300MA5FAKE00D"},
		Remark: "合同号 HT-2026-001 <账期 2026-10>",
		Drawer: "沙箱",
	}
	for i := range lines {
		invoice.Lines = append(invoice.Lines, fapiao.Line{
			Item:    fapiao.ItemName("3040203000000000000", fmt.Sprintf("云服务器第%d台", i+1)),
			TaxCode: "3040203000000000000", TaxRate: money.MustParseRate("0.06"),
			Net: money.MustParse("100.00"), Tax: money.MustParse("6.00"), Gross: money.MustParse("106.00"),
		})
		invoice.Net = invoice.Net.Add(money.MustParse("100.00"))
		invoice.Tax = invoice.Tax.Add(money.MustParse("6.00"))
		invoice.Gross = invoice.Gross.Add(money.MustParse("106.00"))
	}
	return invoice
}
