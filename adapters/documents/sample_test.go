package documents_test

import (
	"fmt"
	"strings"
	"testing"

	"kaipiao/adapters/documents"
	"kaipiao/domain/calendar"
	"kaipiao/domain/document"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/sandbox/sandboxtest"
)

func press(t *testing.T) *documents.Press {
	t.Helper()
	return documents.NewPress(sandboxtest.Typeface(t))
}

var seller = invoice.Party{
	Name: "北京百度网讯科技有限公司", TaxpayerID: "91110000802100433B",
	AddressPhone: "北京市海淀区上地十街10号百度大厦2层 010-59928888", BankAccount: "招商银行北京分行大屯路支行 866180100210002",
}

// proforma is a pro-forma invoice with a number of lines of 1,060.00 each, every third of them at 13 %.
func proforma(lines int) document.Proforma {
	sample := document.Proforma{
		Number: "PF-20261124-0007", Reference: "T-20261120-0031", Date: calendar.NewDate(2026, 11, 24), Account: "harbour-light",
		Seller: seller,
		Customer: invoice.Party{
			Name:         "Harbour Light Trading (Hong Kong) Limited",
			AddressPhone: "Unit 1203, 12/F, Example Tower, 88 Queensway, Admiralty, Hong Kong, +852 5550 0100",
		},
	}
	october := document.Period{First: calendar.NewDate(2026, 10, 1), Last: calendar.NewDate(2026, 10, 31)}
	for i := range lines {
		line := document.ProformaLine{
			Product: fmt.Sprintf("云服务器 ecs.g7.xlarge 第%d台", i+1), Period: october,
			TaxRate: money.MustParseRate("0.06"), Amount: money.MustParse("1060.00"),
		}
		if i%3 == 2 {
			line.Product = fmt.Sprintf("GPU workstation, licence %d", i+1)
			line.Period = document.On(calendar.NewDate(2026, 10, 9))
			line.TaxRate = money.MustParseRate("0.13")
		}
		sample.Lines = append(sample.Lines, line)
	}
	return sample
}

// stubCopy is a copy of the stub of a special invoice with a number of lines of 1,000.00 + 60.00 each.
func stubCopy(lines int) document.StubCopy {
	sample := document.StubCopy{
		Document: invoice.Document{
			Kind: invoice.Special, Medium: invoice.Paper, Seller: seller, Drawer: "李四",
			Buyer: invoice.Party{
				Name: "深圳市示例科技有限公司", TaxpayerID: "91440300MA5FAKE00D",
				AddressPhone: "深圳市南山区示例路1号 0755-55500100", BankAccount: "示例银行深圳分行 755900000000001",
			},
			Remark: "合同号 HT-2026-001，账期 2026-08",
		},
		Number: "26112000000000000001", IssuedOn: calendar.NewDate(2026, 9, 24), Reference: "T-20261120-0031", CopiedOn: calendar.NewDate(2026, 11, 24),
	}
	for i := range lines {
		sample.Lines = append(sample.Lines, invoice.Line{
			Number: i + 1, Product: fmt.Sprintf("云服务器 ecs.g7.xlarge 第%d台", i+1), TaxCode: "3040203000000000000",
			TaxRate: money.MustParseRate("0.06"),
			Net:     money.MustParse("1000.00"), Tax: money.MustParse("60.00"), Gross: money.MustParse("1060.00"),
		})
	}
	sample.Net, sample.Tax = money.MustParse("1000.00").Times(lines), money.MustParse("60.00").Times(lines)
	sample.Gross = sample.Net.Add(sample.Tax)
	return sample
}

// long makes a text of as many characters as the register takes for a name.
func long(of string) string {
	return string([]rune(strings.Repeat(of, 300))[:300])
}

// longProforma has names, addresses and products that fill many lines.
func longProforma() document.Proforma {
	sample := proforma(3)
	sample.Customer.Name = long("Extraordinarily Long-Named Trading and Investment Holdings ")
	sample.Customer.AddressPhone = long("香港金钟道88号示例大厦12楼1203室，")
	sample.Customer.BankAccount = long("0123456789")
	sample.Lines[0].Product = long("云服务器包年包月（含系统盘、数据盘与公网带宽），")
	sample.Lines[1].Product = strings.Repeat("unbroken-token", 12)
	sample.Lines[1].Amount = money.MustParse("9999999999999999.99")
	sample.Remark = long("备注：按合同约定的账期结算；")
	return sample
}

// longStubCopy has names, addresses and a remark that fill many lines.
func longStubCopy() document.StubCopy {
	sample := stubCopy(2)
	sample.Kind = invoice.Ordinary
	sample.Buyer.Name = long("某某集团股份有限公司")
	sample.Seller.Name = "北京某某某某某某某某某某网络科技信息服务（集团）股份有限公司海淀分公司"
	sample.Seller.AddressPhone = long("北京市海淀区某某街某某号，")
	sample.Seller.BankAccount = long("0123456789")
	sample.Lines[0].Product = long("云服务器包年包月（含系统盘、数据盘与公网带宽），")
	sample.Lines[0].Net = money.MustParse("999999999999.99")
	sample.Gross = money.MustParse("-9999999999999.99")
	sample.Remark = long("备注：按合同约定的账期结算；") + strings.Repeat("合", 150)
	return sample
}
