package fapiao_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/money"
	"kaipiao/sandbox/fapiao"
)

// paths are what stands at each place of a document, by its path below the root; attributes are after an @.
func paths(t *testing.T, document []byte) (found map[string][]string, order []string) {
	t.Helper()
	found = map[string][]string{}
	var at []string
	var text strings.Builder
	for decoder := xml.NewDecoder(bytes.NewReader(document)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return found, order
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			require.Empty(t, token.Name.Space, "there is no namespace")
			at = append(at, token.Name.Local)
			text.Reset()
			for _, attribute := range token.Attr {
				path := strings.Join(at, "/") + "@" + attribute.Name.Local
				found[path] = append(found[path], attribute.Value)
			}
		case xml.CharData:
			text.Write(token)
		case xml.EndElement:
			path := strings.Join(at, "/")
			found[path], order = append(found[path], strings.TrimSpace(text.String())), append(order, path)
			at = at[:len(at)-1]
			text.Reset()
		}
	}
}

func dataOf(t *testing.T, invoice fapiao.Fapiao) (map[string][]string, []string) {
	t.Helper()
	content, err := press(t).Make(invoice, fapiao.XML)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(content, []byte(`<?xml version="1.0" encoding="UTF-8"?>`)))
	require.Contains(t, string(content), fapiao.NotValid)
	return paths(t, content)
}

// The data file has every member at the place and in the spelling of the tax platform's own, in its order.
func TestTheXMLHasTheStructureOfTheTaxPlatform(t *testing.T) {
	invoice := sample(1)
	invoice.Special = true
	invoice.Buyer.AddressPhone, invoice.Buyer.BankAccount = "深圳市南山区", "招商银行深圳分行 755900000000001"
	found, order := dataOf(t, invoice)
	const header, data, supervision = "EInvoice/Header", "EInvoice/EInvoiceData", "EInvoice/TaxSupervisionInfo"
	const basic, item, signature = data + "/BasicInformation", data + "/IssuItemInformation", "EInvoice/TaxBureauSignature"
	expected := [][2]string{
		{header + "/EIid", "26112000000000000001"},
		{header + "/EInvoiceTag", "SWEI1100"},
		{header + "/Version", "0.35"},
		{header + "/InherentLabel/InIssuType/LabelCode", "Y"},
		{header + "/InherentLabel/InIssuType/LabelName", "是否蓝字发票标志"},
		{header + "/InherentLabel/EInvoiceType/LabelCode", "01"},
		{header + "/InherentLabel/EInvoiceType/LabelName", "电子发票"},
		{header + "/InherentLabel/GeneralOrSpecialVAT/LabelCode", "01"},
		{header + "/InherentLabel/GeneralOrSpecialVAT/LabelName", "增值税专用发票"},
		{header + "/InherentLabel/TaxpayerType/LabelCode", "1"},
		{header + "/InherentLabel/TaxpayerType/LabelName", "一般纳税人"},
		{header + "/UndefinedLabel/Label/LabelType", "发票开具方式标签"},
		{header + "/UndefinedLabel/Label/LabelCode", "1"},
		{header + "/UndefinedLabel/Label/LabelName", "网页开票"},
		{data + "/SellerInformation/SellerIdNum", "91110000802100433B"},
		{data + "/SellerInformation/SellerName", "北京百度网讯科技有限公司"},
		{data + "/SellerInformation/SellerAddr", "北京市海淀区上地十街10号百度大厦2层"},
		{data + "/SellerInformation/SellerTelNum", "010-59928888"},
		{data + "/SellerInformation/SellerBankName", "招商银行北京分行大屯路支行"},
		{data + "/SellerInformation/SellerBankAccNum", "866180100210002"},
		{data + "/BuyerInformation/BuyerIdNum", "91440300MA5FAKE00D"},
		{data + "/BuyerInformation/BuyerName", "深圳市示例科技有限公司"},
		{data + "/BuyerInformation/BuyerAddr", "深圳市南山区"},
		{data + "/BuyerInformation/BuyerTelNum", ""},
		{data + "/BuyerInformation/BuyerBankName", "招商银行深圳分行"},
		{data + "/BuyerInformation/BuyerBankAccNum", "755900000000001"},
		{data + "/BuyerInformation/BuyerHandlingName", ""},
		{basic + "/TotalAmWithoutTax", "100.00"},
		{basic + "/TotalTaxAm", "6.00"},
		{basic + "/TotalTax-includedAmount", "106.00"},
		{basic + "/TotalTax-includedAmountInChinese", "壹佰零陆圆整"},
		{basic + "/Drawer", "沙箱"},
		{basic + "/RequestTime", "2026-11-23"},
		{item + "/ItemName", "*信息系统服务*云服务器第1台"},
		{item + "/SpecMod", ""},
		{item + "/MeaUnits", ""},
		{item + "/Quantity", ""},
		{item + "/UnPrice", ""},
		{item + "/Amount", "100.00"},
		{item + "/TaxRate", "0.06"},
		{item + "/ComTaxAm", "6.00"},
		{item + "/TotaltaxIncludedAmount", "106.00"},
		{item + "/TaxClassificationCode", "3040203000000000000"},
		{data + "/SpecificInformation", ""},
		{data + "/AdditionalInformation/Remark", "合同号 HT-2026-001 <账期 2026-10>"},
		{"EInvoice/SellerAuthentication/AuthenticationMethods", "02"},
		{supervision + "/InvoiceNumber", "26112000000000000001"},
		{supervision + "/IssueTime", "2026-11-23 01:00:00"},
		{supervision + "/TaxBureauCode", "11100000000"},
		{supervision + "/TaxBureauName", "国家税务总局北京市税务局（测试环境）"},
		{signature + "/SignatureAlgorithm", "1.2.156.10197.1.501"},
		{signature + "/SignatureFormat", "DETACH"},
		{signature + "/SignatureTime", "2026-11-23 01:00:00"},
		{signature + "/SignatureValue", fapiao.NoSignature},
		{signature + "/KeyInfo", ""},
	}
	after := 0
	for _, member := range expected {
		require.NotEmpty(t, found[member[0]], member[0])
		require.Equal(t, member[1], found[member[0]][0], member[0])
		for after < len(order) && order[after] != member[0] {
			after++
		}
		require.Less(t, after, len(order), "%s is out of order", member[0])
	}
	require.Equal(t, []string{"/Einvoice/Header|/Einvoice/EinvoiceData|/Einvoice/SellerAuthentication|/Einvoice/TaxSupervisionInfo|" +
		"/Einvoice/TaxBureauSignature/SignatureTime"}, found[signature+"/Reference@URI"], "spelt otherwise than the elements")
}

func TestTheXMLOfARedInvoiceNamesTheBlueOne(t *testing.T) {
	found, _ := dataOf(t, red(1))
	require.Equal(t, []string{"N"}, found["EInvoice/Header/InherentLabel/InIssuType/LabelCode"])
	const specific = "EInvoice/EInvoiceData/SpecificInformation/RedEInvoice/"
	require.Equal(t, []string{"26112000000000000001"}, found[specific+"OriginalInvoiceCode"])
	require.Equal(t, []string{"11000026110000000001"}, found[specific+"CreditNoteNumber"])
	require.Regexp(t, `^被红冲蓝字数电发票号码：26112000000000000001 `, found["EInvoice/EInvoiceData/AdditionalInformation/Remark"][0])
	require.Equal(t, []string{"-6.00"}, found["EInvoice/EInvoiceData/IssuItemInformation/ComTaxAm"])
	require.Equal(t, []string{"（负数）壹佰零陆圆整"}, found["EInvoice/EInvoiceData/BasicInformation/TotalTax-includedAmountInChinese"])
}

// awkward are invoices that are not as most are.
func awkward() map[string]fapiao.Fapiao {
	exempt := sample(2)
	exempt.Tax, exempt.Gross = money.Zero, exempt.Net
	for i := range exempt.Lines {
		exempt.Lines[i].TaxRate, exempt.Lines[i].Tax, exempt.Lines[i].Gross = money.Exempt, money.Zero, exempt.Lines[i].Net
	}
	remark := sample(1)
	remark.Remark = strings.Repeat("备注文字", 50)
	named := sample(1)
	named.Buyer.Name, named.Lines[0].Item = `甲<乙>&"丙"'丁'公司`, fapiao.ItemName("3040203000000000000", `A&B <云> "主机"`)
	natural := sample(1)
	natural.Buyer = fapiao.Party{Name: "张三"}
	large := sample(1)
	large.Special = true
	large.Net, large.Tax, large.Gross = money.MustParse("9434962264149.99"), money.MustParse("566097735849.00"), money.MustParse("10001059999998.99")
	large.Lines[0].Net, large.Lines[0].Tax, large.Lines[0].Gross = large.Net, large.Tax, large.Gross
	return map[string]fapiao.Fapiao{
		"exempt": exempt, "remark of 200": remark, "names with < & \"": named, "natural person": natural, "100 lines": sample(100), "large": large,
		"red of 100 lines": red(100),
	}
}

// Awkward invoices have all members and every amount, in XML, OFD and PDF alike, and the mark of the sandbox on every page.
func TestAwkwardInvoicesAreWhole(t *testing.T) {
	for name, invoice := range awkward() {
		t.Run(name, func(t *testing.T) {
			found, _ := dataOf(t, invoice)
			items := "EInvoice/EInvoiceData/IssuItemInformation/"
			for _, member := range []string{"ItemName", "TaxRate", "ComTaxAm", "TotaltaxIncludedAmount", "TaxClassificationCode", "UnPrice"} {
				require.Len(t, found[items+member], len(invoice.Lines), member)
			}
			require.Equal(t, invoice.Lines[0].Item, found[items+"ItemName"][0])
			require.Equal(t, invoice.Buyer.Name, found["EInvoice/EInvoiceData/BuyerInformation/BuyerName"][0])
			require.Equal(t, []string{invoice.Buyer.TaxNumber}, found["EInvoice/EInvoiceData/BuyerInformation/BuyerIdNum"])
			if invoice.RedOf == "" {
				require.Equal(t, invoice.Remark, found["EInvoice/EInvoiceData/AdditionalInformation/Remark"][0])
			}
			if invoice.Lines[0].TaxRate.Equal(money.Exempt) {
				require.Equal(t, "免税", found[items+"TaxRate"][0])
			}

			content, err := press(t).Make(invoice, fapiao.OFD)
			require.NoError(t, err)
			parts := unpack(t, content)
			require.Contains(t, parts["OFD.xml"], `<ofd:CustomData Name="发票号码">`+invoice.Number+`</ofd:CustomData>`)
			require.Contains(t, parts["OFD.xml"], `<ofd:CustomData Name="合计金额">`+invoice.Net.String()+`</ofd:CustomData>`, "without tax")

			content, err = press(t).Make(invoice, fapiao.PDF)
			require.NoError(t, err)
			text := textOfPDF(t, content)
			require.Contains(t, text, "¥"+invoice.Gross.String())
			require.Contains(t, text, "¥"+invoice.Tax.String())
			require.Equal(t, strings.Count(text, "\f"), strings.Count(text, "SANDBOX · 不得作为报销或抵扣凭证"), "every page is marked")
		})
	}
}

func textOfPDF(t *testing.T, content []byte) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "pdftotext", "-raw", "-enc", "UTF-8", "-", "-")
	command.Stdin = bytes.NewReader(content)
	shown, err := command.Output()
	require.NoError(t, err)
	return string(shown)
}

// A page is 610 by 394 points, and nothing of a sheet lies outside of it.
func TestAPageIsThatOfARealOne(t *testing.T) {
	for name, invoice := range awkward() {
		content, err := press(t).Make(invoice, fapiao.PDF)
		require.NoError(t, err)
		boxes := regexp.MustCompile(`/MediaBox \[ ?0 0 ([0-9.]+) ([0-9.]+) ?\]`).FindAllSubmatch(content, -1)
		require.NotEmpty(t, boxes, name)
		for _, box := range boxes {
			for i, points := range []float64{610, 394} {
				found, err := strconv.ParseFloat(string(box[i+1]), 64)
				require.NoError(t, err)
				require.InDelta(t, points, found, 0.05)
			}
		}
		page, err := press(t).Make(invoice, fapiao.OFD)
		require.NoError(t, err)
		for part, text := range unpack(t, page) {
			if !strings.HasSuffix(part, "Content.xml") {
				continue
			}
			for _, object := range regexp.MustCompile(`Boundary="([0-9.]+) ([0-9.]+) ([0-9.]+) ([0-9.]+)"`).FindAllStringSubmatch(text, -1) {
				var at [4]float64
				for i := range at {
					at[i], err = strconv.ParseFloat(object[i+1], 64)
					require.NoError(t, err)
				}
				require.LessOrEqual(t, at[0]+at[2], 610*25.4/72, "%s %s", name, object[0])
				require.LessOrEqual(t, at[1]+at[3], 394*25.4/72, "%s %s", name, object[0])
			}
		}
	}
}
