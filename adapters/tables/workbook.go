package tables

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// partInMemory is how large a part of a workbook may be to be held in memory; larger ones are unpacked onto the disk.
const partInMemory = 4 << 20

// deepestHeader is how many empty rows may stand above a header.
const deepestHeader = 1000

// openWorkbook opens the first sheet of a workbook in which something stands.
func (t *Table) openWorkbook(file *os.File, size int64, archive *zip.Reader) error {
	var unpacked uint64
	for _, part := range archive.File {
		if unpacked += part.UncompressedSize64; unpacked > uint64(t.limits.Unpacked) || unpacked < part.UncompressedSize64 { //nolint:gosec // a limit
			return fmt.Errorf("the file unpacks to more than %d bytes", t.limits.Unpacked)
		}
	}
	book, err := excelize.OpenReader(io.NewSectionReader(file, 0, size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: t.limits.Unpacked, UnzipXMLSizeLimit: partInMemory, TmpDir: t.limits.Directory,
	})
	if err != nil {
		return fmt.Errorf("the workbook cannot be read: %w", err)
	}
	t.closing(book.Close)
	for _, sheet := range book.GetSheetList() {
		rows, err := book.Rows(sheet)
		if err != nil {
			return fmt.Errorf("the sheet %s cannot be read: %w", sheet, err)
		}
		t.closing(rows.Close)
		line := 0
		for rows.Next() {
			if line++; line > deepestHeader {
				return fmt.Errorf("the sheet %s has no header in its first %d rows", sheet, deepestHeader)
			}
			header, err := rows.Columns()
			if err != nil {
				return fmt.Errorf("the sheet %s cannot be read: %w", sheet, err)
			}
			if slices.ContainsFunc(header, func(name string) bool { return strings.TrimSpace(name) != "" }) {
				t.columns, t.found = slices.Clone(header), "xlsx, sheet "+sheet
				t.next = sheetRows(rows, line, t.limits)
				return nil
			}
		}
		if err := rows.Error(); err != nil {
			return fmt.Errorf("the sheet %s cannot be read: %w", sheet, err)
		}
	}
	return errors.New("the workbook is empty")
}

// sheetRows yields the rows below the header.
func sheetRows(rows *excelize.Rows, line int, limits Limits) func() (int, []string, error) {
	return func() (int, []string, error) {
		if rows.Next() {
			if line++; line > limits.Rows {
				return line, nil, fmt.Errorf("the file has more than %d rows", limits.Rows)
			}
			fields, err := rows.Columns()
			if err != nil {
				return line, nil, fmt.Errorf("row %d: %w", line, err)
			}
			if len(fields) > limits.Columns {
				return line, nil, fmt.Errorf("row %d has %d columns; more than %d are not read", line, len(fields), limits.Columns)
			}
			for i, text := range fields {
				fields[i] = asShown(text)
			}
			return line, fields, nil
		}
		if err := rows.Error(); err != nil {
			return line, nil, fmt.Errorf("row %d: %w", line, err)
		}
		return line, nil, io.EOF
	}
}

// binaryFraction is a number as a workbook stores it where it has no end in binary: 0.1 as 0.10000000000000001.
var binaryFraction = regexp.MustCompile(`^-?[0-9]+\.[0-9]+([eE][+-]?[0-9]{1,3})?$`)

// asShown writes such a number with the 15 digits that Excel has and shows.
func asShown(text string) string {
	if len(text) < 17 || !binaryFraction.MatchString(text) {
		return text
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(value, 0) {
		return text
	}
	shown, err := strconv.ParseFloat(strconv.FormatFloat(value, 'e', 14, 64), 64)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(shown, 'f', -1, 64)
}
