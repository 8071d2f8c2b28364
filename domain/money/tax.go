package money

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"

	"github.com/shopspring/decimal"
)

// ErrRate is returned for text that is not a VAT rate between 0 and 1 ("0.06").
var ErrRate = errors.New("not a tax rate: write a decimal fraction from 0 to below 1 with at most four decimals, for example 0.06")

var rateFormat = regexp.MustCompile(`^0(\.[0-9]{1,4})?$`)

// Rate is a VAT rate as a decimal fraction: 0.06 for 6 %.
type Rate struct{ value decimal.Decimal }

// ParseRate reads a rate as it is written at the edges ("0.06"). It returns ErrRate for anything else.
func ParseRate(text string) (Rate, error) {
	if !rateFormat.MatchString(text) {
		return Rate{}, fmt.Errorf("%q is %w", text, ErrRate)
	}
	value, err := decimal.NewFromString(text)
	if err != nil {
		return Rate{}, fmt.Errorf("%q is %w", text, ErrRate)
	}
	return Rate{value}, nil
}

// MustParseRate is ParseRate for constants; it panics on text that is not a rate.
func MustParseRate(text string) Rate {
	rate, err := ParseRate(text)
	if err != nil {
		panic(err)
	}
	return rate
}

// String writes the rate with at least two decimals: "0.06", "0.005".
func (r Rate) String() string {
	if r.value.Exponent() >= -Places {
		return r.value.StringFixed(Places)
	}
	return r.value.String()
}

// Percent writes the rate as on an invoice: "6%".
func (r Rate) Percent() string { return r.value.Shift(2).String() + "%" }

// Equal reports whether both are the same rate.
func (r Rate) Equal(other Rate) bool { return r.value.Equal(other.value) }

// Cmp is −1, 0 or 1 as r is less than, equal to or greater than other.
func (r Rate) Cmp(other Rate) int { return r.value.Cmp(other.value) }

// Net takes the tax out of a gross amount: net = gross / (1 + rate), rounded half-up on the absolute value. The tax is
// gross − net, so that both always add up to the gross amount. This is the one rounding rule for tax.
func (r Rate) Net(gross Amount) Amount {
	// Sixteen guard digits: with at most 18 significant digits in the gross amount no tie can be missed.
	return Round(gross.value.DivRound(decimal.NewFromInt(1).Add(r.value), 16))
}

// Tax is the tax on a net amount, rounded half-up on the absolute value. It is for parts of an invoice that are red-issued
// by their net amounts (V2); an invoice itself is made from its gross amount, by Net.
func (r Rate) Tax(net Amount) Amount { return Round(net.value.Mul(r.value)) }

// MarshalText writes the rate as String does.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads a rate as ParseRate does.
func (r *Rate) UnmarshalText(text []byte) error {
	parsed, err := ParseRate(string(text))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}

// Scan reads a NUMERIC from the database.
func (r *Rate) Scan(source any) error {
	if err := r.value.Scan(source); err != nil {
		return fmt.Errorf("read tax rate: %w", err)
	}
	return nil
}

// Value hands the rate to the database as text.
func (r Rate) Value() (driver.Value, error) { return r.String(), nil }

// Decimal returns the exact fraction.
func (r Rate) Decimal() decimal.Decimal { return r.value }
