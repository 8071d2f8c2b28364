// Package sheets writes tables for people: workbooks, and CSV as Chinese Excel reads it. Nothing grows with the rows but a file on this
// machine, until it is handed on.
package sheets

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"kaipiao/activities"
	"kaipiao/domain/export"
)

// New begins a file of tables.
func New(format export.Format) (activities.Workbook, error) { //nolint:ireturn // a port
	if format == export.CSV {
		return newCSV()
	}
	return newWorkbook(mostRows)
}

// mostRows is how many rows a sheet has, its head among them, before another one of the same name goes on; Excel has no more.
const mostRows = excelize.TotalRows

// exactDigits is how many digits a number of a spreadsheet holds; a larger amount is written as a text.
const exactDigits = 15

// workbook is a file of sheets.
type workbook struct {
	file   *excelize.File
	most   int
	head   int
	money  int
	sheets []*sheet
}

func newWorkbook(most int) (*workbook, error) {
	file := excelize.NewFile()
	head, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("begin a workbook: %w", err), file.Close())
	}
	format := "#,##0.00"
	money, err := file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("begin a workbook: %w", err), file.Close())
	}
	return &workbook{file: file, most: most, head: head, money: money}, nil
}

// Sheet begins another table.
func (w *workbook) Sheet(head export.Sheet) (activities.Sheet, error) { //nolint:ireturn // a port
	made := &sheet{book: w, head: head}
	w.sheets = append(w.sheets, made)
	return made, made.begin()
}

// Finish writes the file.
func (w *workbook) Finish(to io.Writer) error {
	for _, s := range w.sheets {
		if err := s.stream.Flush(); err != nil {
			return fmt.Errorf("finish the sheet %s: %w", s.head.Name, err)
		}
	}
	if err := w.file.DeleteSheet("Sheet1"); err != nil {
		return fmt.Errorf("finish a workbook: %w", err)
	}
	if err := w.file.Write(to); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return nil
}

// Close forgets what lies on this machine.
func (w *workbook) Close() error { return w.file.Close() }

// sheet is one table of a workbook; where it is full, another one goes on.
type sheet struct {
	book   *workbook
	head   export.Sheet
	stream *excelize.StreamWriter
	parts  int
	row    int
}

func (s *sheet) begin() error {
	if s.stream != nil {
		if err := s.stream.Flush(); err != nil {
			return fmt.Errorf("finish the sheet %s: %w", s.head.Name, err)
		}
	}
	name := s.head.Name
	if s.parts++; s.parts > 1 {
		name += " " + strconv.Itoa(s.parts)
	}
	_, err := s.book.file.NewSheet(name)
	if err == nil {
		s.stream, err = s.book.file.NewStreamWriter(name)
	}
	if err != nil {
		return fmt.Errorf("begin the sheet %s: %w", name, err)
	}
	titles := make([]any, len(s.head.Columns))
	for i, column := range s.head.Columns {
		if err := s.stream.SetColWidth(i+1, i+1, float64(column.Width)); err != nil {
			return fmt.Errorf("begin the sheet %s: %w", name, err)
		}
		titles[i] = excelize.Cell{StyleID: s.book.head, Value: column.Name}
	}
	panes := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := s.stream.SetPanes(panes); err != nil {
		return fmt.Errorf("begin the sheet %s: %w", name, err)
	}
	s.row = 0
	return s.set(titles)
}

// Write adds a row.
func (s *sheet) Write(row []export.Cell) error {
	if s.row == s.book.most {
		if err := s.begin(); err != nil {
			return err
		}
	}
	cells := make([]any, len(row))
	for i, cell := range row {
		switch {
		case cell.Kind != export.Amount:
			cells[i] = cell.Text // a text is never a formula there
		case cell.Amount.Decimal().NumDigits() > exactDigits:
			cells[i] = cell.Amount.String()
		default:
			cells[i] = excelize.Cell{StyleID: s.book.money, Value: cell.Amount.Decimal().InexactFloat64()}
		}
	}
	return s.set(cells)
}

func (s *sheet) set(cells []any) error {
	s.row++
	if err := s.stream.SetRow("A"+strconv.Itoa(s.row), cells); err != nil {
		return fmt.Errorf("write row %d of the sheet %s: %w", s.row, s.head.Name, err)
	}
	return nil
}
