package desk

import (
	"cmp"
	"slices"
)

// sortByDue puts rows of several lists into one order: due first, and what is due at no time last.
func sortByDue(rows []row) {
	slices.SortStableFunc(rows, func(a, b row) int {
		switch {
		case a.Due == nil || b.Due == nil:
			return cmp.Compare(ofNoTime(a), ofNoTime(b))
		default:
			return a.Due.Compare(*b.Due)
		}
	})
}

func ofNoTime(r row) int {
	if r.Due == nil {
		return 1
	}
	return 0
}
