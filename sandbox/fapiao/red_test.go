package fapiao_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/fapiao"
)

// red is the reversal of a sample.
func red(lines int) fapiao.Fapiao {
	invoice := sample(lines)
	invoice.RedOf, invoice.RedForm = invoice.Number, "11000026110000000001"
	invoice.Number, invoice.Remark = "26112000000000000002", ""
	invoice.Net, invoice.Tax, invoice.Gross = invoice.Net.Neg(), invoice.Tax.Neg(), invoice.Gross.Neg()
	for i, line := range invoice.Lines {
		invoice.Lines[i].Net, invoice.Lines[i].Tax, invoice.Lines[i].Gross = line.Net.Neg(), line.Tax.Neg(), line.Gross.Neg()
	}
	return invoice
}

func TestARedInvoiceSaysThatItIsOneAndWhatItReverses(t *testing.T) {
	content, err := press(t).Make(red(2), fapiao.OFD)
	require.NoError(t, err)
	page := unpack(t, content)["Doc_0/Pages/Page_0/Content.xml"]
	for _, shown := range []string{
		">红字发票<", "26112000000000000002", "被红冲蓝字数电发票号码：26112000000000000001 红字发票信息确认单编号：11000026110000000001",
		">-100.00<", ">-6.00<", "（负数）贰佰壹拾贰圆整", ">¥-212.00<",
	} {
		require.Contains(t, page, shown)
	}
	data, err := press(t).Make(red(2), fapiao.XML)
	require.NoError(t, err)
	require.Contains(t, string(data), "<LabelCode>N</LabelCode>", "not a blue one")
	require.Contains(t, string(data), "<Remark>被红冲蓝字数电发票号码：26112000000000000001 ")
	require.Contains(t, string(data), "<TotalTax-includedAmount>-212.00</TotalTax-includedAmount>")
	_, err = press(t).Make(red(2), fapiao.PDF)
	require.NoError(t, err)
}

func TestABlueInvoiceIsNotMarkedRed(t *testing.T) {
	content, err := press(t).Make(sample(1), fapiao.OFD)
	require.NoError(t, err)
	require.NotContains(t, unpack(t, content)["Doc_0/Pages/Page_0/Content.xml"], "红字")
	data, err := press(t).Make(sample(1), fapiao.XML)
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(data), "<LabelCode>Y</LabelCode>"))
	require.NotContains(t, string(data), "RedEInvoice")
}
