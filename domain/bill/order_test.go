package bill_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/money"
)

// Sums are made before anything is rounded, and in whatever order the rows of a bill come.
func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		costs := rapid.SliceOfN(rapid.Int64Range(1, 9_000_000), 1, 30).Draw(rt, "costs")
		rows, sum := make([][]string, len(costs)), decimal.Zero
		for i, cost := range costs {
			exact := decimal.New(cost, -7)
			sum = sum.Add(exact)
			rows[i] = charge(exact.String(), "CNY", "Usage", "Cloud, Inc.", "云服务器")
		}
		first, _ := settled(t, rows...)
		second, _ := settled(t, rapid.Permutation(rows).Draw(rt, "shuffled")...)
		require.Len(rt, first, 1)
		require.Equal(rt, first[0].Cash.String(), second[0].Cash.String())
		require.Equal(rt, money.Round(sum).String(), first[0].Cash.String())
	})
}
