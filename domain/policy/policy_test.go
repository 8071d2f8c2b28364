package policy_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
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

func TestAFileChangesOnlyWhatItNames(t *testing.T) {
	p, err := policy.Parse([]byte("review: {cool_off: 5s}\nrelease: {postpaid_at: \"09:30\"}\nlimits: {electronic: 50000.00}\nseller: {name: 上海丙云有限公司}\n"))
	require.NoError(t, err)
	require.Equal(t, 5*time.Second, p.Review.CoolOff.Std())
	require.Equal(t, 3, p.Review.ManualWithinWorkingDays)
	require.Equal(t, policy.TimeOfDay{Hour: 9, Minute: 30}, p.Release.PostpaidAt)
	require.Equal(t, "50000.00", p.Limits.Electronic.String())
	require.Equal(t, "上海丙云有限公司", p.Seller.Name)
	require.Equal(t, "91110000802100433B", p.Seller.TaxpayerID)
}

func TestWhatCannotBeMeantIsRefused(t *testing.T) {
	for text, key := range map[string]string{
		"reviews: {}":                       "reviews",
		"review: {cool_off: soon}":          "soon",
		"review: {cool_off: 11m}":           "review.automatic_within",
		"review: {cool_off: -1s}":           "review.cool_off",
		"limits: {minimum: 0.00}":           "limits.minimum",
		"limits: {electronic: 1}":           "not an amount",
		"ship: {days: lunar}":               "ship.days",
		"release: {postpaid_at: \"25:00\"}": "25:00",
		"paper: {dispatch: owl}":            "paper.dispatch",
		"kinds: [{certification: individual, kind: special, media: [paper]}]":  "which the law forbids",
		"kinds: [{certification: enterprise, kind: ordinary, media: [vinyl]}]": "kinds[0]",
		"seller: {name: \"\"}":                                "seller",
		"vendors: {isv-1: {taxpayer_id: 91110000802100433B}}": "vendors.isv-1",
		"vendors: {platform: {name: 某某公司}}":                   "vendors.platform",
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
		"seller:\n  name: \"　\"\n":                                   "seller needs a name",
		"vendors:\n  isv-1:\n    name: \"某\\u202e某\"\n":              "line 3: isv-1.name: 2. character",
		"seller:\n  name: 上海丙云有限公司\n  bank_account: \"a\\u0007b\"\n": "line 3: seller.bank_account: 2. character",
		"vendors: {isv-1: {name: \"()\"}}":                           "isv-1.name: It says nothing",
	} {
		_, err := policy.Parse([]byte(text))
		require.ErrorContains(t, err, said, text)
	}
	p, err := policy.Parse([]byte("seller: {name: \" 上海\\u200b丙云有限公司 \", taxpayer_id: 91110000 802100433b}\n"))
	require.NoError(t, err)
	require.Equal(t, "上海丙云有限公司", p.Seller.Name)
	require.Equal(t, "91110000802100433B", p.Seller.TaxpayerID)
}
