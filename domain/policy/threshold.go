package policy

import (
	"fmt"

	"github.com/shopspring/decimal"

	"kaipiao/domain/money"
)

// Threshold is how much of something is little: a share of the whole where it is below 1, and otherwise an amount in CNY.
type Threshold struct{ value decimal.Decimal }

// MarshalText writes "0.1" or "50000".
func (t Threshold) MarshalText() ([]byte, error) { return []byte(t.value.String()), nil }

// UnmarshalText reads "0.1" or "50000.00".
func (t *Threshold) UnmarshalText(text []byte) error {
	value, err := decimal.NewFromString(string(text))
	if err != nil || value.Exponent() < -4 || value.Exponent() > 12 {
		return fmt.Errorf("%q is not a share such as 0.1 or an amount such as 50000.00", text)
	}
	t.value = value
	return nil
}

// Reached reports whether so much of a whole is below it.
func (t Threshold) Reached(left, whole money.Amount) bool {
	least := t.value
	if least.LessThan(decimal.NewFromInt(1)) {
		least = least.Mul(whole.Decimal())
	}
	return left.Decimal().LessThan(least)
}
