package money

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"

	"github.com/shopspring/decimal"
)

// ErrRate is returned for text that is not a VAT rate between 0 and 1 ("0.06").
var ErrRate = errors.New("not a tax rate: write a decimal fraction from 0 to below 1 with at most four decimals, for example 0.06, or exempt")

var rateFormat = regexp.MustCompile(`^0(\.[0-9]{1,4})?$`)

// exempt is how the rate of what is exempt from VAT is written.
const exempt = "exempt"

// Exempt is the rate of what is exempt from VAT (免税). No tax is on it, as at the rate 0; but it is no rate, and prints as a word.
var Exempt = Rate{exempt: true}

// Rate is a VAT rate as a decimal fraction: 0.06 for 6 %; or Exempt.
type Rate struct {
	value  decimal.Decimal
	exempt bool
}

// ParseRate reads a rate as it is written at the edges ("0.06", "exempt"). It returns ErrRate for anything else.
func ParseRate(text string) (Rate, error) {
	if text == exempt {
		return Exempt, nil
	}
	if !rateFormat.MatchString(text) {
		return Rate{}, fmt.Errorf("%q is %w", text, ErrRate)
	}
	value, err := decimal.NewFromString(text)
	if err != nil {
		return Rate{}, fmt.Errorf("%q is %w", text, ErrRate)
	}
	return Rate{value: value}, nil
}

// MustParseRate is ParseRate for constants; it panics on text that is not a rate.
func MustParseRate(text string) Rate {
	rate, err := ParseRate(text)
	if err != nil {
		panic(err)
	}
	return rate
}

// String writes the rate with at least two decimals: "0.06", "0.005"; or "exempt".
func (r Rate) String() string {
	if r.exempt {
		return exempt
	}
	if r.value.Equal(r.value.Truncate(Places)) {
		return r.value.StringFixed(Places)
	}
	return r.value.String()
}

// Percent writes the rate as on an invoice: "6%", or the word for what is exempt.
func (r Rate) Percent() string {
	if r.exempt {
		return "免税"
	}
	return r.value.Shift(2).String() + "%"
}

// Taxed reports whether any tax is on it: it is neither exempt nor zero.
func (r Rate) Taxed() bool { return r.value.IsPositive() }

// Equal reports whether both are the same rate. What is exempt is not at the rate 0.
func (r Rate) Equal(other Rate) bool { return r.exempt == other.exempt && r.value.Equal(other.value) }

// Cmp is −1, 0 or 1 as r is less than, equal to or greater than other. Exempt comes before the rate 0.
func (r Rate) Cmp(other Rate) int {
	switch {
	case r.exempt == other.exempt:
		return r.value.Cmp(other.value)
	case r.exempt:
		return -1
	default:
		return 1
	}
}

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

// Scan reads a text from the database.
func (r *Rate) Scan(source any) error {
	text, isText := source.(string)
	if !isText {
		return fmt.Errorf("read tax rate: %v is no text", source)
	}
	return r.UnmarshalText([]byte(text))
}

// Value hands the rate to the database as text.
func (r Rate) Value() (driver.Value, error) { return r.String(), nil }

// Decimal returns the exact fraction.
func (r Rate) Decimal() decimal.Decimal { return r.value }
