package documents_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/document"
	"kaipiao/domain/invoice"
	"kaipiao/typeface"
)

func TestA9AProformaSaysInBothLanguagesThatItIsNoVATInvoice(t *testing.T) {
	// given
	sample := proforma(3)
	// when
	content, err := press(t).Proforma(sample)
	// then
	require.NoError(t, err)
	pages := textOf(t, content)
	require.Len(t, pages, 1)
	requireTexts(
		t, pages[0], "形式发票", "PRO-FORMA INVOICE", "本形式发票不是增值税发票", "This pro-forma invoice is not a VAT invoice",
		"编号 No.", sample.Number, "日期 Date", "2026-11-24", string(sample.Account), sample.Reference,
		"卖方 Seller", seller.Name, seller.TaxpayerID, seller.AddressPhone, seller.BankAccount,
		"客户 Customer", sample.Customer.Name, sample.Customer.AddressPhone,
		"云服务器 ecs.g7.xlarge 第1台", "2026-10-01 – 2026-10-31", "6%", "1,060.00", "GPU workstation, licence 3", "2026-10-09", "13%",
		"2,000.00 120.00 2,120.00", "938.05 121.95 1,060.00", "合计 Total (CNY)", "3,180.00", "大写 In words：叁仟壹佰捌拾圆整",
	)
	requireNumbered(t, pages)
}

// M20: a customer abroad reads the seller's name and address in English, below the Chinese ones.
func TestM20AProformaNamesTheSellerInEnglishToo(t *testing.T) {
	sample := proforma(1)
	sample.SellerNameEN, sample.SellerAddressEN = "Beijing Baidu Netcom Science and Technology Co., Ltd.", "No. 10 Shangdi 10th Street, Beijing"
	sample.Customer.TaxpayerID = "HRB 12345/DE"
	content, err := press(t).Proforma(sample)
	require.NoError(t, err)
	requireTexts(t, textOf(t, content)[0], seller.Name, sample.SellerNameEN, seller.AddressPhone, sample.SellerAddressEN,
		"注册登记号码 Registration No.", "HRB 12345/DE")
}

func TestA9HundredsOfLinesGoOnFromPageToPage(t *testing.T) {
	// given
	sample := proforma(400)
	// when
	content, err := press(t).Proforma(sample)
	// then: each line stands there once, in order, and each page has the head of the document and of the table
	require.NoError(t, err)
	pages := textOf(t, content)
	require.Greater(t, len(pages), 10)
	requireNumbered(t, pages)
	for _, page := range pages {
		requireTexts(t, page, sample.Number, "本形式发票不是增值税发票", "This pro-forma invoice is not a VAT invoice", "Amount incl. tax, CNY")
	}
	all := strings.Join(pages, "")
	for i, line := range sample.Lines {
		row := squeezed(fmt.Sprintf("%d%s%s%s%s", i+1, line.Product, line.Period, line.TaxRate.Percent(), line.Amount.Grouped()))
		before, after, found := strings.Cut(all, row)
		require.True(t, found, row)
		require.NotContains(t, before, "合计Total")
		all = after
	}
	requireTexts(t, pages[len(pages)-1], "合计 Total (CNY)", "424,000.00", "Seal of the seller")
	require.NotContains(t, strings.Join(pages[:len(pages)-1], ""), "合计Total")
}

func TestA9WhatIsNotKnownOfACustomerIsNotShown(t *testing.T) {
	sample := proforma(1)
	sample.Customer = invoice.Party{Name: "Example Pte. Ltd."}
	sample.Account, sample.Reference = "", ""
	content, err := press(t).Proforma(sample)
	require.NoError(t, err)
	page := textOf(t, content)[0]
	requireTexts(t, page, "Example Pte. Ltd.")
	require.Equal(t, 1, strings.Count(page, "TaxpayerID"), "the seller's")
	for _, label := range []string{"Account", "Reference", "备注"} {
		require.NotContains(t, page, label)
	}
}

func TestA9LongTextsStandThereInFull(t *testing.T) {
	sample := longProforma()
	content, err := press(t).Proforma(sample)
	require.NoError(t, err)
	all := strings.Join(textOf(t, content), "")
	requireTexts(
		t, all, sample.Customer.Name, sample.Customer.AddressPhone, sample.Customer.BankAccount, sample.Remark,
		"9,999,999,999,999,999.99",
	)
	// The first row of a product is followed by the figures of its line, so its beginning and its end are looked for.
	product := []rune(sample.Lines[0].Product)
	requireTexts(t, all, string(product[:15]), string(product[40:]))
}

func TestACharacterWithoutGlyphMakesNoDocument(t *testing.T) {
	for _, text := range []string{"𠮷野家", "发票😀", "\u0378"} {
		for field, change := range map[string]func(*document.Proforma){
			"name":    func(d *document.Proforma) { d.Customer.Name = text },
			"product": func(d *document.Proforma) { d.Lines[0].Product = text },
			"remark":  func(d *document.Proforma) { d.Remark = text },
			"number":  func(d *document.Proforma) { d.Number = text },
		} {
			sample := proforma(1)
			change(&sample)
			content, err := press(t).Proforma(sample)
			require.ErrorIs(t, err, document.ErrUnprintable, field)
			require.ErrorIs(t, err, typeface.ErrGlyph, field)
			require.Empty(t, content)
		}
		sample := stubCopy(1)
		sample.Seller.Name = text
		content, err := press(t).StubCopy(sample)
		require.ErrorIs(t, err, document.ErrUnprintable)
		require.Empty(t, content)
	}
}
