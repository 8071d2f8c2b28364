package nuonuo

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

// text is a text, a number or a truth value of Nuonuo's, which come as each other; null is empty.
type text string

var errNoText = errors.New("an object or a list stands where a text is expected")

// UnmarshalJSON takes whatever is one value.
func (t *text) UnmarshalJSON(content []byte) error {
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
	*t = text(said)
	return nil
}

// row is an object of an answer: its values, and the objects that stand in lists in it.
type row struct {
	texts map[string]text
	rows  map[string][]row
}

// UnmarshalJSON takes an object. What is neither a value nor a list of objects is as if it was left out.
func (r *row) UnmarshalJSON(content []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(content, &members); err != nil {
		return err
	}
	r.texts, r.rows = map[string]text{}, map[string][]row{}
	for name, member := range members {
		var value text
		var list []row
		if json.Unmarshal(member, &value) == nil {
			r.texts[name] = value
		} else if json.Unmarshal(member, &list) == nil {
			r.rows[name] = list
		}
	}
	return nil
}

func (r row) get(name string) text { return r.texts[name] }

// errUnreadable repeats nothing of an answer (S6).
var errUnreadable = errors.New("Nuonuo's answer cannot be read, or lacks what is needed")

var (
	amountFormat = regexp.MustCompile(`^-?[0-9]{1,15}(?:\.[0-9]{1,10})?$`)
	numberFormat = regexp.MustCompile(`^[0-9]{20}$`)
	countFormat  = regexp.MustCompile(`^[0-9]{1,16}$`)
)

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

// instant reads milliseconds, or civil time in Asia/Shanghai, as an instant in UTC. What is before the year 2000 is no instant.
func (t text) instant() (time.Time, error) {
	at, err := time.ParseInLocation(time.DateTime, string(t), calendar.Shanghai)
	if countFormat.MatchString(string(t)) {
		var milliseconds int64
		milliseconds, err = strconv.ParseInt(string(t), 10, 64)
		at = time.UnixMilli(milliseconds)
	}
	if err != nil || at.Year() < 2000 || at.Year() > 9999 {
		return time.Time{}, errUnreadable
	}
	return at.UTC(), nil
}
