package tables

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
	"github.com/shopspring/decimal"
)

// valuesAtOnce is how many values of a column are held at a time.
const valuesAtOnce = 256

// openParquet opens a Parquet file: its plain columns. What is nested, such as tags, is left out. Rows have no lines there; the first row
// counts as line 2, as below a header.
func (t *Table) openParquet(file *os.File, size int64, packed string) error {
	opened, err := parquet.OpenFile(file, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return fmt.Errorf("the Parquet file cannot be read: %w", err)
	}
	var unpacked int64
	for _, group := range opened.Metadata().RowGroups {
		for _, chunk := range group.Columns {
			unpacked += chunk.MetaData.TotalUncompressedSize
		}
	}
	if unpacked > t.limits.Unpacked {
		return fmt.Errorf("the file unpacks to more than %d bytes", t.limits.Unpacked)
	}
	var columns []int
	for i, path := range opened.Schema().Columns() {
		leaf, found := opened.Schema().Lookup(path...)
		if len(path) != 1 || !found || leaf.MaxRepetitionLevel > 0 {
			continue
		}
		columns = append(columns, i)
		t.columns = append(t.columns, path[0])
	}
	rows := &parquetRows{file: opened, columns: columns, fields: make([]string, len(columns))}
	t.closing(rows.close)
	total := opened.NumRows()
	t.read = func() int64 { return size * rows.read / max(1, total) }
	t.found = "parquet"
	if packed != "" {
		t.found += ", " + packed
	}
	t.next = rows.next
	return nil
}

// parquetRows walks through the columns side by side, a row group after the other.
type parquetRows struct {
	file    *parquet.File
	columns []int
	group   int
	open    []*parquetColumn
	left    int64
	read    int64
	fields  []string
}

func (p *parquetRows) next() (int, []string, error) {
	for p.left == 0 {
		if err := p.close(); err != nil {
			return 0, nil, err
		}
		groups := p.file.RowGroups()
		if p.group == len(groups) {
			return 0, nil, io.EOF
		}
		group := groups[p.group]
		p.group++
		p.left = group.NumRows()
		for _, i := range p.columns {
			chunk := group.ColumnChunks()[i]
			p.open = append(p.open, &parquetColumn{pages: chunk.Pages(), text: textOf(p.file.Schema(), i)})
		}
	}
	for i, column := range p.open {
		text, err := column.next()
		if err != nil {
			return 0, nil, fmt.Errorf("row %d: read the column %s: %w", p.read+1, p.file.Schema().Columns()[p.columns[i]][0], err)
		}
		p.fields[i] = text
	}
	p.left--
	p.read++
	return int(p.read) + 1, p.fields, nil
}

func (p *parquetRows) close() error {
	var errs []error
	for _, column := range p.open {
		errs = append(errs, column.close())
	}
	p.open = nil
	return errors.Join(errs...)
}

// parquetColumn reads the values of one column of a row group.
type parquetColumn struct {
	pages  parquet.Pages
	page   parquet.Page
	values parquet.ValueReader
	held   [valuesAtOnce]parquet.Value
	at, n  int
	text   func(parquet.Value) string
}

func (c *parquetColumn) next() (string, error) {
	for c.at == c.n {
		if c.values == nil {
			page, err := c.pages.ReadPage()
			if errors.Is(err, io.EOF) {
				return "", errors.New("it has fewer values than there are rows")
			}
			if err != nil {
				return "", err
			}
			c.page, c.values = page, page.Values()
		}
		n, err := c.values.ReadValues(c.held[:])
		c.at, c.n = 0, n
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		if errors.Is(err, io.EOF) && n == 0 {
			parquet.Release(c.page)
			c.page, c.values = nil, nil
		}
	}
	value := c.held[c.at]
	c.at++
	if value.IsNull() {
		return "", nil
	}
	return c.text(value), nil
}

func (c *parquetColumn) close() error {
	if c.page != nil {
		parquet.Release(c.page)
		c.page, c.values = nil, nil
	}
	return c.pages.Close()
}

// textOf is how the values of a column are written as text: decimals and instants exactly.
func textOf(schema *parquet.Schema, column int) func(parquet.Value) string {
	leaf, _ := schema.Lookup(schema.Columns()[column]...)
	kind := leaf.Node.Type()
	logical := kind.LogicalType()
	if logical == nil {
		return plainText
	}
	switch of := logical.Value.(type) {
	case *format.DecimalType:
		return func(v parquet.Value) string { return decimalOf(v, of.Scale) }
	case *format.TimestampType:
		return func(v parquet.Value) string { return instantOf(v, of.Unit) }
	case *format.DateType:
		return func(v parquet.Value) string {
			return time.Unix(int64(v.Int32())*24*60*60, 0).UTC().Format(time.DateOnly)
		}
	}
	return plainText
}

func plainText(v parquet.Value) string {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.FormatBool(v.Boolean())
	case parquet.Int32:
		return strconv.FormatInt(int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	case parquet.Int96:
		return instantOf96(v)
	case parquet.Float:
		return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32)
	case parquet.Double:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64)
	default:
		return string(v.ByteArray())
	}
}

// instantOf is an instant as it is written today.
func instantOf(v parquet.Value, unit format.TimeUnit) string {
	var at time.Time
	switch unit.Value.(type) {
	case *format.MilliSeconds:
		at = time.UnixMilli(v.Int64())
	case *format.MicroSeconds:
		at = time.UnixMicro(v.Int64())
	default:
		at = time.Unix(0, v.Int64())
	}
	return at.UTC().Format(time.RFC3339Nano)
}

// instantOf96 is an instant as Spark and Hive have written it: nanoseconds of a day, and the Julian day.
func instantOf96(v parquet.Value) string {
	of := v.Int96()
	const julianDayOf1970 = 2440588
	nanoseconds := int64(of[1])<<32 | int64(of[0])
	at := time.Unix((int64(of[2])-julianDayOf1970)*24*60*60, nanoseconds)
	return at.UTC().Format(time.RFC3339Nano)
}

// decimalOf writes a decimal that is stored as an integer of some size, with the highest byte first.
func decimalOf(v parquet.Value, scale int32) string {
	unscaled := new(big.Int)
	switch v.Kind() {
	case parquet.Int32:
		unscaled.SetInt64(int64(v.Int32()))
	case parquet.Int64:
		unscaled.SetInt64(v.Int64())
	default:
		content := v.ByteArray()
		unscaled.SetBytes(content)
		if len(content) > 0 && content[0]&0x80 != 0 {
			unscaled.Sub(unscaled, new(big.Int).Lsh(big.NewInt(1), uint(8*len(content))))
		}
	}
	if scale < 0 || scale > 100 {
		return unscaled.String() + "E" + strconv.Itoa(int(-scale))
	}
	return decimal.NewFromBigInt(unscaled, -scale).String()
}
