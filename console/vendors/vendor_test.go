package vendors_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// sold makes invoices of the vendor isv-1 that wait to be issued.
func sold(w *consoletest.World, key string, body consoletest.Object) string {
	body["seller"] = "isv-1"
	return w.Approved(w.Applied(key, body))[0]
}

// I8, V10, O8: a vendor sees its own queue and whose account it is not, issues, sends, and reports a reversal; what the API refuses stands at the form.
func TestI8AVendorWorksInTheBrowser(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("m-1", "acct", "900.00", consoletest.Object{
		"seller": "isv-1", "charge": "prepaid", "product": "镜像", "delivered_at": "2026-09-01T12:00:00+08:00",
		"paid_at": "2026-09-01T10:00:00+08:00",
	})
	first, second := sold(w, "a", consoletest.EInvoice("300.00")), sold(w, "b", consoletest.EInvoice("200.00"))
	foreign := func() string {
		w.Consumed("p-1", "acct", "100.00")
		return w.Approved(w.Applied("p", consoletest.EInvoice("100.00")))[0]
	}()

	b := w.As(consoletest.Vendor)
	b.See("我的发票", "待开具", "北京甲科技有限公司", "91110000802100433B", "300.00", "200.00")
	b.SeeNot("acct")
	b.Accessible()

	// when a number is wrong, the sentence stands at the field and what was typed is kept
	b.Go("/console/vendor/invoices/" + first)
	b.Expect("status of 4")
	b.Type("发票号码", "123")
	press(b, "issue")
	b.See("请检查以下内容")
	b.Accessible()
	require.True(t, b.Is(`document.getElementById("field-number").value === "123"`))
	b.Type("发票号码", "26110000000000000001")
	press(b, "issue")
	b.See("✓ 已开票")
	require.Equal(t, "issued", w.Call(consoletest.Vendor, http.MethodGet, "/v1/invoices/"+first, nil)["status"])

	// a file is handed in and downloaded
	pdf := filepath.Join(t.TempDir(), "invoice.pdf")
	require.NoError(t, os.WriteFile(pdf, []byte(pdfSaying("of the vendor")), 0o600))
	b.Attach("#file", pdf)
	press(b, "files")
	b.See("下载 PDF")
	status, content := b.Fetch("/console/vendor/invoices/" + first + "/files/pdf")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, pdfSaying("of the vendor"), string(content))

	// a refusal gives the amount back
	b.Go("/console/vendor/invoices/" + second)
	b.Press("拒绝开具")
	b.Type("拒绝原因", "合同已终止")
	press(b, "refuse")
	b.See("✕ 已撤销")
	require.Equal(t, "cancelled", w.Call(consoletest.Vendor, http.MethodGet, "/v1/invoices/"+second, nil)["status"])

	// another seller's invoice is not there
	b.Expect("404", "404")
	b.Go("/console/vendor/invoices/" + foreign)
	b.See("没有这个页面，或您无权查看")
	b.Go("/console/desk")
	b.See("没有这个页面，或您无权查看")

	english := w.As(consoletest.Vendor, consoletest.Look{English: true, Width: 360, Dark: true})
	english.See("My invoices", "To be issued", "Nothing to do")
	english.Accessible()
	english.Go("/console/vendor/invoices/" + first)
	english.See("Buyer", "Download PDF", "Report a reversal")
	english.Accessible()
}

// press sends the form of an action.
func press(b *consoletest.Browser, action string) {
	b.HandIn("form[action$='/" + action + "']")
}

// pdfSaying is a PDF file as small as one can be.
func pdfSaying(words string) string {
	head := "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Said (" + words + ") >>\nendobj\n"
	return head + fmt.Sprintf("xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n%8d\n%%%%EOF\n", len(head))
}
