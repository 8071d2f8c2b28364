package ledger_test

import (
	"fmt"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
)

func fromSlice(all []ledger.Record) ledger.Records {
	return func(taxCode string) iter.Seq2[ledger.Record, error] {
		return func(yield func(ledger.Record, error) bool) {
			for _, r := range all {
				if (taxCode == "" || r.TaxCode == taxCode) && !yield(r, nil) {
					return
				}
			}
		}
	}
}

func record(id ids.Consumption, taxCode, free string) ledger.Record {
	return ledger.Record{Consumption: id, TaxCode: taxCode, Free: money.MustParse(free)}
}

func TestA2AmountTakesWhatPaysADebtFirstThenTheOldest(t *testing.T) {
	records := fromSlice([]ledger.Record{record("old", "a", "100.00"), record("mid", "b", "300.00"), record("new", "a", "50.00")})
	takes, err := ledger.SelectAmount(records, []ledger.Debt{{Consumption: "x", TaxCode: "b", Amount: money.MustParse("200.00")}}, money.MustParse("250.00"))
	require.NoError(t, err)
	require.Len(t, takes, 2)
	require.Equal(t, "mid 200.00", fmt.Sprint(takes[0].Consumption, " ", takes[0].Amount))
	require.Equal(t, "old 50.00", fmt.Sprint(takes[1].Consumption, " ", takes[1].Amount))
}

func TestA2ARecordTakenForADebtCanGiveTheRestToo(t *testing.T) {
	records := fromSlice([]ledger.Record{record("only", "a", "100.00")})
	takes, err := ledger.SelectAmount(records, []ledger.Debt{{Consumption: "x", TaxCode: "a", Amount: money.MustParse("30.00")}}, money.MustParse("90.00"))
	require.NoError(t, err)
	require.Len(t, takes, 1)
	require.Equal(t, "90.00", takes[0].Amount.String())
}

func TestL10OffsetIsBlockedWhileACodeIsNotCovered(t *testing.T) {
	debts := []ledger.Debt{{Consumption: "x", TaxCode: "a", Amount: money.MustParse("500.00")}}
	take := func(code, amount string) []ledger.Take {
		return []ledger.Take{{Record: record("r", code, amount), Amount: money.MustParse(amount)}}
	}
	// given acceptance case 21: 300.00 is not enough
	_, _, shortfalls := ledger.PayOff(take("a", "300.00"), debts)
	require.Len(t, shortfalls, 1)
	require.Equal(t, "300.00", shortfalls[0].Selected.String())
	// and another code does not help, however much it is (L9)
	_, _, shortfalls = ledger.PayOff(take("b", "800.00"), debts)
	require.Len(t, shortfalls, 1)
	// 800.00 leaves 300.00 to invoice
	rest, offsets, shortfalls := ledger.PayOff(take("a", "800.00"), debts)
	require.Empty(t, shortfalls)
	require.Len(t, offsets, 1)
	require.Equal(t, "300.00", ledger.Total(rest).String())
	// exactly 500.00 leaves nothing: offset only
	rest, _, shortfalls = ledger.PayOff(take("a", "500.00"), debts)
	require.Empty(t, shortfalls)
	require.Empty(t, rest)
}

// Whatever is selected: nothing is taken twice, offsets stay within their code, and selected = offset + rest.
func TestSelectionAndOffsetKeepEveryCent(t *testing.T) {
	codes := rapid.SampledFrom([]string{"a", "b", "c"})
	rapid.Check(t, func(t *rapid.T) {
		var records []ledger.Record
		for i := range rapid.IntRange(0, 12).Draw(t, "records") {
			records = append(records, ledger.Record{
				Consumption: ids.Consumption(fmt.Sprint("r", i)), TaxCode: codes.Draw(t, "code"),
				Free: money.FromCents(rapid.Int64Range(1, 500).Draw(t, "free")),
			})
		}
		var debts []ledger.Debt
		for i := range rapid.IntRange(0, 3).Draw(t, "debts") {
			debts = append(debts, ledger.Debt{
				Consumption: ids.Consumption(fmt.Sprint("d", i)), TaxCode: codes.Draw(t, "code"),
				Amount: money.FromCents(rapid.Int64Range(1, 300).Draw(t, "debt")),
			})
		}
		amount := money.FromCents(rapid.Int64Range(1, 6000).Draw(t, "amount"))
		takes, err := ledger.SelectAmount(fromSlice(records), debts, amount)
		require.NoError(t, err)
		free := money.Zero
		seen := map[ids.Consumption]bool{}
		for _, r := range records {
			free = free.Add(r.Free)
		}
		for _, take := range takes {
			require.False(t, seen[take.Consumption])
			seen[take.Consumption] = true
			require.True(t, take.Amount.IsPositive() && !take.Free.Less(take.Amount))
		}
		require.True(t, ledger.Total(takes).Equal(money.Min(free, amount)))
		rest, offsets, shortfalls := ledger.PayOff(takes, debts)
		if len(shortfalls) > 0 {
			require.Empty(t, rest)
			return
		}
		paid, owed := money.Zero, money.Zero
		for _, offset := range offsets {
			paid = paid.Add(offset.Amount)
		}
		for _, debt := range debts {
			owed = owed.Add(debt.Amount)
		}
		require.True(t, paid.Equal(owed))
		require.True(t, ledger.Total(rest).Add(paid).Equal(ledger.Total(takes)))
	})
}
