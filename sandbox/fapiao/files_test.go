package fapiao_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/fapiao"
	"kaipiao/typeface"
)

func TestTheSameInvoiceGivesTheSameBytesAlsoFromMany(t *testing.T) {
	press := press(t)
	for _, format := range []fapiao.Format{fapiao.PDF, fapiao.OFD, fapiao.XML} {
		first, err := press.Make(sample(3), format)
		require.NoError(t, err)
		copies := make([][]byte, 8)
		failures := make([]error, len(copies))
		var together sync.WaitGroup
		for i := range copies {
			together.Go(func() { copies[i], failures[i] = press.Make(sample(3), format) })
		}
		together.Wait()
		for i := range copies {
			require.NoError(t, failures[i])
			require.True(t, bytes.Equal(first, copies[i]), format)
		}
	}
}

func TestThePDFHasAsManyPagesAsItsLinesNeed(t *testing.T) {
	long := sample(10)
	long.Lines[1].Item = strings.Repeat("长", 300) // wraps into thirty rows: three pages and a part of a fourth
	for pages, invoice := range map[int]fapiao.Fapiao{1: sample(4), 2: sample(5), 15: sample(60), 7: long} {
		content, err := press(t).Make(invoice, fapiao.PDF)
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(content, []byte("%PDF-")))
		require.Len(t, regexp.MustCompile(`/Type /Page\b[^s]`).FindAll(content, -1), pages)
		require.Contains(t, string(content), "/ToUnicode", "the text can be copied out")
	}
}

func TestACharacterWithoutGlyphMakesNoPDFRatherThanAGap(t *testing.T) {
	for _, text := range []string{"𠮷野家", "发票😀", "\u0378"} {
		invoice := sample(1)
		invoice.Buyer.Name = text
		content, err := press(t).Make(invoice, fapiao.PDF)
		require.ErrorIs(t, err, typeface.ErrGlyph, text)
		require.Empty(t, content)
	}
	rare := sample(1)
	rare.Buyer.Name = "喆䶮㑇𬭼"
	_, err := press(t).Make(rare, fapiao.PDF)
	require.NoError(t, err)
}

func TestAnUnknownFormatIsRefused(t *testing.T) {
	_, err := press(t).Make(sample(1), "docx")
	require.ErrorIs(t, err, fapiao.ErrFormat)
}

// unpack reads the parts of an OFD and checks that each XML among them can be parsed.
func unpack(t *testing.T, content []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	parts := map[string]string{}
	for _, file := range archive.File {
		reader, err := file.Open()
		require.NoError(t, err)
		part, err := io.ReadAll(reader)
		require.NoError(t, err)
		require.NoError(t, reader.Close())
		parts[file.Name] = string(part)
		if strings.HasSuffix(file.Name, ".xml") {
			require.NoError(t, wellFormed(part), file.Name)
		}
	}
	return parts
}

func wellFormed(document []byte) error {
	decoder := xml.NewDecoder(bytes.NewReader(document))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestTheOFDIsAPackageWhosePartsAreThereAndReadable(t *testing.T) {
	invoice := sample(12)
	content, err := press(t).Make(invoice, fapiao.OFD)
	require.NoError(t, err)
	parts := unpack(t, content)
	require.Contains(t, parts["OFD.xml"], "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>")
	for _, location := range regexp.MustCompile(`BaseLoc="(Pages/[^"]+)"`).FindAllStringSubmatch(parts["Doc_0/Document.xml"], -1) {
		require.Contains(t, parts, "Doc_0/"+location[1])
	}
	require.Contains(t, parts["Doc_0/Pages/Page_1/Content.xml"], "壹仟贰佰柒拾贰圆整")
	require.Contains(t, parts["Doc_0/Pages/Page_0/Content.xml"], invoice.Number)
	require.Contains(t, parts["Doc_0/Pages/Page_0/Content.xml"], fapiao.NotValid)
	require.Contains(t, parts, "Doc_0/Res/qr.png")

	data, err := press(t).Make(invoice, fapiao.XML)
	require.NoError(t, err)
	require.Equal(t, string(data), parts["Doc_0/Attachs/original_invoice.xml"], "the data file goes with the print")
	unique(t, parts)
}

// P11: the parts are as the schema of GB/T 33190-2016 has them: its version, lists that are not empty, ids of objects that are numbers and
// those of attachments that are names.
func TestP11TheOFDIsAsTheStandardHasIt(t *testing.T) {
	content, err := press(t).Make(sample(12), fapiao.OFD)
	require.NoError(t, err)
	parts := unpack(t, content)
	require.Contains(t, parts["OFD.xml"], `<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD" Version="1.0">`)
	for name, part := range parts {
		if !strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, "original_invoice.xml") {
			continue
		}
		require.NotRegexp(t, `<(ofd:\w+)>\s*</`, part, "%s: an element without anything in it", name)
		for _, id := range regexp.MustCompile(` ID="([^"]*)"`).FindAllStringSubmatch(part, -1) {
			if strings.HasSuffix(name, "Attachments.xml") {
				require.Regexp(t, `^[A-Za-z_][A-Za-z0-9._-]*$`, id[1], name)
			} else {
				require.Regexp(t, `^[1-9][0-9]*$`, id[1], name)
			}
		}
	}
	require.NotContains(t, parts["Doc_0/PublicRes.xml"], "MultiMedias")
	require.NotContains(t, parts["Doc_0/DocumentRes.xml"], "Fonts")
}

// unique checks that no two objects of the document have the same id, and that the highest is announced.
func unique(t *testing.T, parts map[string]string) {
	t.Helper()
	seen := map[string]bool{}
	for name, part := range parts {
		if !strings.HasSuffix(name, "Content.xml") {
			continue
		}
		for _, id := range regexp.MustCompile(` ID="([0-9]+)"`).FindAllStringSubmatch(part, -1) {
			require.False(t, seen[id[1]], "id %s", id[1])
			seen[id[1]] = true
		}
	}
	require.NotEmpty(t, seen)
}

func TestTheQRCodeCanBeReadBack(t *testing.T) {
	for special, kind := range map[bool]string{false: "32", true: "31"} {
		invoice := sample(1)
		invoice.Special = special
		content, err := press(t).Make(invoice, fapiao.OFD)
		require.NoError(t, err)
		picture, err := png.Decode(strings.NewReader(unpack(t, content)["Doc_0/Res/qr.png"]))
		require.NoError(t, err)
		bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
		require.NoError(t, err)
		code, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		require.NoError(t, err)
		require.Regexp(t, `^01,`+kind+`,,26112000000000000001,106\.00,20261123,,[0-9A-F]{4}$`, code.GetText())
	}
}

func TestTheXMLCarriesTheAmountsOfTheInvoice(t *testing.T) {
	invoice := sample(2)
	invoice.Special = true
	content, err := press(t).Make(invoice, fapiao.XML)
	require.NoError(t, err)
	var read struct {
		Kind   string `xml:"Header>InherentLabel>GeneralOrSpecialVAT>LabelCode"`
		Number string `xml:"TaxSupervisionInfo>InvoiceNumber"`
		At     string `xml:"TaxSupervisionInfo>IssueTime"`
		Buyer  string `xml:"EInvoiceData>BuyerInformation>BuyerIdNum"`
		Net    string `xml:"EInvoiceData>BasicInformation>TotalAmWithoutTax"`
		Tax    string `xml:"EInvoiceData>BasicInformation>TotalTaxAm"`
		Gross  string `xml:"EInvoiceData>BasicInformation>TotalTax-includedAmount"`
		Remark string `xml:"EInvoiceData>AdditionalInformation>Remark"`
		Items  []struct {
			Name string `xml:"ItemName"`
			Net  string `xml:"Amount"`
			Rate string `xml:"TaxRate"`
			Tax  string `xml:"ComTaxAm"`
		} `xml:"EInvoiceData>IssuItemInformation"`
	}
	require.NoError(t, xml.Unmarshal(content, &read))
	require.Equal(t, "01", read.Kind)
	require.Equal(t, invoice.Number, read.Number)
	require.Equal(t, "2026-11-23 01:00:00", read.At, "civil time in Shanghai")
	require.Equal(t, invoice.Buyer.TaxNumber, read.Buyer)
	require.Equal(t, []string{"200.00", "12.00", "212.00"}, []string{read.Net, read.Tax, read.Gross})
	require.Equal(t, invoice.Remark, read.Remark)
	require.Len(t, read.Items, 2)
	require.Equal(t, "*信息系统服务*云服务器第1台", read.Items[0].Name)
	require.Equal(t, []string{"100.00", "0.06", "6.00"}, []string{read.Items[1].Net, read.Items[1].Rate, read.Items[1].Tax})
	require.Contains(t, string(content), fapiao.NotValid)
}

func TestTheItemCarriesTheShortNameOfItsTaxCode(t *testing.T) {
	require.Equal(t, "*信息系统服务*云服务器", fapiao.ItemName("3040203000000000000", "云服务器"))
	require.Equal(t, "*信息技术服务*软件", fapiao.ItemName("3040201010000000000", "软件"))
	require.Equal(t, "*现代服务*其他", fapiao.ItemName("3049900000000000000", "其他"))
	require.Equal(t, "其他", fapiao.ItemName("6010000000000000000", "其他"), "a code without short name is printed without one")
}
