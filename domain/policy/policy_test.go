package policy_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
)

func TestDefaultsAreThePublishedRules(t *testing.T) {
	p := policy.Default()
	require.NoError(t, p.Check())
	require.Equal(t, 10*time.Minute, p.Review.AutomaticWithin.Std())
	require.Equal(t, 3, p.Review.ManualWithinWorkingDays)
	require.Equal(t, 24*time.Hour, p.Issue.ElectronicWithin.Std())
	require.Equal(t, 15, p.Issue.PaperWithinWorkingDays)
	require.Equal(t, "99999.99", p.Limits.Electronic.String())
	require.Equal(t, "1000000.00", p.Limits.Paper.String())
	require.Equal(t, "91110000802100433B", p.Seller.TaxpayerID)
}

// O3: what subscribers were told is kept by whole months in Shanghai, or for ever.
func TestO3DeliveriesAreKeptByWholeMonths(t *testing.T) {
	now := time.Date(2026, 11, 30, 16, 0, 0, 0, time.UTC) // midnight of the first of December in Shanghai
	for months, expected := range map[int]string{1: "2026-11-01", 13: "2025-11-01", 24: "2024-12-01"} {
		since, some := policy.Keep{DeliveriesMonths: months}.DeliveriesSince(now)
		require.True(t, some)
		require.Equal(t, expected+"T00:00:00+08:00", since.Format(time.RFC3339), months)
	}
	since, _ := policy.Keep{DeliveriesMonths: 1}.DeliveriesSince(now.Add(-time.Nanosecond))
	require.Equal(t, "2026-10-01T00:00:00+08:00", since.Format(time.RFC3339), "it is November still")
	_, some := policy.Keep{}.DeliveriesSince(now)
	require.False(t, some)
}

func TestAFileChangesOnlyWhatItNames(t *testing.T) {
	p, err := policy.Parse([]byte("review: {cool_off: 5s}\nrelease: {postpaid_at: \"09:30\"}\nlimits: {electronic: 50000.00}\n"))
	require.NoError(t, err)
	require.Equal(t, 5*time.Second, p.Review.CoolOff.Std())
	require.Equal(t, 3, p.Review.ManualWithinWorkingDays)
	require.Equal(t, policy.TimeOfDay{Hour: 9, Minute: 30}, p.Release.PostpaidAt)
	require.Equal(t, "50000.00", p.Limits.Electronic.String())
	require.Equal(t, policy.Default().Seller, p.Seller)
}

func TestWhatCannotBeMeantIsRefused(t *testing.T) {
	for text, key := range map[string]string{
		"reviews: {}":                          "reviews",
		"review: {cool_off: soon}":             "soon",
		"review: {cool_off: 11m}":              "review.automatic_within",
		"review: {cool_off: -1s}":              "review.cool_off",
		"review: {second_person_above: -1.00}": "review.second_person_above",
		"review: {second_person_above: much}":  "not an amount",
		"limits: {minimum: 0.00}":              "limits.minimum",
		"limits: {electronic: 1}":              "not an amount",
		"ship: {days: lunar}":                  "ship.days",
		"release: {postpaid_at: \"25:00\"}":    "25:00",
		"paper: {dispatch: owl}":               "paper.dispatch",
		"kinds: [{certification: individual, kind: special, media: [paper]}]":  "which the law forbids",
		"kinds: [{certification: enterprise, kind: ordinary, media: [vinyl]}]": "kinds[0]",
		"seller: {name: \"\"}":     "seller",
		"seller: {name: 上海丙云有限公司}": "seller needs",
		"seller: {name: 上海丙云有限公司, taxpayer_id: 91310000MA1FL00000, address_phone: 上海 1, bank_account: 工行 1}": "seller.taxpayer_id",
		"returns: {address: 上海市某路1号}": "returns",
		"tax_rates: []":                                       "tax_rates",
		"tax_rates: [0.06, 0.060]":                            "tax_rates[1]",
		"tax_rates: [0.06, free]":                             "not a tax rate",
		"keep: {deliveries_months: -1}":                       "keep.deliveries_months",
		"sandbox: true":                                       "sandbox",
		"kinds: [{certification: enterprise, kind: special}]": "kinds[0]",
		"kinds: [{certification: enterprise, kind: special, media: []}, {certification: enterprise, kind: special, media: [paper]}]": "kinds[1]",
		"vendors: {isv-1: {taxpayer_id: 91110000802100433B}}":                                                                        "vendors.isv-1",
		"vendors: {platform: {name: 某某公司}}":                                                                                          "vendors.platform",
		"vendors: {isv-1: {name: 某某公司, email: nobody}}":                                                                              "isv-1.email",
	} {
		_, err := policy.Parse([]byte(text))
		require.ErrorContains(t, err, key, text)
	}
	_, err := policy.Load("no-such-file.yaml")
	require.Error(t, err)
}

func TestThePolicyIsShownAsItIsWritten(t *testing.T) {
	text, err := json.Marshal(policy.Default())
	require.NoError(t, err)
	require.Contains(t, string(text), `"postpaid_at":"10:00"`)
	require.Contains(t, string(text), `"cool_off":"1m0s"`)
	require.Contains(t, string(text), `"electronic":"99999.99"`)
}

func TestL5AVendorIsTheSellerUnderItsNameWhereItIsKnown(t *testing.T) {
	p, err := policy.Parse([]byte("vendors: {isv-1: {name: 某某软件有限公司, taxpayer_id: 91110000802100433B}}"))
	require.NoError(t, err)
	require.Equal(t, invoice.Party{Name: "某某软件有限公司", TaxpayerID: "91110000802100433B"}, p.Vendor("isv-1"))
	require.Equal(t, invoice.Party{Name: "isv-2"}, p.Vendor("isv-2"))
}

// T1, T2: a key is spelled as documented, and stands once; what is wrong is named with its line.
func TestT1T2AKeyStandsOnceAsItIsSpelled(t *testing.T) {
	for text, said := range map[string]string{
		"review:\n  cool_off: 5s\n  cool_off: 6s\n":           "line 3",
		"review: {cool_off: 5s}\nship: {}\nreview: {}\n":      "line 3",
		"limits:\n  Remark: 10\n":                             "line 2: field Remark not found",
		"vendors:\n  a: {name: 甲}\n  a: {name: 乙}\n":          "line 3",
		"review: {cool_off: 5s}\n---\nreview: {cool_off: 6s}": "one policy is in a file",
		"seller: {name: \"\xb1\xb1\"}":                        "UTF-8",
	} {
		_, err := policy.Parse([]byte(text))
		require.ErrorContains(t, err, said, text)
	}
}

// T4: the texts of the file are judged as all others are.
func TestT4TheTextsOfThePolicyAreJudged(t *testing.T) {
	for text, said := range map[string]string{
		"seller:\n  name: \"　\"\n":                                   "seller needs name, taxpayer_id, address_phone and bank_account",
		"vendors:\n  isv-1:\n    name: \"某\\u202e某\"\n":              "line 3: isv-1.name: 2. character",
		"seller:\n  name: 上海丙云有限公司\n  bank_account: \"a\\u0007b\"\n": "line 3: seller.bank_account: 2. character",
		"vendors: {isv-1: {name: \"()\"}}":                           "isv-1.name: It says nothing",
	} {
		_, err := policy.Parse([]byte(text))
		require.ErrorContains(t, err, said, text)
	}
	p, err := policy.Parse([]byte("seller: {name: \" 上海\\u200b丙云有限公司 \", taxpayer_id: 91110000 802100433b, address_phone: 某路1号, bank_account: 某行 1}\n"))
	require.NoError(t, err)
	require.Equal(t, "上海丙云有限公司", p.Seller.Name)
	require.Equal(t, "91110000802100433B", p.Seller.TaxpayerID)
}

const ownSeller = `
seller:
  name: 上海丙云有限公司
  taxpayer_id: 91310000MA1FL0000N
  address_phone: 上海市浦东新区某路1号 021-55500100
  bank_account: 某某银行上海分行 755900000000001
`

// M2: the seller is one company or another; nothing of the default is left beside what a file says.
func TestM2TheSellerIsWholeOrRefused(t *testing.T) {
	p, err := policy.Parse([]byte(ownSeller))
	require.NoError(t, err)
	require.Equal(t, policy.Seller{Party: invoice.Party{
		Name: "上海丙云有限公司", TaxpayerID: "91310000MA1FL0000N", AddressPhone: "上海市浦东新区某路1号 021-55500100", BankAccount: "某某银行上海分行 755900000000001",
	}, Drawer: "系统开票"}, p.Seller, "no English name of another company")
	for _, member := range []string{"name", "taxpayer_id", "address_phone", "bank_account"} {
		_, err := policy.Parse([]byte(strings.ReplaceAll(ownSeller, "  "+member+":", "  drawer:")))
		require.Error(t, err, member)
	}
}

// M2: the default is another company's; with a real provider nobody may invoice in its name by forgetting a line.
func TestM2TheDefaultSellerIsForTheSandboxOnly(t *testing.T) {
	p, err := policy.Default().For(true)
	require.NoError(t, err)
	require.True(t, p.Sandbox)
	_, err = policy.Default().For(false)
	require.ErrorContains(t, err, "has to name the seller")
	require.ErrorContains(t, err, "where originals are sent back to")
	own, err := policy.Parse([]byte(ownSeller))
	require.NoError(t, err)
	_, err = own.For(false)
	require.ErrorContains(t, err, "returns")
	require.NotContains(t, err.Error(), "name the seller")
	own, err = policy.Parse([]byte(ownSeller + "returns: {address: 上海市某路1号, recipient: 财务部, phone: 021-55500100}\n"))
	require.NoError(t, err)
	own, err = own.For(false)
	require.NoError(t, err)
	require.False(t, own.Sandbox)
	require.Equal(t, policy.Returns{Address: "上海市某路1号", Recipient: "财务部", Phone: "021-55500100"}, own.Returns)
}

// M20: a Chinese document carries the Chinese spelling of the published seller.
func TestM20TheDefaultSellerIsSpelledInChinese(t *testing.T) {
	seller := policy.Default().Seller
	require.Equal(t, invoice.Party{
		Name: "北京百度网讯科技有限公司", TaxpayerID: "91110000802100433B",
		AddressPhone: "北京市海淀区上地十街10号百度大厦2层 59922888", BankAccount: "招商银行北京分行上地支行 110902160610402",
	}, seller.Party)
	require.Equal(t, "Beijing Baidu Netcom Science and Technology Co., Ltd.", seller.NameEN)
	require.Contains(t, seller.AddressEN, "No. 10 Shangdi 10th Street")
}

// M10: a row of a file changes what is offered to one kind of account, and nothing else.
func TestM10KindsAreMergedRowByRow(t *testing.T) {
	both := []invoice.Medium{invoice.Electronic, invoice.Paper}
	p, err := policy.Parse([]byte("kinds: [{certification: enterprise, kind: special, media: [electronic, paper]}, " +
		"{certification: organization, kind: special, media: [paper]}, {certification: individual, kind: ordinary, media: []}]"))
	require.NoError(t, err)
	require.Equal(t, []policy.KindAllowed{
		{Certification: invoice.Individual, Kind: invoice.Ordinary, Media: []invoice.Medium{}},
		{Certification: invoice.Enterprise, Kind: invoice.Ordinary, Media: both},
		{Certification: invoice.Organization, Kind: invoice.Ordinary, Media: both},
		{Certification: invoice.Enterprise, Kind: invoice.Special, Media: both},
		{Certification: invoice.Organization, Kind: invoice.Special, Media: []invoice.Medium{invoice.Paper}},
	}, p.Kinds)
	require.False(t, p.Offers(invoice.Individual, invoice.Ordinary, invoice.Paper))
	require.True(t, p.Offers(invoice.Enterprise, invoice.Ordinary, invoice.Electronic))
	require.Equal(t, []invoice.Medium{invoice.Paper}, policy.Default().Kinds[3].Media, "the defaults are as they were")
}

// M9: the rates are a list of the policy; exempt is a word of its own.
func TestM9TheRatesAreAListOfThePolicy(t *testing.T) {
	text, err := json.Marshal(policy.Default().TaxRates)
	require.NoError(t, err)
	require.JSONEq(t, `["0.13", "0.09", "0.06", "0.05", "0.03", "0.01", "0.00", "exempt"]`, string(text))
	p, err := policy.Parse([]byte("tax_rates: [0.06, exempt]"))
	require.NoError(t, err)
	require.Len(t, p.TaxRates, 2)
	require.True(t, p.Sells(money.MustParseRate("0.0600")))
	require.True(t, p.Sells(money.Exempt))
	require.False(t, p.Sells(money.MustParseRate("0")))
	require.False(t, p.Sells(money.MustParseRate("0.6")))
}

// O1: above an amount two people approve, and never above none; a cent more is above it.
func TestO1WhatNeedsASecondPerson(t *testing.T) {
	require.False(t, policy.Default().Review.NeedsSecondPerson(money.MustParse("99999999.99")))
	p, err := policy.Parse([]byte("review: {second_person_above: 500000.00}"))
	require.NoError(t, err)
	require.False(t, p.Review.NeedsSecondPerson(money.MustParse("500000.00")))
	require.True(t, p.Review.NeedsSecondPerson(money.MustParse("500000.01")))
}
