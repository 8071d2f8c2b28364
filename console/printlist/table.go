package printlist

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// What is wrong with a whole table.
var (
	ErrUnreadable = errors.New("the table cannot be read")
	ErrColumns    = errors.New("the table lacks a column")
	ErrMany       = errors.New("the table has too many rows")
)

// Wrong is what is wrong with one row of a table.
type Wrong string

// What may be wrong with a row.
const (
	Formula Wrong = "formula"
	Merged  Wrong = "merged"
	// Rounded: a number cell keeps 15 digits only, so that the last ones may be lost.
	Rounded Wrong = "rounded"
	Lacks   Wrong = "lacks"
)

// Row is a row of a table that came back; Wrong says why it cannot be taken, or nothing.
type Row struct {
	Line
	Wrong Wrong
}

// LargestTable is how large a table may be, packed and unpacked.
const (
	LargestTable = 2 << 20
	unpacked     = 32 << 20
)

// heads are how columns are called, as the print list has them, and in short.
var heads = [...][]string{{"寄送编号", "reference"}, {"快递单号", "tracking number"}, {"快递公司", "company", "courier"}}

// cell is a cell as it is stored.
type cell struct {
	text  string
	wrong Wrong
}

// ReadTable reads a print list that was filled in: an Excel workbook, or CSV in UTF-8 or GB 18030. Rows without a tracking number are left out, because
// they were not sent yet.
func ReadTable(content []byte) ([]Row, error) {
	cells, err := cellsOf(content)
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, ErrColumns
	}
	var columns [len(heads)]int
	for n := range heads {
		columns[n] = columnOf(cells[0], heads[n])
	}
	if columns[0] < 0 || columns[1] < 0 {
		return nil, ErrColumns
	}
	var rows []Row
	for n, fields := range cells[1:] {
		if row, is := rowOf(fields, columns, n+2); is {
			rows = append(rows, row)
		}
	}
	if len(rows) > Most {
		return nil, ErrMany
	}
	return rows, nil
}

func columnOf(head []cell, names []string) int {
	for n, one := range head {
		called := strings.ToLower(strings.TrimSpace(one.text))
		for _, name := range names {
			if called == name || strings.HasPrefix(called, name+" ") {
				return n
			}
		}
	}
	return -1
}

func rowOf(fields []cell, columns [3]int, number int) (Row, bool) {
	at := func(n int) cell {
		if column := columns[n]; column >= 0 && column < len(fields) {
			return fields[column]
		}
		return cell{}
	}
	reference, tracking, company := at(0), at(1), at(2)
	if strings.TrimSpace(tracking.text) == "" && tracking.wrong == "" {
		return Row{}, false
	}
	row := Row{Line: Line{Plain(reference.text), Plain(tracking.text), strings.TrimSpace(company.text), number}}
	switch {
	case reference.wrong != "":
		row.Wrong = reference.wrong
	case tracking.wrong != "":
		row.Wrong = tracking.wrong
	case company.wrong != "" && company.wrong != Rounded:
		row.Wrong = company.wrong
	case row.Reference == "":
		row.Wrong = Lacks
	}
	return row, true
}

func cellsOf(content []byte) ([][]cell, error) {
	if bytes.HasPrefix(content, []byte("PK")) {
		return workbookCells(content)
	}
	if bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")) || bytes.ContainsRune(content, 0) {
		return nil, ErrUnreadable // Excel of before 2007, or no table at all
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !utf8.Valid(content) {
		chinese, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content)
		if err != nil || bytes.ContainsRune(chinese, utf8.RuneError) {
			return nil, ErrUnreadable
		}
		content = chinese
	}
	reader := csv.NewReader(bytes.NewReader(content))
	reader.FieldsPerRecord = -1
	var rows [][]cell
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, ErrUnreadable
		}
		row := make([]cell, len(fields))
		for n, text := range fields {
			row[n] = ofText(strings.TrimPrefix(text, "'"))
		}
		rows = append(rows, row)
	}
}

// scientific is what is left of a long number that a spreadsheet took for one.
var scientific = regexp.MustCompile(`^[0-9.]+[eE]\+?[0-9]+$`)

func ofText(text string) cell {
	switch {
	case strings.HasPrefix(text, "="):
		return cell{text, Formula}
	case scientific.MatchString(strings.TrimSpace(text)):
		return cell{text, Rounded}
	default:
		return cell{text: text}
	}
}

// exact is how many digits a number cell keeps.
const exact = 15

func workbookCells(content []byte) ([][]cell, error) {
	book, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true, UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: unpacked})
	if err != nil {
		return nil, ErrUnreadable
	}
	defer func() { _ = book.Close() }() // it is in memory
	sheet := book.GetSheetName(0)
	written, err := book.GetRows(sheet)
	if err != nil {
		return nil, ErrUnreadable
	}
	if len(written) > 10*Most {
		return nil, ErrMany
	}
	rows := make([][]cell, len(written))
	for r, fields := range written {
		rows[r] = make([]cell, len(fields))
		for c, text := range fields {
			rows[r][c] = stored(book, sheet, r+1, c+1, text)
		}
	}
	return rows, markMerged(book, sheet, rows)
}

// stored says what is wrong with a cell as the workbook stores it.
func stored(book *excelize.File, sheet string, row, column int, text string) cell {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return cell{text: text}
	}
	if formula, err := book.GetCellFormula(sheet, name); err == nil && formula != "" {
		return cell{text, Formula}
	}
	kind, err := book.GetCellType(sheet, name)
	isNumber := err == nil && (kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset)
	digits := strings.Count(text, "") - 1 - strings.Count(text, ".")
	if isNumber && (scientific.MatchString(text) || (digits > exact && strings.Trim(text, "0123456789.") == "")) {
		return cell{text, Rounded}
	}
	return cell{text: text}
}

// markMerged marks what lies in merged cells, of which only the first one has the value.
func markMerged(book *excelize.File, sheet string, rows [][]cell) error {
	merged, err := book.GetMergeCells(sheet)
	if err != nil {
		return ErrUnreadable
	}
	for _, one := range merged {
		fromColumn, fromRow, err := excelize.CellNameToCoordinates(one.GetStartAxis())
		if err != nil {
			return ErrUnreadable
		}
		toColumn, toRow, err := excelize.CellNameToCoordinates(one.GetEndAxis())
		if err != nil {
			return ErrUnreadable
		}
		for r := fromRow; r <= min(toRow, len(rows)); r++ {
			for c := fromColumn; c <= min(toColumn, len(rows[r-1])); c++ {
				rows[r-1][c-1].wrong = Merged
			}
		}
	}
	return nil
}
