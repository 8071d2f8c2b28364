package document_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/calendar"
	"kaipiao/domain/document"
	"kaipiao/domain/money"
)

func TestAPeriodIsADayOrDays(t *testing.T) {
	first, last := calendar.NewDate(2026, 9, 1), calendar.NewDate(2026, 9, 30)
	require.Equal(t, "2026-09-01", document.On(first).String())
	require.Equal(t, "2026-09-01 – 2026-09-30", document.Period{First: first, Last: last}.String())
}

func line(rate, amount string) document.ProformaLine {
	return document.ProformaLine{TaxRate: money.MustParseRate(rate), Amount: money.MustParse(amount)}
}

func TestA9TaxIsTakenOutOfTheSumOfEachRate(t *testing.T) {
	// given: three lines at 6 %, of which each alone would round down, and one at 13 %
	proforma := document.Proforma{Lines: []document.ProformaLine{
		line("0.06", "0.10"), line("0.13", "11300.00"), line("0.06", "0.10"), line("0.06", "0.10"),
	}}
	// when
	totals := proforma.ByRate()
	// then
	require.Len(t, totals, 2)
	require.Equal(t, []string{"6%", "0.28", "0.02", "0.30"}, figures(totals[0]))
	require.Equal(t, []string{"13%", "10000.00", "1300.00", "11300.00"}, figures(totals[1]))
	require.Equal(t, "11300.30", proforma.Total().String())
}

func TestA9WithoutLinesNothingIsOwed(t *testing.T) {
	require.Empty(t, document.Proforma{}.ByRate())
	require.Equal(t, "0.00", document.Proforma{}.Total().String())
}

func figures(total document.RateTotal) []string {
	return []string{total.TaxRate.Percent(), total.Net.String(), total.Tax.String(), total.Gross.String()}
}
