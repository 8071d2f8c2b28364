package documents

// entry is one line of a document as printed: rows of cells, of which only the first carries the figures.
type entry [][]string

// The printed height of an entry is its rows and the air above and below them.
const (
	rowStep  = 4.5
	entryAir = 2.6
)

func (e entry) height() float64 { return float64(len(e))*rowStep + entryAir }

// room is how high the entries may stand on the first page and on the others, and what has to follow the last of them
// on the same page.
type room struct{ first, others, closing float64 }

// hair is what a page may run over: less than can be seen, and more than adding up heights is wrong by.
const hair = 0.01

// paginate fills page after page. An entry is kept together unless it is longer than a page, and what closes the
// document does not stand on a page without any.
func paginate(entries []entry, within room) [][]entry {
	pages, left := [][]entry{nil}, within.first+hair
	turn := func() { pages, left = append(pages, nil), within.others+hair }
	put := func(part entry) {
		pages[len(pages)-1] = append(pages[len(pages)-1], part)
		left -= part.height()
	}
	for _, rest := range entries {
		if rest.height() > left && rest.height() <= within.others {
			turn()
		}
		for rest.height() > left {
			if fitting := int((left - entryAir) / rowStep); fitting > 0 {
				put(rest[:fitting])
				rest = rest[fitting:]
			}
			turn()
		}
		put(rest)
	}
	if left < within.closing {
		carried := pages[len(pages)-1]
		turn()
		if n := len(carried); n > 1 && carried[n-1].height()+within.closing <= within.others {
			pages[len(pages)-2] = carried[:n-1]
			put(carried[n-1])
		}
	}
	return pages
}
