// Package money holds amounts of Chinese yuan (CNY) to the cent (分) and the one place where tax is taken out of a gross amount.
//
// Sums are made before anything is rounded; rounding is half-up on the absolute value, so that a reversal is exactly
// the negative of what it reverses.
package money

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// Places is the number of decimal places of every amount at the edges: JSON, database, documents.
const Places = 2

// ErrFormat is returned for text that is not an amount: an optional minus, digits, a point and exactly two decimals.
var ErrFormat = errors.New("not an amount of money: write digits with exactly two decimals, for example 1060.00")

// sixteen digits before the point are what NUMERIC(18,2) holds.
var format = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,15})\.[0-9]{2}$`)

// Amount is a sum of money in CNY with exactly two decimal places. The zero value is 0.00.
type Amount struct{ value decimal.Decimal }

// Zero is 0.00.
var Zero Amount

// Cent is 0.01, the smallest amount there is.
var Cent = FromCents(1)

// Parse reads an amount as it is written at the edges ("1060.00"). It returns ErrFormat for anything else.
func Parse(text string) (Amount, error) {
	if !format.MatchString(text) {
		return Zero, fmt.Errorf("%q is %w", text, ErrFormat)
	}
	value, err := decimal.NewFromString(text)
	if err != nil {
		return Zero, fmt.Errorf("%q is %w", text, ErrFormat)
	}
	return Amount{value}, nil
}

// MustParse is Parse for constants; it panics on text that is not an amount.
func MustParse(text string) Amount {
	amount, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return amount
}

// FromCents makes an amount of a whole number of cents.
func FromCents(cents int64) Amount { return Amount{decimal.New(cents, -Places)} }

// Round makes an amount of an exact sum: half-up on the absolute value. It is the only way from more places to two.
func Round(exact decimal.Decimal) Amount { return Amount{exact.Round(Places)} }

// Decimal returns the exact value for arithmetic that must not round yet.
func (a Amount) Decimal() decimal.Decimal { return a.value }

// Cents returns the amount in cents.
func (a Amount) Cents() int64 { return a.value.Shift(Places).IntPart() }

// String writes the amount with two decimals, without thousands separators: "1060.00".
func (a Amount) String() string { return a.value.StringFixed(Places) }

// Add returns a + b.
func (a Amount) Add(b Amount) Amount { return Amount{a.value.Add(b.value)} }

// Sub returns a − b.
func (a Amount) Sub(b Amount) Amount { return Amount{a.value.Sub(b.value)} }

// Times returns n · a.
func (a Amount) Times(n int) Amount { return Amount{a.value.Mul(decimal.NewFromInt(int64(n)))} }

// Neg returns −a.
func (a Amount) Neg() Amount { return Amount{a.value.Neg()} }

// Cmp is −1, 0 or 1 as a is less than, equal to or greater than b.
func (a Amount) Cmp(b Amount) int { return a.value.Cmp(b.value) }

// Equal reports whether a and b are the same amount.
func (a Amount) Equal(b Amount) bool { return a.value.Equal(b.value) }

// Less reports whether a < b.
func (a Amount) Less(b Amount) bool { return a.value.LessThan(b.value) }

// IsZero reports whether a is 0.00.
func (a Amount) IsZero() bool { return a.value.IsZero() }

// IsPositive reports whether a > 0.
func (a Amount) IsPositive() bool { return a.value.IsPositive() }

// IsNegative reports whether a < 0.
func (a Amount) IsNegative() bool { return a.value.IsNegative() }

// Min returns the smaller of a and b.
func Min(a, b Amount) Amount {
	if b.Less(a) {
		return b
	}
	return a
}

// Sum adds amounts.
func Sum(amounts ...Amount) Amount {
	total := Zero
	for _, amount := range amounts {
		total = total.Add(amount)
	}
	return total
}

// MarshalText writes two decimals; in JSON that is a string, because a JSON number may pass through a float.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads an amount as Parse does; JSON numbers are refused.
func (a *Amount) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// Value hands the amount to the database as text, which NUMERIC reads exactly.
func (a Amount) Value() (driver.Value, error) { return a.String(), nil }

// Scan reads a NUMERIC(18,2). It refuses a value with more than two places instead of rounding it.
func (a *Amount) Scan(source any) error {
	var value decimal.Decimal
	if err := value.Scan(source); err != nil {
		return fmt.Errorf("read amount: %w", err)
	}
	if !value.Equal(value.Truncate(Places)) {
		return fmt.Errorf("read amount: %s has more than %d decimal places", value, Places)
	}
	a.value = value
	return nil
}

// Grouped writes the amount for people to read, with thousands separators: "1,060.00".
func (a Amount) Grouped() string {
	text := a.String()
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, cents, _ := strings.Cut(text, ".")
	var groups []string
	for len(whole) > 3 {
		groups = append([]string{whole[len(whole)-3:]}, groups...)
		whole = whole[:len(whole)-3]
	}
	return sign + strings.Join(append([]string{whole}, groups...), ",") + "." + cents
}
