package fapiao_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/text"
	"kaipiao/domain/text/texttest"
	"kaipiao/sandbox/fapiao"
	"kaipiao/typeface"
)

// T4: what the door takes stands in the data as it was written; and in print, where the font has it.
func TestT4WhatIsTakenStandsInXMLAndPrint(t *testing.T) {
	press := press(t)
	texttest.ComesOut(t, text.Name, 30, func(taken string) {
		invoice := sample(1)
		invoice.Buyer.Name, invoice.Remark = taken, taken
		var read struct {
			Buyer  string `xml:"EInvoiceData>BuyerInformation>BuyerName"`
			Remark string `xml:"EInvoiceData>AdditionalInformation>Remark"`
		}
		content, err := press.Make(invoice, fapiao.XML)
		require.NoError(t, err)
		require.NoError(t, xml.Unmarshal(content, &read))
		require.Equal(t, taken, read.Buyer)
		require.Equal(t, taken, read.Remark)
		content, err = press.Make(invoice, fapiao.OFD)
		if !errors.Is(err, typeface.ErrGlyph) {
			require.NoError(t, err)
			page := unpack(t, content)["Doc_0/Pages/Page_0/Content.xml"]
			require.Contains(t, texttest.Shown(charactersOf(t, page)), texttest.Shown(taken))
		}
		content, err = press.Make(invoice, fapiao.PDF)
		if errors.Is(err, typeface.ErrGlyph) {
			return
		}
		require.NoError(t, err)
		command := exec.CommandContext(t.Context(), "pdftotext", "-raw", "-enc", "UTF-8", "-", "-")
		command.Stdin = bytes.NewReader(content)
		shown, err := command.Output()
		require.NoError(t, err)
		require.Contains(t, texttest.Shown(string(shown)), texttest.Shown(taken))
	})
}

// charactersOf is the text of an XML document.
func charactersOf(t *testing.T, document string) string {
	t.Helper()
	var all strings.Builder
	for decoder := xml.NewDecoder(strings.NewReader(document)); ; {
		token, err := decoder.Token()
		if err != nil {
			return all.String()
		}
		if characters, is := token.(xml.CharData); is {
			all.Write(characters)
		}
	}
}
