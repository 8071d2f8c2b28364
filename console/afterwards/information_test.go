package afterwards_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
)

// A4, A5, R6: the certified name is locked with its routes; titles are looked at before they are saved; addresses and recipients are the
// customer's own.
func TestA5InvoiceInformation(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	b := w.As(consoletest.Customer)
	b.Go("/console/information")
	b.See("北京甲科技有限公司", "认证名称不可在此修改", "名称变更", "主体变更", "还没有邮寄地址", "接收邮箱")
	b.Accessible()
	b.Press("新增抬头")
	b.Type("发票抬头", "北京甲科技（集团）有限公司")
	b.Type("纳税人识别号", "91110000802100433B")
	b.Press("检查")
	b.See("检查结果", "✗")
	b.Accessible()
	shot(b, "title")
	b.Expect("status of 4")
	b.Press("保存")
	// what every application under it would be refused for is refused here; else it is saved
	if b.Is(`location.pathname === "/console/information"`) {
		b.See("已保存")
	} else {
		b.See("请检查以下内容")
		b.Type("发票抬头", "北京甲科技有限公司")
		b.Press("保存")
		b.See("已保存。已提交的申请不受影响。", "91110000802100433B")
	}
	b.Accessible()
	b.Press("新增邮寄地址")
	b.Expect("400")
	b.Press("保存")
	b.See("请检查以下内容")
	b.Accessible()
	b.Type("收件人", "财务部 王女士")
	b.Type("电话", "010-59922888")
	b.Type("省市区", "北京市海淀区")
	b.Type("详细地址", "上地十街10号2层")
	b.Press("保存")
	b.See("财务部 王女士", "上地十街10号2层")
	b.Press("设为默认")
	b.See("✓ 默认")
	b.Type("接收邮箱", "a@example.test， b@example.test")
	b.Press("保存")
	b.See("已保存")
	require.Equal(t, "a@example.test,b@example.test", w.Call(consoletest.Customer, "GET", "/v1/accounts/acct", nil)["email"])
	b.Accessible()
	shot(b, "information")
	b.Type("接收邮箱", "not an address")
	b.Expect("400")
	b.Press("保存")
	b.See("请检查以下内容")
	b.Accessible()
	phone := w.As(consoletest.Customer, consoletest.Look{English: true, Width: 360, Dark: true})
	phone.Go("/console/information")
	phone.See("Invoice information", "The certified name cannot be changed here", "Delete")
	phone.Accessible()
}

// A11, A4: an individual may have a company's title.
func TestA4AnIndividualHasACompanysTitle(t *testing.T) {
	w := consoletest.New(t)
	w.Call(consoletest.Upstream, "PUT", "/v1/accounts/acct", consoletest.Object{
		"certification": consoletest.Object{"type": "individual", "name": "张三"}, "region": "mainland", "email": "",
	})
	b := w.As(consoletest.Customer, consoletest.Look{NoScript: true})
	b.Go("/console/information")
	b.See("张三", "可用本人姓名", "新增企业抬头", "未设置，不发送邮件")
	b.Press("新增企业抬头")
	b.Type("发票抬头", "上海乙贸易有限公司")
	b.Type("纳税人识别号", "91110000802100433B")
	b.Press("保存")
	b.See("已保存", "上海乙贸易有限公司", "结论")
	b.Press("删除")
	b.See("已删除")
	b.SeeNot("上海乙贸易有限公司")
}
