package sheets

import (
	"bytes"
	"errors"

	"kaipiao/domain/export"
)

// Table writes one table as a workbook.
func Table(head export.Sheet, rows [][]export.Cell) (content []byte, err error) {
	book, err := New(export.XLSX)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	sheet, err := book.Sheet(head)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if err := sheet.Write(row); err != nil {
			return nil, err
		}
	}
	var written bytes.Buffer
	err = book.Finish(&written)
	return written.Bytes(), err
}
