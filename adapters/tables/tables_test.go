package tables_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"kaipiao/adapters/tables"
	"kaipiao/domain/bill"
)

func keep(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

// read reads a whole table as "line: a|b", and what the file was found to be.
func read(t testing.TB, content []byte, said bill.Encoding, limits tables.Limits) (columns []string, rows []string, found string, err error) {
	t.Helper()
	limits.Directory = t.TempDir()
	table, err := tables.Open(keep(t, content), said, limits)
	if err != nil {
		return nil, nil, "", err
	}
	defer func() {
		require.NoError(t, table.Close())
		left, err := os.ReadDir(limits.Directory)
		require.NoError(t, err)
		require.Empty(t, left, "nothing is left behind")
	}()
	for {
		line, fields, err := table.Next()
		var bad *bill.BadRow
		switch {
		case errors.Is(err, io.EOF):
			return table.Columns(), rows, table.Found(), nil
		case errors.As(err, &bad):
			rows = append(rows, fmt.Sprintf("%d! %s", bad.Line, bad.Reason))
		case err != nil:
			return table.Columns(), rows, table.Found(), err
		default:
			rows = append(rows, fmt.Sprintf("%d: %s", line, strings.Join(fields, "|")))
		}
	}
}

const plain = "id,name\n1,云服务器\n2,\"a, b\r\nc\"\n3,对象存储\n"

var plainRows = []string{"2: 1|云服务器", "3: 2|a, b\nc", "5: 3|对象存储"}

func encoded(t *testing.T, text string, encode func(string) (string, error)) []byte {
	t.Helper()
	written, err := encode(text)
	require.NoError(t, err)
	return []byte(written)
}

func gzipped(t testing.TB, content []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	_, err := writer.Write(content)
	require.NoError(t, errors.Join(err, writer.Close()))
	return packed.Bytes()
}

func zipped(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	for name, content := range files {
		file, err := archive.Create(name)
		require.NoError(t, err)
		_, err = file.Write(content)
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	return packed.Bytes()
}

func workbook(t testing.TB, rows [][]any) []byte {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		require.NoError(t, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	var content bytes.Buffer
	require.NoError(t, book.Write(&content))
	require.NoError(t, book.Close())
	return content.Bytes()
}

// F1, F6, T3: the same table, as a BOM, carriage returns, other separators, encodings and packings write it, is the same table.
func TestF1F6TheSameTableInEveryDress(t *testing.T) {
	gb := encoded(t, plain, simplifiedchinese.GB18030.NewEncoder().String)
	for name, c := range map[string]struct {
		content []byte
		said    bill.Encoding
		found   string
	}{
		"UTF-8":                         {[]byte(plain), "", "csv, utf-8, separated by ,"},
		"a BOM before a quoted header":  {[]byte("\ufeff" + strings.Replace(plain, "id,name", `"id","name"`, 1)), "", "csv, utf-8, separated by ,"},
		"carriage returns":              {[]byte(strings.ReplaceAll(strings.ReplaceAll(plain, "\r\n", "\n"), "\n", "\r\n")), "", "csv, utf-8, separated by ,"},
		"semicolons":                    {[]byte("id;name\n1;云服务器\n2;\"a, b\nc\"\n3;对象存储\n"), "", "csv, utf-8, separated by ;"},
		"tabs":                          {[]byte("id\tname\n1\t云服务器\n2\t\"a, b\nc\"\n3\t对象存储\n"), "", "csv, utf-8, separated by tab"},
		"GB 18030, unmistakably":        {gb, "", "csv, gb18030, separated by ,"},
		"GB 18030, as it is said to be": {gb, bill.GB18030, "csv, gb18030, separated by ,"},
		"UTF-16 with the low byte first": {
			encoded(t, plain, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String), "", "csv, utf-16, separated by ,",
		},
		"UTF-16 with the high byte first": {
			encoded(t, plain, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String), "", "csv, utf-16, separated by ,",
		},
		"UTF-16 without a mark": {encoded(t, plain, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String), "", "csv, utf-16, separated by ,"},
		"gzip":                  {gzipped(t, []byte(plain)), "", "csv, utf-8, separated by ,, gzip"},
		"gzip of GB 18030":      {gzipped(t, gb), "", "csv, gb18030, separated by ,, gzip"},
		"a zip with one file":   {zipped(t, map[string][]byte{"账单.csv": []byte(plain), "__MACOSX/._x": []byte("x")}), "", "csv, utf-8, separated by ,, zip"},
	} {
		t.Run(name, func(t *testing.T) {
			columns, rows, found, err := read(t, c.content, c.said, tables.Standard())
			require.NoError(t, err)
			require.Equal(t, []string{"id", "name"}, columns)
			require.Equal(t, plainRows, rows)
			require.Equal(t, c.found, found)
		})
	}
	// Excel may say its separator in a line of its own
	columns, rows, _, err := read(t, []byte("sep=;\r\nid;name\r\n1;x\r\n"), "", tables.Standard())
	require.NoError(t, err)
	require.Equal(t, []string{"id", "name"}, columns)
	require.Equal(t, []string{"2: 1|x"}, rows)
}

// T3: what is neither UTF-8 nor unmistakably Chinese is refused with the line, and never becomes question marks.
func TestT3OtherBytesAreRefusedWithTheLine(t *testing.T) {
	latin := encoded(t, "id,name\n1,plain\n2,Müller & Söhne\n3,Grüße\n", charmap.ISO8859_1.NewEncoder().String)
	for reason, c := range map[string]struct {
		content []byte
		said    bill.Encoding
	}{
		"line 3: the text is not UTF-8; save the file as UTF-8, or say that it is gb18030": {latin, ""},
		"line 2: the text is not UTF-8": {[]byte("id,name\n1,\xff\xff\n"), bill.UTF8},
		"line 2: this is not GB 18030":  {[]byte("id,name\n1,\xff\xff\n"), bill.GB18030},
		"line 2: this is not UTF-16":    {[]byte("\xff\xfea\x00,\x00b\x00\n\x001\x00\x00\xd8,\x00x\x00\n\x00"), ""},
		"begins as utf-16":              {[]byte("\xff\xfea\x00"), bill.UTF8},
	} {
		_, _, _, err := read(t, c.content, c.said, tables.Standard())
		require.ErrorContains(t, err, reason)
	}
	// letters with accents that happen to fit are no Chinese; a little Chinese at the end of a long English file is
	_, _, _, err := read(t, encoded(t, "id,name\n1,é à\n", charmap.ISO8859_1.NewEncoder().String), "", tables.Standard())
	require.ErrorContains(t, err, "line 2")
	long := append([]byte(strings.Repeat("a,b\n", 50_000)), encoded(t, "1,云服务器\n", simplifiedchinese.GBK.NewEncoder().String)...)
	_, rows, _, err := read(t, long, "", tables.Standard())
	require.NoError(t, err)
	require.Equal(t, "50001: 1|云服务器", rows[len(rows)-1])
}

// F6: a workbook, with what a spreadsheet does to numbers.
func TestF6AWorkbookIsRead(t *testing.T) {
	content := workbook(t, [][]any{{"id", "name", "amount"}, {"0001", "云服务器", 0.1 + 0.2}, {}, {"0002", "b", 1000}, {"0003", "c", 8e-7}})
	for _, packed := range [][]byte{content, gzipped(t, content)} {
		columns, rows, found, err := read(t, packed, "", tables.Standard())
		require.NoError(t, err)
		require.Equal(t, []string{"id", "name", "amount"}, columns)
		require.Equal(t, []string{"2: 0001|云服务器|0.3", "3: ", "4: 0002|b|1000", "5: 0003|c|0.0000008"}, rows)
		require.Contains(t, found, "xlsx, sheet Sheet1")
	}
}

type parquetRow struct {
	ID     string            `parquet:"id,dict"`
	Name   *string           `parquet:"name,optional"`
	Cost   int64             `parquet:"cost,decimal(10:18)"`
	Wide   [16]byte          `parquet:"wide,decimal(4:38)"`
	Float  float64           `parquet:"float"`
	At     time.Time         `parquet:"at,timestamp(microsecond)"`
	Day    int32             `parquet:"day,date"`
	Tags   map[string]string `parquet:"tags"`
	Amount float64           `parquet:"amount,optional"`
}

// F6: Parquet, with decimals and instants as they are, in several row groups, and without what is nested.
func TestF6ParquetIsRead(t *testing.T) {
	name := "云服务器"
	negative := [16]byte{}
	for i := range negative {
		negative[i] = 0xff
	}
	negative[15] = 0xfe // −2
	var content bytes.Buffer
	writer := parquet.NewGenericWriter[parquetRow](&content, parquet.MaxRowsPerRowGroup(400), parquet.Compression(&parquet.Snappy))
	at := time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC)
	for i := range 1000 {
		row := parquetRow{ID: fmt.Sprint("i", i), Cost: -8000, Wide: negative, Float: 0.1, At: at, Day: 20697, Tags: map[string]string{"a": "b"}}
		if i%2 == 0 {
			row.Name = &name
		}
		_, err := writer.Write([]parquetRow{row})
		require.NoError(t, err)
	}
	require.NoError(t, writer.Close())
	for _, packed := range [][]byte{content.Bytes(), gzipped(t, content.Bytes())} {
		columns, rows, found, err := read(t, packed, "", tables.Standard())
		require.NoError(t, err)
		require.Equal(t, []string{"id", "name", "cost", "wide", "float", "at", "day", "amount"}, columns)
		require.Len(t, rows, 1000)
		require.Equal(t, "2: i0|云服务器|-0.0000008|-0.0002|0.1|2026-09-01T00:00:00Z|2026-09-01|", rows[0])
		require.Equal(t, "1001: i999||-0.0000008|-0.0002|0.1|2026-09-01T00:00:00Z|2026-09-01|", rows[999])
		require.Contains(t, found, "parquet")
	}
}

// A header that lies under a million empty rows is not looked for.
func TestF6AHeaderStandsAtTheTop(t *testing.T) {
	rows := make([][]any, 1500)
	_, _, _, err := read(t, workbook(t, append(rows, []any{"id"})), "", tables.Standard())
	require.ErrorContains(t, err, "no header in its first 1000 rows")
	columns, _, _, err := read(t, workbook(t, append(rows[:10], []any{"id"})), "", tables.Standard())
	require.NoError(t, err)
	require.Equal(t, []string{"id"}, columns)
}

// Rows that cannot be read are named, and the others are read.
func TestABadRowIsNamedAndTheOthersAreRead(t *testing.T) {
	_, rows, _, err := read(t, []byte("a,b\n1,\"x\"y\n2,z\n"), "", tables.Standard())
	require.NoError(t, err)
	require.Equal(t, []string{`2! extraneous or missing " in quoted-field`, "3: 2|z"}, rows)
}

// What asks for more than it may is refused, and in words.
func TestF6BombsAndOtherThingsAreRefused(t *testing.T) {
	small := tables.Limits{Unpacked: 100_000, Rows: 100, Columns: 10, Row: 1000}
	long := []byte("a,b\n" + strings.Repeat("1,2\n", 100_000))
	book := workbook(t, [][]any{{"a"}, {strings.Repeat("x", 30_000)}, {strings.Repeat("y", 30_000)}})
	for reason, content := range map[string][]byte{
		"the file is empty":                    {},
		"unpacks to more than 100000 bytes":    gzipped(t, long),
		"the file has more than 100 rows":      []byte("a,b\n" + strings.Repeat("1,2\n", 200)),
		"after line 2: the row is too long":    []byte("a,b\n1,2\n3,\"" + strings.Repeat("4\n", 40_000)),
		"has 11 columns":                       []byte("a,b,c,d,e,f,g,h,i,j,k\n"),
		"the zip holds 2 files":                zipped(t, map[string][]byte{"a.csv": []byte(plain), "b.csv": []byte(plain)}),
		"Excel 97 to 2003":                     {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1},
		"this is a PDF":                        []byte("%PDF-1.7\n"),
		"packed in a way":                      gzipped(t, gzipped(t, []byte(plain))),
		"the Parquet file cannot be read":      []byte("PAR1 and nothing else PAR1"),
		"the zip cannot be read":               []byte("PK\x03\x04 and nothing else"),
		"the file unpacks to more than 100000": zipped(t, map[string][]byte{"a.csv": long}),
		"unpack the file":                      {0x1f, 0x8b, 8, 0},
	} {
		_, _, _, err := read(t, content, "", small)
		require.ErrorContains(t, err, reason)
	}
	_, _, _, err := read(t, book, "", tables.Limits{Unpacked: 20_000, Rows: 100, Columns: 10, Row: 1000})
	require.ErrorContains(t, err, "unpacks to more than")
	_, err = tables.Open(filepath.Join(t.TempDir(), "none"), "", small)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// FuzzTables: whatever the bytes are, reading them ends without a panic, and within bounds.
func FuzzTables(f *testing.F) {
	for _, content := range [][]byte{
		[]byte(plain), []byte("\ufeff\"a\";b\n1;\"2"), gzipped(f, []byte(plain)), zipped(f, map[string][]byte{"a.csv": []byte(plain)}),
		workbook(f, [][]any{{"a", "b"}, {1, 2.5}}), []byte("\xff\xfea\x00"), []byte("sep=|\na|b\n"), []byte("a,b\n1,\xd4\xc6\xb7\xfe\n"), smallParquet(f),
	} {
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		limits := tables.Limits{Unpacked: 1 << 20, Rows: 1000, Columns: 50, Row: 64 << 10, Directory: t.TempDir()}
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		table, err := tables.Open(path, "", limits)
		if err != nil {
			return
		}
		defer func() { _ = table.Close() }() // what was opened may be damaged
		for range limits.Rows + 1 {
			_, _, err := table.Next()
			var bad *bill.BadRow
			if err != nil && !errors.As(err, &bad) {
				return
			}
		}
	})
}

func smallParquet(t testing.TB) []byte {
	t.Helper()
	var content bytes.Buffer
	writer := parquet.NewGenericWriter[struct {
		A string  `parquet:"a"`
		B float64 `parquet:"b,optional"`
	}](&content)
	require.NoError(t, writer.Close())
	return content.Bytes()
}
