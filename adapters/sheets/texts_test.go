package sheets

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"kaipiao/domain/export"
	"kaipiao/domain/text"
	"kaipiao/domain/text/texttest"
)

// written is a table of one text in a format.
func written(t *testing.T, format export.Format, content string) *bytes.Buffer {
	t.Helper()
	book, err := New(format)
	require.NoError(t, err)
	defer func() { require.NoError(t, book.Close()) }()
	sheet, err := book.Sheet(export.Sheet{Name: "a", Columns: columns[:1]})
	require.NoError(t, err)
	require.NoError(t, sheet.Write([]export.Cell{export.TextCell(content)}))
	var file bytes.Buffer
	require.NoError(t, book.Finish(&file))
	return &file
}

func cellOf(t *testing.T, file *bytes.Buffer) string {
	t.Helper()
	book, err := excelize.OpenReader(file)
	require.NoError(t, err)
	defer func() { require.NoError(t, book.Close()) }()
	cell, err := book.GetCellValue("a", "A2")
	require.NoError(t, err)
	return cell
}

// T4: what the door takes stands in a workbook as it was written, whatever a spreadsheet could make of it.
func TestT4WhatIsTakenStandsInAWorkbook(t *testing.T) {
	texttest.ComesOut(t, text.Lines, 60, func(taken string) {
		require.Equal(t, taken, cellOf(t, written(t, export.XLSX, taken)))
	})
	for _, content := range []string{"=1+1公司", "_x0041_公司", "00123", "1e5", "甲\n乙", "26112000000000000001", "<甲&乙>", "'甲"} {
		require.Equal(t, content, cellOf(t, written(t, export.XLSX, content)))
	}
}

// T4, P6: and in a CSV file, where what a spreadsheet would compute has an apostrophe before it.
func TestT4WhatIsTakenStandsInACSVFile(t *testing.T) {
	texttest.ComesOut(t, text.Lines, 60, func(taken string) {
		file := written(t, export.CSV, taken)
		require.True(t, strings.HasPrefix(file.String(), byteOrderMark))
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), byteOrderMark))).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, 2)
		require.Equal(t, harmless(taken), rows[1][0])
	})
}
