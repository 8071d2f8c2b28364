package invoice_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/invoice"
)

func TestTaxpayerNumbers(t *testing.T) {
	for id, valid := range map[string]bool{
		"91110000802100433B":   true,  // the published seller
		"91110000802100433A":   false, // wrong check character
		"91110000802100433":    false, // too short
		"9111000080210043IB":   false, // no I in the alphabet
		"110000802100433":      true,  // fifteen of the older form
		"11000080210043312345": true,  // twenty of the older form
		"11000080210043三":      false,
		"":                     false,
	} {
		require.Equal(t, valid, invoice.ValidTaxpayerID(id), id)
	}
}

// Any single wrong character of a credit code is found.
func TestCreditCodeFindsEverySingleError(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	rapid.Check(t, func(t *rapid.T) {
		var code strings.Builder
		for range 17 {
			code.WriteByte(alphabet[rapid.IntRange(0, 30).Draw(t, "value")])
		}
		check, ok := invoice.CreditCodeCheck(code.String())
		require.True(t, ok)
		right := code.String() + string(check)
		require.True(t, invoice.ValidTaxpayerID(right))
		at, other := rapid.IntRange(0, 17).Draw(t, "at"), alphabet[rapid.IntRange(0, 30).Draw(t, "other")]
		if right[at] != other {
			require.False(t, invoice.ValidTaxpayerID(right[:at]+string(other)+right[at+1:]))
		}
	})
}

func TestA4TitlesAreComparedNormalised(t *testing.T) {
	require.True(t, invoice.SameTitle("北京甲（集团）有限公司", "北京甲(集团) 有限公司"))
	require.True(t, invoice.SameTitle("ＡＢＣ科技", "ABC 科技"))
	require.False(t, invoice.SameTitle("北京甲科技有限公司", "北京乙科技有限公司"))
	require.False(t, invoice.SameTitle("abc科技", "ABC科技"))
}

func TestI4SerialsAreComputedAndDistinct(t *testing.T) {
	first := invoice.SerialFor("app-1", 1)
	require.Equal(t, first, invoice.SerialFor("app-1", 1))
	require.NotEqual(t, first, invoice.SerialFor("app-1", 2))
	require.NotEqual(t, first, invoice.SerialFor("app-11", 1))
	require.Regexp(t, "^KP[A-Z2-7]{18}$", string(first))
}

func TestTransitionsLeadOnlyForward(t *testing.T) {
	require.True(t, invoice.Approved.CanBecome(invoice.Issued))
	require.False(t, invoice.Issued.CanBecome(invoice.Approved))
	require.False(t, invoice.Failed.CanBecome(invoice.Issued))
	require.Equal(t, []invoice.Status{invoice.Planned, invoice.Approved, invoice.Failed}, invoice.Life.Sources(invoice.Cancelled))
}
