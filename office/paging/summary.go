package paging

import "kaipiao/domain/money"

// Summary is what a list has on all its pages together.
type Summary struct {
	// Count is how many there are, up to CapOfCounts; Capped says that there are more.
	Count  int
	Capped bool
	// Amount is what they come to; nil where there are more than CapOfSums.
	Amount *money.Amount
}

// SummaryOf is made of what was found, of CapOfSums and one more at most.
func SummaryOf(found int, amount money.Amount) Summary {
	s := Summary{Count: min(found, CapOfCounts), Capped: found > CapOfCounts}
	if found <= CapOfSums {
		s.Amount = &amount
	}
	return s
}

// OneOrMore are the states that a list is narrowed to: a single one is read by its index.
func OneOrMore[Word ~string](words []Word) (one string, more []string) {
	if len(words) == 1 {
		return string(words[0]), []string{}
	}
	more = make([]string, len(words))
	for i, word := range words {
		more[i] = string(word)
	}
	return "", more
}
