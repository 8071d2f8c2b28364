package baiwang

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
)

// errUnreadable repeats nothing of an answer that cannot be read (S6).
var errUnreadable = errors.New("Baiwang's answer cannot be read, or lacks what is needed")

// row is an object of an answer: its members as texts, because the vendor sends numbers as texts and texts as numbers, and the objects in it,
// alone or in a list. Null is as if it was left out.
type row struct {
	texts map[string]string
	lists map[string][]row
}

// UnmarshalJSON takes an object. A list of something else than objects is as if it was left out.
func (r *row) UnmarshalJSON(content []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(content, &members); err != nil {
		return err
	}
	r.texts, r.lists = map[string]string{}, map[string][]row{}
	for name, member := range members {
		text, one, list := "", row{}, []row{}
		switch {
		case member[0] == '"' && json.Unmarshal(member, &text) == nil:
			r.texts[name] = text
		case member[0] == '{' && json.Unmarshal(member, &one) == nil:
			r.lists[name] = []row{one}
		case member[0] == '[' && json.Unmarshal(member, &list) == nil:
			r.lists[name] = list
		case member[0] != '[' && string(member) != "null":
			r.texts[name] = string(member)
		}
	}
	return nil
}

// row is the one object of a name; nothing where there is none.
func (r row) row(name string) map[string]string {
	if len(r.lists[name]) != 1 {
		return nil
	}
	return r.lists[name][0].texts
}

// readRow reads one object; nothing at all is one without members.
func readRow(content json.RawMessage) (read row, err error) {
	if len(bytes.TrimSpace(content)) == 0 {
		return row{}, nil
	}
	if !utf8.Valid(content) || json.Unmarshal(content, &read) != nil {
		return row{}, errUnreadable
	}
	return read, nil
}

// listNames are the members in which a list may stand when it does not stand alone, which no source says.
var listNames = []string{"list", "records", "rows", "data", "content"}

// readRows reads a list; nothing at all is an empty one.
func readRows(content json.RawMessage) (rows []row, err error) {
	if content = bytes.TrimSpace(content); len(content) == 0 || content[0] != '[' {
		within, err := readRow(content)
		if err != nil || len(within.texts)+len(within.lists) == 0 {
			return nil, err
		}
		for _, name := range listNames {
			if inner, has := within.lists[name]; has {
				return inner, nil
			}
		}
		return nil, errUnreadable
	}
	if !utf8.Valid(content) || json.Unmarshal(content, &rows) != nil {
		return nil, errUnreadable
	}
	return rows, nil
}

var (
	amountFormat = regexp.MustCompile(`^-?[0-9]{1,15}(?:\.[0-9]{1,10})?$`)
	numberFormat = regexp.MustCompile(`^(?:[0-9]{20}|[0-9]{8})$`)
	phoneFormat  = regexp.MustCompile(`^[0-9+()（）-]{5,}$`)
)

// readAmount reads an amount of at most two decimals, however many zeros follow.
func readAmount(text string) (money.Amount, error) {
	value, err := decimal.NewFromString(text)
	if !amountFormat.MatchString(text) || err != nil || !value.Equal(value.Round(money.Places)) {
		return money.Zero, errUnreadable
	}
	return money.Round(value), nil
}

// readInstant reads civil time in Asia/Shanghai, in either of the vendor's forms, as an instant in UTC.
func readInstant(text string) (time.Time, error) {
	for _, form := range []string{"20060102150405", time.DateTime} {
		if at, err := time.ParseInLocation(form, text, calendar.Shanghai); err == nil && at.Year() >= 2000 {
			return at.UTC(), nil
		}
	}
	return time.Time{}, errUnreadable
}

// overHTTP reports whether an address is one that we call.
func overHTTP(address string) bool {
	parsed, err := url.Parse(address)
	return err == nil && (parsed.Scheme == "https" || parsed.Scheme == "http") && parsed.Host != "" && parsed.User == nil
}

// separators stand between the parts of a text that was joined.
const separators = " 　,，;；"

// split cuts a number off the end of a text: the phone of an address, the account of a bank.
func split(joined string) (words, number string) {
	joined = strings.TrimSpace(joined)
	at := max(strings.LastIndexAny(joined, separators), 0)
	if last := strings.TrimLeft(joined[at:], separators); at > 0 && phoneFormat.MatchString(last) {
		return strings.TrimRight(joined[:at], separators), last
	}
	return joined, ""
}
