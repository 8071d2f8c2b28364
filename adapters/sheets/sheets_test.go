package sheets

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"kaipiao/domain/export"
	"kaipiao/domain/money"
)

var columns = []export.Column{{Name: "name", Width: 10}, {Name: "amount", Width: 10}}

// P6: an amount is a number to the cent, and shown with two decimals; one of more digits than a spreadsheet holds is a text.
func TestP6AmountsAreExactToTheCent(t *testing.T) {
	book, err := New(export.XLSX)
	require.NoError(t, err)
	defer func() { require.NoError(t, book.Close()) }()
	sheet, err := book.Sheet(export.Sheet{Name: "a", Columns: columns})
	require.NoError(t, err)
	amounts := []string{"0.00", "0.01", "0.10", "-0.07", "1060.00", "1234567.89", "9999999999999.99", "-9999999999999.99", "9999999999999999.99"}
	for _, amount := range amounts {
		require.NoError(t, sheet.Write([]export.Cell{export.TextCell("x"), export.AmountCell(money.MustParse(amount))}))
	}
	var content bytes.Buffer
	require.NoError(t, book.Finish(&content))
	file, err := excelize.OpenReader(&content)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	require.Equal(t, []string{"a"}, file.GetSheetList())
	for n, amount := range amounts {
		cell := "B" + strconv.Itoa(n+2)
		raw, err := file.GetCellValue("a", cell, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		kind, err := file.GetCellType("a", cell)
		require.NoError(t, err)
		require.Equal(t, n == len(amounts)-1, kind == excelize.CellTypeInlineString, amount)
		exact, err := strconv.ParseFloat(raw, 64)
		require.NoError(t, err)
		if n < len(amounts)-1 {
			require.Equal(t, amount, strconv.FormatFloat(exact, 'f', 2, 64))
		} else {
			require.Equal(t, amount, raw)
		}
	}
	shown, err := file.GetCellValue("a", "B7")
	require.NoError(t, err)
	require.Equal(t, "1,234,567.89", shown)
}

// P6: a table that is longer than a sheet goes on in another one, each with its head.
func TestP6ALongTableGoesOnInAnotherSheet(t *testing.T) {
	book, err := newWorkbook(3)
	require.NoError(t, err)
	defer func() { require.NoError(t, book.Close()) }()
	sheet, err := book.Sheet(export.Sheet{Name: "a", Columns: columns})
	require.NoError(t, err)
	beside, err := book.Sheet(export.Sheet{Name: "b", Columns: columns})
	require.NoError(t, err)
	for n := range 5 {
		require.NoError(t, sheet.Write([]export.Cell{export.TextCell(strconv.Itoa(n)), {}}))
		require.NoError(t, beside.Write([]export.Cell{export.TextCell("b"), {}}))
	}
	var content bytes.Buffer
	require.NoError(t, book.Finish(&content))
	file, err := excelize.OpenReader(&content)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	for name, expected := range map[string][][]string{
		"a": {{"name", "amount"}, {"0"}, {"1"}}, "a 2": {{"name", "amount"}, {"2"}, {"3"}}, "a 3": {{"name", "amount"}, {"4"}},
	} {
		rows, err := file.GetRows(name)
		require.NoError(t, err)
		require.Equal(t, expected, rows, name)
	}
}

// P6: nothing grows with the rows but a file on this machine, which is forgotten.
func TestP6AWorkbookIsNotHeldInMemory(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, format := range []export.Format{export.XLSX, export.CSV} {
		book, err := New(format)
		require.NoError(t, err)
		sheet, err := book.Sheet(export.Sheet{Name: "a", Columns: columns})
		require.NoError(t, err)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		row := []export.Cell{export.TextCell("北京甲科技有限公司，一个很长很长的名称，一个很长很长的名称"), export.AmountCell(money.MustParse("1060.00"))}
		for range 200_000 {
			require.NoError(t, sheet.Write(row))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(30<<20), format)
		require.NoError(t, book.Close())
	}
	left, err := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*"))
	require.NoError(t, err)
	require.Empty(t, left)
}
