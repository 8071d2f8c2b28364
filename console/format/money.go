// Package format writes dates, money and numbers as people read them. Pages, exports and what is told live use it alike.
package format

import (
	"strings"

	"kaipiao/domain/money"
)

// minus is wider than a hyphen, as wide as a digit.
const minus = "\u2212"

// Money is an amount in CNY with its sign and currency: "¥1,234.50", "−¥1,234.50".
func Money(a money.Amount) string {
	if a.IsNegative() {
		return minus + "¥" + a.Neg().Grouped()
	}
	return "¥" + a.Grouped()
}

// Figures is an amount where the column says that it is CNY: "1,234.50".
func Figures(a money.Amount) string {
	if a.IsNegative() {
		return minus + a.Neg().Grouped()
	}
	return a.Grouped()
}

// Fours cuts a long number into groups of four, which a page draws with margins, so that a copy has no blanks.
func Fours(number string) (groups []string) {
	for len(number) > 4 {
		groups, number = append(groups, number[:4]), number[4:]
	}
	return append(groups, number)
}

// halfWidth are full-width characters that people type in numbers.
var halfWidth = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9",
	"．", ".", "，", ",", "￥", "¥", "　", " ")

// TypedAmount is what the API takes of an amount as people type it: with commas, blanks, the currency, or full-width digits.
func TypedAmount(typed string) string {
	plain := strings.NewReplacer(",", "", " ", "", "¥", "", "\u00a0", "").Replace(halfWidth.Replace(strings.TrimSpace(typed)))
	whole, fraction, found := strings.Cut(plain, ".")
	switch {
	case !isDigits(whole) || (found && !isDigits(fraction)) || len(fraction) > 2:
		return plain // the API says what is wrong with it
	case len(fraction) < 2:
		fraction += strings.Repeat("0", 2-len(fraction))
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	return whole + "." + fraction
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
