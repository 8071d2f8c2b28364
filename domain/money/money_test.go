package money_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/money"
)

func TestParseTakesTwoDecimalsOnly(t *testing.T) {
	for _, good := range []string{"0.00", "0.01", "-0.01", "99999.99", "1234567890123456.00"} {
		amount, err := money.Parse(good)
		require.NoError(t, err)
		require.Equal(t, good, amount.String())
	}
	for _, bad := range []string{"", "1", "1.1", "1.100", "01.00", "1,000.00", "1e2", "+1.00", " 1.00", "NaN", "12345678901234567.00", "０.01"} {
		_, err := money.Parse(bad)
		require.ErrorIs(t, err, money.ErrFormat, bad)
	}
}

func TestJSONKeepsTwoDecimalsAndRefusesNumbers(t *testing.T) {
	text, err := json.Marshal(money.MustParse("1.10"))
	require.NoError(t, err)
	require.Equal(t, `"1.10"`, string(text))
	var amount money.Amount
	require.NoError(t, json.Unmarshal([]byte(`"1.10"`), &amount))
	require.Equal(t, "1.10", amount.String())
	require.Error(t, json.Unmarshal([]byte(`1.10`), &amount))
}

func TestScanRefusesMoreThanTwoPlaces(t *testing.T) {
	var amount money.Amount
	require.NoError(t, amount.Scan("12.30"))
	require.Equal(t, "12.30", amount.String())
	require.Error(t, amount.Scan("12.345"))
}

func TestGrouped(t *testing.T) {
	for text, grouped := range map[string]string{"0.00": "0.00", "999.99": "999.99", "-1000.00": "-1,000.00", "1234567.80": "1,234,567.80"} {
		require.Equal(t, grouped, money.MustParse(text).Grouped())
	}
}

func TestNetOfAcceptanceCases(t *testing.T) {
	six := money.MustParseRate("0.06")
	for gross, net := range map[string]string{
		"0.01": "0.01", "99999.99": "94339.61", "50000.02": "47169.83", "10600.00": "10000.00", "250000.00": "235849.06",
	} {
		require.Equal(t, net, six.Net(money.MustParse(gross)).String(), gross)
	}
	require.Equal(t, "10000.00", money.MustParseRate("0.13").Net(money.MustParse("11300.00")).String())
}

func TestRateIsReadStrictly(t *testing.T) {
	for _, bad := range []string{"", "6%", "1", "1.00", "-0.06", "0.06000", ".06", "0,06"} {
		_, err := money.ParseRate(bad)
		require.ErrorIs(t, err, money.ErrRate, bad)
	}
	require.Equal(t, "0.06", money.MustParseRate("0.0600").String())
	require.Equal(t, "0.00", money.MustParseRate("0").String())
	require.Equal(t, "0.005", money.MustParseRate("0.005").String())
	require.Equal(t, "0.10", money.MustParseRate("0.100").String(), "one spelling of a rate")
	require.Equal(t, "6%", money.MustParseRate("0.06").Percent())
}

// Net is within half a cent of the exact net, and a reversal is exactly the negative (red = −blue).
func TestNetIsRoundedHalfUpAndSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gross := money.FromCents(rapid.Int64Range(0, 100_000_000_000).Draw(t, "cents"))
		rate := money.MustParseRate(rapid.SampledFrom([]string{"0", "0.01", "0.03", "0.06", "0.09", "0.13"}).Draw(t, "rate"))
		net := rate.Net(gross)
		require.True(t, rate.Net(gross.Neg()).Equal(net.Neg()))
		// |net × (1 + rate) − gross| ≤ half a cent × (1 + rate), checked without division
		one := money.MustParse("1.00").Decimal()
		factor := one.Add(money.MustParseRate(rate.String()).Decimal())
		off := net.Decimal().Mul(factor).Sub(gross.Decimal()).Abs()
		require.True(t, off.LessThanOrEqual(money.Cent.Decimal().Div(one.Add(one)).Mul(factor)))
	})
}

// M9: what is exempt is at no rate, and is not at the rate 0.
func TestM9ExemptIsAWordOfItsOwn(t *testing.T) {
	exempt, zero, six := money.MustParseRate("exempt"), money.MustParseRate("0.00"), money.MustParseRate("0.06")
	require.True(t, exempt.Equal(money.Exempt))
	require.False(t, exempt.Equal(zero))
	require.Negative(t, exempt.Cmp(zero))
	require.Positive(t, zero.Cmp(exempt))
	require.Negative(t, exempt.Cmp(six))
	require.False(t, exempt.Taxed())
	require.False(t, zero.Taxed())
	require.True(t, six.Taxed())
	require.Equal(t, "免税", exempt.Percent())
	require.Equal(t, "0%", zero.Percent())
	require.Equal(t, "100.00", exempt.Net(money.MustParse("100.00")).String())
	// it goes through JSON and the database as it is
	var read, stored money.Rate
	text, err := json.Marshal(exempt)
	require.NoError(t, err)
	require.JSONEq(t, `"exempt"`, string(text))
	require.NoError(t, json.Unmarshal(text, &read))
	require.True(t, read.Equal(exempt))
	value, err := exempt.Value()
	require.NoError(t, err)
	require.NoError(t, stored.Scan(value))
	require.True(t, stored.Equal(exempt))
	for _, bad := range []string{"Exempt", "免税", "EXEMPT", "exempt "} {
		_, err := money.ParseRate(bad)
		require.ErrorIs(t, err, money.ErrRate, bad)
	}
}
