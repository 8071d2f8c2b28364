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
		"vendors: {isv-1: {name: 某某公司, email: nobody}}":       "vendors.isv-1.email",
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

// M5, V10: where a vendor is told of new work is its own matter: everybody may read the policy.
func TestM5WhereAVendorIsToldIsNotShown(t *testing.T) {
	p, err := policy.Parse([]byte("vendors: {isv-1: {name: 某某软件有限公司, email: isv@example.test}}"))
	require.NoError(t, err)
	require.Equal(t, "isv@example.test", p.Vendors["isv-1"].Email)
	shown, err := json.Marshal(p)
	require.NoError(t, err)
	require.Contains(t, string(shown), `"isv-1":{"name":"某某软件有限公司"}`)
	require.NotContains(t, string(shown), "isv@")
}
