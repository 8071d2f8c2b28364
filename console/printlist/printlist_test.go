package printlist_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"kaipiao/console/printlist"
)

const reference = "01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a-1"

// I2: either is scanned first, the last one is taken back, and what travels in the form comes back as it was.
func TestI2EitherIsScannedFirst(t *testing.T) {
	var s printlist.Scans
	require.Equal(t, printlist.Nothing, s.Scan(" 　", ""))
	require.Equal(t, printlist.HalfReference, s.Scan(strings.ToUpper(reference), ""))
	require.Equal(t, printlist.Replaced, s.Scan(reference, ""))
	require.Equal(t, printlist.Paired, s.Scan("ｓｆ１２３４５６７８９０１２３４５６７８９０", "顺丰\t速运"))
	require.Equal(t, printlist.HalfNumber, s.Scan("sf 2", ""))
	require.Equal(t, printlist.Paired, s.Scan(reference+"-r2", ""))
	expected := []printlist.Line{
		{Reference: reference, TrackingNumber: "SF12345678901234567890", Company: "顺丰\t速运"}, {Reference: reference + "-r2", TrackingNumber: "SF2"},
	}
	require.Equal(t, expected, s.Lines)
	written := []string{s.Lines[0].Written(), s.Lines[1].Written(), "nonsense", "a\tb\t-1\t"}
	require.Equal(t, expected, printlist.Read(written, "").Lines)
	require.True(t, s.Undo())
	require.True(t, s.Undo())
	require.False(t, s.Undo())
	for n := range printlist.Most {
		s.Scan(reference, "")
		require.Equal(t, printlist.Paired, s.Scan(fmt.Sprint("SF", n), ""))
	}
	s.Scan(reference, "")
	require.Equal(t, printlist.Full, s.Scan("SF", ""))
}

// I2, P8: all digits stay, and where a spreadsheet has lost some, or hides what stands there, the row is refused and the others are read.
func TestI2WhatASpreadsheetDoesToNumbersIsSaid(t *testing.T) {
	book := excelize.NewFile()
	rows := [][]any{
		{"Reference", "快递公司", "Tracking number"},
		{reference, "顺丰", "12345678901234567890"},
		{reference, "顺丰", 12345678901234567890.0},
		{reference, "顺丰", 123456789012},
		{reference, "顺丰", ""},
		{"", "", "SF5"},
		{reference, "", "SF6"},
		{reference, "", "SF7"},
	}
	for n, row := range rows {
		require.NoError(t, book.SetSheetRow("Sheet1", fmt.Sprint("A", n+1), &row))
	}
	require.NoError(t, book.MergeCell("Sheet1", "A7", "A8"))
	var written bytes.Buffer
	require.NoError(t, book.Write(&written))
	read, err := printlist.ReadTable(written.Bytes())
	require.NoError(t, err)
	var said []string
	for _, row := range read {
		said = append(said, fmt.Sprint(row.Row, " ", row.TrackingNumber, " ", row.Wrong))
	}
	require.Equal(t, []string{
		"2 12345678901234567890 ", "3 12345678901234500000 rounded", "4 123456789012 ", "6 SF5 lacks", "7 SF6 merged", "8 SF7 merged",
	}, said)
	require.Equal(t, "顺丰", read[0].Company)
	// CSV as Chinese Excel writes it, and with what it does to long numbers
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String("寄送编号,快递单号\r\n" + reference + ",'12345678901234567890\r\n" + reference + ",1.23457E+19\r\n")
	require.NoError(t, err)
	for _, content := range []string{chinese, "\ufeffReference,Tracking number\n" + reference + ",12345678901234567890\n" + reference + ",1.23457E+19\n"} {
		read, err = printlist.ReadTable([]byte(content))
		require.NoError(t, err)
		require.Len(t, read, 2)
		require.Equal(t, "12345678901234567890", read[0].TrackingNumber)
		require.Equal(t, printlist.Rounded, read[1].Wrong)
	}
	for content, expected := range map[string]error{
		"":             printlist.ErrColumns,
		"a,b\n1,2\n":   printlist.ErrColumns,
		"PK nonsense":  printlist.ErrUnreadable,
		"\xff\xfe\x00": printlist.ErrUnreadable,
		"Reference,Tracking number\n" + strings.Repeat("a,b\n", printlist.Most+1): printlist.ErrMany,
	} {
		_, err := printlist.ReadTable([]byte(content))
		require.ErrorIs(t, err, expected, content[:min(20, len(content))])
	}
}

// I2: the bars are those of Code 128: each character is eleven modules, the end thirteen, and all of them stand in the drawing.
func TestI2TheBarsAreCode128(t *testing.T) {
	drawn := printlist.Code128("A1")
	require.Equal(t, 2*10+11*4+13, drawn.Width, "start, two characters, the check, and the end")
	bars := image.NewGray(image.Rect(0, 0, drawn.Width, 1))
	for _, one := range strings.Split(strings.Trim(drawn.Path, "Mz"), "zM") {
		var x, w, h, back int
		_, err := fmt.Sscanf(one, "%d 0h%dv%dh-%d", &x, &w, &h, &back)
		require.NoError(t, err, one)
		for n := range w {
			bars.SetGray(x+n, 0, color.Gray{Y: 1})
		}
	}
	var read strings.Builder
	for x := range drawn.Width {
		fmt.Fprint(&read, bars.GrayAt(x, 0).Y)
	}
	// Start B, A, 1, check (104 + 33*1 + 17*2) mod 103 = 68, stop, as the standard's table has them
	const expected = "0000000000" + "11010010000" + "10100011000" + "10011100110" + "10000100110" + "1100011101011" + "0000000000"
	require.Equal(t, expected, read.String())
}
