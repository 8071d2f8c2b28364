package documents

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func rows(n int) entry { return make(entry, n) }

// one is the height of an entry of one row.
const one = rowStep + entryAir

func counts(pages [][]entry) []int {
	lengths := make([]int, len(pages))
	for i, page := range pages {
		lengths[i] = len(page)
	}
	return lengths
}

func TestThePageTurnsWhenItIsFull(t *testing.T) {
	within := room{first: 10 * one, others: 20 * one, closing: 5 * one}
	for lines, expected := range map[int][]int{
		0: {0}, 1: {1}, 5: {5}, 6: {5, 1}, 10: {9, 1}, 11: {10, 1}, 25: {10, 15}, 26: {10, 15, 1}, 31: {10, 20, 1},
	} {
		require.Equal(t, expected, counts(paginate(single(lines), within)), lines)
	}
}

func single(lines int) []entry {
	entries := make([]entry, lines)
	for i := range entries {
		entries[i] = rows(1)
	}
	return entries
}

func TestAnEntryIsKeptTogetherUnlessItIsLongerThanAPage(t *testing.T) {
	within := room{first: 10 * one, others: 10 * one, closing: one}
	require.Equal(t, []int{1, 1}, counts(paginate([]entry{rows(8), rows(9)}, within)))
	long := paginate([]entry{rows(40)}, within)
	require.Equal(t, []int{1, 1, 1}, counts(long))
	require.Len(t, long[0][0], 15, "what fits into ten lines without the air between them")
}

func TestNothingIsLostAndNoPageRunsOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		within := room{
			first: rapid.Float64Range(-20, 200).Draw(t, "first"), others: rapid.Float64Range(150, 220).Draw(t, "others"),
			closing: rapid.Float64Range(10, 140).Draw(t, "closing"),
		}
		entries, total := []entry{}, 0
		for _, n := range rapid.SliceOf(rapid.IntRange(1, 60)).Draw(t, "rows") {
			entries, total = append(entries, rows(n)), total+n
		}
		pages := paginate(entries, within)
		for i, page := range pages {
			used := 0.0
			for _, e := range page {
				total, used = total-len(e), used+e.height()
			}
			available := within.others
			if i == 0 {
				available = max(within.first, 0)
			}
			if i == len(pages)-1 {
				available -= within.closing
			}
			if len(page) > 0 {
				require.LessOrEqual(t, used, available+2*hair)
			}
		}
		require.Zero(t, total)
	})
}
