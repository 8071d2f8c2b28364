// Package csvtable reads CSV files with a header, row by row, and lists the rows that cannot be used with their line and
// the reason.
package csvtable

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// BadRow is a row that cannot be used.
type BadRow struct {
	Line   int
	Reason string
}

// Row is one line of a file. It is good until the next one is read.
type Row struct {
	Line   int
	fields []string
	index  map[string]int
}

// Field reads a column by its name in the header; NULL, blanks and a column that is not there stand for nothing.
func (r Row) Field(name string) string {
	at, found := r.index[name]
	if !found {
		return ""
	}
	text := strings.TrimSpace(r.fields[at])
	if text == "NULL" {
		return ""
	}
	return text
}

// Read hands every row to take, and counts a row that take refuses as bad. It fails when the file cannot be read, or is
// not what it should be because required columns are missing.
func Read(source io.Reader, what string, required []string, take func(Row) error) (rows int, bad []BadRow, err error) {
	reader := csv.NewReader(source)
	reader.FieldsPerRecord, reader.ReuseRecord = -1, true
	index, err := readHeader(reader, what, required)
	if err != nil {
		return 0, nil, err
	}
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, bad, nil
		}
		rows++
		var malformed *csv.ParseError
		switch {
		case errors.As(err, &malformed):
			bad = append(bad, badRow(malformed.StartLine, malformed.Err))
			continue
		case err != nil:
			return rows, bad, fmt.Errorf("read the file: %w", err)
		}
		line, _ := reader.FieldPos(0)
		err = fmt.Errorf("it has %d columns, the header has %d", len(fields), len(index))
		if len(fields) == len(index) {
			err = take(Row{Line: line, fields: fields, index: index})
		}
		if err != nil {
			bad = append(bad, badRow(line, err))
		}
	}
}

// badRow writes several reasons in one line.
func badRow(line int, reason error) BadRow {
	return BadRow{Line: line, Reason: strings.ReplaceAll(reason.Error(), "\n", "; ")}
}

func readHeader(reader *csv.Reader, what string, required []string) (map[string]int, error) {
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty")
	}
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	index := map[string]int{}
	for i, name := range header {
		index[strings.TrimPrefix(strings.TrimSpace(name), "\ufeff")] = i
	}
	var missing []string
	for _, name := range required {
		if _, found := index[name]; !found {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("this is no %s: the columns %s are missing", what, strings.Join(missing, ", "))
	}
	return index, nil
}
