package baiwang

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
)

var errUnreadable = errors.New("Baiwang's answer cannot be read, or lacks what is needed")

// text is a member of an answer. The vendor sends numbers as texts and texts as numbers; null is empty.
type text string

// UnmarshalJSON takes a text, a number, a truth value or null; an object or a list is an error.
func (t *text) UnmarshalJSON(content []byte) error {
	switch {
	case len(content) == 0 || content[0] == '{' || content[0] == '[':
		return errUnreadable
	case content[0] == '"':
		return json.Unmarshal(content, (*string)(t))
	case !bytes.Equal(content, []byte("null")):
		*t = text(content)
	}
	return nil
}

var amountFormat = regexp.MustCompile(`^-?[0-9]{1,15}(?:\.[0-9]{1,10})?$`)

// amount reads an amount of at most two decimals, however many zeros follow.
func (t text) amount() (money.Amount, error) {
	if !amountFormat.MatchString(string(t)) {
		return money.Zero, errUnreadable
	}
	value, err := decimal.NewFromString(string(t))
	if err != nil || !value.Equal(value.Round(money.Places)) {
		return money.Zero, errUnreadable
	}
	return money.Round(value), nil
}

// instants are the forms in which the vendor writes civil time.
var instants = []string{"20060102150405", time.DateTime}

// instant reads civil time in Asia/Shanghai as an instant in UTC.
func (t text) instant() (time.Time, error) {
	for _, form := range instants {
		if at, err := time.ParseInLocation(form, string(t), calendar.Shanghai); err == nil && at.Year() >= 2000 {
			return at.UTC(), nil
		}
	}
	return time.Time{}, errUnreadable
}

var numberFormat = regexp.MustCompile(`^(?:[0-9]{20}|[0-9]{8})$`)

// number reads the number of a document.
func (t text) number() (string, error) {
	if !numberFormat.MatchString(string(t)) {
		return "", errUnreadable
	}
	return string(t), nil
}

// listNames are the members in which a list may stand when it does not stand alone, which no source says.
var listNames = []string{"list", "records", "rows", "data", "content"}

// readList reads a list: nothing at all is an empty one.
func readList[Item any](content json.RawMessage) (items []Item, err error) {
	content = bytes.TrimSpace(content)
	if len(content) == 0 || bytes.Equal(content, []byte("null")) || bytes.Equal(content, []byte("{}")) {
		return nil, nil
	}
	if content[0] != '{' {
		err = read(content, &items)
		return items, err
	}
	var within map[string]json.RawMessage
	if err := read(content, &within); err != nil {
		return nil, err
	}
	for _, name := range listNames {
		if inner, has := within[name]; has {
			err = read(inner, &items)
			return items, err
		}
	}
	return nil, errUnreadable
}

// overHTTP reports whether an address is one that we call.
func overHTTP(address string) bool {
	parsed, err := url.Parse(address)
	return err == nil && (parsed.Scheme == "https" || parsed.Scheme == "http") && parsed.Host != "" && parsed.User == nil
}

// written is an amount as the vendor wants it: a number with two decimals.
func written(amount money.Amount) json.Number { return json.Number(amount.String()) }

// civil is an instant as the vendor wants it in requests.
func civil(at time.Time) string { return at.In(calendar.Shanghai).Format(time.DateTime) }

// separators stand between the parts of a text that was joined.
const separators = " 　,，;；"

var accountFormat = regexp.MustCompile(`^[0-9+()（）-]{5,}$`)

// split cuts a number off the end of a text: the phone of an address, the account of a bank.
func split(joined string) (words, number string) {
	joined = strings.TrimSpace(joined)
	at := strings.LastIndexAny(joined, separators)
	if at < 0 {
		return joined, ""
	}
	last := strings.TrimLeft(joined[at:], separators)
	if !accountFormat.MatchString(last) {
		return joined, ""
	}
	return strings.TrimRight(joined[:at], separators), last
}
