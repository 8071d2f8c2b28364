package desk

import "kaipiao/domain/invoice"

// marked cuts a text where it differs from another one: what both begin with, what differs, and what both end with. Width and blanks count only where
// nothing else differs.
func marked(text, other string) (before, differs, after string) {
	raw := []rune(text)
	a, at := compared(text, invoice.NormalizeTitle)
	b, _ := compared(other, invoice.NormalizeTitle)
	if string(a) == string(b) {
		a, at = compared(text, same)
		b, _ = compared(other, same)
	}
	from, until := 0, len(a)
	for from < len(a) && from < len(b) && a[from] == b[from] {
		from++
	}
	for end := len(b); until > from && end > from && a[until-1] == b[end-1]; end-- {
		until--
	}
	begins := len(raw)
	if from < len(at) {
		begins = at[from]
	}
	ends := begins
	if until > from {
		ends = at[until-1] + 1
	}
	return string(raw[:begins]), string(raw[begins:ends]), string(raw[ends:])
}

// compared are the runes of a text in the form in which it is compared, each with where it stands in the text.
func compared(text string, form func(string) string) (runes []rune, at []int) {
	for n, r := range []rune(text) {
		for _, one := range form(string(r)) {
			runes, at = append(runes, one), append(at, n)
		}
	}
	return runes, at
}

func same(text string) string { return text }
