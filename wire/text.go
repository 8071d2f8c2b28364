package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
)

// Text is a text, a number or a truth value: they come as each other. Null is empty.
type Text string

var errNoText = errors.New("an object or a list stands where a text is expected")

// UnmarshalJSON takes whatever is one value, as it was written.
func (t *Text) UnmarshalJSON(content []byte) error {
	content = bytes.TrimSpace(content)
	var said string
	switch {
	case len(content) == 0 || content[0] == '{' || content[0] == '[':
		return errNoText
	case content[0] == '"':
		if err := json.Unmarshal(content, &said); err != nil {
			return err
		}
	case !bytes.Equal(content, []byte("null")):
		said = string(content)
	}
	*t = Text(said)
	return nil
}

var (
	amountFormat = regexp.MustCompile(`^-?[0-9]{1,15}(?:\.[0-9]{1,10})?$`)
	countFormat  = regexp.MustCompile(`^[0-9]{1,16}$`)
)

// Amount reads an amount of at most two decimals, however many zeros follow.
func (t Text) Amount() (money.Amount, error) {
	if !amountFormat.MatchString(string(t)) {
		return money.Zero, ErrUnreadable
	}
	value, err := decimal.NewFromString(string(t))
	if err != nil || !value.Equal(value.Round(money.Places)) {
		return money.Zero, ErrUnreadable
	}
	return money.Round(value), nil
}

// Count reads a whole number that is not below zero.
func (t Text) Count() (int, error) {
	if !countFormat.MatchString(string(t)) {
		return 0, ErrUnreadable
	}
	return strconv.Atoi(string(t))
}

// compact is civil time without anything between its parts. It has more digits than the milliseconds of any year before 2286.
const compact = "20060102150405"

// Instant reads an instant, in UTC: civil time in Asia/Shanghai, in either form, or milliseconds. What is before the year 2000 is none.
func (t Text) Instant() (at time.Time, err error) {
	switch said := string(t); {
	case len(said) == len(compact):
		at, err = time.ParseInLocation(compact, said, calendar.Shanghai)
	case countFormat.MatchString(said):
		var milliseconds int64
		milliseconds, err = strconv.ParseInt(said, 10, 64)
		at = time.UnixMilli(milliseconds)
	default:
		at, err = time.ParseInLocation(time.DateTime, said, calendar.Shanghai)
	}
	if err != nil || at.Year() < 2000 || at.Year() > 9999 {
		return time.Time{}, ErrUnreadable
	}
	return at.UTC(), nil
}

// Civil is an instant as civil time in Asia/Shanghai.
func Civil(at time.Time) string { return at.In(calendar.Shanghai).Format(time.DateTime) }
