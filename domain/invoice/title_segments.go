package invoice

// Segment is a stretch of a name: one that both names have, or one that this one alone has.
type Segment struct {
	Text string
	Same bool
}

// SegmentTitles sets two titles beside each other, as they are compared: each in stretches, in its own order, so that what stands in one of them
// alone can be marked (A4). Together the stretches of a title are the whole of it.
func SegmentTitles(applied, certified string) (ofApplied, ofCertified []Segment) {
	a, c := []rune(NormalizeTitle(applied)), []rune(NormalizeTitle(certified))
	common := commonLengths(a, c)
	i, j := 0, 0
	for i < len(a) || j < len(c) {
		switch {
		case i < len(a) && j < len(c) && a[i] == c[j]:
			ofApplied, ofCertified = grow(ofApplied, a[i], true), grow(ofCertified, c[j], true)
			i, j = i+1, j+1
		case j == len(c) || (i < len(a) && common[i+1][j] >= common[i][j+1]):
			ofApplied, i = grow(ofApplied, a[i], false), i+1
		default:
			ofCertified, j = grow(ofCertified, c[j], false), j+1
		}
	}
	return ofApplied, ofCertified
}

// commonLengths has for each pair of places how much the rests behind them have in common, in the same order.
func commonLengths(a, c []rune) [][]int {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(c)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(c) - 1; j >= 0; j-- {
			if a[i] == c[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}

func grow(segments []Segment, r rune, same bool) []Segment {
	if n := len(segments); n > 0 && segments[n-1].Same == same {
		segments[n-1].Text += string(r)
		return segments
	}
	return append(segments, Segment{Text: string(r), Same: same})
}
