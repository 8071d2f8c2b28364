package api_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// O8: figures are the register's own numbers; a day on which nothing happened is a zero, and a value that there is not is null.
func TestO8FiguresAreTheRegistersNumbers(t *testing.T) {
	s := newStage(t)
	s.issued(s.electronic())
	s.issued(s.electronic())
	s.issued(s.approvedPaper())
	figure := func(name, query string) object { return s.must(auditor, get, "/v1/figures/"+name+query, nil) }
	rowsOf := func(f object) []any { return f["rows"].([]any) }
	valuesOf := func(f object, n int) []any { return rowsOf(f)[n].(object)["values"].([]any) }
	issued := figure("invoices_per_day", "")
	require.Len(t, rowsOf(issued), 30)
	last := len(rowsOf(issued)) - 1
	require.Equal(t, []any{"2", "1"}, valuesOf(issued, last))
	require.Equal(t, []any{"0", "0"}, valuesOf(issued, 0), "a day without any is a zero")
	require.Equal(t, []any{"0", "0"}, valuesOf(figure("invoices_per_day", "?seller=isv-9"), last))
	took := figure("time_to_issue", "")
	require.Equal(t, []any{nil, nil, "5.00"}, valuesOf(took, 0), "a day without any has no time")
	require.NotNil(t, valuesOf(took, last)[0])
	require.Len(t, rowsOf(figure("applications_per_day", "?from=2026-01-01&to=2026-12-31")), 365)
	for _, wrong := range []string{"?from=2025-01-01&to=2026-12-31", "?from=2026-09-02&to=2026-09-01", "?from=yesterday"} {
		require.Equal(t, 400, s.call(finance, get, "/v1/figures/overdue"+wrong, nil).status, wrong)
	}
	for _, name := range []string{"overdue", "parked_by_cause", "unbilled", "outstanding"} {
		require.NotEmpty(t, figure(name, "")["columns"], name)
	}
	require.Equal(t, "platform", rowsOf(figure("unbilled", ""))[0].(object)["label"])
	// the same numbers as a workbook, where they are numbers
	a := s.call(auditor, get, "/v1/figures/unbilled/table", nil)
	require.Equal(t, 200, a.status, string(a.bytes))
	book, err := excelize.OpenReader(bytes.NewReader(a.bytes))
	require.NoError(t, err)
	defer func() { require.NoError(t, book.Close()) }()
	kind, err := book.GetCellType(book.GetSheetName(0), "B2")
	require.NoError(t, err)
	require.Contains(t, []excelize.CellType{excelize.CellTypeNumber, excelize.CellTypeUnset}, kind)
	require.Equal(t, 403, s.call(customer, get, "/v1/figures/unbilled", nil).status)
}
