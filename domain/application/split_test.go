package application_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
)

func take(id ids.Consumption, product, rate, amount string) ledger.Take {
	return ledger.Take{
		Record: ledger.Record{Consumption: id, Product: product, TaxCode: "3040203000000000000", TaxRate: money.MustParseRate(rate)},
		Amount: money.MustParse(amount),
	}
}

var electronicCap, paperCap = money.MustParse("99999.99"), money.MustParse("1000000.00")

func amounts(invoices []application.PlannedInvoice) string {
	text := ""
	for _, i := range invoices {
		text += fmt.Sprintf("%s=%s+%s ", i.Gross, i.Net, i.Tax)
	}
	return text
}

func TestA7SplitOfAcceptanceCases(t *testing.T) {
	for _, c := range []struct {
		name, amount string
		limit        money.Amount
		want         string
	}{
		{"case 9", "0.01", electronicCap, "0.01=0.01+0.00 "},
		{"case 10, one", "99999.99", electronicCap, "99999.99=94339.61+5660.38 "},
		{"case 10, two", "100000.00", electronicCap, "99999.99=94339.61+5660.38 0.01=0.01+0.00 "},
		{"case 11", "250000.00", electronicCap, "99999.99=94339.61+5660.38 99999.99=94339.61+5660.38 50000.02=47169.83+2830.19 "},
		{"case 12, one", "1000000.00", paperCap, "1000000.00=943396.23+56603.77 "},
		{"case 12, two", "1000000.01", paperCap, "1000000.00=943396.23+56603.77 0.01=0.01+0.00 "},
	} {
		invoices := application.Split([]ledger.Take{take("r", "云服务器", "0.06", c.amount)}, c.limit, 2000)
		require.Equal(t, c.want, amounts(invoices), c.name)
	}
	require.Len(t, application.Split([]ledger.Take{take("r", "p", "0.06", "2500000.00")}, paperCap, 2000), 3)
}

func TestA8RoundingDriftOfCase11(t *testing.T) {
	invoices := application.Split([]ledger.Take{take("r", "云服务器", "0.06", "250000.00")}, electronicCap, 2000)
	require.Equal(t, "0.01", application.RoundingDrift(invoices).String())
}

func TestA7AnApplicationComesToSoManyInvoicesAtMost(t *testing.T) {
	p := policy.Default()
	most := p.Limits.Electronic.Times(p.Limits.Invoices)
	for _, gross := range []money.Amount{most.Add(money.Cent), money.MustParse("999999999999999.99"), most} {
		takes := []ledger.Take{{Record: take("r", "云服务器", "0.06", "1.00").Record, Amount: gross}}
		plan, refusals := application.MakePlan(p, request(nil), application.Selection{Takes: takes})
		if gross.Equal(most) {
			require.Empty(t, refusals)
			require.Len(t, plan.Invoices, p.Limits.Invoices)
			continue
		}
		require.Equal(t, []refusal.Code{refusal.TooManyInvoices}, codes(refusals), gross)
	}
}

func TestCase20TwoTaxRatesMakeTwoInvoices(t *testing.T) {
	invoices := application.Split([]ledger.Take{take("a", "硬件", "0.13", "11300.00"), take("b", "云服务器", "0.06", "10600.00")}, electronicCap, 2000)
	require.Equal(t, "10600.00=10000.00+600.00 11300.00=10000.00+1300.00 ", amounts(invoices))
}

func TestLinesOfOneProductShareALine(t *testing.T) {
	invoices := application.Split([]ledger.Take{take("a", "云服务器", "0.06", "1.00"), take("b", "对象存储", "0.06", "2.00"), take("c", "云服务器", "0.06", "3.00")},
		electronicCap, 2000)
	require.Len(t, invoices, 1)
	require.Len(t, invoices[0].Lines, 2)
	require.Equal(t, "4.00", invoices[0].Lines[0].Gross.String())
	require.Len(t, invoices[0].Takes, 3)
	// and an invoice never has more lines than the bureau takes
	require.Len(t, application.Split([]ledger.Take{take("a", "x", "0.06", "1.00"), take("b", "y", "0.06", "2.00")}, electronicCap, 1), 2)
}

// For any records: nothing is lost, no invoice is above the cap, there are as few as can be, full ones come first, every
// line and every invoice adds up, and no line's tax is off by more than a cent.
func TestSplitKeepsEveryCent(t *testing.T) {
	rates := rapid.SampledFrom([]string{"0.06", "0.13", "0.00"})
	rapid.Check(t, func(t *rapid.T) {
		limit := money.FromCents(rapid.Int64Range(1, 100_000).Draw(t, "limit"))
		perRate := map[string]int64{}
		var takes []ledger.Take
		for i := range rapid.IntRange(1, 15).Draw(t, "takes") {
			rate, cents := rates.Draw(t, "rate"), rapid.Int64Range(1, 60_000).Draw(t, "cents")
			if limit.Cents() < 100 {
				cents = cents%500 + 1 // keep the number of invoices in bounds
			}
			perRate[rate] += cents
			takes = append(takes, take(ids.Consumption(fmt.Sprint("r", i)), fmt.Sprint("p", i%4), rate, money.FromCents(cents).String()))
		}
		invoices := application.Split(takes, limit, 2000)
		fewest := 0
		for _, cents := range perRate {
			fewest += int((cents + limit.Cents() - 1) / limit.Cents())
		}
		require.Len(t, invoices, fewest)
		gross := money.Zero
		for n, i := range invoices {
			require.False(t, limit.Less(i.Gross))
			if n+1 < len(invoices) && invoices[n+1].TaxRate.Equal(i.TaxRate) {
				require.True(t, i.Gross.Equal(limit), "full ones first")
			}
			require.True(t, i.Net.Add(i.Tax).Equal(i.Gross))
			require.True(t, i.Net.Equal(i.TaxRate.Net(i.Gross)))
			require.True(t, i.TaxRate.Net(i.Gross.Neg()).Equal(i.Net.Neg()), "red is minus blue")
			require.True(t, ledger.Total(i.Takes).Equal(i.Gross))
			lineGross, lineNet := money.Zero, money.Zero
			for _, line := range i.Lines {
				require.True(t, line.Net.Add(line.Tax).Equal(line.Gross))
				require.False(t, line.Net.IsNegative() || line.Tax.IsNegative())
				off := line.Net.Sub(line.TaxRate.Net(line.Gross))
				require.True(t, off.Decimal().Abs().LessThanOrEqual(money.Cent.Decimal()))
				lineGross, lineNet = lineGross.Add(line.Gross), lineNet.Add(line.Net)
			}
			require.True(t, lineGross.Equal(i.Gross) && lineNet.Equal(i.Net))
			gross = gross.Add(i.Gross)
		}
		require.True(t, gross.Equal(ledger.Total(takes)))
	})
}

// M8: the two lines of the example. No line has tax alone, and the invoice is exact.
func TestM8NoLineHasTaxAlone(t *testing.T) {
	planned := application.PlanInvoice([]ledger.Take{take("a", "云服务器", "0.06", "0.08"), take("b", "对象存储", "0.06", "0.01")})
	require.Equal(t, []string{"0.09", "0.08", "0.01"}, []string{planned.Gross.String(), planned.Net.String(), planned.Tax.String()})
	require.Len(t, planned.Lines, 2, "the other line gives it a cent")
	require.Equal(t, []string{"0.07", "0.01"}, []string{planned.Lines[0].Net.String(), planned.Lines[0].Tax.String()})
	require.Equal(t, []string{"0.01", "0.00"}, []string{planned.Lines[1].Net.String(), planned.Lines[1].Tax.String()})
	// one cent more, and nothing is to be done
	planned = application.PlanInvoice([]ledger.Take{take("a", "云服务器", "0.06", "0.08"), take("b", "对象存储", "0.06", "0.02")})
	require.Equal(t, []string{"0.08", "0.01"}, []string{planned.Lines[0].Net.String(), planned.Lines[1].Net.String()})
	// where no line has a cent to give, one stands for another, and the numbers go on without a gap
	var cents []ledger.Take
	for i := range 12 {
		cents = append(cents, take(ids.Consumption(fmt.Sprint("c", i)), fmt.Sprint("p", i), "0.13", "0.01"))
	}
	planned = application.PlanInvoice(cents)
	require.Equal(t, []string{"0.12", "0.11", "0.01"}, []string{planned.Gross.String(), planned.Net.String(), planned.Tax.String()})
	require.Len(t, planned.Lines, 11)
	for i, line := range planned.Lines {
		require.Equal(t, i+1, line.Number)
		require.Equal(t, "0.01", line.Net.String())
	}
}

// M8, for any records: every line has a net amount, lines add up to the invoice, no line is off by more than a cent, and what every line
// stands for are whole records.
func TestM8EveryLineHasANetAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.SampledFrom([]string{"0.00", "0.01", "0.06", "0.13", "0.99"}).Draw(t, "rate")
		most := rapid.SampledFrom([]int64{1, 2, 9, 1000}).Draw(t, "most")
		var takes []ledger.Take
		for i := range rapid.IntRange(1, 60).Draw(t, "takes") {
			one := take(ids.Consumption(fmt.Sprint("r", i)), fmt.Sprint("p", rapid.IntRange(0, 40).Draw(t, "product")), rate,
				money.FromCents(rapid.Int64Range(1, most).Draw(t, "cents")).String())
			one.TaxCode = rapid.SampledFrom([]string{"3040203000000000000", "3040201010000000000"}).Draw(t, "code")
			takes = append(takes, one)
		}
		planned := application.PlanInvoice(takes)
		stands := make([]money.Amount, len(planned.Lines))
		for _, one := range takes {
			home := invoice.LineFor(planned.Lines, one.Product, one.TaxCode)
			stands[home] = stands[home].Add(one.Amount)
		}
		net, tax, gross := invoice.Totals(planned.Lines)
		require.Equal(t, []string{planned.Net.String(), planned.Tax.String(), planned.Gross.String()}, []string{net.String(), tax.String(), gross.String()})
		require.True(t, planned.Net.Equal(planned.TaxRate.Net(ledger.Total(takes))))
		for i, line := range planned.Lines {
			require.True(t, line.Net.IsPositive(), "line %d: %s+%s", line.Number, line.Net, line.Tax)
			require.False(t, line.Tax.IsNegative())
			require.True(t, line.Net.Add(line.Tax).Equal(line.Gross))
			require.True(t, line.Gross.Equal(stands[i]))
			off := line.Net.Sub(line.TaxRate.Net(line.Gross))
			require.True(t, off.Decimal().Abs().LessThanOrEqual(money.Cent.Decimal()), "off by %s", off)
		}
	})
}
