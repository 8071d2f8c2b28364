package desk_test

import (
	"bytes"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"kaipiao/console/consoletest"
)

// scan types a code and presses Enter, as a scanner does.
func scan(b *consoletest.Browser, code string) {
	b.Keys(code + "\r")
}

func courierOf(w *consoletest.World, invoice string) (status, number string) {
	w.T.Helper()
	i := w.Call(consoletest.Finance, http.MethodGet, "/v1/invoices/"+invoice, nil)
	status, _ = i["status"].(string)
	number, _ = i["courier"].(consoletest.Object)["tracking_number"].(string)
	return status, number
}

func papersOf(w *consoletest.World, n int) (ids []string) {
	w.T.Helper()
	w.Account("acct")
	w.Consumed("bill-1", "acct", "100000.00")
	for range n {
		ids = append(ids, w.IssuedPaper("1234.50"))
	}
	return ids
}

// I2, O8: papers are printed with their bars, the sheets are checked before they are recorded, and both orders of scanning are taken.
func TestI2PapersArePrintedAndScanned(t *testing.T) {
	w := consoletest.New(t)
	ids := papersOf(w, 3)
	b := w.As(consoletest.Finance)
	b.Go("/console/desk/print")
	b.See("打印寄送", "待打印（3）", "待登记单号（0）", "1,234.50", "共 3 张", "北京甲科技有限公司")
	b.Accessible()
	shot(b, "print")
	b.Press("打印清单")
	b.See("打印清单（3 张）", ids[0], "财务部")
	require.True(t, b.Is(`document.querySelectorAll("svg.bars path").length === 3`))
	b.Accessible()
	shot(b, "print-list")
	// a mismatch is said, and nothing is recorded
	b.Go("/console/desk/print")
	b.Expect("400")
	b.Type("发票代码", "110026000001")
	b.Type("起始号码", "00000101")
	b.Type("终止号码", "00000102")
	b.Press("核对")
	b.See("纸张数与发票数不一致")
	b.Type("终止号码", "０００００１０３")
	b.Press("核对")
	b.See("全部一致", "✓ 登记该纸张号", "00000101", "00000103")
	b.Accessible()
	shot(b, "print-sheets")
	b.Press("确认登记 3 张")
	b.See("已登记 3 件", "待登记单号（3）", "待打印（0）")
	// both orders; digits that Chinese input made full-width
	require.True(t, b.Is(`document.activeElement.id === "scan"`), "the field is focused")
	scan(b, ids[0])
	b.See("已读寄送编号，请扫快递单号")
	scan(b, "sf 12345678901234567890")
	b.See("✓ 登记该单号", "SF12345678901234567890", "1 件将登记，0 件有误")
	require.True(t, b.Is(`document.activeElement.id === "scan"`), "the field keeps the focus")
	scan(b, "ＳＦ１００２")
	b.See("已读快递单号，请扫寄送编号")
	scan(b, ids[1])
	b.See("2 件将登记，0 件有误", "SF1002")
	// a duplicate is refused, and can be taken back
	scan(b, ids[2])
	scan(b, "SF1002")
	b.See("✗ 上面的行已有该单号或该发票", "2 件将登记，1 件有误")
	b.Accessible()
	shot(b, "print-scan")
	b.Press("撤销上一次")
	b.See("已撤销上一次", "2 件将登记，0 件有误")
	status, _ := courierOf(w, ids[0])
	require.Equal(t, "issued", status, "nothing is recorded before somebody says so")
	b.Press("登记 2 件")
	b.See("已登记 2 件", "待登记单号（1）")
	for n, number := range []string{"SF12345678901234567890", "SF1002"} {
		status, got := courierOf(w, ids[n])
		require.Equal(t, []string{"shipped", number}, []string{status, got})
	}
	b.Press("寄出记录")
	b.See("SF12345678901234567890", "已寄出")
	b.Accessible()
	shot(b, "print-sent")
}

// I2, P8: a list that comes back is shown before it is recorded: good rows and bad ones, each with its reason.
func TestI2APrintListComesBack(t *testing.T) {
	w := consoletest.New(t)
	ids := papersOf(w, 4)
	w.Call(consoletest.Finance, http.MethodPost, "/v1/print-desk/sheets", consoletest.Object{
		"code": "110026000001", "from": "00000001", "to": "00000004", "references": ids,
	})
	b := w.As(consoletest.Finance)
	b.Go("/console/desk/print?tab=to_ship")
	status, content := b.Fetch("/console/desk/print/list.xlsx?tab=to_ship")
	require.Equal(t, http.StatusOK, status)
	book, err := excelize.OpenReader(bytes.NewReader(content))
	require.NoError(t, err)
	sheet := book.GetSheetName(0)
	for cell, number := range map[string]any{"K2": "12345678901234567890", "K3": 1.2345678901234567e19, "K4": "12345678901234567890"} {
		require.NoError(t, book.SetCellValue(sheet, cell, number))
	}
	require.NoError(t, book.SetCellFormula(sheet, "K5", `="SF"&"1"`))
	require.NoError(t, book.SetCellValue(sheet, "A6", "nobody"))
	require.NoError(t, book.SetCellValue(sheet, "K6", "SF7"))
	var filled bytes.Buffer
	require.NoError(t, book.Write(&filled))
	require.NoError(t, book.Close())
	b.Press("回传清单")
	b.Press("读取文件")
	b.See("请选择文件")
	b.Press("回传清单")
	b.Attach("#file", w.File("back.xlsx", filled.Bytes()))
	b.Press("读取文件")
	b.See("已读取 5 行：1 行将更新，4 行有误", "第 3 行：号码按数字保存", "第 5 行：含公式", "✗ 未找到该寄送编号", "✗ 上面的行已有该单号", "12345678901234567890")
	b.Accessible()
	shot(b, "print-file")
	b.Press("登记 1 件")
	b.See("已登记 1 件；以下 2 件有误，未登记")
	shipped := 0
	for _, id := range ids {
		if status, number := courierOf(w, id); status == "shipped" {
			require.Equal(t, "12345678901234567890", number, "all twenty digits")
			shipped++
		}
	}
	require.Equal(t, 1, shipped)
	// something that is no table
	b.Press("回传清单")
	b.Attach("#file", w.File("back.xls", []byte("\xd0\xcf\x11\xe0 old")))
	b.Press("读取文件")
	b.See("文件无法读取")
}

// I2, O8: without script a scan is a page, by Enter; in English, and on a telephone; an auditor has nothing to press.
func TestI2ScanningWithoutScript(t *testing.T) {
	w := consoletest.New(t)
	ids := papersOf(w, 1)
	w.Call(consoletest.Finance, http.MethodPost, "/v1/print-desk/sheets", consoletest.Object{
		"code": "110026000001", "from": "00000001", "to": "00000001", "references": ids,
	})
	b := w.As(consoletest.Finance, consoletest.Look{NoScript: true, English: true, Width: 360})
	b.Go("/console/desk/print?tab=to_ship")
	scan(b, "SF1001")
	b.See("That is a tracking number; now the reference.")
	scan(b, ids[0])
	b.See("✓ Its number is recorded.", "1 will be recorded, 0 have errors")
	shot(b, "print-360")
	b.Press("Record 1")
	b.See("1 recorded.", "To number (0)")
	status, _ := courierOf(w, ids[0])
	require.Equal(t, "shipped", status)
	auditor := w.As(consoletest.Auditor, consoletest.Look{Dark: true})
	auditor.Go("/console/desk/print?tab=to_ship")
	auditor.See("只读", "待登记单号（0）")
	require.True(t, auditor.Is(`!document.querySelector("main form")`), "an auditor has no form")
	auditor.Accessible()
}

// I2: the print list is A4, without navigation and buttons, and a scanner reads from the paper what the label says.
func TestI2ThePrintListIsReadFromPaper(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	reference := papersOf(w, 1)[0]
	b := w.As(consoletest.Finance)
	b.Go("/console/desk/print/list")
	require.Contains(t, string(b.PDF()), "/MediaBox [0 0 594.95", "A4")
	drawn := filepath.Join(t.TempDir(), "printed.png")
	b.Printed(drawn)
	if to := os.Getenv("KAIPIAO_SCREENSHOTS"); to != "" {
		b.Printed(to + "/desk-print-list-on-paper.png")
	}
	file, err := os.Open(drawn)
	require.NoError(t, err)
	picture, err := png.Decode(file)
	require.NoError(t, err)
	require.NoError(t, file.Close())
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	require.NoError(t, err)
	read, err := oned.NewCode128Reader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	require.NoError(t, err)
	require.Equal(t, reference, read.GetText())
}
