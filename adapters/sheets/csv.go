package sheets

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"kaipiao/activities"
	"kaipiao/domain/export"
)

// byteOrderMark goes before everything: without it Chinese Excel takes the file for GB 18030.
const byteOrderMark = "\ufeff"

// csvFile is the first table alone.
type csvFile struct {
	file   *os.File
	held   *bufio.Writer
	writer *csv.Writer
	begun  bool
}

func newCSV() (*csvFile, error) {
	file, err := os.CreateTemp("", "export-")
	if err != nil {
		return nil, fmt.Errorf("begin a table: %w", err)
	}
	held := bufio.NewWriter(file)
	_, err = held.WriteString(byteOrderMark)
	writer := csv.NewWriter(held)
	writer.UseCRLF = true
	return &csvFile{file: file, held: held, writer: writer}, err
}

// Sheet begins another table; of all but the first one nothing is kept.
func (c *csvFile) Sheet(head export.Sheet) (activities.Sheet, error) { //nolint:ireturn // a port
	if c.begun {
		return dropped{}, nil
	}
	c.begun = true
	row := make([]export.Cell, len(head.Columns))
	for i, column := range head.Columns {
		row[i] = export.TextCell(column.Name)
	}
	return c, c.Write(row)
}

// Write adds a row.
func (c *csvFile) Write(row []export.Cell) error {
	fields := make([]string, len(row))
	for i, cell := range row {
		if cell.Kind == export.Amount {
			fields[i] = cell.Amount.String()
		} else {
			fields[i] = harmless(cell.Text)
		}
	}
	if err := c.writer.Write(fields); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	return nil
}

// formulas are how a text begins that a spreadsheet would compute, in half-width and full-width forms.
const formulas = "=+-@\t\r\n＝＋－＠"

// harmless keeps a spreadsheet from computing what people have typed: it shows the text with an apostrophe before it.
func harmless(text string) string {
	if text != "" && strings.ContainsRune(formulas, []rune(text)[0]) {
		return "'" + text
	}
	return text
}

// Finish writes the file.
func (c *csvFile) Finish(to io.Writer) error {
	c.writer.Flush()
	if err := errors.Join(c.writer.Error(), c.held.Flush()); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	if _, err := c.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	if _, err := io.Copy(to, c.file); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	return nil
}

// Close forgets what lies on this machine.
func (c *csvFile) Close() error { return errors.Join(c.file.Close(), os.Remove(c.file.Name())) }

// dropped is a table of which nothing is kept.
type dropped struct{}

// Write keeps nothing.
func (dropped) Write([]export.Cell) error { return nil }
