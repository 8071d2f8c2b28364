package afterwards_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
)

// picture is a file of a scan, and another one that is none.
func picture(t testing.TB) (good, bad string) {
	t.Helper()
	var scan bytes.Buffer
	require.NoError(t, png.Encode(&scan, image.NewGray(image.Rect(0, 0, 40, 40))))
	good, bad = filepath.Join(t.TempDir(), "scan.png"), filepath.Join(t.TempDir(), "letter.pdf")
	require.NoError(t, os.WriteFile(good, scan.Bytes(), 0o600))
	require.NoError(t, os.WriteFile(bad, []byte("dear finance"), 0o600))
	return good, bad
}

// V6: a lost paper: a wrong file is refused with its sentence, the missing list shrinks, and the turn changes.
func TestV6ALostPaperWithUpload(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "2000.00")
	paper := w.Approved(w.Applied("p", consoletest.Paper("1000.00")))[0]
	w.Issued(paper, "12345678")
	good, bad := picture(t)
	b := w.As(consoletest.Customer)
	b.Go("/console/tickets")
	b.See("还没有工单", "轮到您 0")
	b.Accessible()
	b.Press("新建工单")
	b.See("撤销申请", "修改邮寄地址", "作废/退回纸票", "遗失补办", "形式发票", "其他")
	b.Accessible()
	b.Press("遗失补办")
	b.See("下载模板：遗失证明")
	b.Accessible()
	b.Expect("status of 4")
	b.Press("提交工单")
	b.See("请检查以下内容")
	b.Accessible()
	b.Select("纸质发票", "12345678")
	b.Press("提交工单")
	b.See("工单已提交", "请您上传：遗失证明", "✗ 遗失证明 · 缺")
	b.Accessible()
	shot(b, "ticket-lost")
	at := b.At()
	b.Expect("422")
	b.Press("上传")
	b.See("请选择文件")
	b.Attach("#field-file", bad)
	b.Expect("422")
	b.Press("上传")
	b.See("请检查以下内容")
	b.SeeNot("材料已上传")
	b.Accessible()
	b.Attach("#field-file", good)
	b.Press("上传")
	b.See("材料已上传", "✓ 遗失证明 · 已收到", "财务处理中")
	b.Accessible()
	require.NotEmpty(t, at)
	ticket := w.Call(consoletest.Customer, "GET", "/v1/tickets", nil)["items"].([]any)[0].(consoletest.Object)
	require.Equal(t, []any{"verifying", "finance"}, []any{ticket["status"], ticket["waiting_for"]})
	status, file := b.Fetch("/console/tickets/" + ticket["id"].(string) + "/materials/" + ticket["materials"].([]any)[0].(consoletest.Object)["id"].(string))
	require.Equal(t, 200, status)
	sent, err := os.ReadFile(good)
	require.NoError(t, err)
	require.Equal(t, sent, file)
	b.Go("/console/tickets?view=finance")
	b.See("遗失补办", "核验中", "财务", "财务处理中 1")
	b.Accessible()
	w.Account("other")
	other := w.As(consoletest.Stranger)
	other.Expect("404")
	other.Go("/console/tickets/" + ticket["id"].(string))
	other.See("没有这个页面")
}

// V3, R4, R2: void paper with the return address, another address, and a prefilled ticket to cancel; without script, on a phone and in English.
func TestV3VoidPaperAndChangeOfAddress(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "5000.00")
	paper := w.Approved(w.Applied("p", consoletest.Paper("1000.00")))[0]
	pending := w.Applied("q", consoletest.Paper("1000.00"))
	b := w.As(consoletest.Customer, consoletest.Look{NoScript: true})
	b.Expect("400")
	b.Go("/console/tickets/new?kind=change_address&application=" + pending)
	b.Type("收件人", "财务部 李四")
	b.Type("电话", "021-55550000")
	b.Type("省市区", "上海市")
	b.Press("提交工单")
	b.See("请检查以下内容", "详细地址")
	b.Type("详细地址", "世纪大道1号")
	b.Press("提交工单")
	b.See("工单已提交", "财务部 李四 021-55550000 上海市世纪大道1号", "财务处理中")
	w.Issued(paper, "12345678")
	w.Call(consoletest.Finance, "POST", "/v1/invoices/"+paper+"/ship", consoletest.Object{"tracking_number": "SF1020304050607"})
	b.Go("/console/invoices/" + paper)
	b.Press("作废/退回纸票")
	b.See("退票地址", "请寄付，到付不予签收", "拒收证明", "12345678")
	b.Press("提交工单")
	b.See("请您寄回发票原件，并上传：拒收证明", "✗ 发票原件 · 缺", "原件由财务签收后登记", "✗ 拒收证明 · 缺", "退票地址")
	good, _ := picture(t)
	b.Attach("#field-file", good)
	b.Press("上传")
	b.See("材料已上传", "✓ 拒收证明 · 已收到", "✗ 发票原件 · 缺", "请您寄回发票原件。")
	shot(b, "ticket-void")
	phone := w.As(consoletest.Customer, consoletest.Look{English: true, Width: 360, Dark: true})
	phone.Go(b.At())
	phone.See("Void paper, send it back", "✓ Rejection certificate · Received", "Withdraw the ticket")
	phone.Accessible()
	phone.Press("Withdraw the ticket")
	phone.See("You took it back.")
	phone.Accessible()
	phone.Go("/console/tickets?view=all")
	phone.See("Tickets", "With finance 1", "All 2")
	phone.Accessible()
}
