package invoice

// TitleDifference is where two titles differ once they are normalised: between what they begin with alike and what they
// end with alike.
type TitleDifference struct{ Applied, Certified string }

// CompareTitles finds what a reviewer has to look at; the zero value says that the titles are the same (A4).
func CompareTitles(applied, certified string) TitleDifference {
	a, c := []rune(NormalizeTitle(applied)), []rune(NormalizeTitle(certified))
	for len(a) > 0 && len(c) > 0 && a[0] == c[0] {
		a, c = a[1:], c[1:]
	}
	for len(a) > 0 && len(c) > 0 && a[len(a)-1] == c[len(c)-1] {
		a, c = a[:len(a)-1], c[:len(c)-1]
	}
	return TitleDifference{Applied: string(a), Certified: string(c)}
}
