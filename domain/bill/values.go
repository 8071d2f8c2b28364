package bill

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// number is a number as bills write it. Its length is bounded, and its exponent: 1E999999999 is short, and fills any memory.
var number = regexp.MustCompile(`^[+-]?([0-9]{1,30}(\.[0-9]{0,60})?|\.[0-9]{1,60})([eE][+-]?[0-9]{1,2})?$`)

// exactly reads a number without rounding it.
func exactly(text string) (decimal.Decimal, error) {
	if text == "" {
		return decimal.Zero, errors.New("is missing")
	}
	if strings.Contains(text, ",") {
		return decimal.Zero, fmt.Errorf("%q is not a number; write it with a point, and without separators of thousands", text)
	}
	if !number.MatchString(text) {
		return decimal.Zero, fmt.Errorf("%q is not a number", text)
	}
	value, err := decimal.NewFromString(strings.TrimSuffix(text, "."))
	if err != nil {
		return decimal.Zero, fmt.Errorf("%q is not a number", text)
	}
	return value, nil
}

// moments are the ways in which instants are written, with a T between date and time; without a zone they are UTC.
var moments = []string{
	"2006-1-2T15:4:5Z07:00", "2006-1-2T15:4:5Z0700", "2006-1-2T15:4:5Z07", "2006-1-2T15:4Z07:00", "2006-1-2T15:4:5", "2006-1-2T15:4", "2006-1-2",
}

// serial is an instant in a spreadsheet: days since 1899-12-30.
var serial = regexp.MustCompile(`^[1-9][0-9]{4}(\.[0-9]{1,15})?$`)

// moment reads a date, or a date with a time, as bills write them. The zone stays, because a month is that of where the bill was made.
func moment(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, errors.New("is missing")
	}
	at, err := parseMoment(text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a date and time", text)
	}
	if year := at.UTC().Year(); year < firstYear || year > lastYear {
		return time.Time{}, fmt.Errorf("%q does not lie between the years %d and %d", text, firstYear, lastYear)
	}
	return at, nil
}

// firstYear and lastYear are between which instants lie; only a mistake can mean others.
const (
	firstYear = 2000
	lastYear  = 2200
)

func parseMoment(text string) (time.Time, error) {
	if serial.MatchString(text) {
		days, err := strconv.ParseFloat(text, 64)
		seconds := time.Duration(days*24*60*60+0.5) * time.Second
		return time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC).Add(seconds), err
	}
	written := strings.ReplaceAll(strings.TrimSuffix(text, "Z"), "/", "-")
	zone := text[len(text)-1:] == "Z"
	for _, utc := range []string{" UTC", " GMT", "UTC"} {
		if cut, found := strings.CutSuffix(written, utc); found {
			written, zone = cut, true
			break
		}
	}
	date, clock, timed := strings.Cut(strings.Replace(written, "T", " ", 1), " ")
	if timed {
		date += "T" + strings.ReplaceAll(clock, " ", "")
	}
	if zone && timed {
		date += "Z"
	}
	for _, layout := range moments {
		if at, err := time.Parse(layout, date); err == nil {
			return at, nil
		}
	}
	return time.Time{}, errors.New("unknown")
}
