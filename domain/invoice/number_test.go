package invoice_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
)

func TestI8InvoiceNumbers(t *testing.T) {
	for number, valid := range map[string][2]bool{ // electronic, paper
		"26332000000123456789":  {true, true},
		"12345678":              {false, true}, // an old form
		"1234567":               {false, false},
		"123456789":             {false, false},
		"2633200000012345678":   {false, false},
		"263320000001234567890": {false, false},
		"2633200000012345678A":  {false, false},
		"２６３３２０００":              {false, false},
		"":                      {false, false},
	} {
		require.Equal(t, valid[0], invoice.ValidNumber(invoice.Electronic, number), number)
		require.Equal(t, valid[1], invoice.ValidNumber(invoice.Paper, number), number)
	}
}

func TestI8FilesAreKnownByTheirContent(t *testing.T) {
	contents := map[invoice.FileFormat][]string{
		invoice.PDF: {"%PDF-1.7\n"},
		invoice.OFD: {"PK\x03\x04rest"},
		invoice.XML: {"<?xml version=\"1.0\"?>", "\xef\xbb\xbf<?xml version=\"1.0\"?>"},
	}
	for _, format := range invoice.FileFormats {
		for of, beginnings := range contents {
			for _, content := range beginnings {
				require.Equal(t, format == of, format.Matches([]byte(content)), "%s: %q", format, content)
			}
		}
		for _, content := range []string{"", "%PDF", "<html>", "PK", strings.Repeat("\x00", 100)} {
			require.False(t, format.Matches([]byte(content)), "%s: %q", format, content)
		}
	}
	require.False(t, invoice.FileFormat("doc").Matches([]byte("%PDF-")))
}
