package vendors_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/domain/invoice"
)

// I8, V10, section 8: a vendor sees what is late first and never whose account it is; it completes, refuses, sends, hands a file in and reports a reversal,
// and what is wrong with a number stands at its field.
func TestI8AVendorsJourneysInEveryLook(t *testing.T) {
	for n, look := range consoletest.Looks {
		t.Run(fmt.Sprint(look.English, look.Width), func(t *testing.T) {
			t.Parallel()
			w := consoletest.New(t)
			w.Account("acct")
			w.Consumed("m-1", "acct", "5000.00", consoletest.Object{
				"seller": "isv-1", "charge": "prepaid", "product": "镜像", "delivered_at": "2026-09-01T12:00:00+08:00", "paid_at": "2026-09-01T10:00:00+08:00",
			})
			early := sold(w, "early", consoletest.EInvoice("100.00"))
			w.Set(w.Now().Add(30 * 24 * time.Hour))
			refused := sold(w, "refused", consoletest.EInvoice("200.00"))
			paper := sold(w, "paper", consoletest.Paper("300.00"))
			j := w.Journey(consoletest.Vendor, look)
			completes(j, early, n)
			refuses(j, refused)
			sends(j, paper, n)
			reverses(j, early, n)
		})
	}
}

// number is one that this look has, of so many digits.
func number(look, digits int) string { return fmt.Sprintf("%0*d", digits, 2600+look) }

// state is an invoice's at the API.
func state(j *consoletest.Journey, id string) any {
	return j.Call(consoletest.Vendor, http.MethodGet, "/v1/invoices/"+id, nil)["status"]
}

func completes(j *consoletest.Journey, id string, look int) {
	j.See("待开具", "最紧急的在前，金额单位为元，含税")
	rows := j.Texts("tbody tr")
	require.Len(j.T, rows, 3)
	require.Contains(j.T, rows[0], "100.00", "what is late comes first")
	require.True(j.T, j.Is(`document.querySelector("tbody tr .due").classList.contains("over")`))
	require.False(j.T, j.Is(`document.documentElement.outerHTML.includes("acct")`), "no account, on the page or in it")
	j.Accessible()
	j.Click("tbody tr a")
	require.Equal(j.T, id, j.ID())
	require.False(j.T, j.Is(`document.documentElement.outerHTML.includes("acct")`))
	j.Expect("400")
	j.Type("发票号码", "12345678901234567890123")
	press(j.Browser, "issue")
	j.See("请检查以下内容")
	require.Equal(j.T, "12345678901234567890123", j.Value("发票号码"), "what was typed is kept")
	j.Accessible()
	j.Type("发票号码", number(look, 20))
	press(j.Browser, "issue")
	j.See("已开票")
	require.Equal(j.T, string(invoice.Issued), state(j, id))
	j.Press("发票文件")
	pdf := j.File(filepath.Base("invoice.pdf"), []byte(pdfSaying("of the vendor")))
	j.Attach("#file", pdf)
	press(j.Browser, "files")
	j.See(j.Say("下载 %s", "PDF"))
	j.Accessible()
	status, content := j.Fetch("/console/vendor/invoices/" + id + "/files/pdf")
	require.Equal(j.T, []any{http.StatusOK, pdfSaying("of the vendor")}, []any{status, string(content)})
}

func refuses(j *consoletest.Journey, id string) {
	j.Go("/console/vendor/invoices/" + id)
	j.Press("拒绝开具")
	j.Expect("400")
	press(j.Browser, "refuse")
	j.See("请检查以下内容")
	j.Accessible()
	j.Type("拒绝原因（客户可见）", "合同已终止")
	press(j.Browser, "refuse")
	j.See("已撤销")
	require.Equal(j.T, string(invoice.Cancelled), state(j, id))
	free := j.Call(consoletest.Customer, http.MethodGet, "/v1/accounts/acct/invoiceable?seller=isv-1", nil)
	require.Equal(j.T, "4600.00", free["available"], "its amount is free again")
}

func sends(j *consoletest.Journey, id string, look int) {
	j.Go("/console/vendor/invoices/" + id)
	j.See("等待云市场服务商", "邮寄地址", consoletest.Verbatim("上地十街10号"))
	j.Type("发票号码", number(look, 8))
	press(j.Browser, "issue")
	j.See("已开票")
	j.Go("/console/vendor?view=ship")
	j.See("待寄出", "按申请时间倒序，金额单位为元，含税")
	j.Click("tbody tr a")
	require.Equal(j.T, id, j.ID())
	j.Type("快递单号", fmt.Sprint("SF", look))
	press(j.Browser, "ship")
	j.See("已寄出")
	j.Press("登记签收")
	j.See("已签收")
	require.Equal(j.T, string(invoice.Delivered), state(j, id))
	j.Accessible()
}

func reverses(j *consoletest.Journey, id string, look int) {
	j.Go("/console/vendor/invoices/" + id)
	j.Press("报告红冲")
	j.Expect("400")
	j.Type("红字发票号码", "x")
	press(j.Browser, "reversed")
	j.See("请检查以下内容")
	require.Equal(j.T, "x", j.Value("红字发票号码"))
	j.Accessible()
	j.Type("红字发票号码", number(9-look, 20))
	press(j.Browser, "reversed")
	j.See("已红冲")
	require.Equal(j.T, string(invoice.RedIssued), state(j, id))
	for _, view := range []string{"issue", "ship", "issued", "sent", "refused"} {
		j.Go("/console/vendor?view=" + view)
		j.Accessible()
	}
}
