package documents_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

func TestCase59AStubCopyShowsTheInvoiceAndThatItIsACopy(t *testing.T) {
	for kind, title := range map[invoice.Kind]string{invoice.Special: "增值税专用发票", invoice.Ordinary: "增值税普通发票"} {
		// given
		sample := stubCopy(2)
		sample.Kind = kind
		// when
		content, err := press(t).StubCopy(sample)
		// then
		require.NoError(t, err)
		pages := textOf(t, content)
		require.Len(t, pages, 1)
		requireTexts(
			t, pages[0], title, "记账联（存根联）复印件", "复印件 COPY", "发票号码：", sample.Number, "开票日期：", "2026年09月24日",
			seller.Name, seller.TaxpayerID, seller.AddressPhone, seller.BankAccount,
			sample.Buyer.Name, sample.Buyer.TaxpayerID, sample.Buyer.AddressPhone, sample.Buyer.BankAccount,
			"云服务器 ecs.g7.xlarge 第1台 3040203000000000000 1,000.00 6% 60.00", "¥2,000.00", "¥120.00", "¥2,120.00", "贰仟壹佰贰拾圆整",
			sample.Remark, "发票专用章", "原发票仍然有效，本件不是另行开具的第二张发票",
			"The invoice stays valid; this is no second invoice", "2026-11-24", sample.Reference,
		)
		requireNumbered(t, pages)
	}
}

// M3: a copy has everything that the original has: the short names of tax codes, all columns of the form, and who drew it. One of the
// sandbox says so, on every page.
func TestM3ACopyHasAllThatWasIssued(t *testing.T) {
	for lines, sandbox := range map[int]bool{2: true, 60: true, 3: false} {
		sample := stubCopy(lines)
		sample.Sandbox, sample.Drawer = sandbox, "王五"
		for i := range sample.Lines {
			sample.Lines[i].Category = "信息系统服务"
		}
		sample.Lines[1].TaxRate, sample.Lines[1].Product = money.Exempt, "技术咨询"
		content, err := press(t).StubCopy(sample)
		require.NoError(t, err)
		pages := textOf(t, content)
		requireTexts(t, strings.Join(pages, ""), "*信息系统服务*云服务器", "*信息系统服务*技术咨询", "免税", "开票人：王五")
		for _, page := range pages {
			requireTexts(t, page, "复印件 COPY", "规格型号", "单位", "数量", "单价", "税收分类编码", "金　额", "税率", "税　额")
			require.Equal(t, sandbox, strings.Contains(page, "SANDBOX"))
		}
	}
}

func TestV6TheSealCarriesTheNameOfTheSeller(t *testing.T) {
	// given: a seller whose name stands in the seal and in its block, and nowhere else
	sample := stubCopy(1)
	sample.Seller = invoice.Party{Name: "甲乙丙丁"}
	// when
	content, err := press(t).StubCopy(sample)
	// then
	require.NoError(t, err)
	page := textOf(t, content)[0]
	for _, character := range sample.Seller.Name {
		require.Equal(t, 2, strings.Count(page, string(character)))
	}
}

func TestV6AStubWithManyLinesGoesOnAndEndsWithTheSeal(t *testing.T) {
	content, err := press(t).StubCopy(stubCopy(120))
	require.NoError(t, err)
	pages := textOf(t, content)
	require.Greater(t, len(pages), 3)
	requireNumbered(t, pages)
	for i, page := range pages {
		requireTexts(t, page, "复印件 COPY", "26112000000000000001", "税收分类编码")
		last := i == len(pages)-1
		require.Equal(t, last, strings.Contains(page, "发票专用章"))
		require.Equal(t, last, strings.Contains(page, "价税合计"))
		require.Equal(t, !last, strings.Contains(page, "续下页"))
	}
}

func TestV6LongTextsStandThereInFull(t *testing.T) {
	sample := longStubCopy()
	content, err := press(t).StubCopy(sample)
	require.NoError(t, err)
	all := strings.Join(textOf(t, content), "")
	requireTexts(
		t, all, sample.Buyer.Name, sample.Seller.AddressPhone, sample.Seller.BankAccount, sample.Remark,
		"-9,999,999,999,999.99", sample.Gross.Capitals(),
	)
}

func TestTheSameDocumentGivesTheSameBytesAlsoFromMany(t *testing.T) {
	press := press(t)
	for name, made := range map[string]func() ([]byte, error){
		"pro-forma": func() ([]byte, error) { return press.Proforma(proforma(40)) },
		"stub copy": func() ([]byte, error) { return press.StubCopy(stubCopy(40)) },
	} {
		first, err := made()
		require.NoError(t, err)
		copies, failures := make([][]byte, 8), make([]error, 8)
		var together sync.WaitGroup
		for i := range copies {
			together.Go(func() { copies[i], failures[i] = made() })
		}
		together.Wait()
		for i := range copies {
			require.NoError(t, failures[i])
			require.True(t, bytes.Equal(first, copies[i]), name)
		}
	}
}
