package invoice_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

func line(number int, net, tax string) invoice.Line {
	l := invoice.Line{
		Number: number, Product: "云服务器", TaxCode: "3040203000000000000", TaxRate: money.MustParseRate("0.06"), Net: money.MustParse(net),
		Tax: money.MustParse(tax),
	}
	l.Gross = l.Net.Add(l.Tax)
	return l
}

// Case 52: of 10,600.00 first 2,120.00 are red-issued; 9,000.00 more would be too much; the rest is 8,480.00.
func TestCase52PartsAndTheRest(t *testing.T) {
	blue := []invoice.Line{line(1, "10000.00", "600.00")}
	first, refused := invoice.PartOf(invoice.Left(blue, nil), map[int]money.Amount{1: money.MustParse("2000.00")})
	require.Empty(t, refused)
	red := invoice.Red("KP1", "26112000000000000001", invoice.RedReturn, first)
	require.Equal(t, []string{"-2000.00", "-120.00", "-2120.00"}, []string{red.Net.String(), red.Tax.String(), red.Gross.String()})

	left := invoice.Left(blue, first)
	_, _, gross := invoice.Totals(left)
	require.Equal(t, "8480.00", gross.String())
	_, refused = invoice.PartOf(left, map[int]money.Amount{1: money.MustParse("9000.00"), 2: money.Cent})
	require.Len(t, refused, 2)
	require.Equal(t, refusal.ExceedsRemaining, refused[0].Code)
	require.Equal(t, refusal.UnknownLine, refused[1].Code)
	require.Equal(t, "-8480.00", invoice.Red("KP2", "26112000000000000001", invoice.RedError, left).Gross.String())
	require.Empty(t, invoice.Left(blue, append(first, left...)))
}

// V2: however a line is red-issued in parts, the parts add up to it to the cent, and none is negative.
func TestV2PartsAddUpToTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gross := money.FromCents(rapid.Int64Range(1, 10_000_000).Draw(t, "gross"))
		rate := money.MustParseRate(rapid.SampledFrom([]string{"0.00", "0.01", "0.06", "0.13"}).Draw(t, "rate"))
		blue := invoice.Line{Number: 1, TaxRate: rate, Gross: gross, Net: rate.Net(gross)}
		blue.Tax = gross.Sub(blue.Net)
		var red []invoice.Line
		for left := []invoice.Line{blue}; len(left) > 0; left = invoice.Left([]invoice.Line{blue}, red) {
			net := money.FromCents(rapid.Int64Range(1, max(1, left[0].Net.Cents())).Draw(t, "net"))
			if len(red) == 5 || left[0].Net.IsZero() {
				red = append(red, left...)
				continue
			}
			parts, refused := invoice.PartOf(left, map[int]money.Amount{1: net})
			require.Empty(t, refused)
			require.False(t, parts[0].Tax.IsNegative())
			require.True(t, parts[0].Gross.Equal(parts[0].Net.Add(parts[0].Tax)))
			red = append(red, parts...)
		}
		net, tax, total := invoice.Totals(red)
		require.Equal(t, []string{blue.Net.String(), blue.Tax.String(), blue.Gross.String()}, []string{net.String(), tax.String(), total.String()})
	})
}
